"""$reindex over HTTP, by FHIR's asynchronous pattern (https://hl7.org/fhir/R4/async.html)."""

from typing import Any

from starlette.responses import Response

from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.api.fhir.operation_parameters import asked, text, texts
from pk_fhir.api.fhir.projection import projected
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError, Issue, operation_outcome
from pk_fhir.interactions import reindexing
from pk_fhir.interactions.instants import instant
from pk_fhir.messages import told

_RETRY = {"Retry-After": "1"}


async def start(exchange: Exchange, _type: str | None, id_: str | None) -> Response:
    """POST /$reindex, /SearchParameter/id/$reindex: 202, and where the work can be looked at."""
    values = await asked(exchange, *(() if id_ else ("type*",)))
    types = [name for listed in texts(values, "type") for name in listed.split(",")]
    job = await reindexing.start(exchange.service, exchange.caller, types, id_)
    return _accepted(exchange, job, "The work has begun.")


async def progress(exchange: Exchange, _type: str | None, _id: str | None) -> Response:
    """GET /$reindex-progress?job=...: 202 while it goes on, 200 at the end. DELETE cancels."""
    values = await asked(exchange, "job")
    id_ = text(values, "job")
    if id_ is None:
        raise FhirError("invalid", told("request.which-work"))
    service, caller = exchange.service, exchange.caller
    if exchange.request.method == "DELETE":
        await reindexing.cancel(service, caller, id_)
        return _told(exchange, "The work ends where it is.", 202, {})
    job = await reindexing.progress(service, caller, id_)
    if job.state == "running":
        return _accepted(exchange, job, "The work goes on.")
    content = fhir_json.dump(_parameters(job))
    return exchange.answer(projected(exchange, content))


def _accepted(exchange: Exchange, job: reindexing.Job, said: str) -> Response:
    headers = {
        **_RETRY,
        "Content-Location": f"{exchange.base}/$reindex-progress?job={job.id}",
        "X-Progress": f"{job.done} of {job.total} resources",
    }
    return _told(exchange, said, 202, headers)


def _told(exchange: Exchange, said: str, status: int, headers: dict[str, str]) -> Response:
    issue = Issue(severity="information", code="informational", diagnostics=said)
    return exchange.answer(
        fhir_json.dump(operation_outcome([issue], exchange.caller.language)), status, headers
    )


def _parameters(job: reindexing.Job) -> dict[str, Any]:
    parameter: list[dict[str, Any]] = [
        {"name": "state", "valueCode": job.state},
        {"name": "total", "valueInteger": job.total},
        {"name": "done", "valueInteger": job.done},
        {"name": "requested", "valueInstant": instant(job.requested)},
        *([{"name": "ended", "valueInstant": instant(job.ended)}] if job.ended else ()),
        *({"name": "type", "valueCode": name} for name in job.types),
        *(
            {"name": "parameter", "valueReference": {"reference": f"SearchParameter/{id_}"}}
            for id_, _ in job.parameters
        ),
        *([{"name": "problem", "valueString": job.problem}] if job.problem else ()),
    ]
    return {"resourceType": "Parameters", "parameter": parameter}
