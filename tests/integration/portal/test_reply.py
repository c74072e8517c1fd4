"""The patient answers an offered time on the portal: what is written then, and what is refused."""

from typing import Any

import pytest
from tests.integration.portal.conftest import MOTHER, Portal, offered, representative, text_of

pytestmark = pytest.mark.anyio

CONTRACT = "/portal/kontrakt/elsa"


async def answer_at(portal: Portal, page: str = CONTRACT) -> str:
    return await portal.link(page, "Svara på kallelsen")


def statuses(appointment: dict[str, Any]) -> list[str]:
    return [each["status"] for each in appointment["participant"]]


async def test_a_yes_books_the_time_and_is_kept_with_who_said_it(portal: Portal) -> None:
    address = await answer_at(portal)
    answer = await portal.fill(address, svar="accepted", kommentar="Jag kommer med bussen.")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{address}/klart"
    said = await portal.says(answer.headers["location"])
    assert "Du har tackat ja. Tiden är överenskommen." in said
    appointment = await portal.read("Appointment/kallelse")
    assert appointment["status"] == "booked"
    assert statuses(appointment) == ["accepted", "accepted"]
    assert appointment["meta"]["versionId"] == "2"
    (response,) = await portal.found("AppointmentResponse")
    assert response["participantStatus"] == "accepted"
    assert response["comment"] == "Jag kommer med bussen."
    assert response["appointment"] == {"reference": "Appointment/kallelse"}
    assert response["actor"] == {"reference": "Patient/elsa"}
    target = f"AppointmentResponse/{response['id']}"
    (provenance,) = await portal.found(f"Provenance?target={target}")
    assert [agent["who"] for agent in provenance["agent"]] == [{"reference": "Patient/elsa"}]
    trail = await portal.found("AuditEvent?patient=Patient/elsa&_count=200")
    written = [
        entity["what"]["reference"].partition("/_history")[0]
        for event in trail
        if event.get("action") in ("C", "U") and event["agent"][0]["who"].get("display") != "system"
        for entity in event.get("entity", [])
        if "what" in entity
    ]
    assert {"Appointment/kallelse", target} <= set(written)
    page = await portal.says(CONTRACT)
    assert "överenskommen tid" in page
    assert "Svara på kallelsen" not in page


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ("declined", "Du har tackat nej. Vårdcentralen Ekeby ser ditt svar"),
        ("tentative", "Du har svarat att du är osäker. Vårdcentralen Ekeby ser ditt svar"),
    ],
)
async def test_a_no_or_perhaps_waits_for_care_and_can_be_changed(
    portal: Portal, choice: str, told: str
) -> None:
    address = await answer_at(portal)
    await portal.fill(address, svar=choice, kommentar="Jag arbetar då.")
    assert told in await portal.says(f"{address}/klart")
    appointment = await portal.read("Appointment/kallelse")
    assert (appointment["status"], statuses(appointment)) == ("pending", [choice, "accepted"])
    assert await portal.link(CONTRACT, "Ändra ditt svar") == address
    await portal.fill(address, svar="accepted")
    appointment = await portal.read("Appointment/kallelse")
    assert (appointment["status"], statuses(appointment)) == ("booked", ["accepted", "accepted"])
    (response,) = await portal.found("AppointmentResponse")
    assert (response["participantStatus"], response["meta"]["versionId"]) == ("accepted", "2")


async def test_a_time_that_others_have_not_accepted_stays_pending_after_a_yes(
    portal: Portal,
) -> None:
    waiting = offered()
    waiting["participant"][1]["status"] = "tentative"
    await portal.keep(waiting)
    address = await answer_at(portal)
    await portal.fill(address, svar="accepted")
    appointment = await portal.read("Appointment/kallelse")
    assert (appointment["status"], statuses(appointment)) == ("pending", ["accepted", "tentative"])
    assert "Tiden gäller när alla andra också har svarat ja." in await portal.says(
        f"{address}/klart"
    )


