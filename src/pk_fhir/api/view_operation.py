"""`$sammanhallen-vy`: the view as a FHIR Bundle (`profiles/package/OperationDefinition-pk-sammanhallen-vy.json`).

On a Patient, whose national identifier says who it is; or on the type, by POST with the identifier in
the body, so that no number stands in an address.
"""

from typing import Any, get_args

from starlette.responses import Response

from pk_fhir.api.fhir import Exchange, Operation, projected
from pk_fhir.api.fhir.operation_parameters import asked, structure, text
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import bundles
from pk_fhir.interactions.owners import identities
from pk_fhir.interactions.read import read
from pk_fhir.messages import told
from pk_fhir.view import Refresh, ViewSources, bundle_for

NAME = "sammanhallen-vy"
DEFINITION = "https://pk-fhir.example/fhir/OperationDefinition/pk-sammanhallen-vy"


def view_operations(sources: ViewSources) -> tuple[Operation, ...]:
    """The operation on a Patient and on the type, for `FhirInterface`."""

    async def run(exchange: Exchange, _type: str | None, patient: str | None) -> Response:
        sent = await asked(exchange, "refresh", *(() if patient else ("identifier",)))
        identifier = await _of_patient(exchange, patient) if patient else _sent(sent)
        refresh = _refresh(text(sent, "refresh"))
        found = await bundle_for(exchange.service, sources, exchange.caller, identifier, refresh)
        # What was asked, as far as it may stand in an address: a number stays in the body.
        place = f"Patient/{patient}/${NAME}" if patient else f"Patient/${NAME}"
        address = bundles.url(exchange.base, place, [("refresh", refresh)])
        found["link"] = [{"relation": "self", "url": address}]
        answer = exchange.answer(projected(exchange, fhir_json.dump(found)))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    patient, post = ("Patient",), frozenset({"POST"})
    return (
        Operation(NAME, DEFINITION, patient, frozenset({"instance"}), post | {"GET"}, run),
        Operation(NAME, DEFINITION, patient, frozenset({"type"}), post, run),
    )


async def _of_patient(exchange: Exchange, patient: str) -> tuple[str, str]:
    version = await read(exchange.service, exchange.caller, "Patient", patient)
    known = sorted(identities(fhir_json.parse(version.body or b"{}")))
    if not known:
        raise FhirError(
            "unprocessable",
            told("request.no-national-identifier"),
        )
    return known[0]


def _sent(sent: dict[str, Any]) -> tuple[str, str]:
    identifier = structure(sent, "identifier") or {}
    system, value = identifier.get("system"), identifier.get("value")
    if not isinstance(system, str) or not isinstance(value, str):
        raise FhirError(
            "invalid",
            told("request.whose-view"),
        )
    return system, value


def _refresh(asked_for: str | None) -> Refresh:
    for mode in get_args(Refresh):
        if asked_for in (None, mode):
            found: Refresh = mode
            return found
    raise FhirError("invalid", told("request.refresh", names=", ".join(get_args(Refresh))))
