"""The compiled expression, and the ways to evaluate it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from pk_fhir.definitions import Definitions
from pk_fhir.fhirpath.bound import Bound
from pk_fhir.fhirpath.compiler import compile_tree
from pk_fhir.fhirpath.context import Context, Profiles, Resolve, Terminology
from pk_fhir.fhirpath.errors import FhirPathError
from pk_fhir.fhirpath.functions.registry import Run, truth
from pk_fhir.fhirpath.model import model_of
from pk_fhir.fhirpath.node import Items, Node, plain, resource_node
from pk_fhir.fhirpath.parser import parse
from pk_fhir.fhirpath.syntax import Tree


class Expression:
    """A compiled FHIRPath expression. It keeps no state of an evaluation: share it between threads."""

    def __init__(self, text: str, tree: Tree, *, strict: bool, invariant: bool) -> None:
        self.text = text
        self.tree = tree
        self.strict = strict
        self._invariant = invariant

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    @cached_property
    def run(self) -> Run:
        """The closure: context and focus in, collection out."""
        return compile_tree(self.tree, many_as=self._invariant)

    def evaluate(  # noqa: PLR0913 - the last five are options
        self,
        resource: dict[str, Any],
        variables: Mapping[str, Any] | None = None,
        resolve: Resolve | None = None,
        terminology: Terminology | None = None,
        *,
        definitions: Definitions | None = None,
        profiles: Profiles | None = None,
        now: datetime | None = None,
        trace: Callable[[str, list[Any]], None] | None = None,
    ) -> list[Any]:
        """The result as a list of JSON values, and of System values that the expression made.

        Elements come out as they stand in the resource (a primitive that has only extensions as its
        ``_`` object), dates and quantities of the expression as objects whose ``str`` is their literal.
        `variables` are values, dicts or lists by name without ``%``; `resolve` gives the resource of a
        reference; `now` is the time of ``now()`` and ``today()``, by default that of the call.
        FhirPathError as its docstring says.
        """
        model = model_of(definitions)
        node = resource_node(resource)
        context = Context(
            model,
            node,
            variables=variables,
            resolve=resolve,
            terminology=terminology,
            profiles=profiles,
            now=now,
            trace=trace,
        )
        return [plain(item) for item in self.items(context, node)]

    def items(self, context: Context, focus: Node) -> Items:
        """The result as nodes and System values, for callers that need types and paths."""
        if self.strict:
            self._check(context, focus)
        try:
            return self.run(context, [focus])
        except RecursionError:
            raise FhirPathError("fhirpath.too-deep") from None

    def test(self, context: Context, focus: Node) -> bool | None:
        """The result as a boolean by singleton evaluation: None for an empty result."""
        context.visits = 0
        return truth(self.items(context, focus))

    def bind(self, type_name: str, definitions: Definitions | None = None) -> Bound:
        """The expression for elements of one FHIR type (``HumanName``, ``Patient.contact``); see `Bound`.

        Several times as fast as `test`. Expressions bound so are read as R4's invariants are meant:
        ``as`` picks from several items.
        """
        return Bound(self.text, self.tree, type_name, model_of(definitions))

    def _check(self, context: Context, focus: Node) -> None:
        from pk_fhir.fhirpath.check import check  # noqa: PLC0415 - only strict expressions need it

        check(self.tree, focus.type, context.model)


@lru_cache(maxsize=4096)
def compile(text: str, strict: bool = False, *, invariant: bool = False) -> Expression:  # noqa: A001 - the public name
    """Compile an expression; the same text is compiled once.

    `strict` checks every path against the definitions when it is evaluated: unknown elements, and
    functions that need an order on collections that have none, are FhirPathErrors. `invariant` reads the
    expression as R4's published invariants are meant: ``as`` picks from several items.
    FhirPathError for syntax, for unknown functions and for wrong numbers of arguments.
    """
    if not isinstance(text, str):
        raise FhirPathError("fhirpath.no-text")
    try:
        expression = Expression(text, parse(text), strict=strict, invariant=invariant)
        expression.run  # noqa: B018 - compiles now, so that errors come from here
    except RecursionError:
        raise FhirPathError("fhirpath.expression-too-deep") from None
    return expression
