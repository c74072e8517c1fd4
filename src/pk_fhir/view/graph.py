"""One source's resources as a graph: what does this reference point at, and who stands behind this record?

References: https://hl7.org/fhir/R4/references.html. Within one source only: a reference into another
server stays a name.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pk_fhir.fhir.literal import unversioned
from pk_fhir.sync import Source
from pk_fhir.view.vocabulary import Audience

Resource = dict[str, Any]
# What names the records that a record is about, or a part of.
POINTING = {"Provenance": "target", "AppointmentResponse": "appointment", "CarePlan": "partOf"}


def record(resource: Resource) -> str:
    """``Type/id``; an id that is missing or no text is written as ``-``."""
    identity = resource.get("id")
    return f"{resource['resourceType']}/{identity if isinstance(identity, str) else '-'}"


class Graph:
    """The resources of one source. Anything in them may be malformed; nothing here raises for it."""

    def __init__(
        self,
        source: Source,
        resources: Iterable[Resource],
        now: datetime,
        *,
        masked: bool = False,
        audience: Audience = "patient",
    ) -> None:
        self.source = source
        # What is over, and what has not begun, is told at this moment.
        self.now = now
        self.audience: Audience = audience
        # A person with protected identity: nothing is told that shows where they live or are treated.
        self.masked = masked
        # What was read of somebody once (`people.who`): the same few stand behind many records.
        self.known: dict[str, Any] = {}
        self._by_record = {record(r): r for r in resources}
        self._base = f"{source.base_url}/" if source.base_url else ""
        self._pointing: dict[str, list[Resource]] = {}
        for resource in self._by_record.values():
            for target in self._pointed_at(resource):
                self._pointing.setdefault(target, []).append(resource)

    @property
    def resources(self) -> list[Resource]:
        """Every resource, in the order they came."""
        return list(self._by_record.values())

    def follow(self, reference: object, within: Resource | None = None) -> Resource | None:
        """The resource that a Reference points at, contained ones of `within` included."""
        url = reference.get("reference") if isinstance(reference, dict) else None
        if not isinstance(url, str):
            return None
        if url.startswith("#"):
            return _contained(within, url[1:])
        return self._by_record.get(self.local(url))

    def local(self, url: str) -> str:
        """A reference's text as ``Type/id`` of this source."""
        return unversioned(url.removeprefix(self._base))

    def pointing_at(self, resource: Resource, resource_type: str) -> list[Resource]:
        """Provenance, AppointmentResponse or child plans that point at this resource."""
        if not self._pointing:
            return []
        pointing = self._pointing.get(record(resource), ())
        return [r for r in pointing if r["resourceType"] == resource_type]

    def _pointed_at(self, resource: Resource) -> list[str]:
        element = POINTING.get(resource["resourceType"])
        if element is None:
            return []
        return [
            self.local(url)
            for reference in items(resource, element)
            if isinstance(url := reference.get("reference"), str)
        ]


def _contained(within: Resource | None, identity: str) -> Resource | None:
    for inner in items(within or {}, "contained"):
        if inner.get("id") == identity and isinstance(inner.get("resourceType"), str):
            return inner
    return None


def items(resource: dict[str, Any], element: str) -> list[dict[str, Any]]:
    """The objects of an element, whether it came as a list, as one object, or as something else."""
    value = resource.get(element)
    # Most elements are not there: this is asked some thousand times for a view.
    if value is None:
        return []
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, dict)]


def item(resource: dict[str, Any], element: str) -> dict[str, Any]:
    """The first object of an element; an empty one where there is none."""
    value = resource.get(element)
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    found = items(resource, element)
    return found[0] if found else {}


def string(resource: dict[str, Any], element: str) -> str | None:
    """A text that is not empty, or None."""
    value = resource.get(element)
    return value.strip() or None if isinstance(value, str) else None


def extension(element: dict[str, Any], url: str) -> dict[str, Any]:
    """The first extension with this URL; an empty object where there is none."""
    return next(iter(extensions(element, url)), {})


def extensions(element: dict[str, Any], url: str) -> list[dict[str, Any]]:
    """Every extension with this URL."""
    return [e for e in items(element, "extension") if e.get("url") == url]
