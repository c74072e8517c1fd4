"""Generated people of a contract: who there is, how they are reached, who is with whom."""

from typing import Any

from hypothesis import strategies as st
from tests.strategies.making import Making
from tests.strategies.values import (
    CODING,
    CONTACT_POINT,
    DATE_TIME,
    HOURS,
    HSA_IDS,
    NAME,
    ORGANISATION_NUMBERS,
    PARTIAL_DATE,
    PERIOD,
    PERSONNUMMER,
    SAMORDNINGSNUMMER,
    TEXT,
    code,
)

from pk_fhir.contract import codes


def people(made: Making) -> dict[str, Any]:
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
WISH = st.one_of(
    st.fixed_dictionaries({"how": code(codes.Participation)}, optional={"text": TEXT}),
    st.fixed_dictionaries({"text": TEXT}),
)


def _relative(made: Making, key: str) -> dict[str, Any]:
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
            "wish": WISH,
            "telecom": st.lists(CONTACT_POINT, min_size=1, max_size=1),
            "birthDate": PARTIAL_DATE,
            "gender": code(codes.Gender),
            "period": PERIOD,
            "active": st.booleans(),
        },
    )


def patient(made: Making) -> dict[str, Any]:
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


def contacts(made: Making) -> dict[str, Any]:
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


def _fixed_contact(made: Making, key: str) -> dict[str, Any]:
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


def _team(made: Making, key: str) -> dict[str, Any]:
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
