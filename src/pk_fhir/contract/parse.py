"""Contract JSON in: the model, or every problem at once, each with its place and what to change."""

import difflib
from typing import Any, TypeGuard, get_args

from pydantic import BaseModel, ValidationError

from pk_fhir.contract.code import Code
from pk_fhir.contract.contract import PatientContract
from pk_fhir.contract.faults import fault
from pk_fhir.contract.links import BrokenLinksError
from pk_fhir.contract.problems import BrokenValueError, Problem, pointer

Step = str | int


class ContractError(ValueError):
    """A contract that cannot be read: all its problems."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{found.pointer}: {found.text()}" for found in problems))


def parse(data: object) -> PatientContract:
    """The contract in `data`: decoded JSON, or its text as str or bytes. Raises `ContractError`."""
    try:
        if isinstance(data, (str, bytes)):
            return PatientContract.model_validate_json(data, by_name=False)
        return PatientContract.model_validate(data, by_name=False)
    except ValidationError as error:
        raise ContractError(problems_of(error)) from None


def problems_of(error: ValidationError) -> list[Problem]:
    """The findings of pydantic, in our words."""
    return [
        problem
        for finding in error.errors(include_url=False, include_input=False)
        for problem in _problems(finding["type"], finding["loc"], finding.get("ctx", {}))
    ]


def _problems(kind: str, steps: tuple[Step, ...], context: dict[str, Any]) -> list[Problem]:
    cause = context.get("error")
    if isinstance(cause, BrokenLinksError):
        return cause.problems
    if isinstance(cause, BrokenValueError):
        return [_problem(cause.key, steps, cause.values)]
    if kind == "extra_forbidden":
        return [_unknown(steps)]
    if kind == "enum":
        return [_unknown_code(steps)]
    found = fault(kind, str(steps[-1]) if steps else "", context)
    return [_problem(found.key, steps, found.values)]


def _problem(key: str, steps: tuple[Step, ...], values: dict[str, str]) -> Problem:
    return Problem(severity="error", key=key, pointer=pointer(*steps), values=values)


def _unknown(steps: tuple[Step, ...]) -> Problem:
    model = _type_at(steps[:-1])
    names = [field.alias or "" for field in model.model_fields.values()] if _is_model(model) else []
    name = str(steps[-1])
    near = _near(name, names)
    if near:
        return _problem("pk-json-unknown-near", steps, {"name": name, "near": near})
    return _problem("pk-json-unknown", steps, {"name": name, "known": ", ".join(sorted(names))})


def _unknown_code(steps: tuple[Step, ...]) -> Problem:
    code = _type_at(steps)
    known = (
        [member.value for member in code]
        if isinstance(code, type) and issubclass(code, Code)
        else []
    )
    return _problem("pk-json-code", steps, {"known": ", ".join(known)})


def _near(name: str, known: list[str]) -> str:
    lower = {candidate.lower(): candidate for candidate in known}
    found = difflib.get_close_matches(name.lower().replace("_", ""), lower, n=1)
    return lower[found[0]] if found else ""


def _is_model(found: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(found, type) and issubclass(found, BaseModel)


def _type_at(steps: tuple[Step, ...]) -> object:
    """The model or code that stands at this place of the contract JSON."""
    found: object = PatientContract
    for step in steps:
        if not _is_model(found) or isinstance(step, int):
            continue
        field = next((one for one in found.model_fields.values() if one.alias == step), None)
        found = _inner(field.annotation) if field else None
    return found


def _inner(annotation: object) -> object:
    """The type inside ``X | None`` and ``tuple[X, ...]``."""
    while args := [arg for arg in get_args(annotation) if arg not in (type(None), Ellipsis)]:
        annotation = args[0]
    return annotation
