"""What is left of a contract when its parts do not hold together: everything that does.

Parts are read one by one, so a link can lead to a part that turned out not to be readable. Then what
cannot stand is taken away, and said, until the rest is a contract.
"""

from typing import Any

from pk_fhir.contract.contract import PatientContract
from pk_fhir.contract.parse import ContractError, parse
from pk_fhir.contract.problems import Problem


def salvage(loose: PatientContract) -> tuple[PatientContract, list[tuple[str, str]]]:
    """The contract without what cannot stand, and where each thing stood that was taken away."""
    whole: dict[str, Any] = loose.to_json()
    dropped: list[tuple[str, str]] = []
    while True:
        try:
            return parse(whole), dropped
        except ContractError as error:
            for problem in sorted(error.problems, key=_depth, reverse=True):
                _take_away(whole, _steps(problem))
                dropped.append((problem.pointer, problem.key))


def _steps(problem: Problem) -> list[str]:
    steps = problem.pointer.split("/")[1:]
    steps = [step.replace("~1", "/").replace("~0", "~") for step in steps]
    # What is missing is missed by the thing around it.
    return steps[:-1] if problem.key == "pk-json-missing" else steps


def _depth(problem: Problem) -> list[tuple[str, int]]:
    """So that later members of an array go before earlier ones, and inner things before outer."""
    return [("", int(step)) if step.isdigit() else (step, 0) for step in problem.pointer.split("/")]


# Without these there is no contract; they are made to fit before.
_KEPT = frozenset({"identifier", "status", "patient"})


def _take_away(whole: dict[str, Any], steps: list[str]) -> bool:
    """Remove what stands there, else what stands around it."""
    while steps:
        if len(steps) == 1 and steps[0] in _KEPT:
            return False
        holder: Any = whole
        for step in steps[:-1]:
            holder = _member(holder, step)
        if _member(holder, steps[-1]) is not None:
            holder.pop(int(steps[-1]) if isinstance(holder, list) else steps[-1])
            return True
        steps = steps[:-1]
    return False


def _member(holder: Any, step: str) -> Any:  # noqa: ANN401 - JSON
    if isinstance(holder, dict):
        return holder.get(step)
    if isinstance(holder, list) and step.isdigit() and int(step) < len(holder):
        return holder[int(step)]
    return None
