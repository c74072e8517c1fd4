"""Sju frågor: what patients and care answer to the same seven statements about a unit, side by side.

Both are QuestionnaireResponses about an Organization (https://hl7.org/fhir/R4/questionnaireresponse.html);
the two answers of one talk have the same word for it. Nobody is named: the answers are about the unit.
`compare` is pure; `seven_questions` reads.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from pydantic import Field

from pk_fhir.access.caller import Caller
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.literal import unversioned
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.read import read
from pk_fhir.interactions.search import every
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.seven_questions import (
    DEGREE,
    DEGREES,
    FORMS,
    ORDINALS,
    TOPICS,
    Side,
    TopicKey,
    statement,
)
from pk_fhir.mapping.terms import code_system
from pk_fhir.view.graph import item, items, string
from pk_fhir.view.model import Model
from pk_fhir.view.moment import moment
from pk_fhir.view.words import coded

MICROS = 1_000_000
# So many of each side's newest answers are compared; whether there are more is said.
MOST = 2000
PAGE = "200"
ANSWERED = frozenset({"completed", "amended"})

# Each topic with what a patient, and what care, is asked whether it holds.
STATEMENTS = {topic: (statement("patient", topic), statement("care", topic)) for topic in TOPICS}
WIDEST = 3


class Degrees(Model):
    """How one side answered: how many said what, and the mean of those who know (1 to 4)."""

    fully: int = 0
    mostly: int = 0
    slightly: int = 0
    not_at_all: int = 0
    unknown: int = 0
    mean: float | None = None


class Topic(Model):
    """One of the seven statements, and both sides' answers to it."""

    key: TopicKey
    patient_says: str
    care_says: str
    patients: Degrees
    care: Degrees
    talks: int = Field(description="Talks in which both sides know what they answer.")
    agreeing: int = Field(description="Of these, those in which both answered the same.")
    agreement: float | None = Field(
        description="Graden av samsyn, 0 to 1: 1 less how far apart the answers of a talk are, of the "
        "widest that they can be; the mean of all talks."
    )


class UnitAnswers(Model):
    """What is answered about one unit."""

    unit: str
    patients: int = Field(description="Answers of patients.")
    care: int = Field(description="Answers of care.")
    topics: list[Topic]


class SevenQuestions(Model):
    """The comparison for each unit of a care provider."""

    as_of: datetime
    care_provider: str
    units: list[UnitAnswers] = Field(default=[])
    more: bool = Field(default=False, description="There are more answers than were compared.")


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """One form that was answered: about which unit, by which side, in which talk, with which degrees."""

    unit: str
    side: Side
    talk: str | None
    when: float
    degrees: Mapping[str, str]


async def seven_questions(service: Service, caller: Caller, care_provider: str) -> SevenQuestions:
    """The comparison of everything that is answered at the caller's care provider."""
    found: list[dict[str, Any]] = []
    more = False
    for form in FORMS.values():
        of_form: list[dict[str, Any]] = []
        async for response in _responses(service, caller, form):
            if len(of_form) == MOST:
                more = True
                break
            of_form.append(response)
        found += of_form
    read_ = [one for response in found if (one := answered(response)) is not None]
    names = await _names(service, caller, found)
    return SevenQuestions(
        as_of=datetime.fromtimestamp(service.now() / MICROS, UTC),
        care_provider=care_provider,
        units=compare(read_, names),
        more=more,
    )


async def _responses(service: Service, caller: Caller, form: str) -> AsyncIterator[dict[str, Any]]:
    pairs = [("questionnaire", form), ("_sort", "-_lastUpdated"), ("_count", PAGE)]
    async for version in every(service, caller, "QuestionnaireResponse", pairs):
        if version.body:
            yield fhir_json.stored(version.body)


async def _names(
    service: Service, caller: Caller, responses: Iterable[dict[str, Any]]
) -> dict[str, str]:
    """What each unit is called: as its Organization says, else as the answers call it."""
    names: dict[str, str] = {}
    for response in responses:
        subject = item(response, "subject")
        key = _unit(subject)
        if key is not None and key not in names:
            names[key] = await _name(service, caller, key) or string(subject, "display") or key
    return names


