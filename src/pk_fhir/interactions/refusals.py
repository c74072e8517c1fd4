"""What was refused leaves its row in the audit trail, too: who asked, for what, and why it was not given.

Refused are: who has no valid login or scope (outcome 8, serious), and who asks for what is not there,
or not to be seen (outcome 4). No personal number gets into a row.
"""

import re
from collections.abc import Sequence
from typing import Any

from pk_fhir.access import persons
from pk_fhir.access.caller import Caller
from pk_fhir.contract.identifiers import PERSON_SYSTEMS
from pk_fhir.fhir.outcome import FhirError, Kind
from pk_fhir.interactions.asked_about import in_query
from pk_fhir.interactions.ids import may_be_logged
from pk_fhir.interactions.quoting import PERSONAL
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.types import is_served
from pk_fhir.interactions.work import audit_row

OUTCOMES: dict[Kind, str] = {"login": "8", "forbidden": "8", "not-found": "4"}
# Interfaces beside FHIR's, by the first word of their paths.
OTHERS = frozenset({"view", "contracts", "log", "emergency"})
# What is named by the resource that holds it together.
ROOTS = {"contracts": "CarePlan"}
_OPERATION = re.compile(r"[a-z][a-z0-9-]{0,39}")
_WRITES = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
_READS = ("search-system", "search-type", "read")
_HISTORIES = ("history-system", "history-type", "history-instance", "vread")
_LONGEST = 500


async def record(
    service: Service,
    caller: Caller,
    error: FhirError,
    method: str,
    segments: Sequence[str],
    query: str = "",
    person: persons.Identifier | None = None,
) -> None:
    """Add the row of a refusal; nothing for an error that is none. `segments` are those of the path, and
    `person` is whom the request names otherwise."""
    outcome = OUTCOMES.get(error.kind)
    if outcome is None:
        return
    type_, id_ = _place(segments)
    # Whom it was about, as far as is known here: for the extract of that patient. A row that is not
    # there takes as long to look for as one that is.
    found = await service.store.read(caller.tenant, type_, id_) if type_ and id_ else None
    about = in_query(service, caller.tenant, (type_,) if type_ else (), query)
    patients = about.patients if found is None or found.patient is None else {found.patient}
    named: list[dict[str, Any]]
    named = [{"patient": patient} for patient in sorted(patients)]
    named = named or [{"person": key} for key in sorted(about.persons)]
    # A patient's program asks for the patient, or for whom the patient acts, where it names nobody else.
    whose = person or caller.represents or caller.patient_identifier
    if not named and whose is not None and persons.canonical(whose)[0] in PERSON_SYSTEMS:
        named = [{"person": persons.person_key(service.secret, whose)}]
    for whom in named or [{}]:
        service.store.audit.add(
            audit_row(
                service,
                caller,
                interaction(method, segments),
                type_,
                id_,
                outcome=outcome,
                query=query or None,
                reason=PERSONAL.sub("…", error.issues[0].diagnostics)[:_LONGEST],
                **whom,
            )
        )


def _place(segments: Sequence[str]) -> tuple[str | None, str | None]:
    type_ = ROOTS.get(segments[0], segments[0]) if segments else ""
    if not is_served(type_):
        return None, None
    id_ = segments[1] if len(segments) > 1 else ""
    return type_, id_ if may_be_logged(id_) else None


def interaction(method: str, segments: Sequence[str]) -> str:
    """The interaction's code of https://hl7.org/fhir/R4/valueset-restful-interaction.html, else a word
    of ours."""
    operation = next((part[1:] for part in segments if part.startswith("$")), None)
    if operation is not None:
        return operation if _OPERATION.fullmatch(operation) else "operation"
    if segments and not is_served(segments[0]) and not segments[0].startswith("_"):
        return segments[0] if segments[0] in OTHERS else "other"
    if "_history" in segments:
        return _HISTORIES[min(len(segments) - 1, 3)]
    if method in ("GET", "HEAD") or segments[-1:] == ["_search"]:
        return _READS[min(sum(part != "_search" for part in segments), 2)]
    return _WRITES.get(method, "other") if segments else "transaction"
