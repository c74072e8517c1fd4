"""Look-up of texts by key and language, and the choice of language from `Accept-Language`."""

import importlib
import pkgutil
from functools import cache
from typing import Literal, NamedTuple

Language = Literal["en", "sv"]


class Text(NamedTuple):
    """One message in both languages; `{name}` placeholders are the same in both."""

    en: str
    sv: str


def under(prefix: str, texts: dict[str, Text]) -> dict[str, Text]:
    """The texts of one kind, each under its full key."""
    return {f"{prefix}.{key}": value for key, value in texts.items()}


class Told(str):
    """A sentence of the catalogue, in English, that can be said in the other language too.

    What is refused is refused where nobody knows who will read it: the edge that answers does.
    """

    __slots__ = ("key", "values")
    key: str
    values: dict[str, object]


def told(key: str, /, **values: object) -> Told:
    """The sentence of `key`, to be said in the reader's language where there is one (`in_language`)."""
    said = Told(text(key, "en", **values))
    said.key, said.values = key, values
    return said


def in_language(sentence: str, language: Language) -> str:
    """A sentence in this language, if it is one of the catalogue; any other as it is."""
    if not isinstance(sentence, Told):
        return str(sentence)
    values = {
        name: in_language(value, language) if isinstance(value, str) else value
        for name, value in sentence.values.items()
    }
    return text(sentence.key, language, **values)


@cache
def _texts() -> dict[str, Text]:
    package = importlib.import_module("pk_fhir.messages")
    found: dict[str, Text] = {}
    for module in pkgutil.iter_modules(package.__path__):
        texts = getattr(importlib.import_module(f"pk_fhir.messages.{module.name}"), "TEXTS", {})
        twice = found.keys() & texts.keys()
        if twice:
            raise ValueError(f"message keys defined twice: {sorted(twice)}")
        found.update(texts)
    return found


def text(key: str, language: Language = "en", /, **values: object) -> str:
    """The sentence of `key` with its placeholders filled. KeyError for a key that does not exist."""
    chosen = _texts()[key]
    sentence = chosen.sv if language == "sv" else chosen.en
    return sentence.format(**values) if values else sentence


def preferred_language(accept_language: str | None) -> Language:
    """`sv` or `en`, by the quality values of an Accept-Language header; English when neither is asked for."""
    best: tuple[float, Language] = (0.0, "en")
    for part in (accept_language or "").split(","):
        tag, _, parameters = part.strip().partition(";")
        quality = _quality(parameters)
        primary = tag.strip().lower().split("-")[0]
        if primary in ("sv", "en") and quality > best[0]:
            best = (quality, "sv" if primary == "sv" else "en")
    return best[1]


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
