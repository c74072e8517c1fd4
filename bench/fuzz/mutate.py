"""A JSON value damaged as a string of bytes says: the same bytes, the same damage."""

import copy
from typing import Any

Json = Any  # any JSON value
DEEP = 60

# What is put in the place of something else: texts that mean much to FHIR, to FHIRPath or to patterns.
PIECES: tuple[Json, ...] = (
    None,
    True,
    -1,
    2**70,
    0.1,
    "",
    " ",
    [],
    {},
    [[]],
    [None],
    {"": ""},
    "\ud800",
    "å\u0000",
    "x" * 5000,
    "(a+)+$",
    "(" * 200,
    "%resource.descendants().descendants().descendants()",
    "repeat(children())",
    "iif(true, $this, resolve())",
    "name.matches('(a|a)*b')",
    "$this.is(",
    "Patient",
    "Patient.name",
    "Patient.contact.name",
    "Resource",
    "Element",
    "BackboneElement",
    "Extension",
    "*",
    "0",
    "1",
    "-1",
    "99999999999999999999",
    "value",
    "pattern",
    "type",
    "profile",
    "exists",
    "$this",
    "resolve()",
    "ofType(Reference)",
    "http://hl7.org/fhir/StructureDefinition/Patient",
    "http://hl7.org/fhir/StructureDefinition/Extension",
    "http://hl7.org/fhirpath/System.String",
    "http://fuzz.example/self",
    "http://fuzz.example/self|1",
    "#",
    "#Patient.contact",
    "#x",
    "required",
    "http://hl7.org/fhir/ValueSet/administrative-gender",
    "is-a",
    "regex",
)


def damaged(value: Json, choices: bytes, pieces: tuple[Json, ...] = PIECES) -> Json:
    """A copy of `value`, damaged once for each few of the bytes."""
    made = copy.deepcopy(value)
    stream = iter(choices)
    while True:
        try:
            _damage(made, stream, pieces)
        except StopIteration:
            return made


def _damage(made: Json, stream: Any, pieces: tuple[Json, ...]) -> None:  # noqa: ANN401 - an iterator of numbers
    holder, key = made, None
    for _ in range(DEEP):
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            break
        key = keys[next(stream) % len(keys)]
        inner = holder[key]
        if not (isinstance(inner, dict | list) and inner) or next(stream) % 6 == 0:
            break
        holder = inner
    if key is None or key not in (holder if isinstance(holder, dict) else range(len(holder))):
        next(stream)
        return
    _change(holder, key, next(stream), stream, pieces)


def _change(holder: Json, key: Json, how: int, stream: Any, pieces: tuple[Json, ...]) -> None:  # noqa: ANN401 - as above
    kind = how % 6
    if kind == 0:
        del holder[key]
    elif kind == 1:
        holder[key] = [holder[key]]
    elif kind == 2 and isinstance(holder, list):  # noqa: PLR2004 - the third of six ways
        holder.insert(0, copy.deepcopy(holder[-1]))
    elif kind == 3 and isinstance(holder, dict):  # noqa: PLR2004 - the fourth
        holder[str(pieces[next(stream) % len(pieces)])[:50]] = copy.deepcopy(holder[key])
    else:
        holder[key] = copy.deepcopy(pieces[next(stream) % len(pieces)])
