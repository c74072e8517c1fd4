"""Staff's page of what is sent elsewhere: what was given up is sent again, and conflicts are settled."""

import re

import httpx
import pytest
from tests.integration.portal.conftest import Portal
from tests.integration.portal.sent import AWAY, disagree, give_up

from pk_fhir.store.breakers import FAILURES, Breakers
from pk_fhir.store.outbox import DEAD, WAITING, Outbox
from pk_fhir.store.pushed import PushedResources
from pk_fhir.store.set_aside import SetAside

pytestmark = pytest.mark.anyio

PAGE = "/portal/personal/ekeby/synk"


async def test_what_did_not_arrive_is_told_with_why_and_sent_again(portal: Portal) -> None:
    outbox = Outbox(portal.service.store.database)
    await give_up(portal.service)
    given_up = (await outbox.counts())[AWAY.key, DEAD]
    assert given_up > 1
    said = await portal.says(PAGE)
    assert "Ekeby kommun kom inte fram" in said
    assert f"{given_up} ändringar skickas inte längre av sig själva:" in said
    assert "Senaste felet: Systemet gick inte att nå." in said
    assert "Alla kontrakt." in said
    answer = await press(portal, f"{PAGE}/igen/{AWAY.key}")
    assert answer.headers["location"] == f"{PAGE}#skickas"
    counts = await outbox.counts()
    assert counts[AWAY.key, WAITING] >= given_up
    assert (AWAY.key, DEAD) not in counts
    assert "skickas inte längre" not in await portal.says(PAGE)


async def test_a_server_that_is_left_alone_is_told_with_until_when(portal: Portal) -> None:
    breakers = Breakers(portal.service.store.database, "send")
    for _ in range(FAILURES):
        await breakers.failed(AWAY.key, portal.service.now(), "status (503)")
    said = await portal.says(PAGE)
    assert "Vi låter servern vara till måndag 16 november kl. 9.00" in said
    assert f"Systemet svarade med ett fel (HTTP 503). {FAILURES} fel i följd." in said


async def test_whom_a_server_cannot_tell_of_is_told_among_the_sources(portal: Portal) -> None:
    sources = PAGE.replace("synk", "kallor")
    assert "Kan just nu inte berätta" not in await portal.says(sources)
    await SetAside(portal.service.store.database).put(AWAY.key, '"Patient/1"', 0, "status")
    assert "Kan just nu inte berätta om 1 person. Vi frågar igen." in await portal.says(sources)


async def test_nothing_can_be_sent_again_to_a_server_that_nothing_is_sent_to(
    portal: Portal,
) -> None:
    await give_up(portal.service)
    form = await portal.form(PAGE)
    answer = await portal.send(f"{PAGE}/igen/annan", form)
    assert answer.status_code == 403  # the form's key is for its own address


async def test_both_versions_of_a_conflict_are_read_in_words_and_that_staff_read_is_in_the_log(
    portal: Portal,
) -> None:
    await disagree(portal.service)
    html = (await portal.client.get(PAGE)).text
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th><td>(.*?)</td><td>(.*?)</td></tr>", html)
    told = [
        tuple(re.sub(r"<(strong|span).*?</\1>", "", cell).strip() for cell in row) for row in rows
    ]
    assert ("Beskrivning", "Gå till &lt;b&gt;kolonilotten&lt;/b&gt; med rullator.") in [
        (label, theirs) for label, _, theirs in told
    ]
    assert ("Läge", "Pågår", "Vilar") in told
    assert ("Anteckningar", "Elsa går nu halva vägen.", "Vilar efter fallet.") in told
    assert "<b>kolonilotten" not in html
    log = await portal.says("/portal/kontrakt/elsa/logg")
    assert "Visningens personal" in log
    assert "läste ett mål" in log


@pytest.mark.parametrize(
    ("choice", "expected"), [("ours", ("77", 0)), ("dismissed", ("77", 2))], ids=["ours", "neither"]
)
async def test_what_is_chosen_of_a_conflict_is_what_happens(
    portal: Portal, choice: str, expected: tuple[str, int]
) -> None:
    await disagree(portal.service)
    await settle(portal, "goal", choice)
    known = PushedResources(portal.service.store.database)
    assert [one.id for one in await known.conflicts()] == ["patient"]
    sent = (await known.of(AWAY.key, "ekeby", [("Goal", "ga")]))["Goal", "ga"]
    assert (sent.remote_id, sent.number) == expected


async def test_what_the_server_has_becomes_ours_when_it_is_chosen(portal: Portal) -> None:
    await disagree(portal.service)
    await settle(portal, "patient", "there Patient/elsa-2")
    await settle(portal, "goal", "theirs")
    goal = await portal.read("Goal/ga")
    assert (goal["lifecycleStatus"], goal["subject"]) == ("on-hold", {"reference": "Patient/elsa"})
    assert goal["description"]["text"] == "Gå till <b>kolonilotten</b> med rullator."


async def test_what_was_changed_here_since_the_page_was_read_is_not_replaced_by_theirs(
    portal: Portal,
) -> None:
    await disagree(portal.service)
    assert (await hidden(portal, f"{PAGE}/goal"))["sedd"] == (await portal.read("Goal/ga"))["meta"][
        "versionId"
    ]
    answer = await press(portal, f"{PAGE}/goal", val="theirs", sedd="1000")
    assert answer.status_code == 422
    assert "har ändrats sedan du läste den" in answer.text
    known = PushedResources(portal.service.store.database)
    assert [one.id for one in await known.conflicts()] == ["goal", "patient"]


async def test_which_of_the_servers_it_is_can_be_said_by_a_button(portal: Portal) -> None:
    await disagree(portal.service)
    html = (await portal.client.get(PAGE)).text
    buttons = re.findall(r'name="val" value="([^"]+)" type="submit">([^<]+)', html)
    assert ("there Patient/elsa-2", "Det är Patient/elsa-2") in buttons
    await settle(portal, "patient", "there Patient/elsa-2")
    known = PushedResources(portal.service.store.database)
    sent = (await known.of(AWAY.key, "ekeby", [("Patient", "elsa")]))["Patient", "elsa"]
    assert (sent.remote_id, sent.remote_version) == ("elsa-2", "1")


async def test_what_cannot_be_chosen_is_told_on_the_page_and_nothing_is_settled(
    portal: Portal,
) -> None:
    await disagree(portal.service)
    answer = await press(portal, f"{PAGE}/patient", val="there Patient/annan")
    assert answer.status_code == 422
    assert "<title>Fel: Utbyte" in answer.text
    assert '<a href="#k-patient">' in answer.text
    known = PushedResources(portal.service.store.database)
    assert [one.id for one in await known.conflicts()] == ["goal", "patient"]


async def settle(portal: Portal, conflict: str, choice: str) -> None:
    """Press a button of one conflict."""
    answer = await press(portal, f"{PAGE}/{conflict}", val=choice)
    assert answer.headers["location"] == PAGE


async def press(portal: Portal, address: str, **fields: str) -> httpx.Response:
    """Press a button of the form with this address: what the form has of itself goes with it."""
    return await portal.send(address, await hidden(portal, address) | fields)


async def hidden(portal: Portal, address: str) -> dict[str, str]:
    """The hidden fields of the form with this address."""
    html = (await portal.client.get(PAGE)).text
    found = re.search(rf'action="{address}">(.*?)</form>', html, re.DOTALL)
    assert found is not None
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[1]))
