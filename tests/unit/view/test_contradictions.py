"""What providers say differently of one thing, and what only looks so."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.view import three_sources as given

from pk_fhir.sync import Pulled, Source
from pk_fhir.view import View, assemble

Resource = dict[str, Any]
NINE, HALF_PAST, TEN = (f"2026-11-23T{at}:00+01:00" for at in ("09:00", "09:30", "10:00"))
ANNA, BO = {"display": "Anna Ek, läkare"}, {"display": "Bo Ås, läkare"}


def answer(source: Source, *resources: Resource) -> Pulled:
    return Pulled(source=source, state="fresh", resources=list(resources))


def seen(*answers: Pulled, now: datetime = given.NOW) -> View:
    return assemble(answers, now)


def found(view: View) -> list[tuple[str, list[str]]]:
    return [(each.kind, each.lines) for each in view.contradictions]


def visit(source: Source, start: str, end: str, about: str = "Kontroll", **more: Any) -> Resource:
    return given.time("besok", source, about, start, end, **more)


def physician(source: Source, who: Resource, **more: Any) -> Resource:
    return given.contact(source, "fk2", "2", who, **more)


@pytest.mark.parametrize(
    ("more", "current", "proposed"),
    [
        ({}, True, False),
        ({"period": {"start": "2025-01-01", "end": "2026-10-31"}}, False, False),
        # The last day is one of its days: the day of the view.
        ({"period": {"start": "2025-01-01", "end": "2026-11-16"}}, True, False),
        ({"period": {"start": "2026-12-01"}}, False, True),
        ({"status": "proposed"}, False, True),
        ({"status": "proposed", "period": {"end": "2026-10-31"}}, False, False),
        ({"status": "inactive"}, False, False),
        ({"status": "suspended"}, False, False),
    ],
)
def test_a_physician_whose_time_is_over_or_yet_to_come_is_no_second_one(
    more: Resource, current: bool, proposed: bool
) -> None:
    view = seen(
        answer(given.EKEBY, physician(given.EKEBY, ANNA)),
        answer(given.HOSPITAL, physician(given.HOSPITAL, BO, **more)),
    )
    other = next(contact for contact in view.contacts if contact.source == "lasarettet")
    assert (other.current, other.proposed) == (current, proposed)
    assert [kind for kind, _ in found(view)] == ["two-physicians"] * current


def test_one_physician_is_one_in_whatever_case_the_name_is_written() -> None:
    view = seen(
        answer(given.EKEBY, physician(given.EKEBY, ANNA)),
        answer(given.HOSPITAL, physician(given.HOSPITAL, {"display": "ANNA EK,  Läkare"})),
    )
    assert found(view) == []
    assert [each.reason for each in view.duplicates] == [
        "Länssjukhuset och Vårdcentralen Ekeby anger samma person."
    ]


def hsa(name: str | None, ending: str, system: str = "urn:oid:1.2.752.29.4.19") -> Resource:
    identifier = {"system": system, "value": f"SE9999999901-{ending}"}
    return {"identifier": identifier} | ({"display": name} if name else {})


ALIAS = "urn:oid:1.2.752.129.2.1.4.1"
SAME = ["Länssjukhuset och Vårdcentralen Ekeby anger samma person."]


@pytest.mark.parametrize(
    ("one", "other", "told", "linked"),
    [
        (hsa("Anna Ek", "P1"), hsa("Anna K. Ek", "p1", ALIAS), [], SAME),
        (
            hsa("Anna Ek", "P1"),
            hsa("Anna Ek", "P2"),
            ["Anna Ek (Länssjukhuset) och Anna Ek (Vårdcentralen Ekeby)"],
            [],
        ),
        # Who has no HSA-id is the one of that name.
        (hsa("Anna Ek", "P1"), {"display": "ANNA EK"}, [], SAME),
        (hsa("Anna Ek", "P1"), {"display": "Bo Ek"}, ["Anna Ek och Bo Ek"], []),
    ],
)
def test_a_physician_is_told_from_another_by_the_hsa_id(
    one: Resource, other: Resource, told: list[str], linked: list[str]
) -> None:
    view = seen(
        answer(given.EKEBY, physician(given.EKEBY, one)),
        answer(given.HOSPITAL, physician(given.HOSPITAL, other)),
    )
    said = [each.text for each in view.contradictions]
    assert len(said) == len(told)
    assert all(names in words for names, words in zip(told, said, strict=True))
    assert [each.reason for each in view.duplicates] == linked
    assert "SE9999999901" not in view.model_dump_json()


def test_a_physician_inside_the_team_is_the_one_that_another_refers_to() -> None:
    inside = physician(
        given.HOSPITAL,
        {"reference": "#anna"},
        contained=[{"resourceType": "Practitioner", "id": "anna", "name": [{"text": "Anna Ek"}]}],
    )
    named = [{"given": ["Anna"], "family": "Ek"}]
    outside = {"resourceType": "Practitioner", "id": "anna", "name": named}
    referring = physician(given.EKEBY, {"reference": "Practitioner/anna"})
    view = seen(answer(given.HOSPITAL, inside), answer(given.EKEBY, referring, outside))
    assert found(view) == []
    assert [contact.name for contact in view.contacts] == ["Anna Ek", "Anna Ek"]


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ((NINE, HALF_PAST), (HALF_PAST, TEN), []),
        ((NINE, TEN), (HALF_PAST, TEN), ["overlapping-times"]),
        # The same moments in another zone.
        ((NINE, HALF_PAST), ("2026-11-23T08:30:00Z", "2026-11-23T09:00:00Z"), []),
        ((NINE, HALF_PAST), ("2026-11-23T08:15:00Z", "2026-11-23T09:00:00Z"), ["overlapping-times"]),
        # A whole day, which no FHIR server should write.
        ((NINE, TEN), ("2026-11-23", "2026-11-24"), ["overlapping-times"]),
    ],
)  # fmt: skip
def test_times_overlap_when_they_share_a_moment(
    one: tuple[str, str], other: tuple[str, str], kinds: list[str]
) -> None:
    view = seen(
        answer(given.EKEBY, visit(given.EKEBY, *one)),
        answer(given.HOSPITAL, visit(given.HOSPITAL, *other, about="Provtagning")),
    )
    assert [kind for kind, _ in found(view)] == kinds


def offered(status: str) -> Resource:
    actor = {"reference": "Patient/elsa"}
    return {"status": "pending", "participant": [{"actor": actor, "status": status}]}


@pytest.mark.parametrize(
    ("status", "kinds"), [("needs-action", ["overlapping-times"]), ("declined", [])]
)
def test_a_kallelse_on_another_time_is_told_until_it_is_declined(
    status: str, kinds: list[str]
) -> None:
    view = seen(
        answer(given.EKEBY, visit(given.EKEBY, NINE, TEN)),
        answer(given.HOSPITAL, visit(given.HOSPITAL, NINE, TEN, "Prov", **offered(status))),
    )
    assert [kind for kind, _ in found(view)] == kinds


def test_one_thing_on_one_day_at_two_times_is_told_as_that() -> None:
    view = seen(
        answer(given.EKEBY, visit(given.EKEBY, NINE, TEN)),
        answer(given.HOSPITAL, visit(given.HOSPITAL, HALF_PAST, TEN, "kontroll.")),
    )
    assert [each.kind for each in view.contradictions] == ["differing-times"]
    assert view.contradictions[0].text == (
        "Tiden för ”Kontroll” står på olika sätt: kl. 9.00 överenskommen tid (Vårdcentralen Ekeby) "
        "och kl. 9.30 överenskommen tid (Länssjukhuset)."
    )


def test_a_time_that_only_one_of_two_has_cancelled_is_told() -> None:
    view = seen(
        answer(given.EKEBY, visit(given.EKEBY, NINE, TEN)),
        answer(given.HOSPITAL, visit(given.HOSPITAL, NINE, TEN, status="cancelled")),
    )
    assert found(view) == [
        ("differing-times", ["ekeby:Appointment/besok", "lasarettet:Appointment/besok"])
    ]


@pytest.mark.parametrize("now", [given.NOW, datetime(2026, 11, 24, tzinfo=UTC)])
def test_a_time_that_was_moved_by_one_and_is_known_so_by_both_is_no_contradiction(
    now: datetime,
) -> None:
    before = visit(given.EKEBY, NINE, HALF_PAST, status="cancelled") | {"id": "before"}
    view = seen(
        answer(given.EKEBY, before, visit(given.EKEBY, HALF_PAST, TEN)),
        answer(given.HOSPITAL, visit(given.HOSPITAL, HALF_PAST, TEN)),
        now=now,
    )
    assert found(view) == []


def test_times_of_which_nothing_is_said_are_not_one_for_that() -> None:
    nameless = [visit(source, NINE, NINE) for source in (given.EKEBY, given.HOSPITAL)]
    for resource in nameless:
        del resource["description"]
    nameless[1] |= {"start": HALF_PAST, "end": TEN}
    view = seen(answer(given.EKEBY, nameless[0]), answer(given.HOSPITAL, nameless[1]))
    assert (found(view), view.duplicates) == ([], [])


def plain(source: Source, identity: str = "mal", **more: Any) -> Resource:
    subject, words = {"reference": "Patient/elsa"}, {"text": "Orka till affären"}
    kept = {"lifecycleStatus": "active", "description": words, "subject": subject}
    return {"resourceType": "Goal", "id": identity, "meta": given.meta(source, "02")} | kept | more


def achievement(code: str) -> Resource:
    name = "http://terminology.hl7.org/CodeSystem/goal-achievement"
    return {"achievementStatus": {"coding": [{"system": name, "code": code}]}}


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ({}, {}, []),
        ({}, achievement("improving"), []),
        (achievement("achieved"), achievement("improving"), ["goal-status"]),
        ({"lifecycleStatus": "completed"}, {}, ["goal-status"]),
        ({"lifecycleStatus": "planned"}, {"lifecycleStatus": "accepted"}, []),
        ({"description": {}}, {"description": {}, "lifecycleStatus": "completed"}, []),
    ],
)
def test_providers_disagree_of_a_goal_that_both_say_something_else_of(
    one: Resource, other: Resource, kinds: list[str]
) -> None:
    view = seen(
        answer(given.EKEBY, plain(given.EKEBY, **one)),
        answer(given.HOSPITAL, plain(given.HOSPITAL, **other)),
    )
    assert [kind for kind, _ in found(view)] == kinds


def test_a_goal_that_one_provider_has_anew_is_not_against_itself() -> None:
    old = plain(given.EKEBY, "old", lifecycleStatus="completed")
    assert found(seen(answer(given.EKEBY, old, plain(given.EKEBY)))) == []


def next_review(due: str) -> Resource:
    period = {"restriction": {"period": {"end": due}}}
    return given.task("rev", "review", "uppföljning", status="requested", **period) | {
        "identifier": []
    }


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ("2027-02-01", "2027-02-01T10:00:00+01:00", []),
        ("2027-02", "2027-02-14", []),
        ("2027-02", "2027-03-01", ["next-review"]),
        # Ten minutes past midnight in Sweden.
        ("2027-02-01", "2027-01-31T23:10:00Z", []),
    ],
)
def test_dates_of_a_review_that_have_a_day_in_common_agree(
    one: str, other: str, kinds: list[str]
) -> None:
    view = seen(answer(given.EKEBY, next_review(one)), answer(given.HOSPITAL, next_review(other)))
    assert [kind for kind, _ in found(view)] == kinds


def copied(source: Source, day: str, **more: Any) -> Resource:
    """The health centre's visit, as a source has it."""
    name = [{"system": "https://ekeby.example/tider", "value": "17"}]
    meta = given.meta(given.EKEBY, day)
    return visit(source, NINE, TEN) | {"identifier": name, "meta": meta} | more


