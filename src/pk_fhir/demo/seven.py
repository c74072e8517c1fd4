"""Answers to the seven questions about one unit of the demonstration: a few talks, made from the two examples.

Nobody is named: the patient's answer is about the unit.
"""

from collections.abc import Iterator
from typing import Any

import httpx

from pk_fhir.contract.identifiers import HSA_ID
from pk_fhir.demo.examples import REGION
from pk_fhir.demo.trust import document

UNIT = "SE9999999901-1A10"
DEGREES = ("fully", "mostly", "slightly", "not-at-all")
# How much further from "stämmer helt" each talk's answers are than the example's, by topic and side.
TALKS = (
    ((0, 0, 0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0, 0)),
    ((1, 0, 1, 0, 1, 1, 0), (0, 1, 0, 0, 0, 0, 1)),
    ((0, 1, 0, 2, 1, 0, -1), (0, 0, 1, 1, 0, 1, 0)),
    ((1, 1, -1, 0, -1, 2, 0), (1, 0, 0, 0, 1, 1, 1)),
)

Resource = dict[str, Any]


def seven(client: httpx.Client, server: str) -> None:
    """Write them through the FHIR interface; what is there already is written again."""
    base = f"{server}/providers/{REGION}/fhir"
    answer = client.get(f"{base}/Organization", params={"identifier": f"{HSA_ID}|{UNIT}"})
    answer.raise_for_status()
    unit = answer.json()["entry"][0]["resource"]
    for response in _responses(
        {"reference": f"Organization/{unit['id']}", "display": unit["name"]}
    ):
        place = f"{base}/QuestionnaireResponse/{response['id']}"
        client.put(place, json=response).raise_for_status()


def _responses(unit: Resource) -> Iterator[Resource]:
    for number, steps in enumerate(TALKS, 1):
        for side, further in zip(("patient", "provider"), steps, strict=True):
            yield _response(side, number, further, unit)


def _response(side: str, talk: int, further: tuple[int, ...], unit: Resource) -> Resource:
    response = document(f"seven-answers-{side}")
    items = [item for item in response["item"] if item["linkId"] not in ("talk", "comment")]
    for item, steps in zip(items, further, strict=True):
        coding = item["answer"][0]["valueCoding"]
        at = DEGREES.index(coding["code"]) + steps
        coding["code"] = DEGREES[min(max(at, 0), len(DEGREES) - 1)]
        # The word of another degree would not be true of this one.
        del coding["display"]
    word = next(item for item in response["item"] if item["linkId"] == "talk")
    word["answer"] = [{"valueString": f"samtal-{talk}"}]
    named = {name: value for name, value in response.items() if name not in ("author", "source")}
    return named | {"id": f"sju-{side}-{talk}", "subject": unit, "item": [*items, word]}
