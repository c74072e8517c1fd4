"""Export what is new in the audit trail, care provider by care provider, as files for the national log service."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec
import orjson

from pk_fhir.interactions import owners
from pk_fhir.interactions.log_names import names_of
from pk_fhir.interactions.national_log.entry import Context, Entry, entry_of
from pk_fhir.interactions.national_log.folder import Folder
from pk_fhir.interactions.national_log.xml import MOST, store_log
from pk_fhir.interactions.service import Service
from pk_fhir.store.audit_read import count_up_to, in_order, of_numbers
from pk_fhir.store.numbers import number_at
from pk_fhir.store.people import identifiers
from pk_fhir.store.plan import AuditRow

MINUTE = 60_000_000
# A row is in the database some milliseconds after its moment: younger ones wait for the next export.
SETTLED = MINUTE
# Rows may come later than that where the database was away for a while: so far back is looked again.
AGAIN = 60 * MINUTE


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """What was exported of one care provider: files, entries in them, and rows left out by why."""

    provider: str
    files: tuple[str, ...]
    entries: int
    left_out: dict[str, int]


async def export(service: Service, provider: str, system: str, path: Path) -> Exported:
    """Export the care provider's rows that were not before to this folder. `system` is the HSA-id by which
    the log service knows this system."""
    await service.store.audit.flush()
    folder = Folder(path)
    made = _Making(service, provider, system, folder)
    await made.finish_unfinished()
    end = number_at(service.now() - SETTLED)
    reached = folder.reached()
    await made.batches(max(0, reached - _span(AGAIN)), end)
    # Whatever came later still is found by its absence.
    if folder.count_up_to(end) < await count_up_to(service.store.database, provider, end):
        await made.batches(0, end)
    folder.reach(max(reached, end))
    return Exported(
        provider=provider,
        files=tuple(made.files),
        entries=made.entries,
        left_out=dict(sorted(made.left_out.items())),
    )


def _span(micros: int) -> int:
    return number_at(micros) - number_at(0)


class _Making:
    """One export while it goes on."""

    def __init__(self, service: Service, provider: str, system: str, folder: Folder) -> None:
        self.files: list[str] = []
        self.entries = 0
        self.left_out: Counter[str] = Counter()
        self._service = service
        self._provider = provider
        self._system = system
        self._folder = folder

    async def finish_unfinished(self) -> None:
        for name, numbers in self._folder.unfinished():
            found = await of_numbers(self._service.store.database, self._provider, numbers)
            kept = [each for each in await self._entries(found) if isinstance(each, Entry)]
            self._write(name, kept)

    async def batches(self, after: int, end: int) -> None:
        """Export the rows between these numbers that are not known."""
        while True:
            database = self._service.store.database
            rows = await in_order(database, self._provider, after, end, MOST)
            if not rows:
                return
            after = rows[-1].number
            known = self._folder.known([row.number for row in rows])
            await self._batch([row for row in rows if row.number not in known])

    async def _batch(self, rows: Sequence[AuditRow]) -> None:
        found = list(zip(rows, await self._entries(rows), strict=True))
        kept = [(row, entry) for row, entry in found if isinstance(entry, Entry)]
        reasons = [(row.number, entry) for row, entry in found if isinstance(entry, str)]
        self.left_out.update(reason for _, reason in reasons)
        name = self._folder.begin([row.number for row, _ in kept], reasons)
        if name is not None:
            self._write(name, [entry for _, entry in kept])

    def _write(self, name: str, entries: Sequence[Entry]) -> None:
        self._folder.finish(name, store_log(entries))
        self.files.append(name)
        self.entries += len(entries)

    async def _entries(self, rows: Sequence[AuditRow]) -> list[Entry | str]:
        service = self._service
        context = Context(
            system=self._system,
            owners=service.rules.owners,
            names=_titles(service) | await names_of(service, rows),
            persons=await _persons(service, rows),
        )
        return [entry_of(row, context) for row in rows]


def _titles(service: Service) -> dict[str, str]:
    titles = service.rules.titles
    return {hsa: titles[name] for name, hsa in service.rules.owners.items() if name in titles}


async def _persons(
    service: Service, rows: Sequence[AuditRow]
) -> dict[tuple[str, str], tuple[str, str]]:
    """The national identifier of each Patient: the first that the Patient states, else one it had."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for tenant in {row.tenant for row in rows}:
        wanted = {("Patient", row.patient) for row in rows if row.tenant == tenant and row.patient}
        there = await service.store.read_many(tenant, wanted) if wanted else {}
        for _, patient in sorted(wanted):
            version = there.get(("Patient", patient))
            stated = (
                owners.identities(orjson.loads(version.body)) if version and version.body else ()
            )
            had = stated or sorted(await identifiers(service.store.database, [(tenant, patient)]))
            if had:
                found[tenant, patient] = had[0]
    return found
