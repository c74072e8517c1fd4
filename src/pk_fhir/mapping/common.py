"""The elements that every resource begins with, when they are read."""

from pk_fhir.contract.identifiers import HSA_ID, check
from pk_fhir.mapping import terms
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import Element


def read_common(node: Node) -> bool:
    """Read what begins every resource; true when it is not released to the patient.

    `id` and what a server sets in `meta` is nobody's statement about the agreement. A generated
    narrative says what the elements say; another one may say more, and is noted.
    """
    element = node.element
    element.ignore("resourceType", "id")
    withheld = _read_meta(element)
    if str(element.raw.get("language", "sv")).split("-")[0] == "sv":
        element.ignore("language")
    element.refuse("language", "map-language")
    text = element.raw.get("text")
    if isinstance(text, dict) and text.get("status") == "generated":
        element.ignore("text")
    element.refuse("text", "map-narrative")
    # Each contained resource is read, or noted, by its own name.
    contained = element.raw.get("contained")
    if isinstance(contained, list) and all(isinstance(one, dict) for one in contained):
        element.ignore("contained")
    return withheld


def _read_meta(element: Element) -> bool:
    meta = element.child("meta")
    if meta is None:
        return False
    meta.ignore("versionId", "lastUpdated", "profile")
    source = meta.raw.get("source")
    # HAPI writes its request id there, as a fragment.
    if isinstance(source, str) and (source.startswith("#") or _is_hsa(source)):
        meta.ignore("source")
    labels = meta.pick("security", _withholds)
    for label in labels:
        label.ignore("system", "version", "code", "display", "userSelected")
    return bool(labels)


def _withholds(label: Element) -> bool:
    return (
        label.raw.get("system") in (terms.ACT_CODE, None)
        and label.raw.get("code") in terms.NOT_FOR_PATIENT_ALIASES
    )


def _is_hsa(source: str) -> bool:
    number = source.removeprefix("urn:hsa:")
    return number != source and check(HSA_ID, number) is None
