"""LIKE patterns, the same on both databases."""

ESCAPE = "!"


def anywhere(text: str) -> str:
    """The pattern of a text that stands anywhere; its own % and _ mean themselves."""
    return f"{at_end(text)}%"


def at_end(text: str) -> str:
    """The pattern of what ends with a text."""
    for special in (ESCAPE, "%", "_"):
        text = text.replace(special, ESCAPE + special)
    return f"%{text}"
