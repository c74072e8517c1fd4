"""The patient wishes for a time on the portal, takes a wish back, and staff see what waits for them."""

import pytest
from tests.integration.portal.conftest import Portal, offered, text_of

pytestmark = pytest.mark.anyio

CONTRACT = "/portal/kontrakt/elsa"
WISH = f"{CONTRACT}/onskemal"
FIELDS = {
    "galler": "Prata om  medicinen",
    "fran": "2026-11-23",
    "till": "2026-11-27",
    "form": "phone",
    "kommentar": "Helst efter lunch.",
}


async def test_a_wish_is_kept_for_care_to_answer_and_shown_where_it_waits(portal: Portal) -> None:
    assert await portal.link(CONTRACT, "Önska en tid") == WISH
    answer = await portal.fill(WISH, **FIELDS)
    assert answer.status_code == 303
    said = await portal.says(answer.headers["location"])
    assert "Ditt önskemål är skickat" in said
    assert "Mellan 23 november och 27 november" in said
    (wish,) = await portal.found("Appointment?status=proposed")
    assert wish["description"] == "Prata om medicinen"
    assert wish["requestedPeriod"] == [{"start": "2026-11-23", "end": "2026-11-27"}]
    assert wish["participant"] == [{"actor": {"reference": "Patient/elsa"}, "status": "accepted"}]
    assert wish["comment"] == "Helst efter lunch."
    (form,) = wish["extension"]
    assert form["valueCodeableConcept"]["coding"][0]["code"] == "PHONE"
    (provenance,) = await portal.found(f"Provenance?target=Appointment/{wish['id']}")
    assert provenance["agent"][0]["who"] == {"reference": "Patient/elsa"}
    written = await portal.says(f"{CONTRACT}/skrivit")
    assert "Väntar på svar från Vårdcentralen Ekeby." in written
    unit = await portal.says("/portal/personal/ekeby")
    assert "Önskar en tid: Prata om medicinen" in unit


async def test_what_care_makes_of_a_wish_is_told(portal: Portal) -> None:
    await portal.fill(WISH, **FIELDS)
    (wish,) = await portal.found("Appointment?status=proposed")
    when = {"start": "2026-11-24T13:00:00+01:00", "end": "2026-11-24T13:15:00+01:00"}
    await portal.keep(wish | {"status": "booked"} | when)
    written = await portal.says(f"{CONTRACT}/skrivit")
    assert "Tisdag 24 november kl. 13.00" in written
    assert "Väntar på svar" not in written
    page = await portal.link(f"{CONTRACT}/skrivit", "Prata om medicinen")
    assert "Vården har svarat på ditt önskemål" in await portal.says(page)
    assert "Önskar en tid" not in await portal.says("/portal/personal/ekeby")


async def test_a_wish_is_taken_back_until_care_has_answered(portal: Portal) -> None:
    kept = (await portal.fill(WISH, **FIELDS)).headers["location"]
    form = await portal.form(kept)
    (wish,) = await portal.found("Appointment?status=proposed")
    await portal.keep(wish | {"status": "waitlist"})
    refused = await portal.send(kept, form)
    assert refused.status_code == 409
    assert "Vården har redan svarat på önskemålet." in text_of(refused.text)
    await portal.keep(wish)
    answer = await portal.fill(kept)
    assert answer.headers["location"] == kept
    assert "Ditt önskemål gäller inte längre" in await portal.says(kept)
    taken = await portal.read(f"Appointment/{wish['id']}")
    assert taken["status"] == "cancelled"
    assert taken["cancelationReason"] == {"text": "Patienten har tagit tillbaka önskemålet."}


REFUSED = [
    ({"galler": " "}, "galler", "Skriv vad tiden gäller"),
    ({"galler": "x" * 201}, "galler", "Skriv vad tiden gäller"),
    ({"fran": "2026-11-15"}, "fran", "Välj en första dag som är i dag eller senare."),
    ({"fran": "23/11"}, "fran", "Välj en dag."),
    ({"till": "2026-11-22"}, "till", "Välj en sista dag som är samma dag"),
    ({"till": "2028-01-01"}, "till", "Välj en sista dag inom ett år."),
    ({"form": "fax"}, "form", "Välj ett av sätten"),
    ({"kommentar": "x" * 1001}, "kommentar", "Korta det du skrev."),
]


async def test_a_wish_that_no_time_can_meet_is_told_by_field_and_keeps_what_was_written(
    portal: Portal,
) -> None:
    for fields, field, words in REFUSED:
        answer = await portal.fill(WISH, **FIELDS | fields)
        assert answer.status_code == 422, fields
        assert f'<a href="#{field}">{words}' in answer.text
        assert f'id="{field}-fel"' in answer.text
        assert FIELDS["kommentar" if field == "galler" else "galler"] in answer.text
    assert await portal.found("Appointment?status=proposed") == []


async def test_a_wish_that_is_sent_twice_is_kept_once(portal: Portal) -> None:
    form = await portal.form(WISH) | FIELDS
    places = [(await portal.send(WISH, form)).headers["location"] for _ in range(2)]
    assert places[0] == places[1]
    assert len(await portal.found("Appointment?status=proposed")) == 1


async def test_without_a_contract_here_there_is_nobody_to_wish_at(portal: Portal) -> None:
    assert (await portal.client.get("/portal/kontrakt/nils/onskemal")).status_code == 404


async def test_what_patients_wrote_waits_on_staffs_page_until_care_has_seen_to_it(
    portal: Portal,
) -> None:
    reply = await portal.link(CONTRACT, "Svara på kallelsen")
    await portal.fill(reply, svar="declined", kommentar="Jag arbetar då.")
    unit = await portal.says("/portal/personal/ekeby")
    assert "Kan inte komma: Genomgång av läkemedel" in unit
    patient = await portal.says(await portal.link("/portal/personal/ekeby", "Elsa Berg"))
    assert "Patienten har tackat nej: Jag arbetar då." in patient
    await portal.keep(offered(status="cancelled", cancelationReason={"text": "Ny tid kommer."}))
    assert "Kan inte komma" not in await portal.says("/portal/personal/ekeby")
