"""The rules of law and trust as a table: what is known, and what is then seen and said."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from pk_fhir.access.policy import (
    Block,
    Consent,
    Facts,
    Lifting,
    Opening,
    Period,
    Policy,
    Reader,
    Record,
    Relation,
    decide,
    hides,
    shows,
)

V1, V2 = "SE2120000001-V1", "SE2120000002-V2"
U1, U2, X1 = "SE2120000001-U1", "SE2120000001-U2", "SE2120000002-X1"
DAY = 24 * 3600 * 1_000_000


def at(day: int, hour: int = 12) -> int:
    return int(datetime(2026, 11, day, hour, tzinfo=UTC).timestamp() * 1_000_000)


NOW = at(23)
READER = Reader(giver=V2, unit=X1, employee="SE2120000002-E1")
CONSENT = Consent(period=Period(at(1), None), purposes=frozenset({"TREAT"}), unit=X1)
RELATION = Relation(period=Period(at(1), None), unit=X1, giver=V2)
OPENING = Opening(period=Period(at(23, 11), at(24, 11)), subject="eva", unit=X1, giver=V2)
OUTER = Block(kind="outer", giver=V1)
INNER = Block(kind="inner", unit=U1)
BASE = {"consents": (CONSENT,), "relations": (RELATION,)}


def changed(value: Any, **fields: Any) -> Any:
    return msgspec.structs.replace(value, **fields)


# What differs from consent, care relation and no block; then why it is open, or why not.
ROWS: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], str]] = [
    ("consent and care relation", {}, {}, {}, "consent"),
    ("own provider needs neither", {"consents": (), "relations": ()}, {"giver": V1, "unit": U1}, {}, "own"),
    ("nothing", {"consents": (), "relations": ()}, {}, {}, "no-consent"),
    ("no consent", {"consents": ()}, {}, {}, "no-consent"),
    ("no care relation", {"relations": ()}, {}, {}, "no-care-relation"),
    ("care relation ended", {"relations": (changed(RELATION, period=Period(at(1), at(22))),)}, {}, {}, "no-care-relation"),
    ("care relation of another unit", {"relations": (changed(RELATION, unit="SE2120000002-X2"),)}, {}, {}, "no-care-relation"),
    ("care relation of the whole provider", {"relations": (changed(RELATION, unit=None),)}, {}, {}, "consent"),
    ("care relation of another provider", {"relations": (changed(RELATION, unit=None, giver=V1),)}, {}, {}, "no-care-relation"),
    ("consent ended", {"consents": (changed(CONSENT, period=Period(at(1), NOW)),)}, {}, {}, "no-consent"),
    ("consent begins tomorrow", {"consents": (changed(CONSENT, period=Period(at(24), None)),)}, {}, {}, "no-consent"),
    ("consent to another unit", {"consents": (changed(CONSENT, unit=U1),)}, {}, {}, "no-consent"),
    ("consent to the care giver", {"consents": (changed(CONSENT, unit=None, giver=V2),)}, {}, {}, "consent"),
    ("consent to a colleague", {"consents": (changed(CONSENT, employee="SE2120000002-E2"),)}, {}, {}, "no-consent"),
    ("consent to this employee", {"consents": (changed(CONSENT, employee="SE2120000002-E1"),)}, {}, {}, "consent"),
    ("consent to nobody", {"consents": (changed(CONSENT, unit=None),)}, {}, {}, "no-consent"),
    ("consent for research", {"consents": (changed(CONSENT, purposes=frozenset({"HRESCH"})),)}, {}, {}, "no-consent"),
    ("emergency", {"consents": (), "openings": (OPENING,)}, {}, {}, "emergency"),
    ("emergency ended", {"consents": (), "openings": (changed(OPENING, period=Period(at(1), NOW)),)}, {}, {}, "no-consent"),
    ("a colleague's emergency", {"consents": (), "openings": (changed(OPENING, subject="per"),)}, {}, {}, "no-consent"),
    ("an emergency of another unit", {"consents": (), "openings": (changed(OPENING, unit=U1),)}, {}, {}, "no-consent"),
    ("emergency not allowed", {"consents": (), "openings": (OPENING,)}, {}, {"emergency_allowed": False}, "no-consent"),
    ("emergency needs a care relation", {"consents": (), "relations": (), "openings": (OPENING,)}, {}, {}, "no-care-relation"),
    ("block goes before consent", {"blocks": (OUTER,)}, {}, {}, "blocked"),
    ("block goes before emergency", {"blocks": (OUTER,), "consents": (), "openings": (OPENING,)}, {}, {}, "blocked"),
    ("block of another provider", {"blocks": (changed(OUTER, giver="SE2120000003-V3"),)}, {}, {}, "consent"),
    ("block whose provider cannot be read", {"blocks": (changed(OUTER, giver=None),)}, {}, {}, "blocked"),
    ("block of which nothing can be read", {"blocks": (Block(kind="unstated"),)}, {}, {}, "blocked"),
    ("block ended", {"blocks": (changed(OUTER, period=Period(at(1), at(2))),)}, {}, {}, "consent"),
    ("block of a part of the time", {"blocks": (changed(OUTER, about=Period(at(1), at(2))),)}, {}, {}, "consent"),
    ("block without medicines", {"blocks": (changed(OUTER, excluded=frozenset({"lak"})),)}, {}, {}, "consent"),
    ("block of one unit", {"blocks": (INNER,)}, {}, {}, "consent"),
    ("block does not reach the own provider", {"blocks": (OUTER,)}, {"giver": V1, "unit": U2}, {}, "own"),
    ("blocks not heeded", {"blocks": (OUTER,)}, {}, {"outer_blocks": False}, "consent"),
    ("block lifted for the unit", {"blocks": (changed(OUTER, liftings=(Lifting(period=Period(at(22), at(24)), unit=X1),)),)}, {}, {}, "consent"),
    ("block lifted for another unit", {"blocks": (changed(OUTER, liftings=(Lifting(period=Period(at(22), at(24)), unit=U2),)),)}, {}, {}, "blocked"),
    ("block lifted for a colleague", {"blocks": (changed(OUTER, liftings=(Lifting(period=Period(at(22), at(24)), unit=X1, employee="SE2120000002-E2"),)),)}, {}, {}, "blocked"),
    ("lifting ended", {"blocks": (changed(OUTER, liftings=(Lifting(period=Period(at(20), at(22)), unit=X1),)),)}, {}, {}, "blocked"),
    ("lifting without an end, within seven days", {"blocks": (changed(OUTER, liftings=(Lifting(period=Period(at(17), None), unit=X1),)),)}, {}, {}, "consent"),
    ("lifting that would last longer", {"blocks": (changed(OUTER, liftings=(Lifting(period=Period(at(10), at(30)), unit=X1),)),)}, {}, {}, "blocked"),
    ("lifting for nobody", {"blocks": (changed(OUTER, liftings=(Lifting(period=Period(at(22), at(24))),)),)}, {}, {}, "blocked"),
    ("no unit", {}, {"unit": None}, {}, "no-commission"),
    ("no care giver", {}, {"giver": None}, {}, "no-commission"),
    ("another purpose", {}, {"purpose": "HOPERAT"}, {}, "purpose"),
    ("consent rule switched off", {"consents": ()}, {}, {"consent_required": False}, "not-required"),
    ("consent rule ends today", {"consents": ()}, {}, {"consent_required_until": date(2026, 11, 23)}, "not-required"),
    ("consent rule ends tomorrow", {"consents": ()}, {}, {"consent_required_until": date(2026, 11, 24)}, "no-consent"),
    ("care relation not asked for", {"relations": ()}, {}, {"care_relation_required": False}, "consent"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "reader", "policy", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])  # fmt: skip
def test_another_providers_records(
    facts: dict[str, Any], reader: dict[str, Any], policy: dict[str, Any], expected: str
) -> None:
    decision = decide(
        Policy(**policy),
        changed(READER, **reader),
        Facts(**{**BASE, **facts}),
        V1,
        NOW,
        subject="eva",
    )
    assert (decision.basis or decision.refusal) == expected
    assert decision.open == (decision.basis is not None)


def test_a_provider_that_is_not_known_is_not_read() -> None:
    facts = Facts(**BASE)
    assert decide(Policy(), READER, facts, None, NOW, subject="eva").refusal == "unknown-provider"
    known = Policy(unknown_owner_hidden=False)
    assert decide(known, READER, facts, None, NOW, subject="eva").basis == "consent"


ABOUT = Period(at(10), at(12))
HERS = Record(type="Goal", unit=U1, giver=V1, about=ABOUT)
U2_READER = Reader(giver=V1, unit=U2)
U1_READER = Reader(giver=V1, unit=U1)

# A block, a record, a reader: is the record hidden?
HIDDEN: list[tuple[str, Block, Record, Reader, dict[str, Any], bool]] = [
    ("inner, from another unit", INNER, HERS, U2_READER, {}, True),
    ("inner, from the unit itself", INNER, HERS, U1_READER, {}, False),
    ("inner, from one without a unit", INNER, HERS, Reader(giver=V1), {}, True),
    ("inner, another unit's record", INNER, changed(HERS, unit=U2), Reader(giver=V1, unit="SE2120000001-U3"), {}, False),
    ("inner, own record", INNER, changed(HERS, unit=U2), U2_READER, {}, False),
    ("inner, unknown unit", INNER, changed(HERS, unit=None), U2_READER, {}, True),
    ("inner, from another provider", INNER, HERS, READER, {}, True),
    ("inner, from another provider, by setting", INNER, HERS, READER, {"inner_blocks_reach_other_providers": False}, False),
    ("inner, not heeded", INNER, HERS, U2_READER, {"inner_blocks": False}, False),
    ("outer, from another provider", OUTER, HERS, READER, {}, True),
    ("outer, from another unit of the provider", OUTER, HERS, U2_READER, {}, False),
    ("outer, unknown giver", OUTER, changed(HERS, giver=None), READER, {}, True),
    ("time wholly within", changed(INNER, about=Period(at(1), at(20))), HERS, U2_READER, {}, True),
    ("time overlapping in part", changed(INNER, about=Period(at(11), at(20))), HERS, U2_READER, {}, True),
    ("time before", changed(INNER, about=Period(at(1), at(10))), HERS, U2_READER, {}, False),
    ("time after", changed(INNER, about=Period(at(12), None)), HERS, U2_READER, {}, False),
    ("open time", changed(INNER, about=Period(None, at(11))), HERS, U2_READER, {}, True),
    ("record's time unknown", changed(INNER, about=Period(at(1), at(2))), changed(HERS, about=None), U2_READER, {}, True),
    ("block not begun", changed(INNER, period=Period(at(24), None)), HERS, U2_READER, {}, False),
    ("block ended just now", changed(INNER, period=Period(None, NOW)), HERS, U2_READER, {}, False),
    ("medicines left out", changed(INNER, excluded=frozenset({"lak"})), changed(HERS, type="MedicationRequest"), U2_READER, {}, False),
    ("alerts are not medicines", changed(INNER, excluded=frozenset({"lak"})), changed(HERS, type="Flag"), U2_READER, {}, True),
    ("alerts left out", changed(INNER, excluded=frozenset({"upp"})), changed(HERS, type="Flag"), U2_READER, {}, False),
    ("what is neither cannot be left out", changed(INNER, excluded=frozenset({"lak", "upp"})), HERS, U2_READER, {}, True),
    ("exclusions not heeded", changed(INNER, excluded=frozenset({"upp"})), changed(HERS, type="Flag"), U2_READER, {"block_exclusions": False}, True),
    ("the block itself is seen", INNER, changed(HERS, type="Consent"), U2_READER, {}, False),
    ("who the person is is seen", INNER, changed(HERS, type="Patient"), U2_READER, {}, False),
]  # fmt: skip


@pytest.mark.parametrize(("block", "record", "reader", "policy", "expected"), [row[1:] for row in HIDDEN], ids=[row[0] for row in HIDDEN])  # fmt: skip
def test_a_block_hides(
    block: Block, record: Record, reader: Reader, policy: dict[str, Any], expected: bool
) -> None:
    assert hides(Policy(**policy), block, record, reader, NOW) is expected


@pytest.mark.parametrize(
    ("reader", "unit", "giver", "policy", "shown"),
    [
        (READER, U1, V1, Policy(), True),
        (READER, None, V1, Policy(), False),
        (READER, U1, None, Policy(), False),
        (READER, None, None, Policy(unknown_owner_hidden=False), True),
        (U2_READER, None, V1, Policy(), True),
    ],
)
def test_a_record_of_an_unknown_owner_is_not_shown_to_another_provider(
    reader: Reader, unit: str | None, giver: str | None, policy: Policy, shown: bool
) -> None:
    record = Record(type="Goal", unit=unit, giver=giver)
    assert shows(policy, reader, Facts(), record, NOW) is shown
