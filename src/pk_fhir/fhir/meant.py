"""The element that a wrong name was likely meant to be, for the texts of errors."""

from collections.abc import Collection
from difflib import get_close_matches

# Looking for what was meant takes long: it is not done for names longer than any element's, nor for
# one who writes hundreds of wrong ones.
LONGEST_NAME = 80
MOST_MEANT = 200


def meant(name: str, names: Collection[str], told: int, likeness: float = 0.6) -> str | None:
    """The one of `names` that is most like `name`, where one is; `told` is how many errors there are so far."""
    if len(name) >= LONGEST_NAME or told >= MOST_MEANT:
        return None
    return next(iter(get_close_matches(name, names, n=1, cutoff=likeness)), None)
