"""What the pages of one person share: whose they are, and which line of theirs an address means."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from starlette.responses import Response

from pk_fhir.portal.answering import Answering
from pk_fhir.portal.asking import Asking
from pk_fhir.portal.persons import PortalPerson
from pk_fhir.view.model import Line

L = TypeVar("L", bound=Line)
Made = Callable[[PortalPerson], Awaitable[Response]]


class PersonPages:
    """Pages whose address begins with the key of one of the persons."""

    def __init__(
        self, persons: Sequence[PortalPerson], asking: Asking, answering: Answering
    ) -> None:
        self.persons: Mapping[str, PortalPerson] = {person.key: person for person in persons}
        self.asking = asking
        self.answering = answering

    async def of(self, key: str, made: Made) -> Response:
        """What `made` gives for the person with this key; a page of its own for a key of nobody."""
        person = self.persons.get(key)
        if person is None:
            return self.answering.not_found()
        return await self.answering.whole(lambda: made(person))

    def named(self, lines: Iterable[L], word: str) -> L | None:
        """The line that a word in an address means; None for none that is kept here."""
        return next((line for line in lines if self.asking.word(line) == word), None)
