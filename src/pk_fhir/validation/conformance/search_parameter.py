"""SearchParameter: what it selects, and from what (https://hl7.org/fhir/R4/searchparameter.html)."""

from typing import Any

from pk_fhir.validation.conformance.expressions import problem_of
from pk_fhir.validation.conformance.parts import items, objects, text
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run

# What these mean in a search: a chain, a special operation, the parts of a token.
SPECIAL = ".$|"
LEAST_COMPONENTS = 2


def check_search_parameter(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report expressions that select nothing, composites of nothing, and wrong derivations."""
    bases = [each for each in items(resource, "base") if isinstance(each, str)]
    code = text(resource, "code")
    if any(each in code for each in SPECIAL):
        run.sink.warning("business-rule", path, "search-parameter-code", code=clipped(code))
    expression = text(resource, "expression")
    known = [each for each in bases if run.definitions.structure(each) is not None]
    problem = problem_of(expression, known, run) if expression else ""
    if problem:
        told = clipped(problem, 200)
        run.sink.error("invalid", f"{path}.expression", "definition-expression", problem=told)
    parts = list(objects(resource, "component", path))
    if text(resource, "type") == "composite" and len(parts) < LEAST_COMPONENTS:
        run.sink.error("business-rule", path, "search-parameter-components")
    _check_derivation(resource, bases, path, run)


def _check_derivation(resource: dict[str, Any], bases: list[str], path: str, run: Run) -> None:
    url = text(resource, "derivedFrom")
    base = run.definitions.get(url, "SearchParameter") if url else None
    if base is None:
        if url:
            run.sink.warning("not-found", path, "search-parameter-unknown", base=clipped(url))
        return
    wide = items(base, "base")
    outside = [each for each in bases if each not in wide and "Resource" not in wide]
    if outside:
        run.sink.error(
            "business-rule", path, "search-parameter-base", type=clipped(outside[0]), base=url
        )
    kind, wanted = text(resource, "type"), text(base, "type")
    if kind != wanted:
        run.sink.error(
            "business-rule", path, "search-parameter-type",
            found=clipped(kind), wanted=wanted, base=url,
        )  # fmt: skip
    if text(resource, "expression") != text(base, "expression"):
        run.sink.warning("business-rule", path, "search-parameter-expression", base=url)
