"""Staff's page of the sources of the view: which one is not asked just now, and why."""

import pytest
from tests.integration.portal.conftest import Portal
from tests.unit.view import three_sources as given

from pk_fhir.store import breakers

pytestmark = pytest.mark.anyio

PAGE = "/portal/personal/ekeby/kallor"


async def test_a_source_that_keeps_failing_is_told_with_until_when_it_is_not_asked_and_why(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    # For longer than the page takes to be read.
    monkeypatch.setattr(breakers, "FIRST", breakers.LONGEST)
    person = {"system": given.PERSONNUMMER, "value": given.NUMBER}
    assert "Den frågas inte" not in await portal.says(PAGE)
    for _ in range(breakers.FAILURES):
        await portal.client.post("/view/_search", json=person)
    said = await portal.says(PAGE)
    assert "http://127.0.0.1:9/fhir Den frågas inte förrän " in said
    assert "eller bett om att få vara i fred. Systemet gick inte att nå." in said
