"""Documents and messages carry what their first resource refers to.

https://hl7.org/fhir/R4/documents.html#bundle and https://hl7.org/fhir/R4/messaging.html#bundle.
"""

from collections.abc import Iterator
from typing import Any

from pk_fhir.validation.bundle.parts import objects, text
from pk_fhir.validation.resolution import matches_in
from pk_fhir.validation.run import Run


def check_composition(
    bundle: dict[str, Any], entry: dict[str, Any], composition: dict[str, Any], place: str, run: Run
) -> None:
    """Report references of the Composition, in all its sections, that the document does not carry."""
    _check(bundle, entry, _of_composition(composition, place), ("document", "Composition"), run)


def check_message_header(
    bundle: dict[str, Any], entry: dict[str, Any], header: dict[str, Any], place: str, run: Run
) -> None:
    """Report focuses of the MessageHeader that the message does not carry."""
    focuses = _references(header, place, "focus", many=True)
    _check(bundle, entry, focuses, ("message", "MessageHeader"), run)


Placed = tuple[str, str]


def _check(
    bundle: dict[str, Any],
    entry: dict[str, Any],
    references: Iterator[Placed],
    kind: tuple[str, str],
    run: Run,
) -> None:
    table = run.by_url(bundle)
    for reference, place in references:
        if reference.startswith("#") or matches_in(table, reference, text(entry, "fullUrl")):
            continue
        run.sink.error(
            "not-found", place, "bundle.reference-not-in-bundle",
            reference=reference, kind=kind[0], type=kind[1],
        )  # fmt: skip


def _of_composition(composition: dict[str, Any], place: str) -> Iterator[Placed]:
    yield from _references(composition, place, "subject")
    yield from _references(composition, place, "author", many=True)
    yield from _references(composition, place, "encounter")
    yield from _references(composition, place, "custodian")
    for index, attester in objects(composition.get("attester")):
        yield from _references(attester, f"{place}.attester[{index}]", "party")
    for index, event in objects(composition.get("event")):
        yield from _references(event, f"{place}.event[{index}]", "detail", many=True)
    waiting = [(composition, place)]
    while waiting:
        holder, at = waiting.pop()
        for index, section in objects(holder.get("section")):
            below = f"{at}.section[{index}]"
            yield from _references(section, below, "author", many=True)
            yield from _references(section, below, "focus")
            yield from _references(section, below, "entry", many=True)
            waiting.append((section, below))


def _references(
    holder: dict[str, Any], place: str, name: str, *, many: bool = False
) -> Iterator[Placed]:
    value = holder.get(name)
    if many:
        listed = [(each, f"{place}.{name}[{index}]") for index, each in objects(value)]
    else:
        listed = [(value, f"{place}.{name}")] if isinstance(value, dict) else []
    for each, at in listed:
        reference = text(each, "reference")
        if reference:
            yield reference, at
