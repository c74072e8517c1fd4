"""Tree navigation, utilities and the current time (https://hl7.org/fhirpath/N1/#tree-navigation)."""

from pk_fhir.fhirpath.context import FIXED_VARIABLES, Context
from pk_fhir.fhirpath.errors import FhirPathError
from pk_fhir.fhirpath.functions.registry import Run, function, text
from pk_fhir.fhirpath.node import Items, Node, children, descendants, plain
from pk_fhir.fhirpath.temporal import DATE_PARTS, Temporal

RESERVED_VARIABLES = frozenset({"context", "resource", "rootResource", *FIXED_VARIABLES})


@function("children")
def all_children(c: Context, items: Items) -> Items:
    out: Items = []
    for item in items:
        if isinstance(item, Node):
            out += children(item, c.model)
    c.visit(len(out))
    return out


@function("descendants")
def all_descendants(c: Context, items: Items) -> Items:
    out = list(descendants(items, c.model))
    c.visit(len(out))
    return out


@function("trace", 1, 2, lazy=True)
def trace(c: Context, items: Items, name: Run, projection: Run | None = None) -> Items:
    if c.trace is not None:
        label = text(name(c, items), "trace()") or ""
        shown = [each for item in items for each in projection(c, [item])] if projection else items
        c.trace(label, [plain(each) for each in shown])
    return items


@function("defineVariable", 1, 2, lazy=True)
def define_variable(c: Context, items: Items, name: Run, value: Run | None = None) -> Items:
    label = text(name(c, items), "defineVariable()")
    if not label:
        raise FhirPathError("fhirpath.variable-name")
    if label in c.variables or label in RESERVED_VARIABLES or label.startswith(("vs-", "ext-")):
        raise FhirPathError("fhirpath.variable-twice", name=label)
    c.variables = {**c.variables, label: value(c, items) if value else items}
    return items


@function("now")
def now(c: Context, _: Items) -> Items:
    return [c.moment()]


@function("today")
def today(c: Context, _: Items) -> Items:
    return [Temporal("Date", c.moment().parts[:DATE_PARTS])]


@function("timeOfDay")
def time_of_day(c: Context, _: Items) -> Items:
    return [Temporal("Time", c.moment().parts[DATE_PARTS:])]
