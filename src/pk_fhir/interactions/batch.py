"""batch (https://hl7.org/fhir/R4/http.html#transaction): each entry on its own, as its own request would be."""

from typing import Any

from pk_fhir.access.caller import Caller
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.entries import Entry, at, read_entries
from pk_fhir.interactions.refusals import record
from pk_fhir.interactions.responses import Response, of_error, responses_bundle
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.transaction import Reader, write_one


async def batch(service: Service, caller: Caller, bundle: dict[str, Any], reader: Reader) -> bytes:
    """Run every entry; what one of them comes to changes nothing for the others."""
    entries = read_entries(bundle, service.base(caller.tenant), service.rules.entries)
    answers = [await _one(service, caller, entry, reader) for entry in entries]
    return responses_bundle("batch-response", answers)


async def _one(service: Service, caller: Caller, entry: Entry, reader: Reader) -> Response:
    try:
        if entry.method == "GET" or entry.calls:
            answer: Response = await reader(entry)
            return answer
        return await write_one(service, caller, entry)
    except FhirError as error:
        await record(service, caller, error, entry.method, entry.path, entry.query)
        return of_error(at(entry.place, error), caller.language)
