"""What is known of an extension: its profile, whether it modifies, where it may stand, and plain forms of it.

https://hl7.org/fhir/R4/defining-extensions.html. Most extensions are a url and one value. Once one of
that form has been checked on an element, `learn` keeps what of the definition depends on nothing but the
form, so that of the next only the value is looked at.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pk_fhir.validation.place import At, Slot
from pk_fhir.validation.profile import ElementRule, OccurrenceCheck, Profile
from pk_fhir.validation.run import Run
from pk_fhir.validation.snapshot.tree import Node

# So many forms of an extension are kept.
MOST_FORMS = 256


class Form(NamedTuple):
    """The JSON names that an extension is given with, the element that has it, and in which role."""

    names: tuple[str, ...]
    slot: Slot
    modifier: bool


# The element that is the extension's value, and what is left to be asked of it.
ValueChecks = tuple[Slot, tuple[OccurrenceCheck, ...]]


class ExtensionDefinition:
    """What is known of an extension: its profile, whether it modifies, and where it may stand."""

    __slots__ = ("contexts", "invariants", "modifier", "parts", "plain", "profile", "slots", "url")

    def __init__(
        self,
        url: str,
        profile: Profile,
        definition: dict[str, Any],
        modifier: bool,
        parts: frozenset[str],
    ) -> None:
        self.url = url
        self.profile = profile
        self.modifier = modifier
        # The urls of the extensions that it is made of.
        self.parts = parts
        # Elements on which it has been found to be allowed, wherever they stand.
        self.slots: set[Slot] = set()
        # Forms of which only the value is left to be looked at.
        self.plain: dict[Form, ValueChecks] = {}
        contexts = definition.get("context")
        self.contexts = tuple(
            (str(each.get("type", "")), str(each.get("expression", "")))
            for each in (contexts if isinstance(contexts, list) else ())
            if isinstance(each, dict)
        )
        invariants = definition.get("contextInvariant")
        self.invariants = tuple(map(str, invariants if isinstance(invariants, list) else ()))


def definition_of(url: str, run: Run) -> ExtensionDefinition | None:
    """The extension of a url, compiled once; None where no such extension is known."""
    known = run.program.compiled
    key = ("extension", url)
    if key not in known:
        known[key] = _compile(url, run)
    found: ExtensionDefinition | None = known[key]
    return found


def _compile(url: str, run: Run) -> ExtensionDefinition | None:
    program = run.program
    definition = program.definitions.get(url, "StructureDefinition")
    if definition is None or definition.get("type") != "Extension":
        return None
    profile = program.profile(url)
    if profile is None:
        return None
    tree = program.tree(url)
    modifier = bool(tree and tree.element.get("isModifier") is True)
    return ExtensionDefinition(url, profile, definition, modifier, frozenset(_parts(tree)))


def _parts(tree: Node | None) -> Iterator[str]:
    whole = tree.child("extension") if tree else None
    for each in whole.slices if whole else ():
        url = each.child("url")
        fixed = url.element.get("fixedUri") if url else None
        if isinstance(fixed, str):
            yield fixed


def learn(
    definition: ExtensionDefinition, form: Form, value: dict[str, Any], at: At, run: Run
) -> None:
    """Keep the form of an extension that has been checked, if it is a plain one.

    Plain is a url and one value, on an element where the extension may stand wherever that is, with a
    profile that says nothing of the extension as a whole, and of its url only what this url fulfils.
    """
    profile = definition.profile
    slot = _value_slot(form, run)
    placed = form.slot in definition.slots and definition.modifier == form.modifier
    if slot is None or not placed or profile.problems or profile.checks:
        return
    checks: list[OccurrenceCheck] = []
    for rule in profile.rules:
        if slot.key in rule.slots:
            if rule.slicing is not None or (rule.least or 0) > 1 or rule.most == 0:
                return
            checks.extend(rule.checks)
        elif not _holds(rule, value, at, run):
            return
    if len(definition.plain) < MOST_FORMS:
        definition.plain[form] = slot, tuple(checks)


def _value_slot(form: Form, run: Run) -> Slot | None:
    """The element of the one value that stands beside the url; None of any other form."""
    slots = run.program.shape("Extension").slots
    others = [name for name in form.names if name != "url"]
    found: Slot | None = slots.get(others[0]) if len(others) == 1 else None
    return found if found is not None and found.path == "Extension.value[x]" else None


def _holds(rule: ElementRule, value: dict[str, Any], at: At, run: Run) -> bool:
    """Whether a rule about the url, or about what is not there, has nothing to say of this form."""
    outer = run.sink
    run.sink = outer.trial()
    try:
        rule.check(value, at, run)
        return not run.sink.issues
    finally:
        run.sink = outer
