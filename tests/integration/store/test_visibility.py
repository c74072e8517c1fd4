"""The judgement of one row and the condition in SQL are the same judgement."""

import itertools
import random

import pytest
import sqlalchemy as sa

from pk_fhir.store import Change, Grant, Plan, Store, Visibility, clause, sees
from pk_fhir.store.tables import versions

pytestmark = pytest.mark.anyio

TYPES = ("CarePlan", "Organization")
PATIENTS = (None, "anna", "bo")
UNITS = (None, "u1", "u2")
GIVERS = (None, "g1")


def rows(store: Store) -> list[Change]:
    found = []
    kinds = itertools.product(("t", "x"), TYPES, PATIENTS, UNITS, GIVERS, (True, False))
    for n, (tenant, type_, patient, unit, giver, released) in enumerate(kinds):
        found.append(
            Change(
                tenant=tenant,
                type=type_,
                id=f"r{n}",
                version=1,
                shard=tenant,
                number=store.numbers.next(),
                body=b"{}",
                last_updated=1,
                method="POST",
                patient=patient,
                care_unit=unit,
                care_giver=giver,
                released=released,
            )
        )
    return found


def subset(random_: random.Random, values: tuple[str | None, ...]) -> frozenset[str]:
    return frozenset(v for v in values if v is not None and random_.random() < 0.5)


def grant(random_: random.Random) -> Grant:
    def perhaps(values: tuple[str | None, ...]) -> frozenset[str] | None:
        return subset(random_, values) if random_.random() < 0.4 else None

    return Grant(
        tenant=random_.choice(("t", "x")),
        types=perhaps(TYPES),
        but=subset(random_, TYPES) if random_.random() < 0.2 else frozenset(),
        inside=random_.random() < 0.2,
        patients=perhaps(PATIENTS),
        outside=random_.random() < 0.2,
        released=random_.random() < 0.3,
        units=perhaps(UNITS),
        givers=perhaps(GIVERS),
        known_owner=random_.random() < 0.2,
        hidden_units=subset(random_, UNITS) if random_.random() < 0.3 else frozenset(),
        hidden_givers=subset(random_, GIVERS) if random_.random() < 0.2 else frozenset(),
    )


async def test_both_agree_on_every_row(store: Store) -> None:
    written = rows(store)
    await store.write(Plan(tenant="t", changes=tuple(written)))
    random_ = random.Random(20261125)  # noqa: S311 - repeatable
    some = 0
    for _ in range(150):
        visibility = Visibility(tuple(grant(random_) for _ in range(random_.randrange(4))))
        found = await store.fetch(sa.select(versions.c.id).where(clause(visibility, versions)))
        expected = {row.id for row in written if sees(visibility, row)}
        assert {row[0] for row in found} == expected, visibility
        some += bool(expected)
    assert some > 50
