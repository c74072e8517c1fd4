"""batch (https://hl7.org/fhir/R4/http.html#transaction): each entry on its own, as its own request would be.

They run in the order of a transaction, so that what is read is what was written, and are answered in theirs.
A history is run as one too, from its oldest entry to its newest.
"""

from typing import Any

from pk_fhir.access.caller import Caller
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.entries import Entry, at, read_each, replayed
from pk_fhir.interactions.refusals import record
from pk_fhir.interactions.responses import Response, of_error, responses_bundle
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.transaction import ORDER, Reader, write_one


async def batch(
    service: Service,
    caller: Caller,
    bundle: dict[str, Any],
    reader: Reader,
    key: tuple[str, bytes] | None = None,
    returns: str | None = None,
) -> bytes:
    """Run every entry; what one of them comes to changes nothing for the others.

    `key` is an Idempotency-Key and the hash of its request: what an entry wrote is written once. `returns` is
    what the caller prefers to have of what was written (minimal, representation, operationoutcome).
    """
    past = bundle.get("type") == "history"
    listed = read_each(
        replayed(bundle) if past else bundle, service.base(caller.tenant), service.rules.entries
    )
    entries = dict(listed)
    run = reversed(entries) if past else sorted(entries, key=lambda each: _turn(entries[each]))
    answers = {}
    for place in run:
        entry = entries[place]
        if isinstance(entry, FhirError):
            answers[place] = of_error(entry, caller.language)
        else:
            of_entry = (f"{key[0]}#{place}", key[1]) if key is not None else None
            answers[place] = await _one(service, caller, entry, reader, of_entry, returns)
    return responses_bundle("batch-response", [answers[place] for place in entries])


def _turn(entry: Entry | FhirError) -> int:
    if isinstance(entry, FhirError) or entry.reads:
        return ORDER["GET"]
    return ORDER[entry.method]


async def _one(
    service: Service,
    caller: Caller,
    entry: Entry,
    reader: Reader,
    key: tuple[str, bytes] | None,
    returns: str | None,
) -> Response:
    try:
        if entry.reads:
            return await reader(entry)
        return await write_one(service, caller, entry, key, returns)
    except FhirError as error:
        await record(service, caller, error, entry.method, entry.path, entry.query)
        return of_error(at(entry.place, error), caller.language)
