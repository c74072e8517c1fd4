"""ValueSet: what its compose refers to (https://hl7.org/fhir/R4/valueset.html#compositions)."""

from typing import Any

from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.conformance.value_set_filters import check_filters
from pk_fhir.validation.primitives import ABSOLUTE, clipped
from pk_fhir.validation.run import Run


def check_value_set(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report systems that are none, and filters that their code system cannot answer."""
    compose = resource.get("compose")
    for part in ("include", "exclude"):
        for place, include in objects(compose, part, f"{path}.compose"):
            system = text(include, "system")
            if system:
                _check_system(include, system, place, run)
            elif "concept" in include or "filter" in include:
                run.sink.warning("business-rule", place, "value-set-no-system")


def _check_system(include: dict[str, Any], system: str, path: str, run: Run) -> None:
    plain, bar, version = system.partition("|")
    if not ABSOLUTE.fullmatch(system):
        run.sink.error("invalid", path, "value-set-system", system=clipped(system))
    if bar:
        report = run.sink.error if version else run.sink.warning
        report("invalid", path, "value-set-system-version", system=clipped(system))
    version = version or text(include, "version")
    found = run.definitions.find(plain)
    if found is not None and found[1].kind == "ValueSet":
        run.sink.error("invalid", path, "value-set-system-value-set", system=plain)
        return
    canonical = f"{plain}|{version}" if version else plain
    code_system = run.definitions.get(canonical, "CodeSystem")
    if code_system is None:
        return
    content = text(code_system, "content")
    if content == "supplement":
        base = text(code_system, "supplements")
        run.sink.error("invalid", path, "value-set-supplement", system=plain, base=base)
        return
    if content in ("example", "fragment", "not-present"):
        report = run.sink.information if content == "fragment" else run.sink.warning
        report("business-rule", path, "value-set-content", system=plain, content=content)
    check_filters(include, code_system, path, run)
