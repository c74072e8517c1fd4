"""Generated commitments of a contract: the story, goals, what each undertakes, warning signs."""

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st
from tests.strategies.making import Making
from tests.strategies.values import (
    CODING,
    CONTACT_POINT,
    DATE_TIME,
    PARTIAL_DATE,
    PERIOD,
    REPETITION,
    TEXT,
    code,
)

from pk_fhir.contract import codes

_STORY = (
    "whatMatters",
    "story",
    "needs",
    "knowledge",
    "resources",
    "abilities",
    "expectations",
    "worries",
    "childOpinion",
    "childOpinionConsidered",
)


def story(made: Making) -> dict[str, Any]:
    return made.keyed(
        "story",
        {
            "status": code(codes.FormStatus),
            "when": DATE_TIME,
            "toldBy": made.one("patient", "relative", "professional"),
            "writtenBy": made.one("patient", "relative", "professional", "organization"),
            **dict.fromkeys(_STORY, TEXT),
        },
    )


def goal(made: Making, key: str) -> dict[str, Any]:
    acceptance = st.fixed_dictionaries(
        {"party": made.one("patient", "relative", "person")},
        optional={"status": code(codes.Acceptance)},
    )
    by = {"by": made.one("patient", "relative", "person", "organization")}
    reassessment = st.fixed_dictionaries(
        {"when": DATE_TIME, "text": TEXT, **by}, optional={"achievement": code(codes.Achievement)}
    ) | st.fixed_dictionaries({"when": DATE_TIME, "text": TEXT}, optional={"byName": TEXT})
    return made.part(
        key,
        {
            "codings": st.lists(CODING, min_size=1, max_size=2),
            "category": code(codes.GoalCategory),
            "otherCategories": st.lists(TEXT, min_size=1, max_size=1),
            "priority": code(codes.Priority),
            "expressedBy": made.one("patient", "relative", "professional"),
            "lifecycle": code(codes.GoalLifecycle),
            "achievement": code(codes.Achievement),
            "statusDate": PARTIAL_DATE,
            "statusReason": TEXT,
            "start": PARTIAL_DATE,
            "due": PARTIAL_DATE,
            "measure": TEXT,
            "acceptedBy": st.lists(acceptance, min_size=1, max_size=2),
            "reassessments": st.lists(reassessment, min_size=1, max_size=2),
            "notes": made.notes(dated=False),
        },
        description=TEXT,
    )


def undertakings(made: Making) -> dict[str, Any]:
    goals = {"goals": made.some("goal"), "notes": made.notes()}
    task = {"status": code(codes.TaskStatus), **goals}
    commitments = [
        made.part(
            key,
            {
                **task,
                "description": TEXT,
                "kind": code(codes.CommitmentKind),
                "codings": st.lists(CODING, min_size=1, max_size=1),
                "owner": made.one("patient", "relative"),
                "statusReason": TEXT,
                "written": DATE_TIME,
                "planned": PERIOD,
                "done": PERIOD,
                "repeated": REPETITION,
            },
            what=TEXT,
        )
        for key in made.many("patient commitment", "mitt")
    ]
    return {
        "patientCommitments": commitments,
        "careCommitments": _care(made, goals),
        "externalEfforts": [
            _effort(made, key, goals, ("organization",))
            for key in made.many("external effort", "extern")
        ],
        "warningSigns": [_sign(made, key, task) for key in made.many("warning sign", "tecken")],
        "mediatedContacts": [
            _mediated(made, key, task) for key in made.many("mediated contact", "formedlad")
        ],
    }


def _effort(
    made: Making, key: str, goals: dict[str, Any], performers: Iterable[str], **more: Any
) -> dict[str, Any]:
    occurrence = made.draw(
        st.sampled_from([{"period": PERIOD}, {"when": DATE_TIME}, {"repeated": REPETITION}])
    )
    return made.part(
        key,
        {
            **goals,
            **occurrence,
            **more,
            "codings": st.lists(CODING, min_size=1, max_size=1),
            "status": code(codes.EffortStatus),
            "written": DATE_TIME,
            "performers": made.some(*performers),
        },
        what=TEXT,
    )


def _care(made: Making, goals: dict[str, Any]) -> list[dict[str, Any]]:
    keys = made.many("care commitment", "insats", 3)
    performers = ("professional", "organization", "reception", "team", "fixed contact")
    return [
        _effort(
            made,
            key,
            goals,
            performers,
            aim=code(codes.EffortAim),
            kind=code(codes.EffortKind),
            standing=code(codes.Standing),
            chosenFrom=st.sampled_from(keys),
        )
        for key in keys
    ]


_PLACES = ("professional", "organization", "reception", "relative", "team", "fixed contact")


def _sign(made: Making, key: str, task: dict[str, Any]) -> dict[str, Any]:
    party = st.fixed_dictionaries({"party": made.one(*_PLACES)}, optional={"name": TEXT})
    telecom = st.fixed_dictionaries({"telecom": CONTACT_POINT}, optional={"name": TEXT})
    return made.part(
        key,
        {
            **task,
            "urgency": code(codes.Urgency),
            "watchedBy": made.one("patient", "relative"),
            "doFirst": st.lists(TEXT, min_size=1, max_size=2),
            "whereToTurn": st.lists(party | telecom, min_size=1, max_size=2),
        },
        sign=TEXT,
    )


def _mediated(made: Making, key: str, task: dict[str, Any]) -> dict[str, Any]:
    return made.part(
        key,
        {
            **task,
            "owner": made.one("professional"),
            "toParty": made.one(*_PLACES),
            "toTelecom": CONTACT_POINT,
            "toText": TEXT,
            "planned": PERIOD,
            "done": PERIOD,
        },
        description=TEXT,
    )
