"""Administrativ vy: what waits at one care provider."""

from datetime import UTC, datetime
from typing import Any

from tests.unit.view import three_sources as given

from pk_fhir.sync import Pulled
from pk_fhir.view import View, assemble
from pk_fhir.view.overview import Overview, overview

NOW = given.NOW


def view(*resources: dict[str, Any]) -> View:
    answer = Pulled(source=given.EKEBY, state="fresh", fetched=NOW, resources=list(resources))
    return assemble([answer], NOW)


def elsa() -> View:
    return view(*given.ekeby().resources)


def test_a_patient_is_a_row_with_coordinator_and_next_step() -> None:
    found = overview([("elsa", elsa())], NOW, "Vårdcentralen Ekeby")
    (row,) = found.rows
    assert (row.patient, row.name, row.titles, row.status_text) == (
        "elsa",
        "Elsa Berg",
        ["Elsas patientkontrakt"],
        "gäller nu",
    )
    assert row.next_step is not None
    assert row.next_step.when == "2026-11-23T09:30:00+01:00"


def test_an_indication_without_a_fixed_contact_waits_for_one() -> None:
    without = view(given.patient(given.EKEBY), given.contract())
    found = overview([("a", without), ("b", elsa())], NOW, "Ekeby")
    assert [(one.patient, one.text) for one in found.without_contact] == [
        ("a", "omfattande och komplexa vårdbehov")
    ]


def test_a_contact_that_has_ended_is_none() -> None:
    ended = given.contact(given.EKEBY, "fk", "1", {"display": "Sara Lind"}) | {"status": "inactive"}
    found = overview([("a", view(given.contract(), ended))], NOW, "Ekeby")
    assert [one.patient for one in found.without_contact] == ["a"]


def test_a_follow_up_is_listed_when_it_is_near_and_marked_when_it_is_late() -> None:
    def due(day: str) -> View:
        return view(
            {
                "resourceType": "Task",
                "id": "u",
                "status": "requested",
                "intent": "plan",
                "code": given.concept("pk-task-type", "review", "uppföljning"),
                "restriction": {"period": {"end": day}},
                "owner": {"display": "Sara Lind"},
            }
        )

    views = [(day, due(day)) for day in ("2026-12-20", "2026-12-10", "2026-11-15", "2026-11-16")]
    found = overview(views, NOW, "Ekeby")
    assert [(one.patient, one.text, one.overdue) for one in found.reviews] == [
        ("2026-11-15", "Sara Lind", True),
        ("2026-11-16", "Sara Lind", False),
        ("2026-12-10", "Sara Lind", False),
    ]


def test_what_a_patient_wrote_waits_until_care_has_seen_to_it() -> None:
    start, end = "2026-12-01T13:00:00+01:00", "2026-12-01T13:20:00+01:00"
    patient = {"actor": given.ref("Patient/elsa"), "status": "declined"}
    offered = given.time("k", given.EKEBY, "Samtal", start, end, status="pending")
    asked = {
        "resourceType": "Appointment",
        "id": "o",
        "status": "proposed",
        "description": "Prata om medicinen",
        "requestedPeriod": [{"start": "2026-11-23", "end": "2026-11-27"}],
    }
    views = [
        ("no", view(offered | {"participant": [patient]})),
        ("perhaps", view(offered | {"participant": [patient | {"status": "tentative"}]})),
        ("yes", view(offered | {"participant": [patient | {"status": "accepted"}]})),
        ("wish", view(asked)),
        ("answered", view(asked | {"status": "booked", "start": start, "end": end})),
    ]
    found = overview(views, NOW, "Ekeby")
    assert [(one.patient, one.text, one.when) for one in found.from_patients] == [
        ("wish", "önskar en tid: Prata om medicinen", "2026-11-23"),
        ("no", "kan inte komma: Samtal", start),
        ("perhaps", "är osäker på: Samtal", start),
    ]


def test_a_kallelse_waits_until_it_is_answered() -> None:
    offered = given.time(
        "k",
        given.EKEBY,
        "Samtal",
        "2026-12-01T13:00:00+01:00",
        "2026-12-01T13:20:00+01:00",
        status="pending",
        participant=[{"actor": given.ref("Patient/elsa"), "status": "needs-action"}],
    )
    answer = {
        "resourceType": "AppointmentResponse",
        "id": "svar",
        "appointment": given.ref("Appointment/k"),
        "actor": given.ref("Patient/elsa"),
        "participantStatus": "accepted",
    }
    views = [("a", view(offered)), ("b", view(offered, answer))]
    found = overview(views, NOW, "Ekeby")
    assert [(one.patient, one.text, one.when) for one in found.unanswered] == [
        ("a", "Samtal", "2026-12-01T13:00:00+01:00")
    ]


def test_what_does_not_agree_is_listed_for_each_patient() -> None:
    two = view(
        given.contact(given.EKEBY, "f1", "2", {"display": "Nils Ek"}),
        given.contact(given.EKEBY, "f2", "2", {"display": "Omar Haddad"}),
    )
    found = overview([("a", two), ("b", view())], NOW, "Ekeby")
    assert [one.patient for one in found.contradictions] == ["a"]
    assert "Nils Ek och Omar Haddad" in found.contradictions[0].text


def test_what_the_units_offer_is_listed_once() -> None:
    unit = {
        "resourceType": "HealthcareService",
        "id": "vc",
        "name": "Vårdcentralen Ekeby",
        "characteristic": [{"text": "webbtidbok"}],
    }
    found = overview([("a", view(unit)), ("b", view(unit))], NOW, "Ekeby")
    assert [(offer.name, offer.ways) for offer in found.offers] == [
        ("Vårdcentralen Ekeby", ["webbtidbok"])
    ]


def test_nobody_has_a_contract() -> None:
    found = overview([], datetime(2026, 1, 1, tzinfo=UTC), "Ekeby", "SE2321000016-ekeby")
    assert found == Overview(
        as_of=datetime(2026, 1, 1, tzinfo=UTC),
        care_provider="Ekeby",
        unit="SE2321000016-ekeby",
        rows=[],
    )