@pytest.mark.parametrize(
    ("more", "differs"),
    [
        ({}, []),
        ({"start": "2026-11-23T08:00:00Z"}, []),
        ({"comment": "Ta med glasögonen"}, []),
        ({"start": HALF_PAST}, ["lasarettet"]),
        ({"status": "cancelled"}, ["lasarettet"]),
    ],
)
def test_a_copy_that_tells_another_time_or_status_is_named(
    more: Resource, differs: list[str]
) -> None:
    view = seen(
        answer(given.EKEBY, copied(given.EKEBY, "11")),
        answer(given.HOSPITAL, copied(given.HOSPITAL, "12", **more)),
    )
    assert [(t.id, t.also_from, t.differs_at) for t in view.times] == [
        ("ekeby:Appointment/besok", ["lasarettet"], differs)
    ]
    told = [(each.kind, each.lines, each.text) for each in view.contradictions]
    words = (
        "Länssjukhuset har en annan uppgift om ”Kontroll” än Vårdcentralen Ekeby. "
        "Här visas den från Vårdcentralen Ekeby."
    )
    assert told == [("differing-copies", ["ekeby:Appointment/besok"], words)][: len(differs)]


def test_two_copies_are_joined_by_a_third_that_has_the_names_of_both() -> None:
    one, other = ([{"system": f"https://{name}.example", "value": "1"}] for name in "ab")
    view = seen(
        answer(given.EKEBY, copied(given.EKEBY, "11", identifier=one)),
        answer(given.HOSPITAL, copied(given.HOSPITAL, "11", identifier=other)),
        answer(given.HOME_CARE, copied(given.HOME_CARE, "11", identifier=one + other)),
    )
    assert [(t.id, t.also_from) for t in view.times] == [
        ("ekeby:Appointment/besok", ["kommunen", "lasarettet"])
    ]


def relative(**more: Any) -> Resource:
    known = {"resourceType": "RelatedPerson", "id": "gm", "patient": {"reference": "Patient/elsa"}}
    role = [given.concept("pk-representation", "special-representative", "god man")]
    return known | {"name": [{"text": "Gunnar God"}], "relationship": role} | more


@pytest.mark.parametrize(
    ("more", "current"),
    [
        ({}, True),
        ({"active": False}, False),
        ({"period": {"end": "2026-11-15"}}, False),
        ({"period": {"start": "2026-11-17"}}, False),
    ],
)
def test_a_god_man_whose_time_is_over_is_told_as_that(more: Resource, current: bool) -> None:
    assert [r.current for r in seen(answer(given.EKEBY, relative(**more))).relatives] == [current]
