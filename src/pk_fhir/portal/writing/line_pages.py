"""One line of the contract, the form to write about it, and what stands after that was sent."""

from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping
from typing import ClassVar, Generic

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.own import Acting
from pk_fhir.messages import told
from pk_fhir.portal.answering import redirect
from pk_fhir.portal.person_pages import L, PersonPages
from pk_fhir.portal.persons import PortalPerson
from pk_fhir.portal.reading import reading
from pk_fhir.portal.writing.problems import Problem, refused
from pk_fhir.view import View

COMMENT = "kommentar"


class LinePages(PersonPages, Generic[L]):
    """Pages under `path`; `word` in an address is the line.

    The form asks for one of the `choices` in `field` (`no_choice` is said where none is made), and may
    have a comment. `template` is its page, with the line as `name`; what comes after has a page beside it.
    """

    path: ClassVar[str]
    template: ClassVar[str]
    name: ClassVar[str]
    field: ClassVar[str]
    choices: ClassVar[Collection[str]]
    no_choice: ClassVar[str]
    longest: ClassVar[int]

    @abstractmethod
    def lines(self, view: View) -> Iterable[L]:
        """The lines that the pages are about."""

    @abstractmethod
    def is_open(self, line: L) -> bool:
        """Whether there is something to write about it now."""

    @abstractmethod
    async def write(self, acting: Acting, id_: str, sent: Mapping[str, str]) -> None:
        """Keep what was sent about the record with this id. Raises FhirError."""

    def is_written(self, line: L) -> bool:  # noqa: ARG002 - those that can tell do
        """Whether there is something to show after it was sent."""
        return True

    def add_to(self, router: APIRouter) -> None:
        """Put the pages under the router's addresses."""
        address = f"/kontrakt/{{key}}/{self.path}/{{word}}"
        router.add_api_route(address, self.form)
        router.add_api_route(address, self.send, methods=["POST"])
        router.add_api_route(f"{address}/klart", self.done)

    async def form(self, key: str, word: str) -> Response:
        """The line, and what can be said of it."""
        return await self.of(key, lambda person: self._form(person, word, {}))

    async def _form(
        self,
        person: PortalPerson,
        word: str,
        sent: Mapping[str, str],
        problems: list[Problem] | None = None,
    ) -> Response:
        view = await self.asking.view(person, "replicas")
        line = self.named(self.lines(view), word)
        if line is None:
            return self.answering.not_found()
        values = {
            "person": person,
            "reading": reading(view, self.answering.clock()),
            self.name: line,
            "open": self.is_open(line),
            "address": self._address(person, word),
            "sent": sent,
            "problems": problems or [],
            "longest": self.longest,
        }
        return self.answering.page(self.template, values, 422 if problems else 200)

    async def send(self, key: str, word: str, request: Request) -> Response:
        """Keep what is sent, and show what came of it."""

        async def made(person: PortalPerson) -> Response:
            sent = await self.answering.forms.of(request)
            problems = self._problems(sent) or await self._send(person, word, sent)
            if problems:
                return await self._form(person, word, sent, problems)
            return redirect(f"{self._address(person, word)}/klart")

        return await self.of(key, made)

    async def _send(
        self, person: PortalPerson, word: str, sent: Mapping[str, str]
    ) -> list[Problem]:
        line = self.named(self.lines(await self.asking.view(person, "replicas")), word)
        place = self.asking.place(line) if line else None
        if place is None:
            raise FhirError("not-found", told("own.not-found"))
        try:
            await self.write(await self.asking.acting(person, place[0]), place[1], sent)
        except FhirError as error:
            return refused(error, self.field)
        return []

    async def done(self, key: str, word: str) -> Response:
        """What stands after it was sent."""

        async def made(person: PortalPerson) -> Response:
            line = self.named(self.lines(await self.asking.view(person, "replicas")), word)
            if line is None or not self.is_written(line):
                return self.answering.not_found()
            values = {"person": person, self.name: line, "address": self._address(person, word)}
            return self.answering.page(f"{self.template}-done", values)

        return await self.of(key, made)

    def _address(self, person: PortalPerson, word: str) -> str:
        return f"/portal/kontrakt/{person.key}/{self.path}/{word}"

    def _problems(self, sent: Mapping[str, str]) -> list[Problem]:
        missing = [] if sent.get(self.field) in self.choices else [(self.field, self.no_choice)]
        too_long = f"Korta det du skrev. Det får vara högst {self.longest} tecken."
        return missing + (
            [(COMMENT, too_long)] if len(sent.get(COMMENT, "")) > self.longest else []
        )
