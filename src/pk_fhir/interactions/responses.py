"""The entries of an answer to a batch or transaction (https://hl7.org/fhir/R4/http.html#transaction-response)."""

from collections.abc import Iterable
from typing import Any

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError, Kind, operation_outcome
from pk_fhir.interactions.bundles import bundle
from pk_fhir.interactions.instants import instant
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.written import Written
from pk_fhir.messages import Language

# Of https://hl7.org/fhir/R4/http.html#summary, as `web.errors` has them for whole answers.
_STATUS: dict[Kind, str] = {
    "invalid": "400 Bad Request",
    "login": "401 Unauthorized",
    "forbidden": "403 Forbidden",
    "not-found": "404 Not Found",
    "not-supported": "405 Method Not Allowed",
    "not-acceptable": "406 Not Acceptable",
    "conflict": "409 Conflict",
    "gone": "410 Gone",
    "precondition-failed": "412 Precondition Failed",
    "too-large": "413 Content Too Large",
    "media-type": "415 Unsupported Media Type",
    "unprocessable": "422 Unprocessable Content",
    "precondition-required": "428 Precondition Required",
    "throttled": "429 Too Many Requests",
    "internal": "500 Internal Server Error",
    "timeout": "503 Service Unavailable",
}
_WORDS = {
    200: "200 OK",
    201: "201 Created",
    202: "202 Accepted",
    204: "204 No Content",
    304: "304 Not Modified",
}


def words(status: int) -> str:
    """A status as `Bundle.entry.response.status` has it."""
    known = {text[:3]: text for text in (*_WORDS.values(), *_STATUS.values())}
    return known.get(str(status), str(status))


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """`Bundle.entry` of an answer: the response, and the resource in JSON where there is one."""

    response: dict[str, Any]
    resource: bytes | None = None


def of_written(
    service: Service, caller: Caller, written: list[Written], returns: str | None = None
) -> Response:
    """What an entry that wrote came to; of several deletions, the last.

    With the resource, or with an outcome also where there is nothing to say, for who prefers that.
    """
    last = written[-1]
    response: dict[str, Any] = {"status": _WORDS[last.status]}
    if last.version:
        response["location"] = (
            f"{service.base(caller.tenant)}/{last.type}/{last.id}/_history/{last.version}"
        )
        response["etag"] = last.etag
        response["lastModified"] = instant(last.last_updated)
    if last.issues or returns == "operationoutcome":
        response["outcome"] = operation_outcome(last.issues, caller.language)
    return Response(response=response, resource=last.body if returns == "representation" else None)


def of_error(error: FhirError, language: Language) -> Response:
    """An entry that was refused, said in `language`."""
    return Response(
        response={
            "status": _STATUS[error.kind],
            "outcome": operation_outcome(error.issues, language),
        }
    )


def responses_bundle(kind: str, responses: Iterable[Response]) -> bytes:
    """The Bundle that answers."""
    return bundle(kind, (_entry(response) for response in responses))


def _entry(response: Response) -> bytes:
    told = b'"response":' + fhir_json.dump(response.response)
    if response.resource is None:
        return b"{" + told + b"}"
    return b'{"resource":' + response.resource + b"," + told + b"}"
