"""Generated contracts: any that the model takes, with every field and every kind of link.

`contracts()` leaves out about half of what is optional; `contracts(full=True)` leaves out nothing.
"""

from typing import Any

from hypothesis import strategies as st
from tests.strategies.commitments import goal, story, undertakings
from tests.strategies.making import Making
from tests.strategies.people import WISH, contacts, patient, people
from tests.strategies.values import (
    DATE,
    DATE_TIME,
    HSA_IDS,
    IDENTIFIER,
    INSTANT,
    PERIOD,
    TEXT,
    URI,
    code,
)

from pk_fhir.contract import PatientContract, codes, parse


def _time(made: Making, key: str) -> dict[str, Any]:
    fixed = made.full or made.draw(st.booleans())
    answers = [
        made.part(
            f"{key}-svar-{number}",
            {"otherStart": INSTANT, "otherEnd": INSTANT, "comment": TEXT},
            by=made.one("patient", "relative", "professional"),
            reply=code(codes.Reply),
        )
        for number in range(2 if made.full else made.draw(st.integers(0, 1)))
    ]
    participant = None
    if made.one("professional", "relative", "reception") is not None:
        participant = st.lists(
            st.fixed_dictionaries(
                {"party": made.one("professional", "relative", "reception")},
                optional={"reply": code(codes.Reply)},
            ),
            min_size=1,
            max_size=2,
        )
    support = st.fixed_dictionaries(
        {"need": code(codes.SupportNeed)},
        optional={"text": TEXT, "phase": code(codes.SupportPhase)},
    )
    return made.part(
        key,
        {
            "what": TEXT,
            "wished": st.lists(PERIOD, min_size=1, max_size=2),
            "latestBy": DATE,
            "form": code(codes.ContactForm),
            "formText": TEXT,
            "level": code(codes.CareLevel),
            "patientReply": code(codes.Reply),
            "participants": participant,
            "support": st.lists(support, min_size=1, max_size=2),
            "instructions": TEXT,
            "comment": TEXT,
            "cancelReason": TEXT,
            "created": DATE_TIME,
            "efforts": made.some("care commitment", "external effort"),
            "goals": made.some("goal"),
        },
        status=code(codes.TimeStatus),
        answers=answers,
        **({"start": INSTANT, "end": INSTANT} if fixed else {}),
    )


_LEGAL_BASIS = st.fixed_dictionaries(
    {"plan": code(codes.StatutoryPlan)},
    optional={"statutes": st.lists(code(codes.Statute), min_size=1, max_size=2, unique=True)},
)


def _plans(made: Making) -> dict[str, Any]:
    done = (
        "patient commitment",
        "care commitment",
        "external effort",
        "warning sign",
        "mediated contact",
        "time",
    )
    kind = {"type": code(codes.PlanType), "typeText": TEXT, "legalBasis": _LEGAL_BASIS}
    own = [
        made.part(
            key,
            {
                **kind,
                "title": TEXT,
                "status": code(codes.ContractStatus),
                "description": TEXT,
                "period": PERIOD,
                "created": DATE_TIME,
                "author": made.one("professional", "organization"),
                "teams": made.some("team", "fixed contact"),
                "goals": made.some("goal"),
                "activities": made.some(*done),
                "notes": made.notes(),
            },
        )
        for key in made.many("plan", "plan")
    ]
    others = [
        made.of(
            {
                **kind,
                "providerName": TEXT,
                "providerHsaId": st.sampled_from(HSA_IDS),
                "title": TEXT,
            },
            identifier=IDENTIFIER,
        ),
        made.of(kind, title=TEXT),
    ]
    return {"plans": own, "otherPlans": others if made.full or made.draw(st.booleans()) else []}


