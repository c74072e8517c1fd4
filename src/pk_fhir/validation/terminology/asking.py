"""How codes are judged in one validation, and what a terminology server said of those not known here.

https://hl7.org/fhir/R4/terminology-service.html#validation. The validator itself asks nobody: its caller
validates once with `Gathered`, has what is `missing` answered, and validates again with the answers.
"""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple


class Question(NamedTuple):
    """Whether a code is in a value set (its canonical), or, where that is empty, in its code system at all."""

    value_set: str
    system: str | None
    version: str | None
    code: str
    display: str | None = None


class Answer(NamedTuple):
    """What the server said: `holds` None where it does not know; `wrong` says what does not hold."""

    holds: bool | None
    message: str = ""
    wrong: Literal["", "code", "display"] = ""


Ask = Callable[[Question], Answer | None]


class Asking(NamedTuple):
    """The policy of one validation towards codes.

    `strict`: every package that the resource rests on is taken to be loaded. `displays`: a wrong display
    is an error, else a warning. `ask` answers what cannot be known here, or says None.
    """

    strict: bool = True
    displays: bool = True
    ask: Ask | None = None

    def of(self, question: Question) -> Answer | None:
        return self.ask(question) if self.ask is not None else None


PLAIN = Asking()


class Gathered:
    """Answers at hand; what was asked beside them is `missing`, up to `most` questions."""

    def __init__(self, answers: Mapping[Question, Answer] | None = None, most: int = 500) -> None:
        self._answers = answers or {}
        self._most = most
        self.missing: dict[Question, None] = {}

    def __call__(self, question: Question) -> Answer | None:
        found = self._answers.get(question)
        if found is None and len(self.missing) < self._most:
            self.missing[question] = None
        return found
