"""A plan is checked and written whole, or not at all: on both databases."""

import asyncio
import json
from typing import Any

import pytest

from pk_fhir.store import (
    AuditRow,
    Change,
    Grant,
    HistoryQuery,
    MentionedError,
    MissingError,
    Place,
    Plan,
    StaleError,
    Store,
    Visibility,
    people,
)

pytestmark = pytest.mark.anyio

EVERYTHING = Visibility((Grant(tenant="t"),))


def change(store: Store, ident: str, **fields: object) -> Change:
    values: dict[str, object] = {
        "tenant": "t",
        "type": "CarePlan",
        "id": ident,
        "version": 1,
        "shard": "t/anna",
        "number": store.numbers.next(),
        "body": b'{"resourceType":"CarePlan"}',
        "last_updated": 1_000_000,
        "method": "POST",
        "patient": "anna",
    }
    return Change(**(values | fields))  # type: ignore[arg-type]


def plan(*changes: Change, **fields: object) -> Plan:
    return Plan(tenant="t", changes=changes, **fields)  # type: ignore[arg-type]


def place(written: Change) -> Place:
    return Place(shard=written.shard, number=written.number, version=written.version)


async def test_what_is_written_is_read(store: Store) -> None:
    written = change(store, "a")
    await store.write(plan(written))
    found = await store.read("t", "CarePlan", "a")
    assert found is not None
    assert (found.body, found.version, found.shard, found.number) == (
        written.body,
        1,
        "t/anna",
        written.number,
    )
    assert await store.read("u", "CarePlan", "a") is None


async def test_an_id_is_created_once(store: Store) -> None:
    await store.write(plan(change(store, "a")))
    with pytest.raises(StaleError):
        await store.write(plan(change(store, "b"), change(store, "a")))
    assert await store.read("t", "CarePlan", "b") is None


async def test_a_version_is_replaced_once(store: Store) -> None:
    first = change(store, "a")
    await store.write(plan(first))
    second = change(store, "a", version=2, previous=place(first), last_updated=2_000_000)
    await store.write(plan(second))
    third = change(store, "a", version=2, previous=place(first))
    with pytest.raises(StaleError):
        await store.write(plan(third))
    versions = await store.history(
        HistoryQuery(tenant="t", visibility=EVERYTHING, types=("CarePlan",), id="a")
    )
    assert [version.version for version in versions] == [2, 1]
    old = await store.vread("t", "CarePlan", "a", 1)
    assert old is not None
    assert old.version == 1


async def test_a_reference_to_nothing_is_refused(store: Store) -> None:
    nothing = frozenset({("Organization", "x"), ("CarePlan", "a")})
    with pytest.raises(MissingError) as refused:
        await store.write(plan(change(store, "a"), present=nothing))
    assert refused.value.missing == [("Organization", "x")]
    assert await store.read("t", "CarePlan", "a") is None


async def test_a_reference_to_what_may_not_be_seen_is_refused(store: Store) -> None:
    await store.write(plan(change(store, "a")))
    hers = Visibility((Grant(tenant="t", patients=frozenset({"bo"})),))
    with pytest.raises(MissingError):
        await store.write(
            plan(change(store, "b"), present=frozenset({("CarePlan", "a")}), visibility=hers)
        )
    await store.write(
        plan(change(store, "b"), present=frozenset({("CarePlan", "a")}), visibility=EVERYTHING)
    )


async def test_what_is_referred_to_is_not_deleted(store: Store) -> None:
    target = change(store, "target")
    source = change(store, "source", mentions=frozenset({("CarePlan", "target")}))
    await store.write(plan(target, source))
    gone = change(store, "target", version=2, body=None, method="DELETE", previous=place(target))
    wanted = frozenset({("CarePlan", "target")})
    with pytest.raises(MentionedError) as refused:
        await store.write(plan(gone, unmentioned=wanted))
    assert refused.value.mentioned == [(("CarePlan", "target"), ("CarePlan", "source"))]
    also = change(store, "source", version=2, body=None, method="DELETE", previous=place(source))
    await store.write(plan(gone, also, unmentioned=wanted))
    found = await store.read("t", "CarePlan", "target")
    assert found is not None
    assert found.deleted


async def test_a_resource_moves_with_its_patient(store: Store) -> None:
    first = change(store, "a", mentions=frozenset({("Patient", "anna")}))
    await store.write(plan(first))
    second = change(
        store, "a", version=2, previous=place(first), shard="t/bo", patient="bo", last_updated=2
    )
    await store.write(plan(second))
    old = await store.vread("t", "CarePlan", "a", 1)
    new = await store.read("t", "CarePlan", "a")
    assert old is not None
    assert new is not None
    assert (old.shard, old.patient) == ("t/bo", "anna")
    assert (new.shard, new.patient) == ("t/bo", "bo")


