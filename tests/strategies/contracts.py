"""Generated contracts: any that the model takes, with every field and every kind of link.

`contracts()` leaves out about half of what is optional; `contracts(full=True)` leaves out nothing.
"""

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from pk_fhir.contract import PatientContract, codes, parse
from pk_fhir.contract.code import Code

# Skatteverket's open test numbers, never issued.
PERSONNUMMER = ("201701012393", "197701172392", "197701182383", "197909212388")
SAMORDNINGSNUMMER = ("202601612381", "202601912393", "191401682396", "191500722390", "191711602399")
HSA_IDS = ("SE2321000131-E000000000001", "SE2321000131-E000000000002", "SE2321000016-1003")
ORGANISATION_NUMBERS = ("2321000131", "2120000142")

_WORDS = st.sampled_from(
    [
        "Gå ut varje dag",
        "träffa barnbarnen",
        "yrsel",
        "Åka till öarna",
        "ät <mer> & sov",
        'säg "hej"',
    ]
)
_SIGNS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=12
)
TEXT = st.one_of(
    _WORDS, _SIGNS.filter(lambda said: said.strip()), st.just("rad ett\nrad två\tslut")
)
DATE = st.dates().map(str)
PARTIAL_DATE = st.one_of(DATE, DATE.map(lambda day: day[:7]), DATE.map(lambda day: day[:4]))
OFFSET = st.sampled_from(["Z", "+01:00", "+02:00", "-11:30"])
INSTANT = st.builds(
    lambda day, hour, fraction, offset: f"{day}T{hour:02}:30:00{fraction}{offset}",
    DATE,
    st.integers(0, 23),
    st.sampled_from(["", ".5", ".123", ".000000001"]),
    OFFSET,
)
DATE_TIME = st.one_of(PARTIAL_DATE, INSTANT)
TIME_OF_DAY = st.sampled_from(["08:00", "16:30", "23:59:30", "00:00"])
URI = st.sampled_from(
    ["urn:oid:1.2.752.1.2", "http://journal.example/id", "https://vard.example/a?b=c"]
)
CODING = st.fixed_dictionaries(
    {"code": st.sampled_from(["734163000", "kost", "T 1"])},
    optional={"system": URI, "version": TEXT, "display": TEXT},
)
IDENTIFIER = st.fixed_dictionaries({"system": URI, "value": TEXT})
COUNT = st.integers(1, 2**31 - 1)
PERIOD = st.one_of(
    st.fixed_dictionaries({"start": DATE_TIME}, optional={"end": DATE_TIME}),
    st.fixed_dictionaries({"end": DATE_TIME}),
)


def code(kind: type[Code]) -> st.SearchStrategy[str]:
    """One of the codes of a list."""
    return st.sampled_from([member.value for member in kind])


NAME = st.one_of(
    st.fixed_dictionaries({"given": st.lists(TEXT, min_size=1, max_size=2), "family": TEXT}),
    st.fixed_dictionaries({"text": TEXT}),
)
CONTACT_POINT = st.fixed_dictionaries(
    {"kind": code(codes.ContactKind), "value": TEXT},
    optional={"use": code(codes.ContactUse), "rank": COUNT, "period": PERIOD},
)
HOURS = st.one_of(
    st.fixed_dictionaries(
        {"days": st.lists(code(codes.Weekday), min_size=1, max_size=3)},
        optional={"opens": TIME_OF_DAY, "closes": TIME_OF_DAY},
    ),
    st.fixed_dictionaries({"allDay": st.booleans()}),
)
REPETITION = st.fixed_dictionaries(
    {"times": COUNT, "every": st.integers(1, 99), "unit": code(codes.TimeUnit)},
    optional={
        "text": TEXT,
        "days": st.lists(code(codes.Weekday), min_size=1, max_size=2),
        "at": st.lists(TIME_OF_DAY, min_size=1, max_size=2),
        "count": COUNT,
        "bounds": PERIOD,
        "dates": st.lists(DATE_TIME, min_size=1, max_size=2),
    },
) | st.fixed_dictionaries({"when": st.lists(code(codes.DayPart), min_size=1, max_size=2)})


