"""The prefixes of ordered values. https://hl7.org/fhir/R4/search.html#prefix"""

from pk_fhir.search import spellings

PREFIXES = frozenset({"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"})


def prefixed(text: str) -> tuple[str, str]:
    """Prefix (``eq`` where none is written) and the rest."""
    if text[:2] in PREFIXES:
        return text[:2], text[2:]
    for written, prefix in spellings.PREFIXES.items():
        if text.startswith(written):
            return prefix, text.removeprefix(written)
    return "eq", text