async def test_a_person_keeps_former_numbers_and_links(store: Store) -> None:
    old = change(
        store, "old", type="Patient", shard="t/old", patient="old", identities=(("s", "1"),)
    )
    new = change(
        store,
        "new",
        type="Patient",
        shard="t/new",
        patient="new",
        identities=(("p", "2"),),
        links=("old",),
        body=b'{"resourceType":"Patient","link":[{"other":{"reference":"Patient/old"}}]}',
    )
    await store.write(plan(old, new))
    both = [("t", "new"), ("t", "old")]
    assert await store.people(["t"], "s", "1") == both
    assert await store.people(["t", "u"], "p", "2") == both
    assert await store.people(["u"], "p", "2") == []


PERSONAL, COORDINATION = (
    f"http://electronichealth.se/identifier/{kind}"
    for kind in ("personnummer", "samordningsnummer")
)


def person(*numbers: tuple[str, str], link: str | None = None) -> dict[str, Any]:
    """A Patient with these numbers, as `change` wants it."""
    stated = [{"system": system, "value": value} for system, value in numbers]
    body: dict[str, Any] = {"resourceType": "Patient", "identifier": stated}
    if link:
        body["link"] = [{"other": {"reference": f"http://here/fhir/Patient/{link}"}}]
    return {
        "type": "Patient",
        "body": json.dumps(body).encode(),
        "identities": numbers,
        "links": (link,) if link else (),
    }


async def test_a_number_or_link_that_was_corrected_joins_nobody(store: Store) -> None:
    """What was written by mistake joins two persons while it stands, and no longer."""
    anna, bo = (PERSONAL, "197701182383"), (PERSONAL, "197909212388")
    before = (COORDINATION, "191401682396")
    both = [("t", "anna"), ("t", "bo")]
    places = {"shard": "t/anna", "patient": "anna"}
    first = change(store, "anna", **places, **person(bo, before))
    await store.write(plan(first, change(store, "bo", shard="t/bo", patient="bo", **person(bo))))
    assert await store.people(["t"], *bo) == both
    # The number is corrected; the samordningsnummer was hers before she had one.
    second = change(
        store, "anna", version=2, previous=place(first), **places, **person(anna, link="bo")
    )
    await store.write(plan(second))
    assert await store.people(["t"], *anna) == both
    third = change(store, "anna", version=3, previous=place(second), **places, **person(anna))
    await store.write(plan(third))
    for number in (anna, before):
        assert await store.people(["t"], *number) == [("t", "anna")]
    assert await store.people(["t"], *bo) == [("t", "bo")]
    known = await people.identifiers(store.database, [("t", "anna")])
    assert known == sorted((anna, before))
    # Of who is deleted, the record is found by every number that it had.
    await store.write(
        plan(
            change(
                store, "anna", type="Patient", version=4, previous=place(third), body=None, **places
            )
        )
    )
    assert await store.people(["t"], *anna) == [("t", "anna")]


@pytest.mark.parametrize(
    ("now", "number", "holds"),
    [
        ([(PERSONAL, "1")], (PERSONAL, "1"), True),
        ([(PERSONAL, "1")], (PERSONAL, "2"), False),
        ([(PERSONAL, "1"), (PERSONAL, "2")], (PERSONAL, "2"), True),
        ([(PERSONAL, "1")], (COORDINATION, "2"), True),
        ([(PERSONAL, "1"), (COORDINATION, "3")], (COORDINATION, "2"), False),
        ([(COORDINATION, "3")], (PERSONAL, "1"), False),
        ([(COORDINATION, "3")], (COORDINATION, "2"), False),
        ([], (COORDINATION, "2"), False),
    ],
)
def test_a_former_number_is_stated_or_was_replaced_by_a_personal_number(
    now: list[people.Number], number: people.Number, holds: bool
) -> None:
    assert people.goes_by(now, number) is holds


async def test_many_writers_at_once_lose_nothing(store: Store) -> None:
    await asyncio.gather(*(store.write(plan(change(store, f"c{n}"))) for n in range(200)))
    query = HistoryQuery(tenant="t", visibility=EVERYTHING, types=("CarePlan",), count=500)
    assert len(await store.history(query)) == 200
    assert await store.history_total(query) == 200


async def test_of_many_that_replace_one_version_one_wins(store: Store) -> None:
    first = change(store, "a")
    await store.write(plan(first))

    async def replace() -> bool:
        try:
            await store.write(plan(change(store, "a", version=2, previous=place(first))))
        except StaleError:
            return False
        return True

    assert sum(await asyncio.gather(*(replace() for _ in range(32)))) == 1


async def test_audit_rows_of_reads_are_written_soon(store: Store) -> None:
    from pk_fhir.store.tables import audit  # noqa: PLC0415

    for n in range(3):
        store.audit.add(
            AuditRow(tenant="t", number=n, at=1, interaction="read", subject="s", role="staff")
        )
    await store.audit.flush()
    assert len(await store.fetch(audit.select())) == 3
