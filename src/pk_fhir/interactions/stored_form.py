"""The bytes of a resource: what is stored is what is served (`docs/decisions/stored-form.md`).

https://hl7.org/fhir/R4/resource.html#Meta: `meta.versionId` and `meta.lastUpdated` are the server's.
"""

from typing import Any

from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.instants import instant


def served(resource: dict[str, Any], version: int, last_updated: int) -> bytes:
    """The bytes that are stored and served: the resource with the server's `meta` in its place."""
    meta = resource.get("meta")
    kept = meta if isinstance(meta, dict) else {}
    mine = {"versionId": str(version), "lastUpdated": instant(last_updated)}
    return fhir_json.dump(
        {
            "resourceType": resource["resourceType"],
            "id": resource["id"],
            "meta": mine | {key: value for key, value in kept.items() if key not in mine},
            **{
                key: value
                for key, value in resource.items()
                if key not in ("resourceType", "id", "meta")
            },
        }
    )
