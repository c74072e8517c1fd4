"""What a FHIR server offers of terminology: `$expand`, `$validate-code`, `$lookup`, `$subsumes`.

https://hl7.org/fhir/R4/terminology-service.html. Values in, resources out: no clock and no network.
"""

from typing import Any, Literal, NamedTuple

import msgspec

from pk_fhir.fhir.outcome import FhirError, Issue, Severity
from pk_fhir.messages import Language, text
from pk_fhir.validation.issues import Sink
from pk_fhir.validation.terminology.codings import facts
from pk_fhir.validation.terminology.concepts import CodeTable, Concept, Designation
from pk_fhir.validation.terminology.external import knows
from pk_fhir.validation.terminology.terminology import Terminology
from pk_fhir.validation.terminology.valuesets import Listed, ValueSet

# An expansion without paging is given up to this many codes.
MOST_CODES = 5000


class Wanted(msgspec.Struct, frozen=True):
    """What of an expansion is asked for (https://hl7.org/fhir/R4/valueset-operation-expand.html).

    `designation` are languages of which designations are wanted, all where none is named; `exclude` are
    systems left out, and `versions` pairs of system and version that must be what is expanded. `date`
    is the day for which it is asked, `echo` the parameters that the expansion tells it was made by.
    """

    filter: str = ""
    offset: int = 0
    count: int | None = None
    active_only: bool = False
    designations: bool = False
    language: str = ""
    designation: tuple[str, ...] = ()
    definition: bool = False
    selectable_only: bool = False
    exclude: tuple[str, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    date: str = ""
    identifier: str = ""
    echo: tuple[tuple[str, Any], ...] = ()


class Coded(NamedTuple):
    """A code to be validated; its system may be missing for a value set."""

    code: str
    system: str | None = None
    version: str | None = None
    display: str | None = None


def expand(
    terminology: Terminology,
    value_set: str | dict[str, Any],
    wanted: Wanted | None = None,
    *,
    timestamp: str,
    language: Language = "en",
) -> dict[str, Any]:
    """The ValueSet with its expansion; `value_set` is a canonical or the resource, `timestamp` a dateTime.

    FhirError: "not-found" for one that is not here, "unprocessable" for one that cannot be listed here or
    is too long to be given without paging.
    """
    wanted = wanted or Wanted()
    found = _value_set(terminology, value_set, language)
    every = found.listed()
    if every is None:
        raise _error(
            "unprocessable",
            "not-supported",
            "terminology.cannot-expand",
            language,
            value_set=found.url,
        )
    _check_versions(every, found, wanted, language)
    chosen = [each for each in every if _is_wanted(each, wanted)]
    if wanted.count is None and len(chosen) > MOST_CODES:
        raise _error(
            "unprocessable", "too-costly", "terminology.expand-too-costly", language,
            value_set=found.url, total=len(chosen),
        )  # fmt: skip
    end = None if wanted.count is None else wanted.offset + wanted.count
    kept = {
        name: value
        for name, value in found.resource.items()
        if wanted.definition or name != "compose"
    }
    kept["expansion"] = {
        **({"identifier": wanted.identifier} if wanted.identifier else {}),
        "timestamp": timestamp,
        "total": len(chosen),
        "offset": wanted.offset,
        **_made_by(every, wanted),
        "contains": [_contains(each, wanted) for each in chosen[wanted.offset : end]],
    }
    return kept


def _made_by(every: list[Listed], wanted: Wanted) -> dict[str, Any]:
    """The parameters, and the versions of the code systems, that an expansion was made by."""
    stated = [{"name": name, _VALUES[type(value)]: value} for name, value in wanted.echo]
    used = dict.fromkeys(f"{each.system}|{each.version}" for each in every if each.version)
    listed = [*stated, *({"name": "version", "valueUri": each} for each in used)]
    return {"parameter": listed} if listed else {}


_VALUES: dict[type, str] = {bool: "valueBoolean", int: "valueInteger", str: "valueString"}


def _check_versions(
    every: list[Listed], found: ValueSet, wanted: Wanted, language: Language
) -> None:
    """Another version or another day than what is here cannot be told of, and is not guessed at."""
    known = str(found.resource.get("date", ""))[: len(wanted.date)]
    if wanted.date and known and wanted.date < known:
        raise _error(
            "unprocessable", "not-supported", "terminology.expand-earlier", language,
            value_set=found.url, date=known,
        )  # fmt: skip
    held = {each.system: each.version for each in every}
    for system, version in wanted.versions:
        if held.get(system, version) != version:
            raise _error(
                "unprocessable", "not-supported", "terminology.expand-version", language,
                system=system, version=held[system] or "-", wanted=version,
            )  # fmt: skip


def _value_set(
    terminology: Terminology, value_set: str | dict[str, Any], language: Language
) -> ValueSet:
    if isinstance(value_set, dict):
        return ValueSet(value_set, terminology.tables.sources)
    found = terminology.tables.value_set(value_set)
    if found is None:
        raise _error(
            "not-found", "not-found", "terminology.expand-unknown", language, value_set=value_set
        )
    return found


def _is_wanted(each: Listed, wanted: Wanted) -> bool:
    if wanted.active_only and each.inactive:
        return False
    if wanted.selectable_only and each.abstract:
        return False
    if each.system in wanted.exclude or f"{each.system}|{each.version}" in wanted.exclude:
        return False
    words = wanted.filter.casefold().split()
    shown = " ".join([each.code, each.display, *(d.value for d in each.designations)]).casefold()
    return all(word in shown for word in words)


def _contains(each: Listed, wanted: Wanted) -> dict[str, Any]:
    display = _display(each.display, each.designations, wanted.language)
    made: dict[str, Any] = {"system": each.system, "code": each.code}
    if each.version:
        made["version"] = each.version
    if each.abstract:
        made["abstract"] = True
    if each.inactive:
        made["inactive"] = True
    if display:
        made["display"] = display
    told = [_designation(one) for one in each.designations if _is_told(one, wanted)]
    if told:
        made["designation"] = told
    return made


def _is_told(one: Designation, wanted: Wanted) -> bool:
    if not wanted.designations:
        return False
    named = {_primary(token.rpartition("|")[2]) for token in wanted.designation}
    return not named or _primary(one.language) in named


def _display(display: str, designations: tuple[Designation, ...], language: str) -> str:
    for one in designations if language else ():
        if one.language and _primary(one.language) == _primary(language):
            return one.value
    return display


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _designation(one: Designation) -> dict[str, str]:
    return {"language": one.language, "value": one.value} if one.language else {"value": one.value}


def validate_code(
    terminology: Terminology,
    coded: Coded,
    value_set: str | None = None,
    *,
    abstract: bool = True,
    display_language: str = "",
    language: Language = "en",
) -> dict[str, Any]:
    """Parameters `result`, `message` and `display` (https://hl7.org/fhir/R4/valueset-operation-validate-code.html).

    Held to a value set by its canonical, else to the code's own system. Without `abstract` a code that
    only groups others is not right; the display is in `display_language` where there is one. FhirError "not-found" where the
    value set or the system is not here, "invalid" where neither is given.
    """
    tables = terminology.tables
    system = coded.system
    if value_set is not None:
        found = _value_set(terminology, value_set, language)
        within = terminology.member(value_set, system, coded.code, version=coded.version)
        system = system or found.system_of(coded.code)
    elif system is None:
        raise _error("invalid", "required", "terminology.parameter", language, wanted="url, system")
    else:
        within = _of_system(terminology, system, coded, language)
    told = _told(terminology, coded._replace(system=system), language) if system else []
    wrong = [each for each in told if each.severity == "error"]
    parameters: list[dict[str, Any]] = [
        {"name": "result", "valueBoolean": within is True and not wrong}
    ]
    table = tables.table(system or "", coded.version or "")
    concept = table.find(coded.code) if table else None
    message = "; ".join(each.diagnostics for each in told)
    if concept is not None and concept.abstract and not abstract:
        parameters[0]["valueBoolean"] = False
        message = text("terminology.abstract", language, code=coded.code)
    if within is not True and not wrong:
        shown = {"codes": f"'{coded.code}'", "value_set": f"'{value_set or system}'"}
        key = "terminology.undecided" if within is None else "terminology.required"
        message = "; ".join(filter(None, [text(key, language, **shown), message]))
    if message:
        parameters.append({"name": "message", "valueString": message})
    if concept is not None and concept.display:
        shown_as = _display(concept.display, tuple(concept.designations), display_language)
        parameters.append({"name": "display", "valueString": shown_as})
    return {"resourceType": "Parameters", "parameter": parameters}


def _of_system(
    terminology: Terminology, system: str, coded: Coded, language: Language
) -> bool | None:
    """Whether a code is one of the system; None where not all of its codes are known."""
    table = terminology.tables.table(system, coded.version or "")
    is_code = knows(system)
    if table is not None:
        return table.find(coded.code) is not None or (None if not table.whole else False)
    if is_code is not None:
        return is_code(coded.code)
    raise _unknown_system(system, coded.version or "", language)


def _told(terminology: Terminology, coded: Coded, language: Language) -> list[Issue]:
    sink = Sink(language)
    key = (coded.system, coded.version, coded.code, coded.display)
    for each in facts(terminology.tables, key).findings:
        severity: Severity = each.severity
        sink.add(severity, each.code, each.below, each.key, **each.values)
    return sink.issues


def lookup(
    terminology: Terminology,
    system: str,
    code: str,
    version: str = "",
    *,
    display_language: str = "",
    properties: tuple[str, ...] = (),
    language: Language = "en",
) -> dict[str, Any]:
    """Parameters of what is known of a code (https://hl7.org/fhir/R4/codesystem-operation-lookup.html).

    `properties` are the ones that are wanted (also `designation`), all where none is named. FhirError "not-found" where the system or the code is not here.
    """
    table, concept = _concept(terminology, system, code, version, language)
    parameters: list[dict[str, Any]] = [{"name": "name", "valueString": table.name or table.url}]
    if table.version:
        parameters.append({"name": "version", "valueString": table.version})
    shown = _display(concept.display or concept.code, tuple(concept.designations), display_language)
    parameters.append({"name": "display", "valueString": shown})
    for one in concept.designations if _asked("designation", properties) else ():
        parts = [{"name": "value", "valueString": one.value}]
        if one.language:
            parts.insert(0, {"name": "language", "valueCode": one.language})
        parameters.append({"name": "designation", "part": parts})
    stated = [
        *([("definition", concept.definition)] if concept.definition else ()),
        *(("parent", each) for each in concept.parents),
        *(("child", each) for each in table.children(concept.code)),
        *(each for each in concept.properties if each[0] not in ("parent", "child")),
    ]
    parameters.extend(_property(*each) for each in stated if _asked(each[0], properties))
    return {"resourceType": "Parameters", "parameter": parameters}


def _asked(name: str, properties: tuple[str, ...]) -> bool:
    return not properties or name in properties


def _property(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        held: dict[str, Any] = {"valueBoolean": value}
    elif isinstance(value, int):
        held = {"valueInteger": value}
    elif isinstance(value, dict):
        held = {"valueCoding": value}
    elif name in ("parent", "child"):
        held = {"valueCode": value}
    else:
        held = {"valueString": str(value)}
    parts = [{"name": "code", "valueCode": name}, {"name": "value", **held}]
    return {"name": "property", "part": parts}


Outcome = Literal["equivalent", "subsumes", "subsumed-by", "not-subsumed"]


def subsumes(
    terminology: Terminology,
    system: str,
    one: str,
    other: str,
    version: str = "",
    *,
    language: Language = "en",
) -> Outcome:
    """How two codes of a system stand to each other (https://hl7.org/fhir/R4/codesystem-operation-subsumes.html)."""
    table, first = _concept(terminology, system, one, version, language)
    second = _concept(terminology, system, other, version, language)[1]
    if first.code == second.code:
        return "equivalent"
    if first.code in table.above(second.code):
        return "subsumes"
    return "subsumed-by" if second.code in table.above(first.code) else "not-subsumed"


def _unknown_system(system: str, version: str, language: Language) -> FhirError:
    named = f"{system}|{version}" if version else system
    key = "terminology.lookup-unknown-system"
    return _error("not-found", "not-found", key, language, system=named)


def _concept(
    terminology: Terminology, system: str, code: str, version: str, language: Language
) -> tuple[CodeTable, Concept]:
    table = terminology.tables.table(system, version)
    if table is None or not table.usable:
        raise _unknown_system(system, version, language)
    concept = table.find(code)
    if concept is None:
        raise _error(
            "not-found", "not-found", "terminology.unknown-code", language, code=code, system=system
        )
    return table, concept


def _error(
    kind: Literal["not-found", "unprocessable", "invalid"],
    code: str,
    key: str,
    language: Language,
    /,
    **values: object,
) -> FhirError:
    issue = Issue(severity="error", code=code, diagnostics=text(key, language, **values), key=key)
    return FhirError(kind, [issue])