async def test_a_form_that_is_sent_twice_is_written_once(portal: Portal) -> None:
    address = await answer_at(portal)
    form = await portal.form(address) | {"svar": "declined"}
    first, second = await portal.send(address, form), await portal.send(address, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    (response,) = await portal.found("AppointmentResponse")
    assert response["meta"]["versionId"] == "1"
    again = await portal.send(address, form | {"svar": "accepted"})
    assert again.status_code == 422
    assert statuses(await portal.read("Appointment/kallelse"))[0] == "declined"


async def test_a_time_that_care_has_moved_meanwhile_is_read_again_before_it_is_answered(
    portal: Portal,
) -> None:
    address = await answer_at(portal)
    form = await portal.form(address)
    moved = {"start": "2026-12-02T13:00:00+01:00", "end": "2026-12-02T13:30:00+01:00"}
    await portal.keep(offered(**moved))
    answer = await portal.send(address, form | {"svar": "accepted", "kommentar": "Ja tack"})
    assert answer.status_code == 422
    said = text_of(answer.text)
    assert "Det här har ändrats sedan du öppnade sidan." in said
    assert "Onsdag 2 december kl. 13.00" in said
    assert "Ja tack" in said
    assert (await portal.read("Appointment/kallelse"))["status"] == "pending"
    assert await portal.found("AppointmentResponse") == []


async def test_an_offer_that_is_made_anew_asks_for_a_new_answer(portal: Portal) -> None:
    address = await answer_at(portal)
    await portal.fill(address, svar="declined")
    moved = {"start": "2026-12-02T13:00:00+01:00", "end": "2026-12-02T13:30:00+01:00"}
    await portal.keep(offered(**moved))
    assert await answer_at(portal) == address


AGREED = [
    {"actor": {"reference": "Patient/elsa"}, "status": "accepted"},
    {"actor": {"display": "Sara Lind"}, "status": "accepted"},
]
PAST = {"start": "2026-11-01T13:00:00+01:00", "end": "2026-11-01T13:30:00+01:00"}
NOT_OFFERED = [
    ({"status": "cancelled"}, "Tiden är avbokad"),
    (PAST, "redan varit"),
    ({"status": "fulfilled"}, "inte erbjuden"),
    ({"status": "booked", "participant": AGREED}, "redan överens"),
]


async def test_a_time_that_is_not_offered_any_more_is_not_answered(portal: Portal) -> None:
    address = await answer_at(portal)
    for changed, why in NOT_OFFERED:
        form = await portal.form(address) | {"svar": "accepted"}
        await portal.keep(offered(**changed))
        before = await portal.read("Appointment/kallelse")
        answer = await portal.send(address, form)
        assert answer.status_code == 422
        assert why in text_of(answer.text)
        assert await portal.read("Appointment/kallelse") == before
        await portal.keep(offered())
    assert await portal.found("AppointmentResponse") == []


async def test_an_answer_without_a_choice_says_so_at_the_top_and_keeps_the_words(
    portal: Portal,
) -> None:
    address = await answer_at(portal)
    answer = await portal.fill(address, kommentar="Kan det bli senare?")
    assert answer.status_code == 422
    assert "<title>Fel: " in answer.text
    assert '<a href="#svar">Välj om du kommer eller inte.</a>' in answer.text
    assert "Kan det bli senare?</textarea>" in answer.text


async def test_another_persons_time_is_not_there(portal: Portal) -> None:
    address = await answer_at(portal)
    for theirs in (address.replace("/elsa/", "/nils/"), f"{CONTRACT}/tid/QUJD"):
        assert (await portal.client.get(theirs)).status_code == 404
    form = await portal.form(address)
    # The key is made for one address, and another's form is none.
    other = await portal.send(address.replace("/elsa/", "/nils/"), form | {"svar": "accepted"})
    assert other.status_code == 403
    assert "Inget är skickat" in text_of(other.text)


async def test_a_time_that_is_not_released_to_the_patient_is_not_there(portal: Portal) -> None:
    address = await answer_at(portal)
    form = await portal.form(address) | {"svar": "accepted"}
    codes = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
    hidden = {"security": [{"system": codes, "code": "NOPAT"}]}
    await portal.keep(offered(meta=hidden))
    assert (await portal.client.get(address)).status_code == 404
    assert (await portal.send(address, form)).status_code == 404
    assert (await portal.read("Appointment/kallelse"))["status"] == "pending"


async def test_another_sites_form_is_refused(portal: Portal) -> None:
    address = await answer_at(portal)
    form = await portal.form(address) | {"svar": "accepted"}
    for site in ("cross-site", "same-site"):
        refused = await portal.send(address, form, headers={"sec-fetch-site": site})
        assert refused.status_code == 403
    without = await portal.send(address, {"svar": "accepted"})
    assert without.status_code == 403
    assert (await portal.read("Appointment/kallelse"))["status"] == "pending"


async def test_a_representative_answers_as_oneself_for_the_patient(portal: Portal) -> None:
    await portal.keep(representative())
    address = await answer_at(portal, "/portal/kontrakt/ombud")
    assert "Du svarar för Elsa Berg. Du är ombud." in await portal.says(address)
    assert (await portal.fill(address, svar="accepted")).status_code == 303
    (response,) = await portal.found("AppointmentResponse")
    assert response["actor"] == {"reference": "RelatedPerson/ombudet"}
    assert statuses(await portal.read("Appointment/kallelse")) == ["accepted", "accepted"]
    target = f"AppointmentResponse/{response['id']}"
    (provenance,) = await portal.found(f"Provenance?target={target}")
    (agent,) = provenance["agent"]
    assert agent["who"] == {"reference": "RelatedPerson/ombudet"}
    assert agent["onBehalfOf"] == {"reference": "Patient/elsa"}


async def test_who_no_longer_represents_the_patient_writes_nothing(portal: Portal) -> None:
    await portal.keep(representative())
    address = await answer_at(portal, "/portal/kontrakt/ombud")
    form = await portal.form(address) | {"svar": "accepted"}
    await portal.keep(representative(active=False))
    refused = await portal.send(address, form)
    assert refused.status_code == 403
    assert MOTHER[1] not in refused.text
    assert (await portal.read("Appointment/kallelse"))["status"] == "pending"


async def test_with_protected_identity_the_patient_answers_and_nobody_else(
    portal: Portal,
) -> None:
    await portal.keep(representative())
    address = await answer_at(portal, "/portal/kontrakt/ombud")
    form = await portal.form(address) | {"svar": "accepted"}
    elsa = await portal.read("Patient/elsa")
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}
    protected = {"system": "https://pk-fhir.example/x", "code": "sekretessmarkering"}
    await portal.keep(elsa | {"meta": {"security": [label, protected]}})
    assert (await portal.send(address, form)).status_code == 403
    assert (await portal.read("Appointment/kallelse"))["status"] == "pending"
    own = await answer_at(portal)
    assert (await portal.fill(own, svar="accepted")).status_code == 303
    assert (await portal.read("Appointment/kallelse"))["status"] == "booked"
