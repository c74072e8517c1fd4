"""MeasureReport: it answers the Measure that it names (https://hl7.org/fhir/R4/measurereport.html)."""

from typing import Any

from pk_fhir.validation.conformance.measure_score import check_score, scoring_of
from pk_fhir.validation.conformance.parts import Part, codings, objects, text
from pk_fhir.validation.run import Run


def check_measure_report(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report groups, populations and stratifiers that do not match those of the measure."""
    measure = text(resource, "measure")
    definition = run.definitions.get(measure, "Measure") if measure else None
    if definition is None or text(resource, "type") == "data-collection":
        return
    groups = list(objects(definition, "group", ""))
    for place, group in _matched("group", resource, groups, path, path, run):
        found = _definition("group", group, groups)
        if found is None:
            continue
        check_score(group, scoring_of(definition), place, run)
        populations = list(objects(found, "population", ""))
        for where, population in _matched("population", group, populations, place, place, run):
            _check_subjects(population, text(resource, "type"), where, run)
        stratifiers = list(objects(found, "stratifier", ""))
        list(_matched("stratifier", group, stratifiers, place, place, run))


def _matched(
    name: str,
    owner: dict[str, Any],
    defined: list[Part],
    path: str,
    above: str,
    run: Run,
) -> list[Part]:
    """The parts that have a definition; those without one, and definitions without a part, are reported."""
    matched: list[Part] = []
    seen: list[int] = []
    for place, part in objects(owner, name, path):
        found = _definition(name, part, defined)
        if found is None:
            run.sink.error("business-rule", place, "measure-report-unmatched", part=name)
        elif id(found) in seen:
            run.sink.error("business-rule", place, "measure-report-twice", part=name)
        else:
            seen.append(id(found))
            matched.append((place, part))
    for _, each in defined:
        if id(each) not in seen:
            label = next((code for _, code in _codes(each)), "") or text(each, "id")
            run.sink.error("business-rule", above, "measure-report-missing", part=name, code=label)
    return matched


def _definition(name: str, part: dict[str, Any], defined: list[Part]) -> dict[str, Any] | None:
    if name == "group" and len(defined) == 1 and "code" not in defined[0][1]:
        return defined[0][1]
    codes, words = _codes(part), _texts(part)
    for _, each in defined:
        if codes & _codes(each) or words & _texts(each):
            return each
    return None


def _concepts(part: dict[str, Any]) -> list[Any]:
    code = part.get("code")
    return code if isinstance(code, list) else [code]


def _codes(part: dict[str, Any]) -> set[tuple[str, str]]:
    return {pair for concept in _concepts(part) for pair in codings(concept)}


def _texts(part: dict[str, Any]) -> set[str]:
    return {text(concept, "text") for concept in _concepts(part)} - {""}


def _check_subjects(population: dict[str, Any], kind: str, path: str, run: Run) -> None:
    """A list of subjects belongs to reports of the type `subject-list`, and is as long as its count."""
    if kind != "subject-list":
        if "subjectResults" in population:
            run.sink.error("business-rule", path, "measure-report-subjects")
        elif "count" not in population:
            run.sink.warning("business-rule", path, "measure-report-no-count")
        return
    count = population.get("count")
    results = population.get("subjectResults")
    number = _subjects(results, run) if results is not None else 0
    if type(count) is int and count != number:
        run.sink.error("business-rule", path, "measure-report-count", count=count, found=number)


def _subjects(reference: Any, run: Run) -> int:
    """How many subjects a reference stands for: those of the List that it leads to, or one."""
    found = run.find(text(reference, "reference")) if text(reference, "reference") else None
    entries = found.get("entry") if found and found.get("resourceType") == "List" else None
    return len(entries) if isinstance(entries, list) else 1
