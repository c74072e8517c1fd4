"""Properties of a CodeSystem, those of FHIR itself among them.

https://hl7.org/fhir/R4/codesystem.html#properties, https://hl7.org/fhir/R4/codesystem-concept-properties.html.
"""

from typing import Any

from pk_fhir.validation.conformance.parts import Part, objects, text
from pk_fhir.validation.primitives import ABSOLUTE, clipped
from pk_fhir.validation.run import Run

STANDARD = "http://hl7.org/fhir/concept-properties#"
TYPES = {
    "status": "code",
    "inactive": "boolean",
    "effectiveDate": "dateTime",
    "deprecationDate": "dateTime",
    "retirementDate": "dateTime",
    "notSelectable": "boolean",
    "parent": "code",
    "child": "code",
    "partOf": "code",
    "synonym": "code",
    "comment": "string",
    "itemWeight": "decimal",
}
# Those whose values are codes of the code system itself.
INTERNAL = frozenset({"parent", "child", "partOf", "synonym"})


def check_properties(resource: dict[str, Any], every: list[Part], path: str, run: Run) -> None:
    """Report properties defined twice or unlike FHIR's own, and values of another type than defined."""
    types: dict[str, str] = {}
    uris: dict[str, str] = {}
    for place, each in objects(resource, "property", path):
        code, uri = text(each, "code"), text(each, "uri")
        if code in types:
            run.sink.error("business-rule", place, "code-system-property-twice", code=clipped(code))
        if uri and uri in uris.values():
            run.sink.error("invalid", place, "code-system-property-uri-twice", uri=clipped(uri))
        types[code], uris[code] = text(each, "type"), uri
        _check_definition(code, uri, text(each, "type"), place, run)
    codes = {text(concept, "code") for _, concept in every}
    for place, concept in every:
        for where, each in objects(concept, "property", place):
            _check_value(each, types, where, run)
            if uris.get(text(each, "code"), "").removeprefix(STANDARD) in INTERNAL:
                _check_internal(each, codes, where, run)


def _check_definition(code: str, uri: str, kind: str, path: str, run: Run) -> None:
    if uri and not ABSOLUTE.fullmatch(uri):
        run.sink.error("invalid", path, "code-system-property-uri", uri=clipped(uri))
    elif uri.startswith(STANDARD):
        name = uri.removeprefix(STANDARD)
        if name not in TYPES:
            run.sink.error("invalid", path, "code-system-property-unknown", uri=clipped(uri))
        elif kind and kind != TYPES[name]:
            run.sink.error(
                "invalid", path, "code-system-property-standard",
                property=name, wanted=TYPES[name], found=clipped(kind),
            )  # fmt: skip
    elif code in TYPES and kind and kind != TYPES[code]:
        run.sink.warning(
            "invalid", path, "code-system-property-standard",
            property=code, wanted=TYPES[code], found=clipped(kind),
        )  # fmt: skip


def _check_value(given: dict[str, Any], types: dict[str, str], path: str, run: Run) -> None:
    code = text(given, "code")
    wanted = types.get(code)
    if wanted is None and code and code not in TYPES:
        run.sink.warning(
            "business-rule", path, "code-system-property-undefined", code=clipped(code)
        )
    found = next((key[5:] for key in given if key.startswith("value")), "")
    found = found if found == "Coding" else found[:1].lower() + found[1:]
    if wanted and found and wanted != found:
        run.sink.error(
            "business-rule", path, "code-system-property-type",
            code=clipped(code), wanted=wanted, found=found,
        )  # fmt: skip


def _check_internal(given: dict[str, Any], codes: set[str], path: str, run: Run) -> None:
    code = text(given, "valueCode")
    if code and code not in codes:
        run.sink.error("code-invalid", path, "code-system-property-code", code=clipped(code))