class _Making:
    """One contract in the making: what it has drawn, and the keys that can be named."""

    def __init__(self, draw: st.DrawFn, *, full: bool) -> None:
        self.draw = draw
        self.full = full
        self.keys: dict[str, list[str]] = {"patient": ["patient"]}

    def of(self, optional: dict[str, Any], **required: Any) -> dict[str, Any]:
        """An object; of what is optional, some."""
        made = {name: self._drawn(value) for name, value in required.items()}
        for name, value in optional.items():
            if value is not None and (self.full or self.draw(st.booleans())):
                made[name] = self._drawn(value)
        return made

    def _drawn(self, value: Any) -> Any:
        return self.draw(value) if isinstance(value, st.SearchStrategy) else value

    def many(self, kind: str, name: str, count: int = 2) -> list[str]:
        """Keys of a kind of part, which others may name from now on."""
        number = count if self.full else self.draw(st.integers(0, count))
        self.keys[kind] = [f"{name}-{place}" for place in range(1, number + 1)]
        return self.keys[kind]

    def named(self, *kinds: str) -> list[str]:
        """All keys of these kinds."""
        return [key for kind in kinds for key in self.keys.get(kind, [])]

    def one(self, *kinds: str) -> st.SearchStrategy[str] | None:
        """One of the keys of these kinds; None when there is none."""
        keys = self.named(*kinds)
        return st.sampled_from(keys) if keys else None

    def some(self, *kinds: str) -> st.SearchStrategy[list[str]] | None:
        """Several of the keys of these kinds."""
        keys = self.named(*kinds)
        return (
            st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True) if keys else None
        )

    def notes(self, *, dated: bool = True) -> st.SearchStrategy[list[Any]]:
        """Notes by the parties."""
        when = {"when": DATE_TIME} if dated else {}
        by = st.fixed_dictionaries(
            {"text": TEXT, "by": self.one("patient", "relative", "person", "organization")},
            optional=when,
        )
        by_name = st.fixed_dictionaries({"text": TEXT}, optional={"byName": TEXT, **when})
        return st.lists(by | by_name, min_size=1, max_size=2)

    def part(self, key: str, optional: dict[str, Any], **required: Any) -> dict[str, Any]:
        """A part with its key."""
        shared = {"identifiers": st.lists(IDENTIFIER, min_size=1, max_size=2)}
        return self.keyed(key, {**shared, **optional}, **required)

    def keyed(self, key: str, optional: dict[str, Any], **required: Any) -> dict[str, Any]:
        """A part that has no identifiers of its own."""
        return {
            "id": key,
            **self.of({"withheldFromPatient": st.just(True), **optional}, **required),
        }


def _people(made: _Making) -> dict[str, Any]:
    organizations = [*HSA_IDS[:2], ORGANISATION_NUMBERS[0], "org-1"]
    made.keys["organization"] = organizations
    listed = [
        made.of(
            {
                "name": TEXT,
                "kind": code(codes.OrganizationKind),
                "partOf": st.sampled_from(organizations),
                "telecom": st.lists(CONTACT_POINT, min_size=1, max_size=2),
            },
            **named,
        )
        for named in (
            {"hsaId": HSA_IDS[0], "organisationNumber": ORGANISATION_NUMBERS[1]},
            {"hsaId": HSA_IDS[1]},
            {"organisationNumber": ORGANISATION_NUMBERS[0]},
            {"id": "org-1"},
        )
    ]
    # Two roles of one person, who is named by the first of them, and a person without HSA-id.
    made.keys["professional"] = ["prof-1", "prof-2", "prof-3"]
    made.keys["person"] = ["prof-1", "prof-3"]
    name = made.draw(NAME)
    professionals = [
        made.part(
            key,
            {
                "profession": code(codes.Profession),
                "professionText": TEXT,
                "professionCodes": st.lists(CODING, min_size=1, max_size=1),
                "organization": st.sampled_from(organizations),
                "telecom": st.lists(CONTACT_POINT, min_size=1, max_size=2),
                "hours": st.lists(HOURS, min_size=1, max_size=2),
                "hoursNote": TEXT,
                "period": PERIOD,
            },
            **person,
        )
        for key, person in (
            ("prof-1", {"hsaId": HSA_IDS[2], "name": name}),
            ("prof-2", {"hsaId": HSA_IDS[2], "name": name}),
            ("prof-3", {}),
        )
    ]
    relatives = [_relative(made, key) for key in made.many("relative", "rel")]
    return {"organizations": listed, "professionals": professionals, "relatives": relatives}


_NUMBER = st.one_of(
    st.sampled_from(PERSONNUMMER).map(lambda value: {"kind": "personnummer", "value": value}),
    st.sampled_from(SAMORDNINGSNUMMER).map(
        lambda value: {"kind": "samordningsnummer", "value": value}
    ),
    st.just({"kind": "reservnummer", "value": "19121212A012"}),
    st.just({"kind": "local", "value": "P-17", "localSystem": "http://journal.example/patient"}),
)
_WISH = st.one_of(
    st.fixed_dictionaries({"how": code(codes.Participation)}, optional={"text": TEXT}),
    st.fixed_dictionaries({"text": TEXT}),
)


def _relative(made: _Making, key: str) -> dict[str, Any]:
    relation = st.one_of(
        st.fixed_dictionaries({"code": code(codes.Relation)}, optional={"text": TEXT}),
        st.fixed_dictionaries({"text": TEXT}),
    )
    return made.keyed(
        key,
        {
            "numbers": st.lists(_NUMBER, min_size=1, max_size=2),
            "name": NAME,
            "relations": st.lists(relation, min_size=1, max_size=2),
            "mayDecide": st.lists(code(codes.RepresentationScope), min_size=1, max_size=2),
            "wish": _WISH,
            "telecom": st.lists(CONTACT_POINT, min_size=1, max_size=1),
            "birthDate": PARTIAL_DATE,
            "gender": code(codes.Gender),
            "period": PERIOD,
            "active": st.booleans(),
        },
    )


