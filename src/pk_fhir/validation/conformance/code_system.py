"""CodeSystem: what it says of itself agrees with what it has (https://hl7.org/fhir/R4/codesystem.html)."""

from collections.abc import Iterator
from typing import Any

from pk_fhir.validation.conformance.parts import Part, objects, text
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run


def check_code_system(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report wrong counts, supplements that supplement nothing, and properties of the wrong type."""
    content = text(resource, "content")
    every = list(_concepts(resource, path))
    count = resource.get("count")
    if content == "complete" and type(count) is int and every and count != len(every):
        run.sink.error(
            "invalid", f"{path}.count", "code-system-count", stated=count, found=len(every)
        )
    if (content == "supplement") != bool(text(resource, "supplements")):
        run.sink.error("business-rule", path, "code-system-supplement")
    _check_properties(resource, every, path, run)


def _concepts(resource: dict[str, Any], path: str) -> Iterator[Part]:
    waiting = list(objects(resource, "concept", path))
    while waiting:
        place, concept = waiting.pop()
        yield place, concept
        waiting.extend(objects(concept, "concept", place))


def _check_properties(resource: dict[str, Any], every: list[Part], path: str, run: Run) -> None:
    types: dict[str, str] = {}
    for place, each in objects(resource, "property", path):
        code = text(each, "code")
        if code in types:
            run.sink.error("business-rule", place, "code-system-property-twice", code=clipped(code))
        types[code] = text(each, "type")
    for place, concept in every:
        for where, each in objects(concept, "property", place):
            wanted = types.get(text(each, "code"))
            found = next((key[5:] for key in each if key.startswith("value")), "")
            found = found if found == "Coding" else found[:1].lower() + found[1:]
            if wanted and found and wanted != found:
                run.sink.error(
                    "business-rule", where, "code-system-property-type",
                    code=clipped(text(each, "code")), wanted=wanted, found=found,
                )  # fmt: skip
