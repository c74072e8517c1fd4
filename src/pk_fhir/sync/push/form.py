"""A resource of ours as it goes over the wire to another server, and how its content is compared.

On the wire it carries the tag of its origin, so that the copy is known as one wherever it turns up:
a server of this kind never sends a tagged resource on (no echo, and no loop of two servers), and we
know our own when it comes back. A resource without an identifier gets one of ours, by which the
target finds it again.
"""

import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.local import rewrite
from pk_fhir.mapping.graph import identifiers_of
from pk_fhir.store.plan import Reference

Resource = dict[str, Any]

ORIGIN_SYSTEM = "https://pk-fhir.example/fhir/CodeSystem/pk-origin"
# Where one of our references leads at the target.
Leads = Callable[[str], str | None]
# Types that R4 gives no identifier: the target is told the id, one that no other server makes.
WITHOUT_IDENTIFIER = frozenset({"Provenance"})
# `identifier` is one, not a list, in these (https://hl7.org/fhir/R4/questionnaireresponse.html).
ONE_IDENTIFIER = frozenset({"QuestionnaireResponse"})


def origin(base: str) -> str:
    """What the server with this base URL is known by in the tag of what it sent: no secret, no address."""
    return hashlib.sha256(base.encode()).hexdigest()[:20]


def is_copy(resource: Resource) -> bool:
    """Whether another server sent this here: it belongs there, and is not sent on."""
    return bool(origins(resource))


def is_ours(resource: Resource, base: str) -> bool:
    """Whether this is a copy of what the server with this base URL sent."""
    return origin(base) in origins(resource)


def origins(resource: Resource) -> set[str]:
    """The servers that the tags of a resource name."""
    meta = resource.get("meta")
    tags = meta.get("tag") if isinstance(meta, dict) else None
    return {
        str(tag.get("code"))
        for tag in (tags if isinstance(tags, list) else ())
        if isinstance(tag, dict) and tag.get("system") == ORIGIN_SYSTEM
    }


def full_url(base: str, reference: Reference) -> str:
    """A `urn:uuid:` that always is the same for one of our resources."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, '/'.join((base, *reference)))}"


def own_identifier(base: str, reference: Reference) -> tuple[str, str]:
    """The identifier by which the target finds a resource that has none of its own."""
    return f"{base}/{reference[0]}", reference[1]


def business_identifier(
    resource: Resource, base: str, personal: Callable[[str], bool]
) -> tuple[str, str]:
    """The first identifier that is no personal number, or one of ours."""
    for system, value in identifiers_of(resource):
        if system and not personal(system):
            return system, value
    return own_identifier(base, (resource["resourceType"], resource["id"]))


def on_the_wire(
    resource: Resource, base: str, leads: Leads, personal: Callable[[str], bool]
) -> Resource:
    """The resource without what our server gave it, tagged, found by an identifier, leading to the target's."""
    reference = (resource["resourceType"], resource["id"])
    sent: Resource = fhir_json.parse(fhir_json.dump(resource))
    sent.pop("id")
    meta = sent.setdefault("meta", {})
    for given in ("versionId", "lastUpdated"):
        meta.pop(given, None)
    meta["tag"] = [*(meta.get("tag") or ()), {"system": ORIGIN_SYSTEM, "code": origin(base)}]
    found = business_identifier(resource, base, personal)
    if found == own_identifier(base, reference) and reference[0] not in WITHOUT_IDENTIFIER:
        _add_identifier(sent, *found)
    rewrite(sent, leads)
    return _in_order(sent)


def _add_identifier(sent: Resource, system: str, value: str) -> None:
    ours = {"system": system, "value": value}
    if sent["resourceType"] in ONE_IDENTIFIER:
        sent.setdefault("identifier", ours)
    else:
        sent["identifier"] = [*(sent.get("identifier") or ()), ours]


def _in_order(sent: Resource) -> Resource:
    return {"resourceType": sent["resourceType"], "meta": sent["meta"], **sent}


def digest(resource: Resource, leads: Leads | None = None) -> str:
    """A digest of the content: not of id, meta and narrative, which each server makes in its own way.

    References count as what `leads` says of them; without it only as references, for it is not known
    yet what the target will call what they lead to.
    """
    compared: Resource = fhir_json.parse(fhir_json.dump(resource))
    for own in ("id", "meta", "text"):
        compared.pop(own, None)
    rewrite(compared, leads or (lambda _: "#"))
    return hashlib.sha256(fhir_json.dump(_sorted(compared))).hexdigest()


def _sorted(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [_sorted(each) for each in value]
    return value
