"""Where an extension may stand: `StructureDefinition.context` and `contextInvariant`.

https://hl7.org/fhir/R4/defining-extensions.html#context
"""

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation.invariants import evaluate_anywhere
from pk_fhir.validation.place import At, Slot, expression
from pk_fhir.validation.run import Run

EVERYWHERE = frozenset({"Element", "Any"})
# R4's own definitions put these on the type, and its published contexts say otherwise.
MISPLACED = {
    CORE + "structuredefinition-fhir-type": frozenset({"ElementDefinition.type"}),
    CORE + "regex": frozenset({"ElementDefinition.type"}),
    CORE + "structuredefinition-normative-version": frozenset(
        {"DomainResource", "ElementDefinition"}
    ),
}


def allowed_anywhere(contexts: tuple[tuple[str, str], ...], slot: Slot, run: Run) -> bool:
    """Whether a context names the element by its own path or type, wherever it stands."""
    names = {slot.path, slot.type, *run.program.ancestors(slot.type)}
    return any(
        kind == "element" and (text in EVERYWHERE or text in names) for kind, text in contexts
    )


def allowed_here(contexts: tuple[tuple[str, str], ...], parent: At, run: Run, url: str) -> bool:
    """Whether one of the contexts names the element that has the extension."""
    if not contexts:
        return True
    names = names_of(parent, run)
    if names & MISPLACED.get(url, frozenset()):
        return True
    return any(_allows(kind, text, names, parent, run) for kind, text in contexts)


def _allows(kind: str, text: str, names: frozenset[str], parent: At, run: Run) -> bool:
    if kind == "extension":
        return _is_extension(parent, text, run)
    if kind == "fhirpath":
        return _selected(text, parent, run)
    _, _, fragment = text.partition("#")
    wanted = fragment or text
    return wanted in EVERYWHERE or wanted in names


def names_of(at: At, run: Run) -> frozenset[str]:
    """Every name by which a context may call the element at a place."""
    _, slot, _ = at
    known = run.program.compiled
    key = ("names", slot.path, slot.type, _chain(at))
    if key not in known:
        names = {slot.path, slot.path.removesuffix("[x]"), slot.type, _chain(at)}
        names |= set(run.program.ancestors(slot.type))
        names.add(_inherited_path(slot.path, run))
        known[key] = frozenset(names)
    found: frozenset[str] = known[key]
    return found


def _inherited_path(path: str, run: Run) -> str:
    """Where the element was first defined: `DomainResource.text` for `Patient.text`."""
    parent = path.rpartition(".")[0]
    shape = run.program.shape_or_none(parent) if parent else None
    element = shape.elements.get(path, {}) if shape else {}
    base = element.get("base")
    return str(base.get("path", path)) if isinstance(base, dict) else path


def _chain(at: At) -> str:
    """The path from the resource: `Patient.address.period`, whatever types lie between."""
    parts: list[str] = []
    here: At | None = at
    while here is not None:
        here, slot, _ = here
        root = slot.path if "." not in slot.path else ""
        if root and root[0].isupper():
            parts.append(root)
            break
        parts.append(slot.path.rpartition(".")[2])
    return ".".join(reversed(parts))


def _is_extension(parent: At, url: str, run: Run) -> bool:
    # The value of an extension stands in the extension.
    while parent[0] is not None and parent[1].path.startswith("Extension.value"):
        parent = parent[0]
    if parent[1].type != "Extension":
        return False
    value = run.value_at(parent)
    if not isinstance(value, dict):
        return False
    own = str(value.get("url", ""))
    inner = url.partition("#")[2]
    return own in (url, inner or url)


def _selected(text: str, parent: At, run: Run) -> bool:
    """Whether the FHIRPath, from the resource, selects the element that has the extension."""
    value = run.value_at(parent)
    found = evaluate_anywhere(text, run.scope.resource, run)
    if found is None:
        return True
    return any(each is value or (not isinstance(value, dict) and each == value) for each in found)


def context_invariants_hold(invariants: tuple[str, ...], at: At, run: Run, url: str) -> None:
    """Report each contextInvariant that is not true of the element that has the extension at `at`."""
    parent = at[0]
    value, beside = run.element_at(parent)
    extension = run.value_at(at)
    for text in invariants:
        found = evaluate_anywhere(
            text, value, run, type_name=parent[1].type, beside=beside, extension=extension
        )
        if found is not None and found != [True]:
            run.sink.error(
                "structure", expression(parent), "extension-context-invariant", url=url, rule=text
            )
