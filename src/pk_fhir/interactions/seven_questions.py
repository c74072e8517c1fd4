"""Sju frågor: the mirrored statements, and the two answers of one talk.

Each is a QuestionnaireResponse about a unit (https://hl7.org/fhir/R4/questionnaireresponse.html). Both
have the same word for the talk, so that they can be compared; the patient is not named.
"""

from collections.abc import Mapping
from typing import Any, Literal, get_args

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.create import create
from pk_fhir.interactions.idempotency import once, read_key
from pk_fhir.interactions.instants import instant
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import Work
from pk_fhir.interactions.written import Written
from pk_fhir.mapping import terms
from pk_fhir.mapping.narrative import narrative
from pk_fhir.messages import text, told

Side = Literal["patient", "care"]
SIDES: tuple[Side, ...] = get_args(Side)
FORMS: dict[Side, str] = {
    "patient": f"{terms.BASE}/Questionnaire/pk-sju-fragor-patient",
    "care": f"{terms.BASE}/Questionnaire/pk-sju-fragor-vardgivare",
}
TopicKey = Literal[
    "life",
    "agreement",
    "easy-contact",
    "fixed-contact",
    "next-step",
    "agreed-time",
    "overview",
]
TOPICS: tuple[TopicKey, ...] = get_args(TopicKey)
# The property `ordinal` of pk-degree; who does not know has none.
ORDINALS = {"fully": 4, "mostly": 3, "slightly": 2, "not-at-all": 1}
DEGREES = (*ORDINALS, "unknown")
DEGREE = terms.code_system("pk-degree")
SCOPES = frozenset({"user/QuestionnaireResponse.c"})


def statement(side: Side, topic: TopicKey) -> str:
    """What this side is asked whether it holds."""
    return text(f"view.seven.{side}.{topic}", "sv")


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """What both sides answered in one talk about a unit (the id of an Organization): a degree by topic."""

    unit: str
    patient: Mapping[str, str]
    care: Mapping[str, str]


async def record(service: Service, caller: Caller, talk: Talk, key: str) -> None:
    """Keep both answers, or none; once for each `key`.

    FhirError "invalid" where a topic is not answered, "unprocessable" for a unit that is not known.
    """
    sides: dict[Side, Mapping[str, str]] = {"patient": talk.patient, "care": talk.care}
    if any(degrees.get(topic) not in DEGREES for degrees in sides.values() for topic in TOPICS):
        raise FhirError("invalid", told("own.seven.missing"))
    word = service.new_id()

    async def steps(work: Work) -> Written:
        kept = [
            await create(
                work, "QuestionnaireResponse", _response(service, talk.unit, side, degrees, word)
            )
            for side, degrees in sides.items()
        ]
        return kept[-1]

    stated = [f"{side}.{topic}={sides[side][topic]}" for side in SIDES for topic in TOPICS]
    content = "\0".join(("seven", caller.tenant, talk.unit, *stated)).encode()
    await once(service, caller, read_key(key), content, steps, Written)


def _response(
    service: Service, unit: str, side: Side, degrees: Mapping[str, str], word: str
) -> dict[str, Any]:
    title = text(f"own.seven.title.{side}", "sv")
    answers = [
        {
            "linkId": topic,
            "text": statement(side, topic),
            "answer": [
                {
                    "valueCoding": {
                        "system": DEGREE,
                        "code": degrees[topic],
                        "display": text(f"own.seven.degree.{degrees[topic]}", "sv"),
                    }
                }
            ],
        }
        for topic in TOPICS
    ]
    lines = [
        (str(each["text"]), text(f"own.seven.degree.{degrees[topic]}", "sv"))
        for each, topic in zip(answers, TOPICS, strict=True)
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "meta": {"profile": [terms.definition("pk-seven-answers")]},
        "language": "sv",
        "text": narrative(title, lines),
        "questionnaire": f"{FORMS[side]}|{terms.FORM_VERSION}",
        "status": "completed",
        "subject": {"reference": f"Organization/{unit}"},
        "authored": instant(service.now()),
        "item": [*answers, {"linkId": "talk", "answer": [{"valueString": word}]}],
    }
