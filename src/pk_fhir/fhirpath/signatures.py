"""What functions take and give, as far as types tell it before an expression is run.

https://hl7.org/fhirpath/N1/#functions and https://hl7.org/fhir/R4/fhirpath.html. Types are names of FHIR
types, or of System types with their namespace (``System.String``).
"""

from typing import NamedTuple

from pk_fhir.fhirpath.model import PRIMITIVES, QUANTITIES

SYSTEM = "System."
Types = frozenset[str]

BOOLEAN: Types = frozenset({"boolean", f"{SYSTEM}Boolean"})
INTEGER: Types = frozenset(
    {"integer", "unsignedInt", "positiveInt", "integer64", f"{SYSTEM}Integer"}
)
NUMBER: Types = INTEGER | {"decimal", f"{SYSTEM}Decimal"}
MEASURE: Types = NUMBER | QUANTITIES | {f"{SYSTEM}Quantity"}
MOMENT: Types = frozenset({"date", "dateTime", "instant", "time"}) | {
    f"{SYSTEM}{name}" for name in ("Date", "DateTime", "Time")
}
# Dates of a resource are texts too: what they look like may be asked of them.
TEXT: Types = (frozenset(PRIMITIVES) - BOOLEAN - NUMBER) | {f"{SYSTEM}String"}
SIMPLE: Types = frozenset(PRIMITIVES) | TEXT | BOOLEAN | MEASURE | MOMENT
RESOLVED: Types = frozenset({"Reference", "uri", "url", "canonical", "oid", "uuid", "string"}) | {
    f"{SYSTEM}String"
}
CODED: Types = frozenset({"code", "string", "uri", "Coding", "CodeableConcept", "Quantity"}) | {
    f"{SYSTEM}String"
}

# The System type that a FHIR primitive holds, where it is not String.
VALUES = {
    **dict.fromkeys(INTEGER, "Integer"),
    "boolean": "Boolean",
    "decimal": "Decimal",
    "date": "Date",
    "dateTime": "DateTime",
    "instant": "DateTime",
    "time": "Time",
}
WORDS: dict[Types, str] = {
    BOOLEAN: "boolean",
    INTEGER: "integer",
    NUMBER: "number",
    MEASURE: "measure",
    MEASURE | MOMENT: "precise",
    TEXT: "text",
    SIMPLE: "simple",
    RESOLVED: "reference",
    CODED: "coded",
}


class Signature(NamedTuple):
    """`takes` are the types of the input (None: any), `gives` the System type of the result (empty: that
    depends), `arguments` the types of each argument (None: any)."""

    takes: Types | None = None
    gives: str = ""
    arguments: tuple[Types | None, ...] = ()


def _all(names: str, signature: Signature) -> dict[str, Signature]:
    return dict.fromkeys(names.split(), signature)


SIGNATURES: dict[str, Signature] = {
    **_all(
        "empty not allTrue anyTrue allFalse anyFalse isDistinct hasValue",
        Signature(gives="Boolean"),
    ),
    **_all("subsetOf supersetOf comparable hasExtension conformsTo", Signature(gives="Boolean")),
    **_all("where", Signature(None, "", (BOOLEAN,))),
    **_all("exists all", Signature(None, "Boolean", (BOOLEAN,))),
    **_all("iif", Signature(None, "", (BOOLEAN,))),
    **_all("skip take", Signature(None, "", (INTEGER,))),
    **_all("count", Signature(gives="Integer")),
    **_all("startsWith endsWith contains", Signature(TEXT, "Boolean", (TEXT,))),
    **_all("matches matchesFull", Signature(TEXT, "Boolean", (TEXT, TEXT))),
    **_all("indexOf lastIndexOf", Signature(TEXT, "Integer", (TEXT,))),
    **_all("length", Signature(TEXT, "Integer")),
    **_all("upper lower trim toChars", Signature(TEXT, "String")),
    **_all("substring", Signature(TEXT, "String", (INTEGER, INTEGER))),
    **_all("replace", Signature(TEXT, "String", (TEXT, TEXT))),
    **_all("replaceMatches", Signature(TEXT, "String", (TEXT, TEXT, TEXT))),
    **_all("split encode decode escape unescape", Signature(TEXT, "String", (TEXT,))),
    **_all("join", Signature(TEXT, "String", (TEXT,))),
    **_all("abs", Signature(MEASURE)),
    **_all("ceiling floor truncate", Signature(NUMBER, "Integer")),
    **_all("exp ln sqrt", Signature(NUMBER, "Decimal")),
    **_all("round", Signature(NUMBER, "Decimal", (INTEGER,))),
    **_all("log", Signature(NUMBER, "Decimal", (NUMBER,))),
    **_all("power", Signature(NUMBER, "", (NUMBER,))),
    **_all("lowBoundary highBoundary", Signature(MEASURE | MOMENT, "", (INTEGER,))),
    **_all("precision", Signature(MEASURE | MOMENT, "Integer")),
    **{
        f"{prefix}{name}": Signature(SIMPLE, name if prefix == "to" else "Boolean")
        for name in [
            "Boolean",
            "Integer",
            "Decimal",
            "String",
            "Date",
            "DateTime",
            "Time",
            "Quantity",
        ]
        for prefix in ("to", "convertsTo")
    },
    **_all("trace", Signature(None, "", (TEXT,))),
    **_all("extension", Signature(None, "", (TEXT,))),
    **_all("now", Signature(gives="DateTime")),
    **_all("today", Signature(gives="Date")),
    **_all("timeOfDay", Signature(gives="Time")),
    **_all("resolve", Signature(RESOLVED)),
    **_all("memberOf", Signature(CODED, "Boolean", (TEXT,))),
}