def _follow_ups(made: Making) -> dict[str, Any]:
    answered = st.one_of(
        st.fixed_dictionaries({"answer": code(codes.Answer)}, optional={"comment": TEXT}),
        st.fixed_dictionaries({"comment": TEXT}),
    )
    questions = ("fixedContact", "planning", "overview", "easyContact", "nextTime")
    follow_ups = [
        made.keyed(
            key,
            {
                "status": code(codes.FormStatus),
                "when": DATE_TIME,
                "answeredBy": made.one("patient", "relative", "professional"),
                "askedBy": made.one("patient", "relative", "professional", "organization"),
                "reason": code(codes.ReviewReason),
                "comment": TEXT,
                **dict.fromkeys(questions, answered),
            },
        )
        for key in made.many("follow-up", "uppf")
    ]
    reviews = [
        made.part(
            key,
            {
                "status": code(codes.TaskStatus),
                "owner": made.one("professional"),
                "planned": PERIOD,
                "reason": code(codes.ReviewReason),
                "description": TEXT,
                "done": PERIOD,
                "followUp": made.one("follow-up"),
                "goals": made.some("goal"),
                "notes": made.notes(),
            },
        )
        for key in made.many("review", "avst")
    ]
    return {"followUps": follow_ups, "reviews": reviews}


def _agreement(made: Making) -> dict[str, Any]:
    anyone = ("patient", "relative", "professional", "organization")
    agreement = st.fixed_dictionaries(
        {"party": made.one(*anyone), "version": st.integers(1, 9)},
        optional={"when": DATE_TIME, "forPatient": st.booleans()},
    )
    discussed = st.fixed_dictionaries(
        {"part": code(codes.PartName), "outcome": code(codes.PartOutcome)},
        optional={"when": DATE_TIME, "by": made.one("professional", "organization"), "note": TEXT},
    )
    indication = st.one_of(
        st.fixed_dictionaries({"code": code(codes.IndicationCode)}, optional={"text": TEXT}),
        st.fixed_dictionaries({"text": TEXT}),
    )
    way = st.fixed_dictionaries({"way": code(codes.ContactWay)}, optional={"text": TEXT})
    custody = st.fixed_dictionaries(
        {"careGiver": made.one("organization")}, optional={"careUnit": made.one("organization")}
    ) | st.fixed_dictionaries({"careUnit": made.one("organization")})
    return made.of(
        {
            "otherIdentifiers": st.lists(IDENTIFIER, min_size=1, max_size=1),
            "title": TEXT,
            "period": PERIOD,
            "established": DATE_TIME,
            "author": made.one(*anyone, "team", "fixed contact"),
            "initiative": code(codes.Initiative),
            "agreements": st.lists(
                agreement,
                min_size=1,
                max_size=3,
                unique_by=lambda one: (one["party"], one["version"]),
            ),
            "custody": custody,
            "sourceSystem": st.sampled_from(HSA_IDS),
            "withheldFromPatient": st.just(True),
            "indications": st.lists(indication, min_size=1, max_size=2),
            "discussed": st.lists(discussed, min_size=1, max_size=4),
            "participationWish": WISH,
            "contactPreferences": st.lists(way, min_size=1, max_size=3),
            "coordinationWished": st.booleans(),
            "follows": st.lists(URI, min_size=1, max_size=2),
            "notes": made.notes(),
        },
        version=st.integers(1, 2**31 - 1),
        status=code(codes.ContractStatus),
        # Everybody has a part in the agreement, so that nobody is left out of it.
        contributors=[*made.named("professional", "organization", "relative"), "patient"],
    )


@st.composite
def contracts(draw: st.DrawFn, *, full: bool = False) -> PatientContract:
    """Any contract that the model takes."""
    made = Making(draw, full=full)
    whole = {
        "identifier": {
            "system": draw(URI),
            "value": draw(st.sampled_from(["17", "pk|2,3$4", "åäö"])),
        },
        "patient": patient(made),
        **people(made),
        **contacts(made),
        "goals": [goal(made, key) for key in made.many("goal", "mal")],
        **undertakings(made),
        "times": [_time(made, key) for key in made.many("time", "tid")],
    }
    if full or draw(st.booleans()):
        whole["story"] = story(made)
    whole |= {**_plans(made), **_follow_ups(made), **_agreement(made)}
    return parse(whole)
