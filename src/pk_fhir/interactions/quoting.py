"""What a caller sent, as far as it may be repeated: in the text of an error, and in the log."""

import re
from urllib.parse import parse_qsl, unquote, urlencode

from pk_fhir.contract.identifiers import ALIASES, PERSON_SYSTEMS
from pk_fhir.messages.numbers import Numbers

# What may be a personal number: never in an error, which ends up in logs and tickets.
PERSONAL = Numbers(r"\d{6}(?:\d{2})?[-+\s\u2010-\u2015]?\d{4}")
# A value of a system of persons' numbers, whatever it looks like (a reservnummer has letters).
_OF_PERSON = re.compile(
    "({})\\|[^,$&]+".format(
        "|".join(
            re.escape(system)
            for system in sorted(
                {*PERSON_SYSTEMS, *(alias for alias, of in ALIASES.items() if of in PERSON_SYSTEMS)}
            )
        )
    )
)
# So often is what was percent-encoded several times read again.
_LAYERS = 5
_LONGEST = 500


def quoted(sent: str, most: int = 40) -> str:
    """The text in quotes, shortened, without what may be a personal number."""
    return repr(PERSONAL.sub("…", sent)[:most])


def unnumbered(query: str) -> str:
    """A query string without personal numbers, however they are written in it."""
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace", max_num_fields=None)
    return urlencode([(_unnumbered(name), _unnumbered(value)) for name, value in pairs])[:_LONGEST]


def _unnumbered(text: str) -> str:
    for _ in range(_LAYERS):
        plain = unquote(text)
        if plain == text:
            break
        text = plain
    return PERSONAL.sub("…", _OF_PERSON.sub(r"\1|…", text))
