"""$populate over HTTP (http://hl7.org/fhir/uv/sdc/STU3/OperationDefinition-Questionnaire-populate.html)."""

from typing import Any

from starlette.responses import Response

from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.api.fhir.operation_parameters import Values, asked, several, structure, text, truth
from pk_fhir.api.fhir.projection import projected
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError, operation_outcome
from pk_fhir.interactions import populating
from pk_fhir.interactions.read import read
from pk_fhir.messages import told


async def populate(exchange: Exchange, _type: str | None, id_: str | None) -> Response:
    """GET or POST /Questionnaire/$populate, /Questionnaire/id/$populate."""
    values = await asked(
        exchange, "identifier", "canonical", "questionnaire", "questionnaireRef", "subject", "local",
        "context*", "launchContext*",
    )  # fmt: skip
    request = populating.Request(
        questionnaire=await _form(exchange, id_, values),
        subject=_reference(values, "subject"),
        context=_context(values),
        local=truth(values, "local", default=True),
    )
    found = await populating.populate(exchange.service, exchange.caller, request)
    parameters = [
        {"name": "response", "resource": found.response},
        {"name": "issues", "resource": operation_outcome(found.issues, exchange.caller.language)},
    ]
    content = fhir_json.dump({"resourceType": "Parameters", "parameter": parameters})
    return exchange.answer(projected(exchange, content))


async def _form(exchange: Exchange, id_: str | None, values: Values) -> dict[str, Any] | str:
    """The one form that is meant: by the path, a canonical, a reference, or sent along."""
    named = [name for name in ("canonical", "questionnaire", "questionnaireRef") if name in values]
    if "identifier" in values:
        raise FhirError("not-supported", told("request.form-by-canonical"))
    if len(named) + (id_ is not None) != 1:
        raise FhirError(
            "invalid",
            told("request.which-form"),
        )
    if id_ is None and (canonical := text(values, "canonical")) is not None:
        return canonical
    sent = structure(values, "questionnaire")
    if sent is not None:
        if sent.get("resourceType") != "Questionnaire":
            raise FhirError("invalid", told("request.questionnaire"))
        return sent
    service, caller = exchange.service, exchange.caller
    if id_ is None:
        literal = _reference(values, "questionnaireRef").get("reference")
        target = service.local(caller.tenant)(literal) if isinstance(literal, str) else None
        if target is None or target[0] != "Questionnaire":
            raise FhirError("invalid", told("request.questionnaire-ref"))
        id_ = target[1]
    stored = await read(service, caller, "Questionnaire", id_)
    return fhir_json.parse(stored.body or b"")


def _reference(values: Values, name: str) -> dict[str, Any]:
    """A parameter that is a Reference: text in a query is its literal."""
    value = values.get(name)
    if isinstance(value, str) and value:
        return {"reference": value}
    if isinstance(value, dict) and ("reference" in value or "identifier" in value):
        return value
    raise FhirError("invalid", told("request.give-reference", name=name))


def _context(values: Values) -> list[dict[str, Any]]:
    """What is given to fill in from: the content of each context, by its name or not."""
    found = []
    for name in ("context", "launchContext"):
        for part in several(values, name):
            content = [each for each in part if each.get("name") == "content"]
            if not content:
                raise FhirError("invalid", told("request.context-form", name=name))
            for each in content:
                held = each.get("resource") or each.get("valueReference")
                if not isinstance(held, dict):
                    raise FhirError("invalid", told("request.context-content", name=name))
                found.append(held)
    return found
