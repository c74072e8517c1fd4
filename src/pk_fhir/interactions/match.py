"""$match of Patients, by national identifier (https://hl7.org/fhir/R4/patient-operation-match.html).

A person is matched on a normalised national identifier alone, a former one and a linked Patient's too;
names and birth dates match nobody.
"""

from typing import Any

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import require
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import bundles
from pk_fhir.interactions.owners import identities
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import Work, audit_row

_CERTAIN = fhir_json.dump(
    {
        "extension": [
            {"url": "http://hl7.org/fhir/StructureDefinition/match-grade", "valueCode": "certain"}
        ],
        "mode": "match",
        "score": 1,
    }
)


async def match(service: Service, caller: Caller, sent: dict[str, Any]) -> bytes:
    """A searchset of the Patients who are the person that the Parameters describe."""
    require(caller, "Patient", "s")
    wanted = identities(_described(sent))
    if not wanted:
        raise FhirError(
            "unprocessable",
            "Describe the person by a national identifier: people are matched on nothing else.",
        )
    work = Work(service, caller)
    found: dict[str, bool] = {}
    for system, value in wanted:
        for _, patient in await service.store.people([caller.tenant], system, value):
            found[patient] = True
    entries = []
    for patient in sorted(found):
        version = await work.current("Patient", patient)
        if version is None or version.deleted or not work.may_see(version, "s"):
            continue
        service.store.audit.add(
            audit_row(service, caller, "match", "Patient", patient, patient=patient)
        )
        entries.append(bundles.entry(service.base(caller.tenant), version, "match", _CERTAIN))
    return bundles.bundle("searchset", entries, total=len(entries))


def _described(sent: dict[str, Any]) -> dict[str, Any]:
    if sent.get("resourceType") == "Patient":
        return sent
    parameters = sent.get("parameter")
    for parameter in parameters if isinstance(parameters, list) else ():
        resource = parameter.get("resource") if isinstance(parameter, dict) else None
        if isinstance(resource, dict) and resource.get("resourceType") == "Patient":
            return resource
    raise FhirError("invalid", "Send Parameters with a Patient as the parameter resource.")
