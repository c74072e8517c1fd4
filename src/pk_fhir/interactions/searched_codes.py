"""Codes of value sets and hierarchies for a search: the modifiers `:in`, `:not-in`, `:above`, `:below`.

https://hl7.org/fhir/R4/search.html#token. Offline, from the validator's own tables; what cannot be
known whole here is not guessed at.
"""

from collections.abc import Iterable

from pk_fhir.validation.terminology import Terminology


class SearchedCodes:
    """A `pk_fhir.search.Terminology` over the validator's."""

    def __init__(self, terminology: Terminology) -> None:
        # Held whole: its tables do not keep the definitions alive.
        self._terminology = terminology

    def expand(self, value_set: str) -> Iterable[tuple[str, str]] | None:
        """(system, code) of everything in a value set; None where it is not known or cannot be listed."""
        found = self._terminology.tables.value_set(value_set)
        every = found.listed() if found else None
        return None if every is None else [(each.system, each.code) for each in every]

    def below(self, system: str, code: str) -> Iterable[str] | None:
        """The code and all that it subsumes; None where the system's hierarchy is not known."""
        table = self._terminology.tables.table(system)
        return [code, *sorted(table.below(code))] if table and table.usable else None

    def above(self, system: str, code: str) -> Iterable[str] | None:
        """The code and all that subsume it; None where the system's hierarchy is not known."""
        table = self._terminology.tables.table(system)
        return [code, *sorted(table.above(code))] if table and table.usable else None
