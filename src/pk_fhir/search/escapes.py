"""Separators in parameter values, and how they are escaped: ``\\,``, ``\\$``, ``\\|`` and ``\\\\``.

https://hl7.org/fhir/R4/search.html#escaping
"""


def split(text: str, separator: str, most: int = -1) -> list[str]:
    """The parts between unescaped separators, still escaped; at most `most` cuts when not negative."""
    parts: list[str] = []
    start = place = 0
    while place < len(text):
        if text[place] == "\\":
            place += 2
            continue
        if text[place] == separator and len(parts) != most:
            parts.append(text[start:place])
            start = place + 1
        place += 1
    parts.append(text[start:])
    return parts


def unescaped(text: str) -> str:
    """What the escapes stand for. A backslash before anything else is itself."""
    if "\\" not in text:
        return text
    out: list[str] = []
    place = 0
    while place < len(text):
        if text[place] == "\\" and text[place + 1 : place + 2] in {",", "$", "|", "\\"}:
            place += 1
        out.append(text[place : place + 1])
        place += 1
    return "".join(out)
