"""Extensions: known, at a place where they may stand, and of the right form.

https://hl7.org/fhir/R4/extensibility.html and https://hl7.org/fhir/R4/defining-extensions.html#context
"""

import re
from typing import Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation import structure
from pk_fhir.validation.context import allowed_anywhere, allowed_here, context_invariants_hold
from pk_fhir.validation.extension_definitions import ExtensionDefinition, Form, definition_of, learn
from pk_fhir.validation.issues import Marked
from pk_fhir.validation.occurrence import Occurrence
from pk_fhir.validation.place import At, Slot, expression
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.profile import held_to
from pk_fhir.validation.run import Run
from pk_fhir.validation.shapes import PropertyCheck, Shape

# Extensions that stand for elements of other releases are defined by rule, not in a package.
CROSS_VERSION = re.compile(r"http://hl7\.org/fhir/([0-9]\.[0-9])/StructureDefinition/extension-\S+")
# Defined after R4, and in use with R4 ever since.
LATER = frozenset(
    f"{CORE}{name}"
    for name in ("elementdefinition-type-must-support", "instance-description", "instance-name")
)
OTHER_RELEASES = frozenset({"1.0", "3.0", "5.0", "6.0"})


# Values in a definition that stand for one of the element that it is about, wherever that is.
SAMPLES = frozenset(
    f"ElementDefinition.{name}[x]"
    for name in ("example.value", "fixed", "pattern", "defaultValue", "minValue", "maxValue")
)


def extension_property(slot: Slot, *, modifier: bool) -> PropertyCheck:
    """The check of `extension` or `modifierExtension`."""
    shape: Shape | None = None

    def check(value: Any, _owner: dict[str, Any], at: At, run: Run) -> None:
        nonlocal shape
        if type(value) is not list:
            structure.not_a_list(slot, value, at, run)
            return
        if not value:
            structure.empty_list(slot, at, run)
        if shape is None:
            shape = run.program.shape("Extension")
        for index, item in enumerate(value):
            place = (at, slot, index)
            structure.walk(shape, item, place, run)
            if type(item) is dict:
                check_extension(item, place, run, modifier=modifier)

    return check


def check_extension(value: dict[str, Any], at: At, run: Run, *, modifier: bool) -> None:
    """Check one extension beyond its own structure."""
    url = value.get("url")
    definition = definition_of(url, run) if type(url) is str and ":" in url else None
    if definition is None:
        _check(value, None, at, run, modifier=modifier)
        return
    form = Form(tuple(value), at[0][1], modifier)
    if form in definition.plain:
        slot, checks = definition.plain[form]
        one = Occurrence(value[slot.key], None, (at, slot, None), slot.type)
        for check in checks:
            check(one, run)
        return
    _check(value, definition, at, run, modifier=modifier)
    learn(definition, form, value, at, run)


def _check(
    value: dict[str, Any],
    definition: ExtensionDefinition | None,
    at: At,
    run: Run,
    *,
    modifier: bool,
) -> None:
    has_value = not run.program.extension_values.isdisjoint(value)
    if has_value == ("extension" in value):
        run.sink.error(
            "invariant", expression(at), "extension-both" if has_value else "extension-neither"
        )
    url = value.get("url")
    if type(url) is not str:
        return
    if ":" not in url:
        # Within another extension, that one's definition names its parts.
        if at[0] is None or at[0][1].type != "Extension":
            run.sink.error("invalid", expression(at), "extension-relative", url=clipped(url))
    elif definition is None:
        foreign = CROSS_VERSION.fullmatch(url)
        if foreign is not None:
            _cross_version(value, url, foreign[1], at, run)
        else:
            _unknown(url, at, run, modifier=modifier)
    else:
        _check_place(definition, at, run, modifier=modifier)
        if "extension" in value:
            _check_parts(definition, value["extension"], at, run)
        held_to(definition.profile, Occurrence(value, None, at, "Extension"), run)


def _check_parts(definition: ExtensionDefinition, parts: Any, at: At, run: Run) -> None:
    """A part with a relative url is one that the extension's definition names."""
    for index, part in enumerate(parts if isinstance(parts, list) else ()):
        url = part.get("url") if isinstance(part, dict) else None
        if isinstance(url, str) and ":" not in url and url not in definition.parts:
            run.sink.error(
                "structure",
                f"{expression(at)}.extension[{index}]",
                "extension-part",
                name=clipped(url),
                url=definition.url,
            )


def _check_place(definition: ExtensionDefinition, at: At, run: Run, *, modifier: bool) -> None:
    url, parent = definition.url, at[0]
    if definition.modifier != modifier:
        key = "extension-not-modifier" if modifier else "extension-is-modifier"
        run.sink.error("structure", expression(at), key, url=url)
    if parent[1] in definition.slots or parent[1].path in SAMPLES:
        return
    if not definition.invariants and allowed_anywhere(definition.contexts, parent[1], run):
        definition.slots.add(parent[1])
    elif not allowed_here(definition.contexts, parent, run, url):
        contexts = ", ".join(text for _, text in definition.contexts)
        place = Marked(expression(parent), expression(at))
        run.sink.error("structure", place, "extension-context", url=url, contexts=contexts)
    elif definition.invariants:
        context_invariants_hold(definition.invariants, at, run, url)


def _cross_version(value: dict[str, Any], url: str, release: str, at: At, run: Run) -> None:
    """Parts of an element of another release are named by the element; of a choice, without ``[x]``.

    https://hl7.org/fhir/R4/versions.html#extensions
    """
    if release not in OTHER_RELEASES:
        run.sink.error(
            "invalid", expression(at), "extension-release", url=clipped(url, 200), release=release
        )
        return
    parts = value.get("extension")
    for index, part in enumerate(parts if isinstance(parts, list) else ()):
        name = part.get("url") if isinstance(part, dict) else None
        if isinstance(name, str) and name.endswith("[x]"):
            run.sink.error(
                "invalid",
                f"{expression(at)}.extension[{index}]",
                "extension-choice-part",
                name=clipped(name),
                url=clipped(url, 200),
            )


def _unknown(url: str, at: At, run: Run, *, modifier: bool) -> None:
    if url in LATER:
        return
    options = run.options
    if options.unknown_extension == "error" and not any(
        domain in url for domain in options.extension_domains
    ):
        run.sink.error("structure", expression(at), "extension-unknown", url=clipped(url, 200))
    elif modifier:
        run.sink.warning(
            "extension", expression(at), "extension-unknown-modifier", url=clipped(url, 200)
        )
    else:
        run.sink.warning("extension", expression(at), "extension-unknown", url=clipped(url, 200))
