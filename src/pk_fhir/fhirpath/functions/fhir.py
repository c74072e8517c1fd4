"""The functions that FHIR R4 adds (https://hl7.org/fhir/R4/fhirpath.html#functions)."""

from collections.abc import Iterator
from typing import Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.fhir.literal import unversioned
from pk_fhir.fhirpath.context import Context
from pk_fhir.fhirpath.errors import FhirPathError
from pk_fhir.fhirpath.functions.registry import boolean, function, text
from pk_fhir.fhirpath.narrative import is_narrative
from pk_fhir.fhirpath.node import Items, Node, children, resource_node


@function("extension", 1)
def extension(c: Context, items: Items, url: Items) -> Items:
    wanted = text(url, "extension()")
    return [
        found
        for item in items
        if isinstance(item, Node)
        for found in children(item, c.model, "extension")
        if wanted is not None and isinstance(found.value, dict) and found.value.get("url") == wanted
    ]


@function("hasExtension", 1)
def has_extension(c: Context, items: Items, url: Items) -> Items:
    """Not of the specification, but R4's own search parameters use it."""
    return [bool(extension(c, items, url))]


@function("resolve")
def resolve(c: Context, items: Items) -> Items:
    found = (_resolved(c, item) for item in items)
    return [node for node in found if node is not None]


def _resolved(c: Context, item: object) -> Node | None:
    reference = _reference(item)
    if not reference:
        return None
    owner = item.owner if isinstance(item, Node) and item.owner is not None else c.root.value
    if reference.startswith("#"):
        return _contained(reference[1:], owner)
    in_bundle = _in_bundle(reference, owner, c.bundle)
    if in_bundle is not None:
        return resource_node(in_bundle)
    found = c.resolve(reference) if c.resolve else None
    return resource_node(found) if found is not None else None


def _reference(item: object) -> str | None:
    value = item.value if isinstance(item, Node) else item
    if isinstance(value, dict):
        value = value.get("reference")
    return value if isinstance(value, str) else None


def _contained(name: str, owner: Any) -> Node | None:  # noqa: ANN401 - JSON
    if not isinstance(owner, dict):
        return None
    if not name:
        return resource_node(owner)
    for each in _objects(owner.get("contained")):
        if each.get("id") == name:
            node = resource_node(each)
            node.owner = owner
            return node
    return None


def _in_bundle(
    reference: str,
    owner: Any,  # noqa: ANN401 - JSON
    bundle: dict[str, Any] | None,
) -> dict[str, Any] | None:
    """Resolution within a Bundle (https://hl7.org/fhir/R4/bundle.html#references)."""
    if bundle is None:
        return None
    entries = list(_objects(bundle.get("entry")))
    wanted = unversioned(reference)
    if ":" not in wanted:
        own = next(
            (entry.get("fullUrl") for entry in entries if entry.get("resource") is owner), None
        )
        wanted = _absolute(wanted, own)
    for entry in entries:
        resource = entry.get("resource")
        if isinstance(resource, dict) and entry.get("fullUrl") == wanted:
            return resource
    return None


def _absolute(reference: str, full_url: Any) -> str:  # noqa: ANN401 - JSON
    if not isinstance(full_url, str) or full_url.count("/") < 4:  # noqa: PLR2004 - scheme, host, type, id
        return reference
    return f"{full_url.rsplit('/', 2)[0]}/{reference}"


def _objects(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    return (
        (each for each in value if isinstance(each, dict)) if isinstance(value, list) else iter(())
    )


@function("conformsTo", 1)
def conforms_to(c: Context, items: Items, profile: Items) -> Items:
    url = text(profile, "conformsTo()")
    if url is None or not items:
        return []
    if len(items) > 1:
        raise FhirPathError("fhirpath.single-item", what="conformsTo()", count=len(items))
    item = items[0]
    if not isinstance(item, Node) or not isinstance(item.value, dict):
        return [False]
    if c.profiles is not None:
        verdict = c.profiles.conforms(item.value, url)
        if verdict is not None:
            return [verdict]
    name = url.partition("|")[0].removeprefix(CORE)
    found = c.model.definitions.find(url, "StructureDefinition")
    if found is None:
        raise FhirPathError("fhirpath.no-profile", url=url)
    if found[1].derivation == "constraint":
        raise FhirPathError("fhirpath.no-validator", what=f"conformsTo({url})")
    return [c.model.is_a(item.type, name)]


@function("memberOf", 1)
def member_of(c: Context, items: Items, value_set: Items) -> Items:
    url = text(value_set, "memberOf()")
    if url is None or not items:
        return []
    if len(items) > 1:
        raise FhirPathError("fhirpath.single-item", what="memberOf()", count=len(items))
    if c.terminology is None:
        raise FhirPathError("fhirpath.no-terminology", what="memberOf()")
    value = items[0].value if isinstance(items[0], Node) else items[0]
    if value is None:
        return []
    return boolean(c.terminology.member_of(value, url))


@function("subsumes", 1)
def subsumes(c: Context, items: Items, other: Items) -> Items:
    return _subsumption(c, items, other, "subsumes()")


@function("subsumedBy", 1)
def subsumed_by(c: Context, items: Items, other: Items) -> Items:
    return _subsumption(c, other, items, "subsumedBy()")


def _subsumption(c: Context, general: Items, special: Items, what: str) -> Items:
    if len(general) != 1 or len(special) != 1:
        return []
    one, other = general[0], special[0]
    if not isinstance(one, Node) or not isinstance(other, Node):
        raise FhirPathError("fhirpath.compares-codes", what=what)
    if one.value == other.value:
        return [True]
    if c.terminology is None:
        raise FhirPathError("fhirpath.no-terminology", what=what)
    return boolean(c.terminology.subsumes(one.value, other.value))


@function("htmlChecks")
def html_checks(_: Context, items: Items) -> Items:
    return [
        all(
            isinstance(item, Node) and isinstance(item.value, str) and is_narrative(item.value)
            for item in items
        )
    ]


@function("elementDefinition")
def element_definition(c: Context, items: Items) -> Items:
    out: Items = []
    for item in items:
        found = _definition(c, item.path) if isinstance(item, Node) else None
        if found is not None:
            out.append(Node(found, "ElementDefinition", None, found, "ElementDefinition"))
    return out


def _definition(c: Context, path: str) -> dict[str, Any] | None:
    structure = c.model.definitions.structure(path.partition(".")[0])
    for element in _objects((structure or {}).get("snapshot", {}).get("element")):
        if element.get("path") in (path, f"{path}[x]"):
            return element
    return None


@function("slice", 2)
def in_slice(c: Context, items: Items, structure: Items, name: Items) -> Items:
    url, label = text(structure, "slice()"), text(name, "slice()")
    if url is None or label is None:
        return []
    if c.profiles is None:
        raise FhirPathError("fhirpath.no-validator", what="slice()")
    found = []
    for item in items:
        verdict = isinstance(item, Node) and c.profiles.in_slice(item, url, label)
        if verdict is None:
            raise FhirPathError("fhirpath.cannot-tell", what="slice()")
        found += [item] if verdict else []
    return found


@function("checkModifiers", 0, 50)
def check_modifiers(_: Context, items: Items, *known: Items) -> Items:
    allowed = {text(each, "checkModifiers()") for each in known}
    for item in items:
        value = item.value if isinstance(item, Node) else None
        for found in _objects(value.get("modifierExtension") if isinstance(value, dict) else None):
            if found.get("url") not in allowed:
                raise FhirPathError("fhirpath.modifier", url=found.get("url"))
    return items
