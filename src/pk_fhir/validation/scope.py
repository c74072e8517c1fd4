"""A resource that is being validated, and what it lies in."""

from typing import Any

from pk_fhir.validation.place import At


class Scope:
    """A resource that is being validated, and the resource that it lies in.

    `full_url` is that of the Bundle entry which holds the resource, or "". `container` is the scope
    whose `contained` or `entry` it is; None at the top.
    """

    __slots__ = ("at", "contained", "container", "full_url", "ids", "resource")

    def __init__(
        self,
        resource: dict[str, Any],
        at: At,
        container: "Scope | None" = None,
        *,
        contained: bool = False,
        full_url: str = "",
    ) -> None:
        self.resource = resource
        self.at = at
        self.container = container
        self.contained = contained
        self.full_url = full_url
        # Ids of elements met so far.
        self.ids: set[str] = set()

    @property
    def root(self) -> dict[str, Any]:
        """FHIRPath's `%rootResource`: the resource that holds a contained one, else the resource."""
        scope = self
        while scope.contained and scope.container is not None:
            scope = scope.container
        return scope.resource
