"""What holds for a Coding by itself, whatever it is bound to.

https://hl7.org/fhir/R4/datatypes.html#Coding. A code that a complete code system does not have is an
error under every binding strength; of a system that is not here nothing can be said, and that is never
an error.
"""

import re
from typing import Any

import msgspec

from pk_fhir.fhir.outcome import Severity
from pk_fhir.validation.issues import Place, Sink
from pk_fhir.validation.terminology.asking import Asking, Question
from pk_fhir.validation.terminology.concepts import CodeTable, Concept
from pk_fhir.validation.terminology.external import UCUM, URIS, knows
from pk_fhir.validation.terminology.store import Tables

# Of these everybody knows that a FHIR package does not carry them: a binding that asks says that membership
# is undecided, and nobody else says a word.
LICENSED = frozenset(
    {
        "http://snomed.info/sct",
        "http://loinc.org",
        "http://www.nlm.nih.gov/research/umls/rxnorm",
        "http://hl7.org/fhir/sid/icd-10",
        "http://hl7.org/fhir/sid/icd-10-cm",
        "http://hl7.org/fhir/sid/icd-9-cm",
        "http://www.whocc.no/atc",
        "http://hl7.org/fhir/sid/ndc",
        "http://hl7.org/fhir/sid/cvx",
        "http://www.ama-assn.org/go/cpt",
    }
)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S")
# So many displays are told; the rest would not help.
_TOLD_DISPLAYS = 6

Key = tuple[str | None, str | None, str | None, str | None]


class Finding(msgspec.Struct, frozen=True):
    """An issue of a coding, before it is known where the coding stands; `below` is its element."""

    severity: Severity
    code: str
    below: str
    key: str
    values: dict[str, str] = msgspec.field(default_factory=dict)


class Facts(msgspec.Struct, frozen=True):
    """What is known of a coding: findings, and whether it can count as a member of anything."""

    findings: tuple[Finding, ...] = ()
    # False where the code does not exist, or its display is wrong: then it is in no value set.
    sound: bool = True
    # Whether the display is one that the value set gives, whatever its code system says.
    display_given: bool = False


_NOTHING = Facts()


def key_of(coding: dict[str, Any]) -> Key:
    """System, version, code and display, each None where it is missing or no text."""
    system, version = coding.get("system"), coding.get("version")
    code, display = coding.get("code"), coding.get("display")
    return (
        system if type(system) is str else None,
        version if type(version) is str else None,
        code if type(code) is str else None,
        display if type(display) is str else None,
    )


def facts(tables: Tables, key: Key) -> Facts:
    """What is known of a coding; worked out once."""
    memory = tables.memory
    known: Facts | None = memory.get(key)
    if known is None:
        if len(memory) > 50_000:  # noqa: PLR2004 - a hostile body must not fill the memory
            memory.clear()
        known = memory[key] = _facts(tables, *key)
    return known


def report(
    findings: tuple[Finding, ...], path: Place, sink: Sink, *, displays: bool = True
) -> None:
    """Tell the findings at the coding's place; `displays` False makes wrong displays warnings."""
    for each in findings:
        place = path if isinstance(path, str) else path()
        severity = each.severity
        if each.key == "terminology.wrong-display" and not displays:
            severity = "warning"
        sink.add(severity, each.code, place + each.below, each.key, **each.values)


def report_server(tables: Tables, key: Key, path: Place, sink: Sink, asking: Asking) -> None:
    """Tell what a terminology server says of a coding whose system is not here."""
    system, version, code, display = key
    if asking.ask is None or system is None or code is None or not elsewhere(tables, system):
        return
    answer = asking.of(Question("", system, version, code, display))
    if answer is None or answer.holds is not False:
        return
    below, told = (
        (".display", "invalid") if answer.wrong == "display" else (".code", "code-invalid")
    )
    severity: Severity = "error" if asking.displays or answer.wrong != "display" else "warning"
    values = {"code": code, "system": system, "message": answer.message[:500]}
    place = path if isinstance(path, str) else path()
    sink.add(
        severity, told, place + below, f"terminology.server-{answer.wrong or 'code'}", **values
    )


