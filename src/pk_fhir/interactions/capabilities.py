"""capabilities: the CapabilityStatement, made from what is registered (https://hl7.org/fhir/R4/http.html#capabilities).

A test calls everything that it states.
"""

from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import msgspec

from pk_fhir import __released__
from pk_fhir.definitions import Definitions
from pk_fhir.interactions import audit_capabilities, audit_search, standard
from pk_fhir.interactions.instants import instant
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.types import COMPARTMENTS, SERVED
from pk_fhir.mapping import terms
from pk_fhir.messages import Language, text
from pk_fhir.search import Parameter

FORMATS = ["application/fhir+json", "application/fhir+xml"]
PATCH_FORMATS = [
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/xml-patch+xml",
    "application/fhir+json",
    "application/fhir+xml",
]

# Of every type and of all together: https://hl7.org/fhir/R4/search_filter.html
FILTER = {
    "name": "_filter",
    "definition": "http://hl7.org/fhir/SearchParameter/filter",
    "type": "special",
    "documentation": "All operators of R4, with chains, brackets, and, or, not.",
}
# Of a search of any type, and of how it is answered: https://hl7.org/fhir/R4/search.html#table
_OF_SEARCHES = (
    ("_has", "string"),
    ("_list", "string"),
    ("_type", "string"),
    ("_sort", "string"),
    ("_count", "number"),
    ("_include", "string"),
    ("_revinclude", "string"),
    ("_summary", "string"),
    ("_total", "string"),
    ("_elements", "string"),
)
TYPE_INTERACTIONS = (
    "read",
    "vread",
    "update",
    "patch",
    "delete",
    "history-instance",
    "history-type",
    "create",
    "search-type",
)
SYSTEM_INTERACTIONS = ("transaction", "batch", "search-system", "history-system")


_SECURITY_SERVICE = "http://terminology.hl7.org/CodeSystem/restful-security-service"
_OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"


class Security(msgspec.Struct, frozen=True, kw_only=True):
    """How one is let in: by tokens or not at all; where tokens are given, as absolute URLs; from which browsers."""

    tokens: bool = True
    cors: bool = False
    token_url: str | None = None
    authorize_url: str | None = None


def _instance(service: Service, tenant: str) -> dict[str, Any]:
    """What each kind of statement says of the server that makes it."""
    return {
        "status": "active",
        "date": instant(service.parameters.since(tenant)),
        "kind": "instance",
        "software": {"name": "pk-fhir", "version": version("pk-fhir")},
        "implementation": {
            "description": "FHIR R4 for the Swedish patientkontrakt",
            "url": service.rules.tenants[tenant],
        },
    }


def capability_statement(
    service: Service,
    tenant: str,
    operations: dict[str, list[tuple[str, str]]],
    security: Security,
    language: Language = "en",
) -> dict[str, Any]:
    """The statement for one care provider; `operations` are (name, definition) by type, "" for the system."""
    resources = [_resource(service, tenant, type_, operations) for type_ in SERVED]
    for resource in resources:
        if resource["type"] == "Subscription":
            resource["documentation"] = text("capabilities.subscription", language)
        elif resource["type"] in standard.KINDS:
            resource["documentation"] = text("capabilities.standard", language)
        elif resource["type"] == audit_search.TYPE:
            resource["documentation"] = text("capabilities.audit", language)
    stated = _instance(service, tenant)
    # A TerminologyCapabilities has no place for it.
    stated["software"]["releaseDate"] = __released__
    return {
        "resourceType": "CapabilityStatement",
        **stated,
        "fhirVersion": "4.0.1",
        "format": FORMATS,
        "patchFormat": PATCH_FORMATS,
        "rest": [
            {
                "mode": "server",
                "security": _security(security, language),
                "resource": resources,
                "interaction": [{"code": code} for code in SYSTEM_INTERACTIONS],
                "searchParam": _of_searches(service, tenant),
                "compartment": [
                    f"http://hl7.org/fhir/CompartmentDefinition/{name.lower()}"
                    for name in COMPARTMENTS
                ],
                **_operations(operations.get("", ())),
            }
        ],
    }


def _security(security: Security, language: Language) -> dict[str, Any]:
    """https://hl7.org/fhir/R4/capabilitystatement-definitions.html#CapabilityStatement.rest.security."""
    stated: dict[str, Any] = {"cors": security.cors}
    if not security.tokens:
        return stated | {"description": text("capabilities.open", language)}
    places = {"token": security.token_url, "authorize": security.authorize_url}
    uris = [{"url": name, "valueUri": url} for name, url in places.items() if url is not None]
    if uris:
        stated["extension"] = [{"url": _OAUTH_URIS, "extension": uris}]
    code = "SMART-on-FHIR" if uris else "OAuth"
    service = {"coding": [{"system": _SECURITY_SERVICE, "code": code}]}
    return stated | {"service": [service], "description": text("capabilities.tokens", language)}


