"""A generated contract in the making."""

from typing import Any

from hypothesis import strategies as st
from tests.strategies.values import DATE_TIME, IDENTIFIER, TEXT


class Making:
    """One contract in the making: what it has drawn, and the keys that can be named."""

    def __init__(self, draw: st.DrawFn, *, full: bool) -> None:
        self.draw = draw
        self.full = full
        self.keys: dict[str, list[str]] = {"patient": ["patient"]}

    def of(self, optional: dict[str, Any], **required: Any) -> dict[str, Any]:
        """An object; of what is optional, some."""
        made = {name: self._drawn(value) for name, value in required.items()}
        for name, value in optional.items():
            if value is not None and (self.full or self.draw(st.booleans())):
                made[name] = self._drawn(value)
        return made

    def _drawn(self, value: Any) -> Any:
        return self.draw(value) if isinstance(value, st.SearchStrategy) else value

    def many(self, kind: str, name: str, count: int = 2) -> list[str]:
        """Keys of a kind of part, which others may name from now on."""
        number = count if self.full else self.draw(st.integers(0, count))
        self.keys[kind] = [f"{name}-{place}" for place in range(1, number + 1)]
        return self.keys[kind]

    def named(self, *kinds: str) -> list[str]:
        """All keys of these kinds."""
        return [key for kind in kinds for key in self.keys.get(kind, [])]

    def one(self, *kinds: str) -> st.SearchStrategy[str] | None:
        """One of the keys of these kinds; None when there is none."""
        keys = self.named(*kinds)
        return st.sampled_from(keys) if keys else None

    def some(self, *kinds: str) -> st.SearchStrategy[list[str]] | None:
        """Several of the keys of these kinds."""
        keys = self.named(*kinds)
        return (
            st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True) if keys else None
        )

    def notes(self, *, dated: bool = True) -> st.SearchStrategy[list[Any]]:
        """Notes by the parties."""
        when = {"when": DATE_TIME} if dated else {}
        by = st.fixed_dictionaries(
            {"text": TEXT, "by": self.one("patient", "relative", "person", "organization")},
            optional=when,
        )
        by_name = st.fixed_dictionaries({"text": TEXT}, optional={"byName": TEXT, **when})
        return st.lists(by | by_name, min_size=1, max_size=2)

    def part(self, key: str, optional: dict[str, Any], **required: Any) -> dict[str, Any]:
        """A part with its key."""
        shared = {"identifiers": st.lists(IDENTIFIER, min_size=1, max_size=2)}
        return self.keyed(key, {**shared, **optional}, **required)

    def keyed(self, key: str, optional: dict[str, Any], **required: Any) -> dict[str, Any]:
        """A part that has no identifiers of its own."""
        return {
            "id": key,
            **self.of({"withheldFromPatient": st.just(True), **optional}, **required),
        }
