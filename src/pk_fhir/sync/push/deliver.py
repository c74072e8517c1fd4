"""One patient's contracts, brought to one target: exactly once in effect, whatever happens in between.

What is about to be sent is noted before it is sent, and what the target answered after. A process
that dies in between leaves a note; whoever comes next finds at the target either what we last saw
(it was never sent), or what the note says (it was), or neither: then somebody else changed it, and
that is a conflict for a person, never an overwrite.
"""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.contracts.gather import Gathered, gather
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import audit_row
from pk_fhir.mapping import is_contract
from pk_fhir.store import Version, compartment
from pk_fhir.store.outbox import Lane
from pk_fhir.store.plan import Reference
from pk_fhir.store.pushed import Sent
from pk_fhir.sync.push import form
from pk_fhir.sync.push.answered import Clash, Later, Refused, Stored
from pk_fhir.sync.push.deletions import clear_leftovers, follow_deletions
from pk_fhir.sync.push.parcel import Item, Parcel, is_own_part, parcel_of
from pk_fhir.sync.push.rule import goes, is_owned
from pk_fhir.sync.push.send import transaction
from pk_fhir.sync.push.there import Held, There
from pk_fhir.sync.push.versions import is_stamp, version_of

# A clash is looked into and sent again so often; then others change the same all the time.
ROUNDS = 3
SUBJECT = "push"
Resource = dict[str, Any]
# Told of each step, by name: a test stops the process there.
Reached = Callable[[str], None]


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What a delivery needs: the service, the target, and who is told of each step."""

    service: Service
    there: There
    reached: Reached

    async def lane(self, lane: Lane) -> bool:
        """Bring a patient's contracts to the target; whether it has taken anything. Raises Held, Refused or Later."""
        if lane.patient is None:
            # Units and professionals go with the contracts that name them.
            await clear_leftovers(self.there, lane)
            return False
        took = False
        caller = sender(lane.tenant)
        plans = await self._plans(lane)
        for plan in plans:
            try:
                contract = await gather(self.service, caller, plan)
            except FhirError:
                continue
            if await goes(self.service, self.there.target, lane.tenant, contract):
                took |= await self._contract(lane, contract)
        return await follow_deletions(self.there, lane, self.reached) or took

    async def _plans(self, lane: Lane) -> list[str]:
        rows = await self.service.store.fetch(
            compartment.statement(lane.shard, frozenset({"CarePlan"}))
        )
        found = [Version(*row) for row in rows]
        return [v.id for v in found if v.body and is_contract(fhir_json.parse(v.body))]

    async def _contract(self, lane: Lane, contract: Gathered) -> bool:
        """Bring one contract there; False where the target has it all."""
        sent_on = frozenset(
            reference
            for reference in contract.resources
            if is_owned(self.service, lane.tenant, contract, reference)
        )
        await self.there.held(lane, contract.resources)
        known = await self._known(lane, contract.resources)
        await self.there.found_again(lane, known.values(), contract.resources)
        await self._notes_of_before(lane, contract)
        for nth in range(ROUNDS):
            known = await self._known(lane, contract.resources)
            parcel = parcel_of(contract, sent_on, known, self.service.base(lane.tenant))
            if not parcel.items:
                return nth > 0
            if await self._sent(lane, contract, parcel, known):
                return True
        raise Later("the target changes all the time")

    async def _notes_of_before(self, lane: Lane, contract: Gathered) -> None:
        """Look into what was about to be sent when we last ended, before it is written over; and into what a
        target without versions would let us write over."""
        known = await self._known(lane, contract.resources)
        left = [
            reference
            for reference, row in known.items()
            if row.intended is not None
            or (is_stamp(row.remote_version) and row.number != contract.versions[reference].number)
        ]
        await self._looked_into(lane, contract, left)

    async def _known(self, lane: Lane, references: Iterable[Reference]) -> dict[Reference, Sent]:
        return await self.there.known.of(self.there.target.key, lane.tenant, references)

    async def _sent(
        self,
        lane: Lane,
        contract: Gathered,
        parcel: Parcel,
        known: dict[Reference, Sent],
    ) -> bool:
        """Send; False where something was put right and it is to be sent again."""
        await self.there.known.keep([self._intended(lane, item, known) for item in parcel.items])
        self.reached("intended")
        try:
            stored = await transaction(self.there.client, self.there.target, parcel.bundle)
        except Clash as clash:
            self.reached("clashed")
            await self.there.one_of_several(lane, parcel.items, contract.resources)
            if await self._looked_into(lane, contract, [item.reference for item in parcel.items]):
                return False
            raise Later(clash.words) from clash
        self.reached("sent")
        met = await self._record(lane, contract, parcel.items, stored)
        self.reached("recorded")
        return not met or not await self._looked_into(lane, contract, met)

    def _intended(self, lane: Lane, item: Item, known: dict[Reference, Sent]) -> Sent:
        return msgspec.structs.replace(
            known.get(item.reference) or self._unknown(lane, item),
            intended=item.content,
            intended_number=item.number,
            at=self.service.now(),
            base_url=self.there.target.base_url,
        )

    def _unknown(self, lane: Lane, item: Item) -> Sent:
        type_, id_ = item.reference
        return Sent(
            target=self.there.target.key,
            tenant=lane.tenant,
            type=type_,
            id=id_,
            patient=item.patient,
            number=0,
            remote_id=None,
            remote_version=None,
            intended=None,
            intended_number=None,
            at=self.service.now(),
            base_url=self.there.target.base_url,
        )

    async def _record(
        self, lane: Lane, contract: Gathered, items: tuple[Item, ...], stored: list[Stored]
    ) -> list[Reference]:
        """Note what the target has now; what must be looked at: resources that it had already, and kept as they
        were, and those of which it does not say what they are now."""
        before = await self._known(lane, contract.resources)
        rows: list[Sent] = []
        met: list[Reference] = []
        for item, now in zip(items, stored, strict=True):
            row = before[item.reference]
            found = _was_found(item, now)
            if item.owned and (found or now.id is None or now.version is None):
                met.append(item.reference)
                continue
            rows.append(
                msgspec.structs.replace(
                    row,
                    number=item.number,
                    remote_id=now.id or row.remote_id,
                    remote_version=now.version,
                    made=row.made or (item.entry["request"]["method"] == "POST" and not found),
                    intended=None,
                    intended_number=None,
                )
            )
        audited = contract.versions[contract.plan]
        self.service.store.audit.add(
            audit_row(
                self.service,
                sender(lane.tenant),
                "push",
                audited.type,
                audited.id,
                audited.version,
                audited.patient,
                query=f"to {self.there.target.key}",
            )
        )
        await self.service.store.audit.flush()
        await self.there.known.keep(rows)
        return met

    async def _looked_into(
        self, lane: Lane, contract: Gathered, references: list[Reference]
    ) -> bool:
        """Compare what the target has with what we know; True where something was put right.

        Raises Held where somebody else changed something.
        """
        known = await self._known(lane, contract.resources)
        righted = differs = False
        for reference in references:
            if not is_own_part(contract, reference):
                continue
            row = known[reference]
            theirs = await self.there.theirs(contract.resources[reference], row, lane.tenant)
            if theirs is None and row.remote_id is None:
                continue
            if theirs is not None and _is_what_was_sent(row, theirs):
                righted = True
                ours = form.is_ours(theirs, self.service.base(lane.tenant))
                await self.there.known.keep([_adopted(row, theirs, ours=ours)])
                continue
            if theirs is not None and _is_as_last_seen(row, theirs):
                continue
            differs = True
            await self.there.conflict(lane, row, contract.versions[reference].number, theirs)
        if differs:
            raise Held
        return righted