def _resource(
    service: Service, tenant: str, type_: str, operations: dict[str, list[tuple[str, str]]]
) -> dict[str, Any]:
    if type_ == audit_search.TYPE:
        return audit_capabilities.stated() | _operations(audit_capabilities.operations(operations))
    parameters = _parameters(service, tenant, type_)
    includes = [f"{type_}:{code}" for code, each in parameters.items() if each.kind == "reference"]
    stated: dict[str, Any] = {
        "type": type_,
        "profile": f"http://hl7.org/fhir/StructureDefinition/{type_}",
        "interaction": [{"code": code} for code in TYPE_INTERACTIONS],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalRead": "full-support",
        "conditionalUpdate": True,
        "conditionalDelete": "multiple" if service.rules.conditional_delete_multiple else "single",
        "referencePolicy": ["literal", "logical"]
        + (["enforced"] if service.rules.referential_integrity else []),
    }
    if profiles := _profiles(service.registry.definitions).get(type_):
        stated["supportedProfile"] = profiles
    if includes:
        stated["searchInclude"] = ["*", *includes]
    if reverse := _reverse(service, tenant, type_):
        stated["searchRevInclude"] = reverse
    if parameters:
        stated["searchParam"] = [_parameter(each) for each in parameters.values()]
    return stated | _operations([*operations.get(type_, ()), *operations.get("*", ())])


@lru_cache(maxsize=4)
def _profiles(definitions: Definitions) -> dict[str, list[str]]:
    """Our own profiles by type: what this server is made for."""
    found: dict[str, list[str]] = {}
    for each in definitions.all("StructureDefinition"):
        if each["url"].startswith(terms.BASE) and each.get("kind") == "resource":
            found.setdefault(each["type"], []).append(each["url"])
    return {type_: sorted(urls) for type_, urls in found.items()}


def terminology_capabilities(service: Service, tenant: str) -> dict[str, Any]:
    """What the operations on codes know (https://hl7.org/fhir/R4/terminologycapabilities.html).

    The code systems of this product's definitions whose codes are there; what a care provider has
    stored is known beside them.
    """
    held = ("complete", "fragment")
    systems = sorted(
        {
            each["url"]
            for each in service.registry.definitions.all("CodeSystem")
            if each.get("content") in held and "url" in each
        }
    )
    expansion = (
        "activeOnly",
        "check-system-version",
        "count",
        "designation",
        "displayLanguage",
        "exclude-system",
        "excludeNotForUI",
        "filter",
        "force-system-version",
        "includeDefinition",
        "includeDesignations",
        "offset",
        "system-version",
    )
    return {
        "resourceType": "TerminologyCapabilities",
        **_instance(service, tenant),
        "codeSystem": [{"uri": url} for url in systems],
        "expansion": {
            "hierarchical": False,
            "paging": True,
            "parameter": [{"name": name} for name in expansion],
        },
        "validateCode": {"translations": False},
    }


def _parameters(service: Service, tenant: str, type_: str) -> dict[str, Parameter]:
    """Those that can be searched by: one that waits for $reindex is not stated."""
    known = service.parameters.registry(tenant).for_type(type_)
    return {code: each for code, each in known.items() if each.indexed}


def _of_searches(service: Service, tenant: str) -> list[dict[str, Any]]:
    """Parameters of every type (but AuditEvent, which has its own), and of every search."""
    types = [name for name in SERVED if name != audit_search.TYPE]
    first, *others = (_parameters(service, tenant, name) for name in types)
    shared = (each for code, each in first.items() if all(code in other for other in others))
    named = ({"name": name, "type": kind} for name, kind in _OF_SEARCHES)
    return [*(_parameter(each) for each in shared), FILTER, *named]


def _reverse(service: Service, tenant: str, target: str) -> list[str]:
    return [
        f"{type_}:{code}"
        for type_ in SERVED
        if type_ != audit_search.TYPE
        for code, each in _parameters(service, tenant, type_).items()
        if each.kind == "reference" and target in each.targets
    ]


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {"name": parameter.code, "definition": parameter.url, "type": parameter.kind}


def _operations(operations: Iterable[tuple[str, str]]) -> dict[str, Any]:
    listed = [{"name": name, "definition": definition} for name, definition in operations]
    return {"operation": listed} if listed else {}
