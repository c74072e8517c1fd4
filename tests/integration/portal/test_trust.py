"""The rules of law and trust on the pages: blocks, emergency, a child that grows up, and protected identity."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import msgspec
import pytest
from fastapi import FastAPI
from tests.integration.access.conftest import (
    ANNA,
    ELSA,
    NUMBER,
    PEOPLE,
    U2,
    V1,
    V2,
    X1,
    Clock,
    Resource,
    World,
    block,
    consent,
    goal,
    patient,
    relation,
)
from tests.integration.api_fhir.conftest import make_service
from tests.integration.portal.conftest import MOTHER, Portal, text_of
from tests.serving import asgi_client

from pk_fhir.interactions.service import Rules
from pk_fhir.portal import Asking, PortalPerson, portal_router
from pk_fhir.portal.addresses import closed
from pk_fhir.store import Store

pytestmark = pytest.mark.anyio

HERSELF = PortalPerson(key="anna", name="Anna Testsson", about="", identifier=(NUMBER, ANNA))
CHILD = PortalPerson(key="elsa", name="Elsa Testsson", about="", identifier=(NUMBER, ELSA))
GUARDIAN = msgspec.structs.replace(CHILD, key="mamma", reader=MOTHER, reader_is="vårdnadshavare")
ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
MOTHER_OF_ELSA: Resource = {
    "resourceType": "RelatedPerson",
    "id": "mamma",
    "active": True,
    "identifier": [{"system": MOTHER[0], "value": MOTHER[1]}],
    "patient": {"reference": "Patient/elsa"},
    "relationship": [{"coding": [{"system": ROLES, "code": "GUARD"}]}],
    "name": [{"text": "Maj Testsson"}],
}
REASON = "Patienten är medvetslös efter ett fall."


class Pages:
    """Both care providers' pages, over the same records as the attacks are tried on."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clock = world.clock
        app = FastAPI()
        asking = Asking(world.service, world.sources)
        people = [HERSELF, CHILD, GUARDIAN]
        app.include_router(portal_router(people, asking, lambda: world.clock.now))
        self.client = asgi_client(app)
        self.portal = Portal(self.client, app, world.service)

    async def staffs(self, provider: str, patient_id: str) -> tuple[str, str]:
        """The address of a patient's page for staff, and what it says."""
        word = closed(self.world.service.secret, provider, patient_id)
        address = f"/portal/personal/{provider}/patient/{word}"
        return address, await self.portal.says(address)

    async def answers(self, path: str) -> tuple[int, str]:
        """The status and words of a page."""
        answer = await self.client.get(path)
        return answer.status_code, text_of(answer.text)


@pytest.fixture
async def pages(store: Store) -> AsyncIterator[Pages]:
    clock = Clock()
    rules = Rules(
        tenants={name: f"http://test/providers/{name}/fhir" for name in ("v1", "v2")},
        owners={"v1": V1, "v2": V2},
        titles={"v1": "Region Exempel", "v2": "Sjukhuset"},
    )
    world = World(msgspec.structs.replace(make_service(store, rules), now=clock), clock)
    for tenant, resource in [
        *PEOPLE,
        ("v1", MOTHER_OF_ELSA),
        ("v1", goal("barn", "elsa", "Cykla")),
    ]:
        await world.put(resource, tenant)
    opened = Pages(world)
    yield opened
    await opened.client.aclose()
    await world.http.aclose()


async def test_an_inner_block_is_told_to_staff_and_to_the_patient_and_what_is_blocked_to_neither(
    pages: Pages,
) -> None:
    await pages.world.put(block("b", "anna", "inner", U2))
    _, said = await pages.staffs("v1", "anna")
    assert (
        "En del av uppgifterna hos Region Exempel är spärrade av patienten och visas inte." in said
    )
    assert "Mål från enhet 2" not in said
    own = await pages.portal.says("/portal/kontrakt/anna")
    assert "Mål från enhet 2" in own
    shares = await pages.portal.says("/portal/kontrakt/anna/delning")
    assert "Det som är skrivet där visas inte för andra." in shares


async def test_an_outer_block_goes_before_consent_and_is_not_opened_in_an_emergency(
    pages: Pages,
) -> None:
    await pages.world.put(consent("s", "a", V2), "v2")
    await pages.world.put(relation("r", "a", V2), "v2")
    _, said = await pages.staffs("v2", "a")
    assert "Mål från enhet 1" in said
    await pages.world.put(block("b", "anna", "outer", V1))
    address, said = await pages.staffs("v2", "a")
    assert "Uppgifter från Region Exempel är spärrade och visas inte." in said
    assert "Mål från enhet" not in said
    # Nothing can be opened, so nothing is offered.
    assert "Nödöppna" not in said
    answer = await pages.portal.send(f"{address}/nodoppning", {"skal": REASON})
    assert answer.status_code == 403


