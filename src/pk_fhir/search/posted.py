"""SearchParameters that somebody posts: whether one can be used, and what makes it another one.

https://hl7.org/fhir/R4/searchparameter.html. A definition that could never find anything is refused
when it is written, with its place, so that no search is silently empty later.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pk_fhir.search.engine import problem
from pk_fhir.search.expressions import ROOTS, walks
from pk_fhir.search.kinds import EMITTERS, Numbers, Setting
from pk_fhir.search.parameters import KINDS, Registry, is_usable
from pk_fhir.search.parse import NOT_OFFERED, OF_THE_EDGE, ONCE
from pk_fhir.search.plain import RESULTS
from pk_fhir.search.special import READERS
from pk_fhir.search.walks import routes

# https://hl7.org/fhir/R4/search.html#escaping: what a name in a query may be made of.
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}\Z")
_TAKEN = frozenset({*NOT_OFFERED, *OF_THE_EDGE, *ONCE, *READERS, *RESULTS})
# What of a definition decides its index rows, and how it is asked for.
_DECIDES = ("code", "base", "type", "expression", "target", "component")


class Flaw(NamedTuple):
    """Why a definition cannot be used: where, the key of the text, and its values."""

    place: str
    key: str
    values: dict[str, object]


def fingerprint(definition: dict[str, Any]) -> str:
    """The same for definitions that make the same index rows."""
    decides = {name: definition.get(name) for name in _DECIDES}
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()[:32]


def is_active(definition: dict[str, Any]) -> bool:
    """Whether it takes part in searches: a draft or a retired one is only kept."""
    return definition.get("status") == "active" and is_usable(definition)


def bases(definition: dict[str, Any], served: Iterable[str]) -> tuple[str, ...]:
    """The served types that a definition is about; all for Resource and DomainResource."""
    stated = set(definition.get("base") or ())
    return tuple(name for name in served if name in stated or stated & ROOTS)


def flaws(
    definition: dict[str, Any], registry: Registry, served: tuple[str, ...], setting: Setting
) -> Iterator[Flaw]:
    """What keeps an active definition, which is valid FHIR, from ever finding anything."""
    code, kind = str(definition.get("code", "")), str(definition.get("type", ""))
    if not _CODE.match(code) or code in _TAKEN:
        yield Flaw("code", "search.posted-code", {"code": code[:64]})
    if kind not in KINDS or kind == "special":
        yield Flaw("type", "search.posted-type", {"type": kind})
        return
    about = bases(definition, served)
    if not about:
        yield Flaw("base", "search.posted-base", {})
        return
    expression = definition.get("expression")
    if not isinstance(expression, str) or not expression.strip():
        yield Flaw("expression", "search.posted-no-expression", {})
        return
    wrong = problem(expression)
    if wrong is not None:
        yield Flaw("expression", "search.posted-expression", {"problem": wrong})
        return
    if kind == "composite":
        yield from _components(definition, registry)
        return
    for type_name in about:
        yield from _on(type_name, definition, registry, setting)


def _on(
    type_name: str, definition: dict[str, Any], registry: Registry, setting: Setting
) -> Iterator[Flaw]:
    """Whether the expression reaches values of this kind; where FHIRPath must run, nobody can tell."""
    code, kind = str(definition["code"]), str(definition["type"])
    found = walks(definition["expression"], type_name)
    if found is None:
        return
    reached = {
        route.type_name for walk in found for route in routes(registry.definitions, type_name, walk)
    }
    if not reached:
        yield Flaw("expression", "search.posted-nothing", {"type": type_name})
        return
    make, numbers = EMITTERS[kind], Numbers(type_name, code)
    if not any(make(numbers, each, setting) for each in reached):
        values: dict[str, object] = {"types": ", ".join(sorted(reached)), "kind": kind}
        yield Flaw("expression", "search.posted-values", values)


def _components(definition: dict[str, Any], registry: Registry) -> Iterator[Flaw]:
    parts = definition.get("component") or []
    if not parts:
        yield Flaw("component", "search.posted-component", {})
    for place, part in enumerate(parts):
        if not registry.knows(str(part.get("definition", ""))):
            yield Flaw(f"component[{place}].definition", "search.posted-component", {})
        wrong = problem(str(part.get("expression", "")))
        if wrong is not None:
            place_of = f"component[{place}].expression"
            yield Flaw(place_of, "search.posted-expression", {"problem": wrong})
