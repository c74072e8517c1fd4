"""Replicas in the store, for when a source does not answer: by person, without the person's number.

A person is known to the store by keyed hashes of the canonical identifiers: one of all of them
together, and one of each alone, so that what was read before a second number became known is still
found. What was read about more numbers than are asked for now is not: two persons who were taken for
one, and no longer are, must not see each other's.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import orjson

from pk_fhir.contract import identifiers
from pk_fhir.store.quarantine import Quarantine, Unread
from pk_fhir.store.replicas import Replica, Replicas
from pk_fhir.sync.outcome import WHOLE, Note, Pulled, Reason, State
from pk_fhir.sync.releases import as_r4
from pk_fhir.sync.source import Person, Source

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Known(msgspec.Struct, frozen=True):
    """What is known from before, since `at`: an answer, or (`pulled` is None) that the source refused."""

    at: datetime
    pulled: Pulled | None


class _Remarks(msgspec.Struct):
    """`base_url` is where the answer came from; older ones do not say."""

    reason: Reason | None
    notes: list[Note]
    base_url: str | None = None


class ReplicaKeeper:
    """Keeps answers in the store. `secret` is the service's own, from which persons' keys are made.

    What cannot be read goes into `quarantine`, if there is one.
    """

    def __init__(
        self, replicas: Replicas, secret: bytes, quarantine: Quarantine | None = None
    ) -> None:
        self._replicas = replicas
        self._quarantine = quarantine
        self._secret = secret

    async def keep(self, person: Person, pulled: Pulled, sent: Sequence[bytes]) -> None:
        """Keep an answer; `sent` are the bytes of its resources."""
        remarks = _Remarks(pulled.reason, pulled.notes, pulled.source.base_url)
        replica = Replica(
            fetched=_micros(pulled.fetched or _EPOCH),
            state=pulled.state,
            whole=pulled.state in WHOLE,
            resources=b"[" + b",".join(sent) + b"]",
            remarks=msgspec.json.encode(remarks).decode(),
        )
        await self._replicas.keep(pulled.source.key, self._keys(person)[0], replica)

    async def refuse(self, source: Source, person: Person, at: datetime) -> None:
        """The source refuses to tell about the person: what it told before is hidden from now on."""
        await self._replicas.refuse(source.key, self._keys(person), _micros(at))

    async def set_apart(
        self, source: Source, person: Person, unread: Sequence[Unread], at: datetime
    ) -> None:
        """What could not be read of an answer, if anything; what was set apart before and came better
        now goes."""
        if self._quarantine is not None:
            await self._quarantine.replace(source.key, self._keys(person)[0], unread, _micros(at))

    async def last(self, sources: Sequence[Source], person: Person) -> dict[str, Known]:
        """The last that is known of each source about the person, by the source's key; not what another
        server answered, which had its name before."""
        by_key = {source.key: source for source in sources}
        found = await self._replicas.last(sorted(by_key), self._keys(person))
        known = {
            key: [each for replica in kept if (each := _known(by_key[key], replica))]
            for key, kept in found.items()
        }
        return {key: max(all_, key=lambda k: k.at) for key, all_ in known.items() if all_}

    def _keys(self, person: Person) -> list[str]:
        canonical = sorted(
            {
                (identifiers.canonical_system(system), identifiers.canonical_value(system, value))
                for system, value in person.identifiers
            }
        )
        alone = [[identifier] for identifier in canonical] if len(canonical) > 1 else []
        return [self._key(each) for each in ([*canonical], *alone)]

    def _key(self, canonical: Sequence[tuple[str, str]]) -> str:
        message = b"replica of " + orjson.dumps(canonical)
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()


def _known(source: Source, replica: Replica) -> Known | None:
    remarks = msgspec.json.decode(replica.remarks, type=_Remarks)
    if remarks.base_url not in (None, source.base_url):
        return None
    if replica.refused_at is not None:
        return Known(_instant(replica.refused_at), None)
    # Kept as they came; what was said of that stands among the notes.
    resources, _ = as_r4(source, orjson.loads(replica.resources))
    fetched = _instant(replica.fetched)
    pulled = Pulled(
        source=source,
        state=msgspec.convert(replica.state, State),
        fetched=fetched,
        resources=resources,
        notes=remarks.notes,
        reason=remarks.reason,
    )
    return Known(fetched, pulled)


def _micros(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)


def _instant(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
