"""URIs that cannot be the system of a Coding (https://hl7.org/fhir/R4/terminologies-systems.html).

A value set, a page about a code system, a known URI written slightly otherwise, or a name under
http://hl7.org/fhir that FHIR does not have: whoever reads such a code cannot know what it means. In a
CodeableConcept, where the words may do, HL7's validator lets them pass with a warning.
"""

from msgspec.structs import replace

from pk_fhir.validation.terminology.codings import LICENSED, Finding
from pk_fhir.validation.terminology.external import UCUM
from pk_fhir.validation.terminology.store import Tables

FHIR = "http://hl7.org/fhir/"
_TRIALS = "http://hl7.org/fhir/test"
_BUILD = ("http://build.fhir.org", "https://build.fhir.org")


def misused(tables: Tables, system: str | None, *, strict: bool = True) -> Finding | None:
    """What is wrong with a system by itself; None where nothing is, or nothing can be said.

    `strict` False makes it a warning that no loaded package has a system of HL7: another one may.
    """
    if system is None:
        return None
    key = ("system", system, strict)
    if key not in tables.memory:
        found = _misused(tables, system)
        if found is not None and found.key == "terminology.system-not-of-fhir" and not strict:
            found = replace(found, severity="warning")
        tables.memory[key] = found
    known: Finding | None = tables.memory[key]
    return known


def _misused(tables: Tables, system: str) -> Finding | None:
    if tables.table(system) is not None:
        key = "terminology.supplement-as-system"
        return _finding(key, system=system) if tables.is_supplement(system) else None
    right = _right(tables, system)
    if right:
        return _finding("terminology.system-form", system=system, right=right)
    if tables.definitions.find(system, "ValueSet") is not None:
        return _finding("terminology.value-set-as-system", system=system)
    page = system.startswith(FHIR) and system.endswith(".html")
    if page or system.startswith(_BUILD):
        return _finding("terminology.system-page", system=system)
    if not system.startswith(FHIR) or system.startswith(_TRIALS) or system in LICENSED:
        return None
    known = tables.definitions.find(system) is not None
    return None if known else _finding("terminology.system-not-of-fhir", system=system)


def _right(tables: Tables, system: str) -> str:
    """The URI that was meant, where one is written with a slash at its end or with https."""
    plain = system.rstrip("/")
    if plain != system and (plain in LICENSED or plain == UCUM):
        return plain
    if system.startswith("https:"):
        other = "http:" + system[len("https:") :]
        return other if tables.table(other) is not None else ""
    return ""


def _finding(key: str, **values: str) -> Finding:
    return Finding("error", "code-invalid", "", key, values)
