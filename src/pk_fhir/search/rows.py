"""Index rows: what of a resource a search can find, one list for each kind of parameter.

https://hl7.org/fhir/R4/search.html#ptypes. Every row begins with the number of its parameter (`keys`)
and its group: rows of the parts of a composite that stand in one element have one group, all others
group 0.
"""

from typing import Any

import msgspec

# The columns of each kind's rows, in the order of the tuples.
COLUMNS: dict[str, tuple[str, ...]] = {
    "token": ("param", "part", "system", "code"),
    "string": ("param", "part", "value", "exact"),
    "date": ("param", "part", "low", "high", "lasting"),
    "number": ("param", "part", "low", "high"),
    "quantity": (
        "param",
        "part",
        "system",
        "code",
        "unit",
        "low",
        "high",
        "base_unit",
        "base_low",
        "base_high",
    ),
    "reference": ("param", "part", "target_type", "target_id"),
    "uri": ("param", "part", "value"),
}

# What stands in a row that says only that something is there, by kind.
BLANK: dict[str, tuple[Any, ...]] = {
    "token": ("", ""),
    "string": ("", ""),
    "date": (0, 0, 0),
    "number": (0.0, 0.0),
    "quantity": ("", "", "", 0.0, 0.0, None, None, None),
    "reference": ("", ""),
    "uri": ("",),
}

Row = tuple[Any, ...]
# A JSON value as the parser gave it: nothing is known of it yet.
Json = Any


class Rows(msgspec.Struct):
    """The index rows of one version of a resource, by kind; `COLUMNS` names what stands where.

    A token's `system` is "" where it has none. A date is in microseconds since 1970, from `low` up
    to but not including `high`, and `lasting` (1, else 0) where that is longer than a day; a number or quantity lies between `low` and `high`, both included.
    """

    token: list[Row] = []
    string: list[Row] = []
    date: list[Row] = []
    number: list[Row] = []
    quantity: list[Row] = []
    reference: list[Row] = []
    uri: list[Row] = []

    def of(self, kind: str) -> list[Row]:
        """The rows of one kind."""
        rows: list[Row] = getattr(self, kind)
        return rows

    def add(self, other: "Rows") -> None:
        """Append the rows of `other`."""
        for kind in self.__struct_fields__:
            self.of(kind).extend(other.of(kind))

    def __len__(self) -> int:
        return sum(len(getattr(self, kind)) for kind in self.__struct_fields__)

    def distinct(self) -> "Rows":
        """The same without repetition."""
        return Rows(
            **{kind: list(dict.fromkeys(getattr(self, kind))) for kind in self.__struct_fields__}
        )
