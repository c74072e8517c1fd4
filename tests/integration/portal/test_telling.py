"""The patient tells how an undertaking goes, and what matters, on the portal."""

from typing import Any

import pytest
from tests.integration.portal.conftest import MOTHER, Portal, representative, text_of

pytestmark = pytest.mark.anyio

CONTRACT = "/portal/kontrakt/elsa"
TELL = "Skriv hur det går med Promenera i egen takt"


async def test_what_is_done_is_done_in_the_record_with_the_patients_words(portal: Portal) -> None:
    before = await portal.read("Task/promenad")
    address = await portal.link(CONTRACT, TELL)
    answer = await portal.fill(address, laget="completed", kommentar="Nu går jag varje dag.")
    assert answer.headers["location"] == f"{address}/klart"
    assert "klart" in await portal.says(f"{address}/klart")
    task = await portal.read("Task/promenad")
    assert task["status"] == "completed"
    assert task["executionPeriod"]["end"] == "2026-11-16T08:00:00.000Z"
    assert task["note"][len(before.get("note", [])) :] == [
        {
            "authorReference": {"reference": "Patient/elsa"},
            "time": "2026-11-16T08:00:00.000Z",
            "text": "Nu går jag varje dag.",
        }
    ]
    written = await portal.says(f"{CONTRACT}/skrivit")
    assert "Nu går jag varje dag." in written
    again = await portal.says(address)
    assert "Det här är klart eller avslutat" in again
    # Care wrote the undertaking: the patient's words about it do not make it theirs.
    view = await portal.says(CONTRACT)
    assert "(Region Norrby)" in view


async def test_what_does_not_work_waits_on_staffs_page(portal: Portal) -> None:
    address = await portal.link(CONTRACT, TELL)
    await portal.fill(address, laget="on-hold", kommentar="Jag har ont i foten.")
    assert (await portal.read("Task/promenad"))["status"] == "on-hold"
    unit = await portal.says("/portal/personal/ekeby")
    assert "Det går inte just nu: " in unit
    await portal.fill(address, laget="in-progress")
    assert "Det går inte just nu: " not in await portal.says("/portal/personal/ekeby")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"status": "cancelled"}, "Det här är klart eller avslutat."),
        ({"owner": {"display": "Sara Lind"}}, "Det här gör vården"),
        ({"description": "Något annat"}, "Det här har ändrats"),
    ],
    ids=["ended", "care's", "changed meanwhile"],
)
async def test_what_is_over_not_theirs_or_changed_is_not_told(
    portal: Portal, changed: dict[str, Any], why: str
) -> None:
    address = await portal.link(CONTRACT, TELL)
    form = await portal.form(address) | {"laget": "completed"}
    task = await portal.read("Task/promenad")
    await portal.keep(task | changed)
    before = await portal.read("Task/promenad")
    answer = await portal.send(address, form)
    assert answer.status_code in (404, 422)
    if answer.status_code == 422:
        assert why in text_of(answer.text)
    assert await portal.read("Task/promenad") == before


async def test_what_matters_is_said_by_whoever_says_it(portal: Portal) -> None:
    await portal.keep(representative())
    for key, who in (("elsa", "Patient/elsa"), ("ombud", "RelatedPerson/ombudet")):
        page = f"/portal/kontrakt/{key}/viktigt"
        answer = await portal.fill(page, ord=f"Att orka leka. {who}")
        assert answer.status_code == 303
        said = await portal.found("QuestionnaireResponse?_sort=-_lastUpdated")
        newest = next(one for one in said if who in str(one["item"]))
        assert newest["source"] == newest["author"] == {"reference": who}
    assert "Att orka leka. Patient/elsa" in await portal.says(f"{CONTRACT}/skrivit")
    assert "Har skrivit vad som är viktigt" in await portal.says("/portal/personal/ekeby")
    assert MOTHER[1] not in await portal.says("/portal/kontrakt/ombud")
