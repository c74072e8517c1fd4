"""The conformance resources of installed packages are stored at each care provider, so that clients find them.

https://hl7.org/fhir/R4/http.html#read of a StructureDefinition, ValueSet or Questionnaire then gives what
resources here are validated by; a SearchParameter takes effect as a posted one does.
"""

from collections.abc import Iterable
from typing import Any

import structlog

from pk_fhir.access.caller import Caller
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import reindexing
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.update import update
from pk_fhir.interactions.work import Work, write
from pk_fhir.interactions.written import Written

LOG = structlog.get_logger("pk_fhir")
KINDS = (
    "CodeSystem",
    "OperationDefinition",
    "Questionnaire",
    "SearchParameter",
    "StructureDefinition",
    "ValueSet",
)
_SERVER_SET = ("versionId", "lastUpdated")


async def install(service: Service, resources: Iterable[dict[str, Any]]) -> None:
    """Store these where they are not stored as they are, and have indexed by new search parameters.

    One that this server would refuse from a client is left out, and told in the log.
    """
    wanted = [each for each in resources if each.get("resourceType") in KINDS]
    for tenant in service.rules.tenants if wanted else ():
        caller = Caller(
            tenant=tenant, subject="pk-fhir", role="system", scopes=frozenset({"system/*.cruds"})
        )
        written = {each["resourceType"] for each in wanted if await _put(service, caller, each)}
        if "SearchParameter" in written:
            await _index(service, caller)


async def _index(service: Service, caller: Caller) -> None:
    try:
        await reindexing.start(service, caller)
    except FhirError as error:
        LOG.warning("call $reindex for the search parameters of the packages", problem=str(error))


async def _put(service: Service, caller: Caller, resource: dict[str, Any]) -> bool:
    type_, id_ = str(resource["resourceType"]), str(resource.get("id", ""))

    async def steps(work: Work) -> Written | None:
        current = await work.current(type_, id_) if id_ else None
        if current is not None and not current.deleted:
            stored = fhir_json.parse(current.body or b"")
            if stored.get("url") != resource.get("url"):
                LOG.warning("the id of a package's resource is another's", type=type_, id=id_)
                return None
            if _same(stored, resource):
                return None
        return await update(work, type_, id_, resource)

    try:
        return await write(service, caller, steps) is not None
    except FhirError as error:
        LOG.warning(
            "a resource of a package is not served",
            url=resource.get("url"),
            problem=error.issues[0].diagnostics if error.issues else error.kind,
        )
        return False


def _same(stored: dict[str, Any], resource: dict[str, Any]) -> bool:
    return _content(stored) == _content(resource)


def _content(resource: dict[str, Any]) -> dict[str, Any]:
    meta = {
        name: value for name, value in resource.get("meta", {}).items() if name not in _SERVER_SET
    }
    rest = {name: value for name, value in resource.items() if name != "meta"}
    return {**rest, "meta": meta} if meta else rest