async def test_an_emergency_opens_for_a_time_with_a_reason_that_the_patient_reads(
    pages: Pages,
) -> None:
    await pages.world.put(relation("r", "a", V2), "v2")
    address, said = await pages.staffs("v2", "a")
    assert "Patientens samtycke till att läsa från Region Exempel saknas." in said
    assert "Mål från enhet 1" not in said
    form = await pages.portal.form(address)
    short = await pages.portal.send(f"{address}/nodoppning", form | {"skal": "kort"})
    assert (short.status_code, "minst tio tecken" in short.text) == (422, True)
    done = await pages.portal.send(
        f"{address}/nodoppning", await pages.portal.form(address) | {"skal": REASON}
    )
    assert done.headers["location"] == address
    _, said = await pages.staffs("v2", "a")
    assert "nödöppnat till tisdag 24 november kl. 10.30" in said
    assert "Mål från enhet 1" in said
    log = await pages.portal.says("/portal/kontrakt/anna/logg")
    assert "nödöppning" in log
    assert f"Skälet som angavs: {REASON}" in log
    pages.clock.now = datetime(2026, 11, 24, 9, 31, tzinfo=UTC)
    _, said = await pages.staffs("v2", "a")
    assert "Mål från enhet 1" not in said
    assert "nödöppnat" not in said


@pytest.mark.parametrize(
    ("at", "guardian", "herself"),
    [
        (datetime(2029, 12, 31, 22, 59, tzinfo=UTC), 200, 403),
        (datetime(2029, 12, 31, 23, 0, tzinfo=UTC), 403, 403),
        (datetime(2032, 12, 31, 22, 59, tzinfo=UTC), 403, 403),
        (datetime(2032, 12, 31, 23, 0, tzinfo=UTC), 403, 200),
    ],
    ids=["until 13", "from 13", "until 16", "from 16"],
)
async def test_a_child_that_grows_up_is_read_by_one_or_none_and_who_may_not_read_is_told(
    pages: Pages, at: datetime, guardian: int, herself: int
) -> None:
    pages.clock.now = at
    for key, expected in (("mamma", guardian), ("elsa", herself)):
        for page in ("", "/logg", "/delning", "/skrivit", "/tider.ics"):
            status, said = await pages.answers(f"/portal/kontrakt/{key}{page}")
            assert status == expected, (key, page)
            if status != 200:
                assert "Reglerna för ålder, ombud eller skydd tillåter det inte." in said
                assert "Ring 1177" in said
                assert "Cykla" not in said
    shown = "mamma" if guardian == 200 else "elsa"
    if 200 in (guardian, herself):
        assert "Cykla" in await pages.portal.says(f"/portal/kontrakt/{shown}")


async def test_who_reads_for_a_child_is_told_whom_the_words_are_said_to(pages: Pages) -> None:
    said = await pages.portal.says("/portal/kontrakt/mamma")
    assert (
        "Du ser Elsa Testssons kontrakt. Du är vårdnadshavare. "
        "Där det står jag eller du menas Elsa Testsson."
    ) in said


async def test_protected_identity_hides_where_and_cuts_off_who_reads_for_the_person(
    pages: Pages,
) -> None:
    label = {
        "system": "http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel",
        "code": "sekretessmarkering",
    }
    for tenant, ident, number in (("v1", "anna", ANNA), ("v2", "a", ANNA), ("v1", "elsa", ELSA)):
        await pages.world.put(
            patient(
                ident,
                number,
                meta={"security": [label]},
                address=[{"line": ["Hemliga gatan 1"], "city": "Gömstad"}],
            ),
            tenant,
        )
    said = await pages.portal.says("/portal/kontrakt/anna")
    assert "Du har skyddade personuppgifter" in said
    address, staff = await pages.staffs("v1", "anna")
    assert "skyddade personuppgifter" in staff
    for words in (said, staff, await pages.portal.says(f"{address}")):
        for hidden in ("Hemliga gatan", "Gömstad", X1):
            assert hidden not in words
    status, refused = await pages.answers("/portal/kontrakt/mamma")
    assert status == 403
    assert "Du får inte läsa det här" in refused