async def _name(service: Service, caller: Caller, key: str) -> str | None:
    kind, _, id_ = key.partition("/")
    if kind != "Organization":
        return None
    try:
        version = await read(service, caller, kind, id_)
    except FhirError:
        return None
    return string(fhir_json.stored(version.body or b"{}"), "name")


def care_units(organizations: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The care units among Organizations, by id and in the order of their names; all that have a name
    where none is said to be one."""
    named = {
        str(each["id"]): (
            name,
            coded(each, "type", code_system("pk-organization-type")) == "care-unit",
        )
        for each in organizations
        if (name := string(each, "name"))
    }
    units = {id_: name for id_, (name, is_unit) in named.items() if is_unit}
    found = units or {id_: name for id_, (name, _) in named.items()}
    return dict(sorted(found.items(), key=lambda one: one[1].casefold()))


def _unit(subject: dict[str, Any]) -> str | None:
    reference = string(subject, "reference")
    number = string(item(subject, "identifier"), "value")
    return unversioned(reference) if reference else number


def answered(response: dict[str, Any]) -> Answered | None:
    """A QuestionnaireResponse as one side's answer; None for another form, or one that is not answered."""
    form = (string(response, "questionnaire") or "").partition("|")[0]
    side = next((side for side, url in FORMS.items() if url == form), None)
    unit = _unit(item(response, "subject"))
    if side is None or unit is None or response.get("status") not in ANSWERED:
        return None
    given = {
        string(asked, "linkId") or "": item(asked, "answer") for asked in items(response, "item")
    }
    degrees: dict[str, str] = {
        topic: code
        for topic in TOPICS
        if (code := coded(given.get(topic, {}), "valueCoding", DEGREE)) in DEGREES
        and code is not None
    }
    at = moment(string(response, "authored"))
    return Answered(
        unit=unit,
        side=side,
        talk=string(given.get("talk", {}), "valueString"),
        when=at.first.timestamp() if at else 0.0,
        degrees=degrees,
    )


def compare(found: Sequence[Answered], names: Mapping[str, str]) -> list[UnitAnswers]:
    """Each unit's answers beside each other. Of a talk that one side answered twice, the newest counts."""
    units = sorted({one.unit for one in found}, key=lambda unit: names.get(unit, unit).casefold())
    return [
        _of_unit([one for one in found if one.unit == unit], names.get(unit, unit))
        for unit in units
    ]


def _of_unit(found: Sequence[Answered], name: str) -> UnitAnswers:
    talks: dict[str, dict[Side, Answered]] = {}
    apart: list[Answered] = []
    for one in sorted(found, key=lambda one: one.when):
        if one.talk is None:
            apart.append(one)
        else:
            talks.setdefault(one.talk, {})[one.side] = one
    counted = [*apart, *(one for talk in talks.values() for one in talk.values())]
    both = [(talk["patient"], talk["care"]) for talk in talks.values() if len(talk) == len(FORMS)]
    return UnitAnswers(
        unit=name,
        patients=sum(one.side == "patient" for one in counted),
        care=sum(one.side == "care" for one in counted),
        topics=[_topic(topic, counted, both) for topic in TOPICS],
    )


def _topic(
    key: TopicKey, counted: Sequence[Answered], both: Iterable[tuple[Answered, Answered]]
) -> Topic:
    pairs = [
        (ORDINALS[mine], ORDINALS[theirs])
        for patient, care in both
        if (mine := patient.degrees.get(key)) in ORDINALS
        and (theirs := care.degrees.get(key)) in ORDINALS
    ]
    near = [1 - abs(mine - theirs) / WIDEST for mine, theirs in pairs]
    return Topic(
        key=key,
        patient_says=STATEMENTS[key][0],
        care_says=STATEMENTS[key][1],
        patients=_degrees(one.degrees.get(key) for one in counted if one.side == "patient"),
        care=_degrees(one.degrees.get(key) for one in counted if one.side == "care"),
        talks=len(pairs),
        agreeing=sum(mine == theirs for mine, theirs in pairs),
        agreement=round(sum(near) / len(near), 3) if near else None,
    )


def _degrees(codes: Iterable[str | None]) -> Degrees:
    count = Counter(code for code in codes if code is not None)
    known = [ORDINALS[code] for code in count.elements() if code in ORDINALS]
    return Degrees(
        **{code.replace("-", "_"): count[code] for code in DEGREES},
        mean=round(sum(known) / len(known), 2) if known else None,
    )
