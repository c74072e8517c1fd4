"""The score of a group in a MeasureReport, by how its Measure is scored.

https://hl7.org/fhir/R4/measurereport-definitions.html#MeasureReport.group.measureScore,
https://terminology.hl7.org/CodeSystem-measure-scoring.html.
"""

from decimal import Decimal
from typing import Any

from pk_fhir.validation.conformance.parts import codings, text
from pk_fhir.validation.run import Run

SCORED = frozenset({"cohort", "continuous-variable", "proportion", "ratio"})
WITHOUT_UNIT = frozenset({"cohort", "proportion"})
UNIT = ("unit", "system", "code")


def scoring_of(measure: dict[str, Any]) -> str:
    """How a measure is scored, by its code; empty where it does not say."""
    return next((code for _, code in codings(measure.get("scoring")) if code), "")


def check_score(group: dict[str, Any], scoring: str, path: str, run: Run) -> None:
    """Report a score that is missing, has a unit, or cannot be one."""
    if scoring not in SCORED:
        return
    score = group.get("measureScore")
    if not isinstance(score, dict):
        run.sink.error("business-rule", path, "measure-score-needed", scoring=scoring)
        return
    place = f"{path}.measureScore"
    for name in UNIT if scoring in WITHOUT_UNIT else ():
        if name in score:
            run.sink.error(
                "business-rule", f"{place}.{name}", "measure-score-unit", scoring=scoring
            )
    value = score.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        run.sink.error("business-rule", place, "measure-score-value", scoring=scoring)
    elif (scoring == "proportion" and not 0 <= value <= 1) or (scoring == "cohort" and value < 0):
        run.sink.error("business-rule", f"{place}.value", "measure-score-range", value=str(value))
    elif scoring in ("ratio", "continuous-variable") and not text(score, "unit"):
        run.sink.warning("business-rule", place, "measure-score-no-unit", scoring=scoring)
