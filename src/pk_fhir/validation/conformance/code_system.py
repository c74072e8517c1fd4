"""CodeSystem: what it says of itself agrees with what it has (https://hl7.org/fhir/R4/codesystem.html)."""

from collections.abc import Iterator
from typing import Any

from pk_fhir.validation.conformance.code_system_properties import check_properties
from pk_fhir.validation.conformance.parts import Part, objects, text
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run


def check_code_system(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report wrong counts, wrong supplements, and properties that are not what they are said to be."""
    every = list(_concepts(resource, path))
    _check_content(resource, every, path, run)
    if text(resource, "content") == "supplement" or text(resource, "supplements"):
        _check_supplement(resource, every, path, run)
    _check_value_set(resource, path, run)
    check_properties(resource, every, path, run)


def _concepts(resource: dict[str, Any], path: str) -> Iterator[Part]:
    waiting = list(objects(resource, "concept", path))[::-1]
    while waiting:
        place, concept = waiting.pop()
        yield place, concept
        waiting.extend(list(objects(concept, "concept", place))[::-1])


def _check_content(resource: dict[str, Any], every: list[Part], path: str, run: Run) -> None:
    content, count = text(resource, "content"), resource.get("count")
    if content == "not-present" and every:
        run.sink.error("business-rule", every[0][0], "code-system-no-content")
    if content == "complete" and type(count) is int and every and count != len(every):
        run.sink.error(
            "invalid", f"{path}.count", "code-system-count", stated=count, found=len(every)
        )


def _check_supplement(resource: dict[str, Any], every: list[Part], path: str, run: Run) -> None:
    """A supplement says more of the codes of another code system, and has none of its own."""
    url = text(resource, "supplements")
    if not url:
        run.sink.error("business-rule", f"{path}.content", "code-system-supplement")
        return
    if text(resource, "content") != "supplement":
        run.sink.error("business-rule", f"{path}.content", "code-system-supplement-content")
    if "caseSensitive" in resource:
        run.sink.error("business-rule", f"{path}.caseSensitive", "code-system-supplement-case")
    base = run.definitions.get(url, "CodeSystem")
    if base is None:
        return
    _check_same(resource, base, path, run)
    if text(base, "content") == "complete":
        _check_supplemented(every, base, url, run)


def _check_same(resource: dict[str, Any], base: dict[str, Any], path: str, run: Run) -> None:
    """What a supplement says of the code system as a whole is what that says of itself."""
    stated, found = resource.get("count"), base.get("count")
    if None not in (stated, found) and stated != found:
        run.sink.error(
            "invalid", f"{path}.count", "code-system-count-supplement",
            stated=clipped(stated), found=clipped(found),
        )  # fmt: skip
    meaning, wanted = text(resource, "hierarchyMeaning"), text(base, "hierarchyMeaning")
    if meaning and wanted and meaning != wanted:
        run.sink.error(
            "business-rule", path, "code-system-supplement-hierarchy", found=meaning, wanted=wanted
        )


def _check_supplemented(every: list[Part], base: dict[str, Any], url: str, run: Run) -> None:
    known = {text(each, "code") for _, each in _concepts(base, "")}
    for place, concept in every:
        code = text(concept, "code")
        if code and code not in known:
            run.sink.error(
                "code-invalid", place, "code-system-supplement-code", code=clipped(code), base=url
            )


def _check_value_set(resource: dict[str, Any], path: str, run: Run) -> None:
    """The value set that is named for all codes has this code system, and nothing else."""
    url = text(resource, "valueSet")
    value_set = run.definitions.get(url, "ValueSet") if url else None
    if value_set is None or text(resource, "content") not in ("complete", "supplement"):
        return
    includes = [each for _, each in objects(value_set.get("compose"), "include", "")]
    whole = (
        len(includes) == 1
        and text(includes[0], "system") == text(resource, "url")
        and not {"concept", "filter", "valueSet"} & set(includes[0])
    )
    if not whole:
        run.sink.error("business-rule", path, "code-system-value-set", value_set=url)
