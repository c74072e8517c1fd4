"""The catalogue of texts that people read: one key, an English and a Swedish sentence.

Each room keeps its texts in a module of its own here (`messages/validation.py`, `messages/contract.py`),
as `TEXTS: dict[str, Text]`. Placeholders are `str.format` names. A key is part of the API: it never
changes once released, a text may.
"""

from pk_fhir.messages.catalogue import (
    Language,
    Text,
    Told,
    in_language,
    preferred_language,
    text,
    told,
)

__all__ = ["Language", "Text", "Told", "in_language", "preferred_language", "text", "told"]
