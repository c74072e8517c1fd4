"""A row of the audit trail as an AuditEvent (https://hl7.org/fhir/R4/auditevent.html).

Shaped like IHE's Basic Audit Log Patterns: the program and the server as source and destination, the
user as information recipient, the patient and the query as entities; the care unit and care giver that
the user acted for are agents of their own, and those that own the information are details of the entity.
"""

import base64
from typing import Any

from pk_fhir.contract.identifiers import HSA_ID, HSA_LIMIT
from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.instants import instant
from pk_fhir.store import Version
from pk_fhir.store.plan import AuditRow

DCM = "http://dicom.nema.org/resources/ontology/DCM"
EVENT_TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type"
RESTFUL = "http://hl7.org/fhir/restful-interaction"
ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
OBJECT_ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
OURS = "https://pk-fhir.example/fhir/CodeSystem/pk-audit-interaction"

REST = frozenset(
    {
        "read",
        "vread",
        "update",
        "patch",
        "delete",
        "history-instance",
        "history-type",
        "history-system",
        "create",
        "search-type",
        "search-system",
        "transaction",
        "batch",
    }
)
ACTIONS = {"create": "C", "read": "R", "vread": "R", "update": "U", "patch": "U", "delete": "D"}
_READS = frozenset({"R"})
_SOURCE = {"system": DCM, "code": "110153", "display": "Source Role ID"}
_DESTINATION = {"system": DCM, "code": "110152", "display": "Destination Role ID"}
# Letters alone: what no text takes for a personal number.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_DIGITS = str.maketrans("ghijklmnop", "0123456789")

Element = dict[str, Any]


def id_of(number: int) -> str:
    """The id of the AuditEvent of a row."""
    return "log-" + format(number, "x").translate(_LETTERS)


def number_of(id_: str) -> int | None:
    """The row that an id means; None for another id."""
    word = id_.removeprefix("log-")
    if word == id_ or not word.isascii() or not word.isalpha() or not word.islower():
        return None
    try:
        number = int(word.translate(_DIGITS), 16)
    except ValueError:
        return None
    return number if number < 1 << 63 else None


def version_of(row: AuditRow) -> Version:
    """The row as the one version of an AuditEvent."""
    return Version(
        tenant=row.tenant,
        type="AuditEvent",
        id=id_of(row.number),
        version=1,
        shard=row.tenant,
        number=row.number,
        body=row.event or fhir_json.dump(audit_event(row)),
        last_updated=row.at,
        method="POST",
        deleted=False,
        patient=row.patient,
        care_unit=row.unit,
        care_giver=row.provider,
        released=True,
    )


def audit_event(row: AuditRow) -> Element:
    """The AuditEvent."""
    action = ACTIONS.get(row.interaction, "E")
    event: Element = _compact(
        {
            "resourceType": "AuditEvent",
            "id": id_of(row.number),
            "meta": {"versionId": "1", "lastUpdated": instant(row.at)},
            "type": {"system": EVENT_TYPE, "code": "rest", "display": "RESTful Operation"},
            "subtype": [_subtype(row.interaction)],
            "action": action,
            "period": _until(row),
            "recorded": instant(row.at),
            "outcome": row.outcome,
            "outcomeDesc": row.reason,
            "purposeOfEvent": [{"coding": [{"system": REASON, "code": row.purpose}]}],
            "agent": _agents(row, action),
            "source": {
                "observer": {"identifier": {"value": row.tenant}, "display": "pk-fhir"},
                "type": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/security-source-type",
                        "code": "4",
                        "display": "Application Server",
                    }
                ],
            },
            "entity": _entities(row),
        }
    )
    return event


def _subtype(interaction: str) -> Element:
    if interaction in REST:
        return {"system": RESTFUL, "code": interaction, "display": interaction}
    return {"system": OURS, "code": interaction}


def _until(row: AuditRow) -> Element | None:
    return None if row.until is None else {"start": instant(row.at), "end": instant(row.until)}


def _agents(row: AuditRow, action: str) -> list[Element]:
    client, server = (_DESTINATION, _SOURCE) if action in _READS else (_SOURCE, _DESTINATION)
    user = {
        "type": {"coding": [{"system": PARTICIPATION, "code": "IRCP"}]},
        "role": [{"text": each} for each in (row.role, row.title, row.assignment) if each],
        "who": {"identifier": _identifier(row.subject)},
        "name": row.name,
        "requestor": True,
    }
    return [
        {
            "type": {"coding": [client]},
            "who": {"identifier": {"value": row.client or row.subject}},
            "requestor": False,
        },
        {"type": {"coding": [server]}, "who": {"display": "pk-fhir"}, "requestor": False},
        user,
        *_acting("Vårdenhet", row.unit),
        *_acting("Vårdgivare", row.provider),
    ]


def _acting(what: str, hsa: str | None) -> list[Element]:
    if hsa is None:
        return []
    return [{"type": {"text": what}, "who": {"identifier": _identifier(hsa)}, "requestor": False}]


def _identifier(value: str) -> Element:
    is_hsa = value.startswith("SE") and len(value) <= HSA_LIMIT
    return {"system": HSA_ID, "value": value} if is_hsa else {"value": value}


def _entities(row: AuditRow) -> list[Element]:
    owner = [
        {"type": name, "valueString": value}
        for name, value in (("careUnit", row.owner_unit), ("careProvider", row.owner_provider))
        if value is not None
    ]
    found: list[Element] = []
    if row.patient is not None:
        found.append(
            {
                "what": {"reference": f"Patient/{row.patient}"},
                "type": {"system": ENTITY_TYPE, "code": "1", "display": "Person"},
                "role": {"system": OBJECT_ROLE, "code": "1", "display": "Patient"},
                "detail": owner,
            }
        )
    if row.type is not None and row.id is not None and (row.type != "Patient" or not row.patient):
        found.append(
            {
                "what": {"reference": f"{row.type}/{row.id}"},
                "type": {"system": ENTITY_TYPE, "code": "2", "display": "System Object"},
                "role": {"system": OBJECT_ROLE, "code": "4", "display": "Domain Resource"},
            }
        )
    if row.query:
        found.append(_query(row.query))
    if row.patient is None and owner:
        found.append({"name": "information owner", "detail": owner})
    if row.request_id:
        found.append({"what": {"identifier": {"value": row.request_id}}, "name": "X-Request-Id"})
    return found


def _query(text: str) -> Element:
    return {
        "type": {"system": ENTITY_TYPE, "code": "2", "display": "System Object"},
        "role": {"system": OBJECT_ROLE, "code": "24", "display": "Query"},
        "query": base64.b64encode(text.encode()).decode(),
    }


def _compact(value: Any) -> Any:
    """Without what is empty: FHIR has no nulls and no empty lists."""
    if isinstance(value, dict):
        found = {name: _compact(child) for name, child in value.items()}
        return {name: child for name, child in found.items() if child not in (None, [], {})}
    if isinstance(value, list):
        return [_compact(child) for child in value]
    return value
