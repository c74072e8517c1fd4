"""What the CapabilityStatement says of AuditEvent: read, searched and added to, and never changed."""

from typing import Any

from pk_fhir.interactions.audit_search import PARAMETERS, TYPE

Operations = dict[str, list[tuple[str, str]]]

_DEFINED = "http://hl7.org/fhir/SearchParameter"


def stated() -> dict[str, Any]:
    """The resource's part, without operations."""
    return {
        "type": TYPE,
        "profile": f"http://hl7.org/fhir/StructureDefinition/{TYPE}",
        "interaction": [{"code": code} for code in ("read", "vread", "create", "search-type")],
        "versioning": "versioned",
        "readHistory": False,
        "updateCreate": False,
        "conditionalCreate": False,
        "conditionalRead": "full-support",
        "conditionalUpdate": False,
        "conditionalDelete": "not-supported",
        "referencePolicy": ["literal", "logical"],
        "searchParam": [
            {"name": name, "definition": f"{_DEFINED}/{defined}", "type": kind}
            for name, defined, kind in PARAMETERS
        ],
    }


def operations(known: Operations) -> list[tuple[str, str]]:
    """Those of AuditEvent, and those of every type that change nothing."""
    everywhere = [each for each in known.get("*", ()) if not each[0].startswith("meta-")]
    return [*known.get(TYPE, ()), *everywhere]
