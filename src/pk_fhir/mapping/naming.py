"""By which identifier a contract goes: one rule for whoever reads a CarePlan.

The first identifier that has a system and a value and holds no personal number; ours of a part is none.
A CarePlan without one is called by its id, or by a name that follows from all that it says.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from pk_fhir.contract.identifiers import holds_personal_number
from pk_fhir.contract.values import Identifier
from pk_fhir.mapping import terms
from pk_fhir.mapping.graph import identifiers_of
from pk_fhir.mapping.writing import contract_key

# https://hl7.org/fhir/R4/datatypes.html#id
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")


def contract_identifier(plan: Mapping[str, Any]) -> Identifier:
    """The identifier of the contract that a CarePlan is."""
    stated = next(usable_identifiers(plan), None)
    return stated or Identifier(system=terms.CONTRACT_SYSTEM, value=_made_name(plan))


def usable_identifiers(plan: Mapping[str, Any]) -> Iterator[Identifier]:
    """Those by which a contract may go, in their order."""
    for system, value in identifiers_of(plan):
        if system == terms.ITEM_SYSTEM:
            continue
        try:
            identifier = Identifier(system=system, value=value)
        except ValidationError:
            continue
        if not holds_personal_number(identifier.value):
            yield identifier


def key_of(plan: Mapping[str, Any]) -> str:
    """The key that the identifiers of a contract's parts begin with."""
    identifier = contract_identifier(plan)
    return contract_key(identifier.system, identifier.value)


def _made_name(plan: Mapping[str, Any]) -> str:
    name = plan.get("id")
    if isinstance(name, str) and _ID.fullmatch(name) and not holds_personal_number(name):
        return name
    said = json.dumps(plan, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:32]
