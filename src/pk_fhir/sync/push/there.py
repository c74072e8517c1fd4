"""What a target has of ours now, and what a person must judge of it: conflicts are kept, and nothing is sent meanwhile."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import httpx
import msgspec

from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.service import Service
from pk_fhir.store.outbox import Lane
from pk_fhir.store.plan import Reference
from pk_fhir.store.pushed import Conflict, PushedResources, Sent
from pk_fhir.sync.belongs import key
from pk_fhir.sync.pages import search
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.push import form
from pk_fhir.sync.push.answered import Later
from pk_fhir.sync.push.parcel import Item, sought
from pk_fhir.sync.push.send import words
from pk_fhir.sync.push.versions import version_of
from pk_fhir.sync.source import Person, Source

Resource = dict[str, Any]


class Held(Exception):  # noqa: N818 - a signal within this package
    """A conflict waits for a person; nothing of the contract is sent until then."""


class There(msgspec.Struct, frozen=True, kw_only=True):
    """One target, and what is known of our resources at it."""

    service: Service
    target: Source
    client: httpx.AsyncClient
    known: PushedResources

    async def theirs(self, resource: Resource, row: Sent, tenant: str) -> Resource | None:
        """What the target has: by the id that it gave, or by the identifier; None for nothing."""
        base = self.service.base(tenant)
        id_ = row.remote_id
        if id_ is None and row.type in form.WITHOUT_IDENTIFIER:
            id_ = form.full_url(base, row.reference).removeprefix("urn:uuid:")
        if id_ is not None:
            found = await self._searched(row.type, {"_id": id_}, lambda each: each["id"] == id_)
        else:
            found = await self._identified(row.type, sought(resource, base))
        return next(iter(found), None)

    async def _identified(self, type_: str, sought: Person) -> list[Resource]:
        """Those with one of these identifiers."""
        return await self._searched(
            type_,
            {"identifier": sought.tokens()},
            lambda each: sought.has(_listed(each.get("identifier"))),
        )

    async def _searched(
        self, type_: str, query: dict[str, str], wanted: Callable[[Resource], bool]
    ) -> list[Resource]:
        """Those that are asked for: a target that ignores what it is asked sends others, too. Raises Later where
        none is among them, and that is not all."""
        try:
            found = await search(self.client, self.target, type_, query)
        except SourceError as error:
            raise Later(words(error.reason), error.wait) from error
        there = [
            each
            for each in found.resources
            if each["resourceType"] == type_ and key(each) and wanted(each)
        ]
        if found.reason is not None and not there:
            raise Later(words(found.reason))
        return there

    async def found_again(
        self,
        lane: Lane,
        rows: Iterable[Sent],
        resources: Mapping[Reference, Resource] | None = None,
    ) -> list[Sent]:
        """Those that are known at this address. Of another server that had the target's name, or of this one at
        another address, nothing is believed: what stands here as ours is known here too, the rest no more."""
        found = []
        for row in rows:
            if row.is_at(self.target.base_url):
                found.append(row)
            elif await self._stands_here(row, (resources or {}).get(row.reference), lane.tenant):
                found.append(msgspec.structs.replace(row, base_url=self.target.base_url))
                await self.known.keep(found[-1:])
            else:
                await self.known.drop([row])
        return found

    async def _stands_here(self, row: Sent, ours: Resource | None, tenant: str) -> bool:
        """Whether what has the id that was given to ours is that: by our tag, or by the identifier of ours."""
        if row.remote_id is None:
            return False
        named = {"resourceType": row.type, "id": row.id}
        theirs = await self.theirs(named, row, tenant)
        if theirs is None:
            return False
        base = self.service.base(tenant)
        known = ours is not None and sought(ours, base).has(_listed(theirs.get("identifier")))
        return known or form.is_ours(theirs, base)

    async def held(self, lane: Lane, references: Iterable[Reference]) -> None:
        """Held where a person has to judge something of these first."""
        open_ = await self.known.conflicts(
            target=self.target.key, tenant=lane.tenant, patients=(lane.patient or "", "")
        )
        if {(each.type, each.resource) for each in open_} & set(references):
            raise Held

    async def one_of_several(
        self, lane: Lane, items: Iterable[Item], resources: dict[Reference, Resource]
    ) -> None:
        """Held where the target has several of what was to be created where it lacks: none is chosen by us."""
        found = False
        base = self.service.base(lane.tenant)
        for item in items:
            if item.entry["request"]["method"] != "POST":
                continue
            type_, id_ = item.reference
            there = await self._identified(type_, sought(resources[item.reference], base))
            alike = {key(each): version_of(each) for each in there}
            if len(alike) > 1:
                found = True
                listed = msgspec.json.encode(dict(sorted(alike.items()))).decode()
                conflict = self._conflict(lane.tenant, item.patient, (type_, id_), item.number)
                await self.known.conflict(msgspec.structs.replace(conflict, alike=listed))
        if found:
            raise Held

    async def conflict(self, lane: Lane, row: Sent, number: int, theirs: Resource | None) -> None:
        """Keep what the target has for a person to judge. Whoever finds one looks at the rest, and then raises
        Held: all that is to be judged of a contract is seen at once."""
        conflict = self._conflict(lane.tenant, lane.patient, row.reference, number)
        await self.known.conflict(
            msgspec.structs.replace(
                conflict,
                remote_id=str(theirs["id"]) if theirs else row.remote_id,
                remote_version=version_of(theirs),
                body=fhir_json.dump(theirs) if theirs else None,
            )
        )

    def _conflict(
        self, tenant: str, patient: str | None, reference: Reference, number: int
    ) -> Conflict:
        """A conflict of our resource as of this number, with nothing said of what is there."""
        return Conflict(
            id=self.service.new_id(),
            target=self.target.key,
            tenant=tenant,
            patient=patient or "",
            type=reference[0],
            resource=reference[1],
            number=number,
            remote_id=None,
            remote_version=None,
            body=None,
            at=self.service.now(),
        )


def _listed(value: object) -> object:
    """`identifier` is one, not a list, in some types."""
    return [value] if isinstance(value, dict) else value