def _patient(made: _Making) -> dict[str, Any]:
    return made.of(
        {
            "identifiers": st.lists(_NUMBER, min_size=1, max_size=2),
            "name": NAME,
            "birthDate": PARTIAL_DATE,
            "gender": code(codes.Gender),
            "language": st.sampled_from(["sv", "ar", "sgn-SE"]),
            "telecom": st.lists(CONTACT_POINT, min_size=1, max_size=2),
            "interpreterRequired": st.booleans(),
            "protection": code(codes.Protection),
        }
    )


def _contacts(made: _Making) -> dict[str, Any]:
    receptions = [
        made.part(
            key,
            {
                "name": TEXT,
                "organization": made.one("organization"),
                "telecom": st.lists(CONTACT_POINT, min_size=1, max_size=1),
                "hours": st.lists(HOURS, min_size=1, max_size=1),
                "hoursNote": TEXT,
                "offers": st.lists(
                    st.fixed_dictionaries(
                        {"way": code(codes.ContactWay)},
                        optional={"text": TEXT, "status": code(codes.ServiceStatus)},
                    ),
                    min_size=1,
                    max_size=2,
                ),
                "comment": TEXT,
            },
        )
        for key in made.many("reception", "mott")
    ]
    fast = [_fixed_contact(made, key) for key in made.many("fixed contact", "fast")]
    team_keys = made.many("team", "team")
    teams = [_team(made, key) for key in team_keys]
    return {"receptions": receptions, "fixedContacts": fast, "teams": teams}


def _fixed_contact(made: _Making, key: str) -> dict[str, Any]:
    by = st.fixed_dictionaries(
        {"by": made.one("professional", "organization")}, optional={"when": DATE_TIME, "role": TEXT}
    )
    by_name = st.fixed_dictionaries({"byName": TEXT}, optional={"when": DATE_TIME})
    return made.part(
        key,
        {
            "kind": code(codes.FixedContactKind),
            "coordinating": st.booleans(),
            "unit": made.one("organization"),
            "status": code(codes.TeamStatus),
            "period": PERIOD,
            "appointed": by | by_name,
            "notes": made.notes(),
        },
        professional=made.one("professional"),
    )


def _team(made: _Making, key: str) -> dict[str, Any]:
    kinds = ("patient", "relative", "professional", "organization", "team", "fixed contact")
    member = st.fixed_dictionaries(
        {"party": made.one(*kinds)},
        optional={
            "role": TEXT,
            "roleCodes": st.lists(CODING, min_size=1, max_size=1),
            "period": PERIOD,
        },
    )
    return made.part(
        key,
        {
            "name": TEXT,
            "status": code(codes.TeamStatus),
            "members": st.lists(member, min_size=1, max_size=3),
            "organizations": made.some("organization"),
            "period": PERIOD,
            "telecom": st.lists(CONTACT_POINT, min_size=1, max_size=1),
            "notes": made.notes(),
        },
    )


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


def _story(made: _Making) -> dict[str, Any]:
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


def _goal(made: _Making, key: str) -> dict[str, Any]:
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


def _undertakings(made: _Making) -> dict[str, Any]:
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
    made: _Making, key: str, goals: dict[str, Any], performers: Iterable[str], **more: Any
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


def _care(made: _Making, goals: dict[str, Any]) -> list[dict[str, Any]]:
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


def _sign(made: _Making, key: str, task: dict[str, Any]) -> dict[str, Any]:
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


def _mediated(made: _Making, key: str, task: dict[str, Any]) -> dict[str, Any]:
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


def _time(made: _Making, key: str) -> dict[str, Any]:
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


def _plans(made: _Making) -> dict[str, Any]:
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


def _follow_ups(made: _Making) -> dict[str, Any]:
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


def _agreement(made: _Making) -> dict[str, Any]:
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
            "participationWish": _WISH,
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
    made = _Making(draw, full=full)
    whole = {
        "identifier": {
            "system": draw(URI),
            "value": draw(st.sampled_from(["17", "pk|2,3$4", "åäö"])),
        },
        "patient": _patient(made),
        **_people(made),
        **_contacts(made),
        "goals": [_goal(made, key) for key in made.many("goal", "mal")],
        **_undertakings(made),
        "times": [_time(made, key) for key in made.many("time", "tid")],
    }
    if full or draw(st.booleans()):
        whole["story"] = _story(made)
    whole |= {**_plans(made), **_follow_ups(made), **_agreement(made)}
    return parse(whole)
