"""What blocks hide in SQL is what the rules say that they hide, for every row, block and reader."""

import random
from typing import Any

import pytest
import sqlalchemy as sa

from pk_fhir.access.caller import Caller
from pk_fhir.access.policy import Block, Lifting, Period, Policy, Reader, Record, hides
from pk_fhir.access.rules import barrier
from pk_fhir.interactions.blocks import rows_of
from pk_fhir.store import Change, Grant, Plan, Store, Visibility, clause
from pk_fhir.store.tables import versions

pytestmark = pytest.mark.anyio

UNITS = (None, "u1", "u2")
GIVERS = (None, "g1", "g2")
TYPES = ("Goal", "MedicationRequest", "Flag", "Consent", "Patient")
DAY = 24 * 3600 * 1_000_000
NOW = 100 * DAY


def period(chance: random.Random) -> Period:
    start = chance.choice((None, NOW - 20 * DAY, NOW - 3 * DAY, NOW, NOW + DAY))
    end = chance.choice((None, NOW - 2 * DAY, NOW, NOW + 5 * DAY))
    return Period(start, end)


def lifting(chance: random.Random) -> Lifting:
    return Lifting(
        period=period(chance),
        unit=chance.choice(UNITS),
        giver=chance.choice(GIVERS),
        employee=chance.choice((None, None, "e1")),
    )


def block(chance: random.Random) -> Block:
    kind: Any = chance.choice(("inner", "outer", "unstated"))
    return Block(
        kind=kind,
        unit=chance.choice(UNITS),
        giver=chance.choice(GIVERS),
        period=chance.choice((Period(), period(chance))),
        about=chance.choice((None, period(chance))),
        excluded=frozenset(chance.sample(("lak", "upp"), chance.randrange(3))),
        liftings=tuple(lifting(chance) for _ in range(chance.randrange(3))),
    )


def record(chance: random.Random) -> Record:
    return Record(
        type=chance.choice(TYPES),
        unit=chance.choice(UNITS),
        giver=chance.choice(GIVERS),
        about=chance.choice((None, period(chance))),
    )


def change(store: Store, number: int, shard: str, of: Record, **more: Any) -> Change:
    about = of.about or Period()
    return Change(
        tenant="t",
        type=of.type,
        id=f"r{number}",
        version=1,
        shard=shard,
        number=store.numbers.next(),
        body=b"{}",
        last_updated=1,
        method="POST",
        patient=shard,
        care_unit=of.unit,
        care_giver=of.giver,
        about=(about.start, about.end),
        **more,
    )


async def test_both_agree_on_every_row(store: Store) -> None:
    chance = random.Random(20261126)  # noqa: S311 - repeatable
    worlds: list[tuple[list[Block], list[tuple[str, Record]]]] = []
    changes: list[Change] = []
    number = 0
    for world in range(60):
        shard = f"t/p{world}"
        blocks = [block(chance) for _ in range(chance.randrange(1, 3))]
        for each in blocks:
            number += 1
            stated = Record(type="Consent", unit="u9", giver="g9")
            changes.append(change(store, number, shard, stated, index=rows_of(each)))
        records = []
        for _ in range(12):
            number += 1
            one = record(chance)
            records.append((f"r{number}", one))
            changes.append(change(store, number, shard, one))
        worlds.append((blocks, records))
    await store.write(Plan(tenant="t", changes=tuple(changes)))

    hidden = shown = 0
    for unit in UNITS:
        for giver in GIVERS:
            policy = Policy(
                inner_blocks=chance.random() < 0.9,
                outer_blocks=chance.random() < 0.9,
                inner_blocks_reach_other_providers=chance.random() < 0.5,
                block_exclusions=chance.random() < 0.8,
            )
            caller = Caller(tenant="t", subject="e1", role="staff", unit=unit, provider=giver, employee="e1", policy=policy, at=NOW)  # fmt: skip
            reader = Reader(giver=giver, unit=unit, employee="e1")
            seen = Visibility((Grant(tenant="t"),), barrier(caller))
            found = {row[0] for row in await store.fetch(sa.select(versions.c.id).where(clause(seen, versions)))}  # fmt: skip
            for blocks, records in worlds:
                for ident, one in records:
                    blocked = any(hides(policy, each, one, reader, NOW) for each in blocks)
                    assert (ident not in found) == blocked, (ident, one, blocks, reader, policy)
                    hidden += blocked
                    shown += not blocked
    assert hidden > 1000
    assert shown > 1000


async def test_a_block_that_was_taken_away_hides_nothing(store: Store) -> None:
    row = change(store, 1, "t/p", Record(type="Goal", unit="u1", giver="g1"))
    stated = change(store, 2, "t/p", Record(type="Consent"), index=rows_of(Block(kind="inner")))
    await store.write(Plan(tenant="t", changes=(row, stated)))
    caller = Caller(tenant="t", subject="e1", role="staff", unit="u2", provider="g1", at=NOW)
    seen = Visibility((Grant(tenant="t"),), barrier(caller))
    goal = await store.read("t", "Goal", "r1")
    assert goal is not None
    assert await store.seen(seen, [goal]) == []
    block = await store.read("t", "Consent", "r2")
    assert block is not None
    ended = Change(tenant="t", type="Consent", id="r2", version=2, shard="t/p", number=store.numbers.next(), body=b"{}", last_updated=2, method="PUT", previous=block.place)  # fmt: skip
    await store.write(Plan(tenant="t", changes=(ended,)))
    assert await store.seen(seen, [goal]) == [goal]
