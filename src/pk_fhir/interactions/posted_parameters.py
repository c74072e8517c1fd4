"""What a SearchParameter must be to be stored as an active one (https://hl7.org/fhir/R4/searchparameter.html)."""

from collections.abc import Iterator
from typing import Any

from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.types import SERVED
from pk_fhir.messages import text
from pk_fhir.search.posted import Flaw, bases, flaws


def check(service: Service, tenant: str, resource: dict[str, Any], place: str = "") -> None:
    """FhirError "unprocessable" for an active SearchParameter that could find nothing, with its place."""
    if resource.get("resourceType") != "SearchParameter" or resource.get("status") != "active":
        return
    sets = service.parameters
    found = [
        *flaws(resource, sets.registry(tenant), SERVED, sets.indexer(tenant).setting),
        *_twice(service, tenant, resource),
    ]
    if found:
        root = place or "SearchParameter"
        raise FhirError("unprocessable", [_issue(root, flaw) for flaw in found])


def _twice(service: Service, tenant: str, resource: dict[str, Any]) -> Iterator[Flaw]:
    """Another stored one with the same code on the same type: nobody could tell which is meant."""
    about = set(bases(resource, SERVED))
    for other in service.parameters.stored(tenant):
        same = about & set(other.types)
        if other.id != resource.get("id") and other.definition["code"] == resource.get("code"):
            for type_ in sorted(same)[:1]:
                values: dict[str, object] = {
                    "id": other.id,
                    "code": resource["code"],
                    "type": type_,
                }
                yield Flaw("code", "search.posted-twice", values)


def _issue(root: str, flaw: Flaw) -> Issue:
    return Issue(
        severity="error",
        code="invalid",
        expression=f"{root}.{flaw.place}",
        diagnostics=text(flaw.key, "en", **flaw.values),
        key=flaw.key,
    )
