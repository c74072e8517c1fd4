"""What every model of the contract shares: immutable, nothing unknown, camelCase in JSON.

The Swedish and English words of a field stand in the published JSON Schema: `title` and
`description` in English, `x-title-sv` and `x-description-sv` in Swedish.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from pk_fhir.contract.identifiers import holds_personal_number
from pk_fhir.contract.problems import BrokenValueError

# The longest FHIR string is 1 MB (https://hl7.org/fhir/R4/datatypes.html#string).
TEXT_LIMIT = 1_000_000


def _whole_characters(value: str) -> str:
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise BrokenValueError("pk-json-characters") from None
    return value


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def _no_control(value: str) -> str:
    if _CONTROL.search(value):
        raise BrokenValueError("pk-json-control")
    return value


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_LIMIT),
    AfterValidator(_whole_characters),
    AfterValidator(_no_control),
]
"""Text for people: not empty, no control characters; white space at its ends does not count."""


def _no_personal_number(value: str) -> str:
    if holds_personal_number(value):
        raise BrokenValueError("pk-json-personal-number")
    return value


Key = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9-]{1,40}$"),
    AfterValidator(_no_personal_number),
]
"""The name of a part within its contract, such as `goal-1`: letters, digits and `-`, at most 40."""

Ref = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,40}$")]
"""The key of another part of the same contract; `patient` is the patient."""


class CamelCase(BaseModel):
    """A value that never changes; its names are camelCase in JSON."""

    model_config = ConfigDict(
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


class Model(CamelCase):
    """One thing in the contract."""

    model_config = ConfigDict(extra="forbid")


def said(
    default: Any = ...,  # noqa: ANN401 - as pydantic's Field
    *,
    en: str,
    sv: str,
    about: str | None = None,
    om: str | None = None,
    **constraints: Any,  # noqa: ANN401 - as pydantic's Field
) -> Any:  # noqa: ANN401 - as pydantic's Field
    """A field with its English and Swedish title, and description where the title is not enough."""
    swedish: dict[str, Any] = {"x-title-sv": sv}
    if om is not None:
        swedish["x-description-sv"] = om
    return Field(default, title=en, description=about, json_schema_extra=swedish, **constraints)


_M = TypeVar("_M", bound=Model)


def code_or_words(code: str, words: str) -> Callable[[_M], _M]:
    """An `after` validator: at least one of both, and words only where they say more than the code.

    ``telefon`` beside the code for telefon is the code's own word and is not kept.
    """

    def settle(value: _M) -> _M:
        chosen, text = getattr(value, code), getattr(value, words)
        if chosen is None and text is None:
            raise BrokenValueError(
                "pk-json-code-or-words", code=to_camel(code), words=to_camel(words)
            )
        if chosen is not None and text == chosen.sv:
            object.__setattr__(value, words, None)
        return value

    return settle


def words_beside(code: str, words: str) -> Callable[[_M], _M]:
    """An `after` validator: words stand beside a code only where they say more than its own word."""

    def settle(value: _M) -> _M:
        chosen = getattr(value, code)
        if chosen is not None and getattr(value, words) == chosen.sv:
            object.__setattr__(value, words, None)
        return value

    return settle