def sender(tenant: str) -> Caller:
    """The service itself, as the care provider whose contracts it sends."""
    return Caller(tenant=tenant, subject=SUBJECT, role="system", scopes=frozenset({"system/*.rs"}))


def _was_found(item: Item, now: Stored) -> bool:
    """Whether a conditional create found the resource instead of making it."""
    return item.entry["request"]["method"] == "POST" and now.was_there


def _is_as_last_seen(row: Sent, theirs: Resource) -> bool:
    version = version_of(theirs)
    return version is not None and row.remote_id is not None and version == row.remote_version


def _is_what_was_sent(row: Sent, theirs: Resource) -> bool:
    """Whether what stands there is what a note of ours says, and nothing came after it."""
    if row.intended is None or form.digest(theirs) != row.intended:
        return False
    version, seen = version_of(theirs), row.remote_version
    if version is None or not version.isdigit() or (seen is not None and not seen.isdigit()):
        return True
    # A server may count an update that changes nothing as none, and one that was restored from a backup counts anew.
    return seen is None or int(version) - int(seen) <= 1


def _adopted(row: Sent, theirs: Resource, *, ours: bool) -> Sent:
    """Known as it stands there; made by us, if it is a copy of ours that we did not know of."""
    return msgspec.structs.replace(
        row,
        number=row.intended_number or 0,
        remote_id=str(theirs["id"]),
        remote_version=version_of(theirs),
        made=row.made or (row.remote_id is None and ours),
        intended=None,
        intended_number=None,
    )


__all__ = ["Delivery", "Held", "Later", "Refused", "sender"]
