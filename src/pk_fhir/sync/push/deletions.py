"""What was deleted here goes there too, and what then stands there for nothing of ours.

A contract's own parts go if they are as we last saw them, in one transaction. The professionals and units
that we created for it go when nothing of ours refers to them any more, one by one: whatever the target
does not give up, it keeps, and it is the target's from then on.
"""

from collections.abc import Callable, Iterable

import msgspec

from pk_fhir.store.outbox import Lane
from pk_fhir.store.pushed import Sent
from pk_fhir.sync.push.answered import Clash, Later
from pk_fhir.sync.push.send import Stayed, delete, deletion, transaction
from pk_fhir.sync.push.there import Held, There
from pk_fhir.sync.push.versions import is_stamp, version_of


async def follow_deletions(there: There, lane: Lane, reached: Callable[[str], None]) -> bool:
    """Delete there what was deleted here of a patient; whether there was any. Raises Held or Later."""
    gone = await _gone(there, lane)
    if not gone:
        return False
    await there.held(lane, [row.reference for row in gone])
    reached("deleting")
    await _delete(there, lane, gone)
    reached("deleted")
    await clear_leftovers(there, lane)
    await there.known.drop(gone)
    return True


async def _gone(there: There, lane: Lane) -> list[Sent]:
    sent = await there.known.of_patient(there.target.key, lane.tenant, lane.patient or "")
    rows = [row for row in sent if row.remote_id is not None and row.type != "Patient"]
    versions = await there.service.store.read_many(lane.tenant, [row.reference for row in rows])
    gone = [row for row in rows if (v := versions.get(row.reference)) is not None and v.deleted]
    return await there.found_again(lane, gone)


async def _delete(there: There, lane: Lane, gone: list[Sent]) -> None:
    """All at once; once more without what the target has deleted itself."""
    # Without versions nothing at the target refuses to delete what it has changed.
    await _left(there, lane, [row for row in gone if is_stamp(row.remote_version)])
    try:
        await transaction(there.client, there.target, _bundle(gone))
    except Clash as clash:
        left = await _left(there, lane, gone)
        if len(left) == len(gone):
            raise Later(clash.words) from clash
        if left:
            await _again(there, left)


async def _again(there: There, left: list[Sent]) -> None:
    try:
        await transaction(there.client, there.target, _bundle(left))
    except Clash as clash:
        raise Later(clash.words) from clash


async def _left(there: There, lane: Lane, gone: Iterable[Sent]) -> list[Sent]:
    """What the target still has, as we last saw it; Held for what it has changed."""
    left, differs = [], False
    for row in gone:
        theirs = await there.theirs({"id": row.id, "resourceType": row.type}, row, lane.tenant)
        if theirs is None:
            continue
        if version_of(theirs) != row.remote_version:
            deletion_ = await there.service.store.read(lane.tenant, *row.reference)
            number = deletion_.number if deletion_ else row.number
            differs = True
            await there.conflict(lane, row, number, theirs)
        left.append(row)
    if differs:
        raise Held
    return left


def _bundle(rows: Iterable[Sent]) -> dict[str, object]:
    entries = [{"request": deletion(row)} for row in rows]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


async def clear_leftovers(there: There, lane: Lane) -> None:
    """Delete what we created there outside any patient and nothing of ours refers to any more.

    Roles go before the persons and units that they name. Raises Later where the target does not answer.
    """
    while rows := await there.known.leftovers(there.target.key, lane.tenant, there.target.base_url):
        for row in rows:
            try:
                await delete(there.client, there.target, row)
            except Stayed:
                await there.known.keep([msgspec.structs.replace(row, made=False)])
            else:
                await there.known.drop([row])
