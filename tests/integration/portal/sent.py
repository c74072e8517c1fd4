"""What is sent to a server that nobody answers at: a dead letter by a real relay, and conflicts to settle."""

import json
from typing import Any

import msgspec

from pk_fhir.interactions.service import Service
from pk_fhir.store.pushed import Conflict, PushedResources, Sent
from pk_fhir.sync import Limits, Source
from pk_fhir.sync.push import Patience, Relay
from pk_fhir.sync.source import Push

AWAY = Source(
    key="kommunen",
    name="Ekeby kommun",
    base_url="http://127.0.0.1:9/fhir",
    allow_private=True,
    # Nobody will answer in a moment either: each page would wait for two more tries.
    limits=Limits(tries=1),
    push=Push(),
)
# What the municipality has of the two: a goal with other words, and two patients with Elsa's number.
THEIRS = {
    "resourceType": "Goal",
    "id": "77",
    "lifecycleStatus": "on-hold",
    "description": {"text": "Gå till <b>kolonilotten</b> med rullator."},
    "subject": {"reference": "Patient/elsa-2"},
    "note": [{"text": "Vilar efter fallet.", "time": "2026-11-12"}],
}
ALIKE = {"Patient/elsa-1": "3", "Patient/elsa-2": "1"}


async def give_up(service: Service, target: Source = AWAY) -> None:
    """Try to send what waits, once, with no patience at all."""
    relay = Relay(service, [target], patience=Patience(given_up=-1))
    await relay.turn(target)
    await relay.aclose()


async def disagree(service: Service, *, target: str = AWAY.key) -> None:
    """A goal that both sides changed ("goal"), and a patient of whom the server has two ("patient")."""
    known = PushedResources(service.store.database)
    await _conflict(known, target, "Goal", "ga", remote="77", body=json.dumps(THEIRS).encode())
    await _conflict(known, target, "Patient", "elsa", alike=msgspec.json.encode(ALIKE).decode())


async def _conflict(
    known: PushedResources,
    target: str,
    type_: str,
    id_: str,
    remote: str | None = None,
    **more: Any,
) -> None:
    sent = Sent(
        target=target,
        tenant="ekeby",
        type=type_,
        id=id_,
        patient="elsa",
        number=1,
        remote_id=remote,
        remote_version="1" if remote else None,
        intended=None,
        intended_number=None,
        at=0,
    )
    await known.keep([sent])
    await known.conflict(
        Conflict(
            id=type_.lower(),
            target=target,
            tenant="ekeby",
            patient="elsa",
            type=type_,
            resource=id_,
            number=2,
            remote_id=remote,
            remote_version="2" if remote else None,
            at=1_763_280_000_000_000,
            **({"body": None} | more),
        )
    )
