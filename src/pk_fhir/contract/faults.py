"""What pydantic finds wrong with JSON from outside, in our words: the key of a sentence, and what fills it.

https://docs.pydantic.dev/latest/errors/validation_errors/ lists its kinds.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from pk_fhir.contract.problems import BrokenValueError
from pk_fhir.contract.values import EXAMPLES
from pk_fhir.messages import told


class Fault(NamedTuple):
    """A sentence of `messages.contract_json`, by its key, and the values of its placeholders."""

    key: str
    values: dict[str, str]


class Words(NamedTuple):
    """What is said, by its key, and the sentence itself, which can be said in both languages where it is ours."""

    key: str
    sentence: str


def listed(error: ValidationError) -> str:
    """Everything that is wrong, each with its place; never what was sent."""
    return "; ".join(
        ": ".join(filter(None, [".".join(map(str, found["loc"])), words(found).sentence]))
        for found in error.errors(include_url=False, include_input=False)
    )


def words(found: Mapping[str, Any]) -> Words:
    """What is said of one of a ValidationError's `errors()`.

    Where there is no sentence of ours it is the model's rule, or pydantic's: both name what is wrong,
    and not what was sent.
    """
    context = found.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, BrokenValueError):
        return Words(cause.key, told(cause.key, **cause.values))
    said = fault(found["type"], str(found["loc"][-1]) if found["loc"] else "", context)
    if said.key == "pk-json-value":
        return Words(said.key, str(found["msg"]).removeprefix("Value error, "))
    return Words(said.key, told(said.key, **said.values))


def fault(kind: str, name: str, context: Mapping[str, Any]) -> Fault:
    """What is said of pydantic's `kind` of error in the field `name`; `context` is its `ctx`.

    A kind that has no sentence here is "pk-json-value".
    """
    if kind in _EXPECTED:
        return Fault("pk-json-type", {"expected": told(_EXPECTED[kind])})
    if kind.startswith(("date_", "datetime_", "timezone_")):
        return Fault("pk-json-date", {})
    if kind in ("missing", "extra_forbidden"):
        key = "pk-json-missing" if kind == "missing" else "pk-json-not-a-field"
        return Fault(key, {"name": name})
    if kind == "literal_error":
        known = str(context["expected"]).replace(" or ", ", ").replace("'", "")
        return Fault("pk-json-code", {"known": known})
    if kind == "string_pattern_mismatch":
        return Fault("pk-json-pattern", {"form": _form(str(context["pattern"]))})
    key, names = _MESSAGES.get(kind, ("pk-json-value", ()))
    return Fault(key, {each: str(context[each]) for each in names})


def _form(pattern: str) -> str:
    example = EXAMPLES.get(pattern)
    return (
        told("contract.such-as", example=example)
        if example
        else told("contract.matching", pattern=pattern)
    )


# Kind, our message, and what this takes from the context.
_MESSAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "string_too_short": ("pk-json-empty", ()),
    "string_too_long": ("pk-json-long", ("max_length",)),
    "too_short": ("pk-json-few", ("min_length",)),
    "too_long": ("pk-json-many", ("max_length",)),
    "greater_than_equal": ("pk-json-small", ("ge",)),
    "less_than_equal": ("pk-json-large", ("le",)),
    "json_invalid": ("pk-json-syntax", ("error",)),
    "string_unicode": ("pk-json-characters", ()),
}
_EXPECTED = {
    "string_type": "contract.a-string",
    "string_sub_type": "contract.a-string",
    "int_type": "contract.an-integer",
    "int_from_float": "contract.an-integer",
    "int_parsing": "contract.an-integer",
    "float_type": "contract.a-number",
    "float_parsing": "contract.a-number",
    "bool_type": "contract.true-or-false",
    "bool_parsing": "contract.true-or-false",
    "list_type": "contract.an-array",
    "tuple_type": "contract.an-array",
    "dict_type": "contract.an-object",
    "model_type": "contract.an-object",
    "model_attributes_type": "contract.an-object",
}
