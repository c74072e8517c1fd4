"""What an evaluation carries along: the resource, the variables, the look-ups and the limits."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.fhirpath.errors import FhirPathError
from pk_fhir.fhirpath.model import Model
from pk_fhir.fhirpath.node import Items, Node, resource_node
from pk_fhir.fhirpath.temporal import Temporal, from_datetime

Resolve = Callable[[str], "dict[str, Any] | None"]

# Items that one evaluation may visit, and characters that one string may grow to.
MAX_VISITS = 500_000
MAX_TEXT = 2_000_000

FIXED_VARIABLES = {
    "ucum": "http://unitsofmeasure.org",
    "sct": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
}
VALUE_SET = "http://hl7.org/fhir/ValueSet/"


class Terminology(Protocol):
    """Answers about codes. `coded` is a code, a Coding or a CodeableConcept; None: cannot be told."""

    def member_of(self, coded: Any, value_set: str) -> bool | None:  # noqa: ANN401 - JSON
        """`memberOf`: whether one of its codes is in the value set with this canonical."""
        ...

    def subsumes(self, general: dict[str, Any], special: dict[str, Any]) -> bool | None:
        """`subsumes` of two Codings: whether they are the same, or the second is a kind of the first."""
        ...


class Profiles(Protocol):
    """Answers about profiles, which the validator gives. None: the profile is not known."""

    def conforms(self, resource: dict[str, Any], profile: str) -> bool | None:
        """`conformsTo`: whether the resource is valid by the profile with this canonical."""
        ...

    def in_slice(self, element: Node, structure: str, name: str) -> bool | None:
        """Whether the element is in the slice `name` that the profile `structure` makes of it."""
        ...


class Context:
    """One evaluation, or many on the same resource.

    `focus`, `resource` and `root` are ``%context``, ``%resource`` and ``%rootResource`` (the container
    of a contained resource); `bundle` is the Bundle in whose entries references are looked for. `index`
    and `total` are those of the innermost iteration.
    """

    __slots__ = (
        "bundle", "focus", "index", "model", "now", "owner", "profiles", "resolve", "resource", "root",
        "terminology", "total", "trace", "variables", "visits",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913 - FHIRPath names so many things from outside
        self,
        model: Model,
        focus: Node,
        *,
        resource: Node | None = None,
        root: Node | None = None,
        bundle: dict[str, Any] | None = None,
        variables: Mapping[str, Any] | None = None,
        resolve: Resolve | None = None,
        terminology: Terminology | None = None,
        profiles: Profiles | None = None,
        now: datetime | None = None,
        trace: Callable[[str, list[Any]], None] | None = None,
    ) -> None:
        self.model = model
        self.focus = focus
        self.resource = resource or focus
        self.root = root or self.resource
        self.owner = self.root.value
        self.bundle = bundle or _bundle(self.root.value)
        self.variables: dict[str, Items] = {}
        for name, value in (variables or {}).items():
            self.variables[name.removeprefix("%")] = as_items(value)
        self.resolve = resolve
        self.terminology = terminology
        self.profiles = profiles
        self.now = now
        self.trace = trace
        self.index = 0
        self.total: Items = []
        self.visits = 0

    def visit(self, count: int) -> None:
        """Count work; FhirPathError when an expression does too much of it."""
        self.visits += count
        if self.visits > MAX_VISITS:
            raise FhirPathError("fhirpath.too-many-visits", most=MAX_VISITS)

    def moment(self) -> Temporal:
        """The time of this evaluation: the same at every call (https://hl7.org/fhirpath/N1/#current-date-and-time-functions)."""
        if self.now is None:
            self.now = datetime.now().astimezone()
        return from_datetime(self.now)

    def variable(self, name: str, position: int) -> Items:
        """The value of ``%name``; FhirPathError where nobody has given one."""
        given = self.variables.get(name)
        if given is not None:
            return given
        node = {"context": self.focus, "resource": self.resource, "rootResource": self.root}.get(
            name
        )
        if node is not None:
            return [node]
        text = FIXED_VARIABLES.get(name) or _canonical(name)
        if text is None:
            raise FhirPathError("fhirpath.no-variable", position, name=name)
        return [text]


def _bundle(resource: Any) -> dict[str, Any] | None:  # noqa: ANN401 - JSON
    is_bundle = isinstance(resource, dict) and resource.get("resourceType") == "Bundle"
    return resource if is_bundle else None


def _canonical(name: str) -> str | None:
    if name.startswith("vs-"):
        return VALUE_SET + name[3:]
    return CORE + name[4:] if name.startswith("ext-") else None


def as_items(value: Any) -> Items:  # noqa: ANN401 - what a caller hands in as a variable
    """A variable's value as a collection: a list of items, a single one, or None for none."""
    listed = value if isinstance(value, list | tuple) else [] if value is None else [value]
    return [resource_node(each) if isinstance(each, dict) else each for each in listed]
