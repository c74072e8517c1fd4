"""A graph of resources, as somebody sent it: what a reference leads to."""

import re
from collections.abc import Iterable, Iterator, Mapping

from pk_fhir.fhir.literal import unversioned
from pk_fhir.mapping.reader import Element
from pk_fhir.mapping.terms import LEFT_OUT
from pk_fhir.mapping.unexpressed import Log

_TYPE_AND_ID = re.compile(r"(?:^|/)([A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})$")


class Node:
    """One resource; `element` is its reader, the same for everybody who reads it."""

    __slots__ = ("container", "element", "full_url", "index", "label", "raw", "type")

    def __init__(
        self,
        raw: dict[str, object],
        index: int,
        log: Log,
        *,
        full_url: str | None = None,
        container: "Node | None" = None,
    ) -> None:
        self.label: str
        self.raw = raw
        self.index = index
        self.full_url = full_url
        self.container = container
        kind = raw.get("resourceType")
        self.type = kind if isinstance(kind, str) else "Resource"
        name = raw.get("id")
        if container is not None:
            self.label = f"{container.label}#{name}"
        elif isinstance(name, str):
            self.label = f"{self.type}/{name}"
        else:
            self.label = full_url or f"{self.type}[{index}]"
        self.element = Element(raw, self.type, self.label, log)


class Graph:
    """All resources, found by any name that a reference may use."""

    def __init__(self, resources: object, log: Log) -> None:
        self.nodes: list[Node] = []
        self._names: dict[str, Node] = {}
        self._contained: dict[tuple[int, str], Node] = {}
        self._identifiers: dict[tuple[str, str], list[Node]] = {}
        for raw, full_url in _resources(resources):
            self._add(raw, full_url, log)

    def _add(self, raw: dict[str, object], full_url: str | None, log: Log) -> None:
        node = Node(raw, len(self.nodes), log, full_url=full_url)
        self.nodes.append(node)
        if full_url is not None:
            self._names.setdefault(full_url, node)
        name = raw.get("id")
        if isinstance(name, str):
            self._names.setdefault(f"{node.type}/{name}", node)
        self._index_identifiers(node)
        contained = raw.get("contained")
        for inner in contained if isinstance(contained, list) else []:
            if isinstance(inner, dict):
                self._add_contained(inner, node, log)

    def _add_contained(self, raw: dict[str, object], container: Node, log: Log) -> None:
        node = Node(raw, len(self.nodes), log, container=container)
        self.nodes.append(node)
        name = raw.get("id")
        if isinstance(name, str):
            self._contained.setdefault((container.index, name.removeprefix("#")), node)

    def _index_identifiers(self, node: Node) -> None:
        for system, value in identifiers_of(node.raw):
            self._identifiers.setdefault((system, value), []).append(node)

    def stand_in(self, reference: object, raw: dict[str, object], log: Log) -> Node:
        """A resource that is only referred to, known from now on by that reference."""
        node = Node(raw, len(self.nodes), log)
        self.nodes.append(node)
        if isinstance(reference, str):
            self._names.setdefault(unversioned(reference), node)
        return node

    def by_name(self, reference: str, source: Node) -> Node | None:
        """What a literal reference in `source` leads to."""
        if reference.startswith("#"):
            home = source.container or source
            if reference == "#":
                return home
            return self._contained.get((home.index, reference[1:]))
        plain = unversioned(reference)
        found = self._names.get(plain)
        if found is None and (match := _TYPE_AND_ID.search(plain)):
            tail = self._names.get(match.group(1))
            # An absolute URL of another server is another resource, even with the same id.
            if tail is not None and (tail.full_url is None or not plain.startswith("http")):
                found = tail
        return found

    def by_identifier(self, kind: str | None, system: str, value: str) -> Node | None:
        """What a logical reference leads to, when exactly one resource has the identifier."""
        found = [
            node
            for node in self._identifiers.get((system, value), [])
            if kind is None or node.type == kind
        ]
        return found[0] if len(found) == 1 else None

    def of_type(self, kind: str) -> Iterator[Node]:
        """The resources of a type, in the order in which they came, but for those left out."""
        return (node for node in self.nodes if node.type == kind and not is_left_out(node.raw))


def is_left_out(raw: Mapping[str, object]) -> bool:
    """Whether a later version of its contract left this resource out."""
    meta = raw.get("meta")
    tags = meta.get("tag") if isinstance(meta, dict) else None
    return isinstance(tags, list) and any(
        isinstance(one, dict) and (one.get("system"), one.get("code")) == LEFT_OUT for one in tags
    )


def identifiers_of(raw: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """System and value of each identifier that has both."""
    stated = raw.get("identifier")
    for one in stated if isinstance(stated, list) else [stated]:
        if isinstance(one, dict):
            system, value = one.get("system"), one.get("value")
            if isinstance(system, str) and isinstance(value, str):
                yield system, value


def _resources(given: object) -> Iterator[tuple[dict[str, object], str | None]]:
    """Resources and their fullUrls, from a Bundle, a list of resources, or one resource."""
    if isinstance(given, dict):
        if given.get("resourceType") != "Bundle":
            yield given, None
            return
        entries = given.get("entry")
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
                full_url = entry.get("fullUrl")
                yield entry["resource"], full_url if isinstance(full_url, str) else None
    elif isinstance(given, Iterable) and not isinstance(given, (str, bytes)):
        for one in given:
            yield from _resources(one)
