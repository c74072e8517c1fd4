"""What a type allows to be said of its values: a binding, a length, a range, a size, targets.

https://hl7.org/fhir/R4/elementdefinition-definitions.html states for each property the types that it is
meant for: a binding for coded types, `maxLength` for what is written in characters, `minValue` for what
has an order.
"""

from typing import Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.run import Run

QUANTITIES = frozenset(
    {"Age", "Distance", "Duration", "MoneyQuantity", "Quantity", "SimpleQuantity"}
)
NUMBERS = frozenset({"decimal", "integer", "integer64", "positiveInt", "unsignedInt"})
TIMES = frozenset({"date", "dateTime", "instant", "time"})
TEXTS = frozenset({"canonical", "code", "id", "markdown", "oid", "string", "uri", "url", "uuid"})

BINDABLE = QUANTITIES | {
    "CodeableConcept", "Coding", "Extension", "Range", "code", "oid", "string", "uri", "url", "uuid",
}  # fmt: skip
WITH_LENGTH = NUMBERS | TIMES | TEXTS
WITH_RANGE = QUANTITIES | NUMBERS | TIMES | {"Count", "Money"}
CONTINUOUS = QUANTITIES | {"Money", "dateTime", "decimal", "instant", "time"}
WITH_SIZE = frozenset({"Attachment", "base64Binary"})
WITH_TARGET = frozenset({"Reference", "canonical"})

PROPERTIES = {
    "binding": BINDABLE,
    "maxLength": WITH_LENGTH,
    "minValue": WITH_RANGE,
    "maxValue": WITH_RANGE,
}
BY_EXTENSION = {
    f"{CORE}minLength": WITH_LENGTH,
    f"{CORE}maxDecimalPlaces": CONTINUOUS,
    f"{CORE}maxSize": WITH_SIZE,
}


def check_characteristics(element: dict[str, Any], path: str, run: Run) -> None:
    """Report limits and bindings on an element none of whose types can have them.

    Where an element states no types, they are those of its base, and nothing is known here.
    """
    codes = {text(each, "code") for _, each in objects(element, "type", path)} - {""}
    place = text(element, "path")
    if place and "." not in place:
        codes.add(place)
    elif not any(_known(code, run) for code in codes):
        return
    for name in element:
        allowed = next((types for stem, types in PROPERTIES.items() if _is(name, stem)), None)
        if allowed is not None and not codes & allowed:
            _report(name, codes, path, run)
    for _, extension in objects(element, "extension", path):
        url = text(extension, "url")
        if url in BY_EXTENSION and not codes & BY_EXTENSION[url]:
            _report(url.removeprefix(CORE), codes, path, run)


def _known(code: str, run: Run) -> bool:
    return run.definitions.find(f"{CORE}{code}", "StructureDefinition") is not None


def _is(name: str, stem: str) -> bool:
    rest = name.removeprefix(stem)
    return name.startswith(stem) and (not rest or (stem != "binding" and rest[0].isupper()))


def _report(what: str, codes: set[str], path: str, run: Run) -> None:
    types = ", ".join(sorted(codes))
    run.sink.error("business-rule", path, "definition-characteristic", what=what, types=types)