def elsewhere(tables: Tables, system: str) -> bool:
    """Whether a code system is one of which nothing is known here, and which somebody else may know."""
    table = tables.table(system)
    whole = table is not None and table.usable and table.whole
    return not whole and knows(system) is None and _ABSOLUTE.match(system) is not None


def _facts(
    tables: Tables, system: str | None, version: str | None, code: str | None, display: str | None
) -> Facts:
    if system is None:
        if code is None and display is None:
            return _NOTHING
        return _one("warning", "invalid", "", "terminology.no-system", sound=False)
    if code is None:
        return _one("warning", "value", ".code", "terminology.no-code", system=system)
    table = tables.table(system, version or "")
    if table is None or not table.usable:
        return _unusable(tables, system, version, code)
    concept = table.find(code)
    if concept is None:
        return _unknown_code(table, code)
    return _known(table, concept, code, display)


def _unusable(tables: Tables, system: str, version: str | None, code: str) -> Facts:
    """What is said of a system whose codes are not here."""
    if tables.is_supplement(system):
        key = "terminology.supplement-as-system"
        return _one("error", "invalid", ".system", key, sound=False, system=system)
    return _NOTHING if system in LICENSED else _elsewhere(tables, system, version, code)


def _unknown_code(table: CodeTable, code: str) -> Facts:
    named = f"{table.url}|{table.version}" if table.version else table.url
    if table.whole:
        return _one(
            "error", "code-invalid", ".code", "terminology.unknown-code",
            sound=False, code=code, system=named,
        )  # fmt: skip
    return _one(
        "warning", "code-invalid", ".code", "terminology.unknown-code-fragment",
        code=code, system=named,
    )  # fmt: skip


def _elsewhere(tables: Tables, system: str, version: str | None, code: str) -> Facts:
    test = knows(system)
    if test is not None:
        if test(code):
            return _NOTHING
        key = "terminology.invalid-unit" if system == UCUM else "terminology.unknown-code"
        # Whether a URI is one is no question of registers or releases.
        severity: Severity = "error" if system == URIS else "warning"
        return _one(severity, "code-invalid", ".code", key, code=code, system=system)
    if not _ABSOLUTE.match(system):
        return _one("warning", "invalid", ".system", "terminology.relative-system", system=system)
    known = tables.versions(system) if version else []
    if known and version:
        return _one(
            "warning", "not-found", ".system", "terminology.unknown-version",
            system=system, version=version, code=code, known=", ".join(known),
        )  # fmt: skip
    if tables.definitions.find(system, "ValueSet") is not None:
        return _one(
            "warning", "invalid", ".system", "terminology.value-set-as-system", system=system
        )
    return _one(
        "warning", "not-found", ".system", "terminology.unknown-system", system=system, code=code
    )


def _known(table: CodeTable, concept: Concept, code: str, display: str | None) -> Facts:
    found: list[Finding] = []
    sound = True
    if concept.code != code:
        values = {"code": code, "right": concept.code, "system": table.url}
        found.append(
            Finding("information", "business-rule", ".code", "terminology.code-case", values)
        )
    if concept.inactive:
        status = concept.status or "inactive"
        values = {"code": code, "status": status, "system": table.url}
        found.append(Finding("warning", "business-rule", "", "terminology.inactive", values))
    if display is not None and not _is_display(concept, display):
        sound = False
        right = list(dict.fromkeys([concept.display, *(d.value for d in concept.designations)]))
        told = ", ".join(f"'{each}'" for each in right[:_TOLD_DISPLAYS] if each)
        values = {"display": display, "system": table.url, "code": code, "right": told}
        found.append(Finding("error", "invalid", ".display", "terminology.wrong-display", values))
    return Facts(tuple(found), sound) if found else _NOTHING


def _is_display(concept: Concept, display: str) -> bool:
    """Case does not matter; where the system gives no display at all, any will do."""
    wanted = display.casefold()
    if not concept.display and not concept.designations:
        return True
    return concept.display.casefold() == wanted or any(
        each.value.casefold() == wanted for each in concept.designations
    )


def _one(
    severity: Severity, code: str, below: str, key: str, /, *, sound: bool = True, **values: str
) -> Facts:
    return Facts((Finding(severity, code, below, key, values),), sound)
