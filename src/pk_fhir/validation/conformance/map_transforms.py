"""What the transforms of a StructureMap take (https://hl7.org/fhir/R4/structuremap.html#transform)."""

from collections.abc import Callable
from typing import Any

from pk_fhir import fhirpath
from pk_fhir.fhirpath import FhirPathError
from pk_fhir.validation.conformance.map_variables import SOURCE, Variables
from pk_fhir.validation.conformance.parts import choice, objects, text
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run

Parameters = list[dict[str, Any]]
# The types that transforms make, where the map does not say it.
TYPE_OF = {"uuid": "string", "reference": "string"}
# How many parameters a transform takes, at least and at most.
COUNTS = {
    "append": (1, 1000), "cc": (2, 3), "copy": (0, 1), "create": (0, 1), "evaluate": (1, 1),
    "reference": (1, 1), "translate": (3, 3), "uuid": (0, 0),
}  # fmt: skip
OUTPUTS = frozenset({"code", "system", "display", "Coding", "CodeableConcept"})


def check_transform(target: dict[str, Any], path: str, known: Variables, run: Run) -> None:
    """Report parameters of the transform of a target that it does not take, or that are nothing."""
    parameters = [each for _, each in objects(target, "parameter", path)]
    transform = text(target, "transform")
    if not transform:
        if parameters:
            run.sink.error("invalid", path, "map-no-transform")
        return
    least, most = COUNTS.get(transform, (0, 1000))
    if not least <= len(parameters) <= most:
        run.sink.error(
            "invalid", path, "map-parameters",
            transform=transform, least=least, most=most, found=len(parameters),
        )  # fmt: skip
        return
    check = _CHECKS.get(transform)
    if check is not None:
        check(parameters, path, known, run)


def _evaluate(parameters: Parameters, path: str, _: Variables, run: Run) -> None:
    expression = text(parameters[0], choice(parameters[0], "value")[0])
    try:
        fhirpath.compile(expression)
    except FhirPathError as error:
        problem = clipped(error.text(run.sink.language), 200)
        run.sink.error("invalid", path, "map-expression", problem=problem)


def _translate(parameters: Parameters, path: str, known: Variables, run: Run) -> None:
    source, output = parameters[0], parameters[2]
    name = text(source, "valueId")
    if name and (name, SOURCE) not in known:
        run.sink.error("invalid", path, "map-no-variable", name=clipped(name), mode=SOURCE)
    wanted = text(output, choice(output, "value")[0])
    if wanted not in OUTPUTS:
        run.sink.error(
            "invalid", path, "map-translate-output",
            found=clipped(wanted), outputs=", ".join(sorted(OUTPUTS)),
        )  # fmt: skip


_CHECKS: dict[str, Callable[[Parameters, str, Variables, Run], None]] = {
    "evaluate": _evaluate,
    "translate": _translate,
}
