"""The whole view of three providers, and what it says when one of them is not there."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
from tests.unit.view import three_sources as given

from pk_fhir.sync import Note, Pulled, Reason
from pk_fhir.view import View, assemble
from pk_fhir.view.model import SourceReport

BORN = date(1977, 1, 17)
EXPECTED = Path(__file__).with_name("elsas_view.json")


def view(*answers: Pulled) -> View:
    return assemble(answers, given.NOW, BORN)


def down(answer: Pulled, state: str, reason: str) -> Pulled:
    return Pulled(source=answer.source, state=state, reason=Reason(key=f"view.reason.{reason}"))


def test_the_view_of_three_providers_is_this_and_nothing_else() -> None:
    whole = view(given.ekeby(), given.hospital(), given.home_care())
    assert json.loads(whole.model_dump_json(exclude_defaults=True)) == json.loads(
        EXPECTED.read_text()
    )


def test_a_source_that_does_not_answer_is_named_and_harms_no_other() -> None:
    whole = view(given.ekeby(), given.hospital(), given.home_care())
    partial = view(
        given.ekeby(), down(given.hospital(), "timed-out", "deadline"), given.home_care()
    )
    assert not partial.complete
    assert partial.reasons == [
        "Uppgifter saknas från Länssjukhuset. De svarade inte i tid.",
    ]
    assert partial.sources[1] == SourceReport(
        key="lasarettet",
        name="Länssjukhuset",
        hsa_id="SE2321000016-lasarettet",
        state="timed-out",
        state_text="Uppgifter saknas från Länssjukhuset. De svarade inte i tid.",
        reason="Svaret hade inte kommit när vi slutade vänta. Kommer det senare visas det nästa gång.",
    )
    assert partial.my_commitments == whole.my_commitments
    assert partial.times == [t for t in whole.times if t.source != "lasarettet"]
    assert partial.next_step == whole.next_step


def test_what_a_source_sent_before_is_shown_as_stale_with_its_date() -> None:
    yesterday = datetime(2026, 11, 15, 7, 0, tzinfo=UTC)
    stale = msgspec.structs.replace(
        given.hospital(),
        state="stale",
        fetched=yesterday,
        reason=Reason(key="view.reason.no-answer"),
    )
    seen = view(given.ekeby(), stale)
    assert not seen.complete
    assert seen.reasons == [
        "Länssjukhuset svarar inte just nu. Det du ser därifrån hämtades tidigare."
    ]
    assert (seen.sources[1].state, seen.sources[1].fetched) == ("stale", yesterday)
    assert {t.source for t in seen.times} == {"ekeby", "lasarettet"}


def test_a_part_of_an_answer_is_never_taken_for_all_of_it() -> None:
    answer = msgspec.structs.replace(
        given.home_care(), notes=[Note(key="view.note.type-not-read", values={"type": "Task"})]
    )
    seen = view(answer)
    assert not seen.complete
    assert seen.reasons == ["En del av uppgifterna från Ekeby kommun gick inte att hämta."]
    assert [note.text for note in seen.quality] == [
        "Ekeby kommun lämnade inte ut sina uppgifter av typen Task."
    ]


def test_a_source_with_another_birth_date_is_not_joined() -> None:
    other = given.home_care()
    other = msgspec.structs.replace(
        other, resources=[given.patient(given.HOME_CARE, "1978-01-17"), *other.resources[1:]]
    )
    seen = view(given.ekeby(), other)
    assert not seen.complete
    assert (seen.sources[1].state, seen.sources[1].reason) == (
        "failed",
        "Där står ett annat födelsedatum för det här numret. Därför visas inte uppgifterna.",
    )
    assert all(line.source == "ekeby" for line in seen.goals)


def test_nobody_knows_the_person() -> None:
    seen = view(Pulled(source=given.EKEBY, state="empty", fetched=given.NOW))
    assert seen.complete
    assert seen.next_step is None
    assert (seen.goals, seen.times, seen.contacts) == ([], [], [])


def test_the_copy_that_is_shown_is_the_one_from_where_it_was_made() -> None:
    newer_copy = given.goal("12", "achieved") | {"id": "copy"}
    hospital = msgspec.structs.replace(given.hospital(), resources=[newer_copy])
    seen = view(given.ekeby(), hospital)
    assert [(g.id, g.also_from, g.achievement) for g in seen.goals] == [
        ("ekeby:Goal/ga", ["lasarettet"], "in-progress")
    ]


def test_of_two_copies_elsewhere_the_one_changed_last_is_shown() -> None:
    old = Pulled(source=given.HOSPITAL, state="fresh", resources=[given.goal("03")])
    new = Pulled(source=given.HOME_CARE, state="fresh", resources=[given.goal("09", "improving")])
    assert [(g.source, g.achievement_text) for g in view(old, new).goals] == [
        ("kommunen", "går framåt")
    ]


def test_the_same_id_in_two_sources_is_two_records() -> None:
    plain = {k: v for k, v in given.goal("03").items() if k not in ("identifier", "meta")}
    other = plain | {"description": {"text": "Sova hela natten"}}
    seen = view(
        Pulled(source=given.HOSPITAL, state="fresh", resources=[plain]),
        Pulled(source=given.HOME_CARE, state="fresh", resources=[other]),
    )
    assert sorted(g.id for g in seen.goals) == ["kommunen:Goal/ga", "lasarettet:Goal/ga"]


def test_what_must_not_be_done_is_never_something_to_do() -> None:
    seen = view(given.hospital())
    shown = [c.text for c in [*seen.my_commitments, *seen.care_commitments, *seen.other_efforts]]
    assert shown == ["Ultraljud av hjärtat"]


def test_what_was_entered_in_error_is_not_shown() -> None:
    wrong = given.goal("10") | {"lifecycleStatus": "entered-in-error"}
    assert view(Pulled(source=given.EKEBY, state="fresh", resources=[wrong])).goals == []


def test_two_coordinators_and_two_next_reviews_are_contradictions() -> None:
    other = given.contact(given.HOSPITAL, "fk4", "4", {"display": "Eva Nord"})
    review = given.task(
        "rev",
        "review",
        "uppföljning",
        status="requested",
        restriction={"period": {"end": "2027-02-01"}},
    )
    hospital = Pulled(source=given.HOSPITAL, state="fresh", resources=[other, review])
    found = view(given.ekeby(), hospital).contradictions
    assert [(c.kind, c.text) for c in found] == [
        (
            "two-coordinators",
            "Det står att flera samordnar din vård: Eva Nord och Sara Lind. Fråga vem som gör det.",
        ),
        (
            "next-review",
            "Länssjukhuset och Vårdcentralen Ekeby har olika datum för din nästa uppföljning.",
        ),
    ]


def test_of_a_person_with_protected_identity_nothing_tells_where_they_are() -> None:
    label = {
        "system": "http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel",
        "code": "sekretessmarkering",
    }
    god_man = {
        "resourceType": "RelatedPerson",
        "id": "gm",
        "patient": given.ref("Patient/elsa"),
        "relationship": [given.concept("pk-representation", "special-representative", "god man")],
        "name": [{"text": "Gunnar God"}],
    }
    answer = given.ekeby()
    patient = given.patient(given.EKEBY) | {"meta": {"security": [label]}}
    renamed = msgspec.structs.replace(given.EKEBY, name="Källan")
    answer = msgspec.structs.replace(
        answer, source=renamed, resources=[patient, god_man, *answer.resources[1:]]
    )
    seen = view(answer)
    told = seen.model_dump_json()
    for secret in ("Ekeby", "010-555", "070-555", "måndag", "Norrby", "Gunnar God"):
        assert secret not in told, secret
    # What the person needs to know stands: who, when, what, and the numbers that anybody may call.
    assert seen.person.protected
    assert seen.next_step is not None
    assert seen.next_step.with_whom == ["Sara Lind, distriktssköterska"]
    assert [reach.value for sign in seen.warning_signs for reach in sign.reach] == ["112"]
    assert [relative.name for relative in seen.relatives] == ["Karin Berg"]


def test_protected_identity_is_marked() -> None:
    label = {
        "system": "http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel",
        "code": "skyddadFolkbokforing",
    }
    patient = given.patient(given.EKEBY) | {"meta": {"security": [label]}}
    seen = view(Pulled(source=given.EKEBY, state="fresh", resources=[patient, given.goal("01")]))
    assert seen.person.protected


def test_what_there_is_to_know_about_a_record_stands_beside_its_lines_and_no_other() -> None:
    note = Note(key="view.note.unreadable", resource="Goal/ga", expression="Goal.target[0]")
    seen = view(msgspec.structs.replace(given.ekeby(), notes=[note]), given.hospital())
    told = {line.id: line.quality for line in [*seen.goals, *seen.times] if line.quality}
    assert told == {
        "ekeby:Goal/ga": ["En uppgift från Vårdcentralen Ekeby gick inte att läsa."],
    }


def test_the_language_that_a_person_wants_comes_first_and_an_interpreter_is_named() -> None:
    answer = given.ekeby()
    patient = next(r for r in answer.resources if r["resourceType"] == "Patient")
    patient["communication"] = [
        {"language": {"text": "svenska"}},
        {"language": {"text": "finska"}, "preferred": True},
    ]
    patient["extension"] = [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired",
            "valueBoolean": True,
        }
    ]
    person = view(answer).person
    assert (person.languages, person.interpreter) == (["finska", "svenska"], True)


def test_times_are_in_order_and_overlap_as_they_do_where_the_clock_is_set_back() -> None:
    # 25 October 2026: the hour from 2 to 3 comes twice.
    first = given.time(
        "a", given.EKEBY, "Prov", "2026-10-25T02:40:00+02:00", "2026-10-25T02:55:00+02:00", {}
    )
    second = given.time(
        "b", given.EKEBY, "Samtal", "2026-10-25T02:10:00+01:00", "2026-10-25T02:45:00+01:00", {}
    )
    third = given.time(
        "c", given.EKEBY, "Besök", "2026-10-25T02:30:00+01:00", "2026-10-25T03:10:00+01:00", {}
    )
    answer = Pulled(source=given.EKEBY, state="fresh", resources=[third, second, first])
    seen = assemble([answer], datetime(2026, 10, 20, tzinfo=UTC))
    assert [time.about for time in seen.times] == ["Prov", "Samtal", "Besök"]
    assert [c.lines for c in seen.contradictions] == [
        ["ekeby:Appointment/b", "ekeby:Appointment/c"]
    ]


def sent_on(goal: dict[str, object], day: str) -> dict[str, object]:
    """The health centre's goal as its own server sends it to another: no source system, and a tag."""
    tag = {"system": given.code_system("pk-origin"), "code": "147b5752c687f200db53"}
    meta = {"lastUpdated": f"2026-11-{day}T10:00:00+01:00", "tag": [tag]}
    return goal | {"id": "sent", "meta": meta}


def test_a_part_of_a_contract_that_was_sent_to_another_server_is_shown_once_and_as_ours() -> None:
    ours = given.goal("11")
    ours["meta"] = {"lastUpdated": "2026-11-11T10:00:00+01:00"}
    here = Pulled(source=given.EKEBY, state="fresh", resources=[ours])
    there = Pulled(source=given.HOME_CARE, state="fresh", resources=[sent_on(ours, "14")])
    seen = view(there, here)
    assert [(goal.id, goal.also_from) for goal in seen.goals] == [("ekeby:Goal/ga", ["kommunen"])]


def test_another_server_cannot_put_its_own_in_the_place_of_ours() -> None:
    ours = given.goal("11")
    ours["meta"] = {"lastUpdated": "2026-11-11T10:00:00+01:00"}
    theirs = ours | {"meta": {"lastUpdated": "2026-11-20T10:00:00+01:00"}}
    here = Pulled(source=given.EKEBY, state="fresh", resources=[ours])
    there = Pulled(source=given.HOME_CARE, state="fresh", resources=[theirs])
    assert [goal.id for goal in view(there, here).goals] == ["ekeby:Goal/ga"]
