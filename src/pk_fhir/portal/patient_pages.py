"""The patient's pages: the contract, its times as a calendar, and who has read."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pk_fhir.portal.addresses import closed
from pk_fhir.portal.answering import HEADERS, Answering, redirect
from pk_fhir.portal.asking import Asking
from pk_fhir.portal.own_words import LONGEST
from pk_fhir.portal.persons import PortalPerson
from pk_fhir.portal.reading import reading
from pk_fhir.portal.sharing import Shared
from pk_fhir.view import calendar
from pk_fhir.view.calendar import MEDIA_TYPE

WORDS_MISSING = f"Skriv något, med högst {LONGEST} tecken."
Made = Callable[[PortalPerson], Awaitable[Response]]


class PatientPages:
    """One method for each page; `key` in an address names one of the persons."""

    def __init__(
        self, persons: Sequence[PortalPerson], asking: Asking, answering: Answering
    ) -> None:
        self._persons: Mapping[str, PortalPerson] = {person.key: person for person in persons}
        self._asking = asking
        self._answering = answering

    def add_to(self, router: APIRouter) -> None:
        """Put the pages under the router's addresses."""
        router.add_api_route("", self.start)
        router.add_api_route("/kontrakt/{key}", self.contract)
        router.add_api_route("/kontrakt/{key}/tider.ics", self.times)
        router.add_api_route("/kontrakt/{key}/viktigt", self.own_words)
        router.add_api_route("/kontrakt/{key}/viktigt", self.say, methods=["POST"])
        router.add_api_route("/kontrakt/{key}/logg", self.log)
        router.add_api_route("/kontrakt/{key}/delning", self.sharing)
        router.add_api_route("/kontrakt/{key}/delning/{word}", self.ask_to_end)
        router.add_api_route("/kontrakt/{key}/delning/{word}", self.end, methods=["POST"])

    async def start(self) -> Response:
        """Whose contract: in a real service a login."""
        return self._answering.page("start", {"persons": list(self._persons.values())})

    async def contract(self, key: str) -> Response:
        """The whole contract on one page."""

        async def made(person: PortalPerson) -> Response:
            view = await self._asking.view(person)
            values = {
                "person": person,
                "reading": reading(view, self._answering.clock()),
                "writes": self._asking.keeps_words(view) is not None,
                "word": self._asking.word,
            }
            return self._answering.page("contract", values)

        return await self._of(key, made)

    async def times(self, key: str) -> Response:
        """The person's times for the calendar in a telephone or a computer."""

        async def made(person: PortalPerson) -> Response:
            text = calendar(await self._asking.view(person))
            return Response(text, media_type=MEDIA_TYPE, headers=HEADERS)

        return await self._of(key, made)

    async def own_words(self, key: str) -> Response:
        """The form for what matters, with the newest words in it."""

        async def made(person: PortalPerson) -> Response:
            view = await self._asking.view(person)
            if self._asking.keeps_words(view) is None:
                return self._answering.not_found()
            words = next((each.text for each in view.what_matters), "")
            return self._form(person, words)

        return await self._of(key, made)

    def _form(self, person: PortalPerson, words: str, problem: str | None = None) -> Response:
        values = {"person": person, "words": words, "problem": problem, "longest": LONGEST}
        return self._answering.page("own-words", values, 422 if problem else 200)

    async def say(self, key: str, request: Request) -> Response:
        """Keep the words, and show them in the contract."""

        async def made(person: PortalPerson) -> Response:
            words = (await self._answering.forms.of(request)).get("ord", "")
            tenant = self._asking.keeps_words(await self._asking.view(person))
            if tenant is None:
                return self._answering.not_found()
            if not words or len(words) > LONGEST:
                return self._form(person, words, WORDS_MISSING)
            await self._asking.say(person, words, tenant)
            return redirect(f"/portal/kontrakt/{key}#viktigt")

        return await self._of(key, made)

    async def log(self, key: str) -> Response:
        """Who has read: the extract of the log."""

        async def made(person: PortalPerson) -> Response:
            found = await self._asking.log(person)
            return self._answering.page("log", {"person": person, "extract": found})

        return await self._of(key, made)

    async def sharing(self, key: str) -> Response:
        """What is shared with whom, and what is blocked."""

        async def made(person: PortalPerson) -> Response:
            found = await self._asking.shared(person)
            values = {"person": person, "shared": [(self._word(one), one) for one in found]}
            return self._answering.page("sharing", values)

        return await self._of(key, made)

    async def ask_to_end(self, key: str, word: str) -> Response:
        """The first step of ending a consent: what it means."""

        async def made(person: PortalPerson) -> Response:
            one = await self._consent(person, word)
            if one is None:
                return self._answering.not_found()
            return self._answering.page("sharing-end", {"person": person, "one": one, "word": word})

        return await self._of(key, made)

    async def end(self, key: str, word: str, request: Request) -> Response:
        """The second step: it is ended."""

        async def made(person: PortalPerson) -> Response:
            await self._answering.forms.of(request)
            one = await self._consent(person, word)
            if one is None:
                return self._answering.not_found()
            await self._asking.end_consent(person, one)
            return redirect(f"/portal/kontrakt/{key}/delning")

        return await self._of(key, made)

    async def _consent(self, person: PortalPerson, word: str) -> Shared | None:
        found = await self._asking.shared(person)
        open_ = (one for one in found if one.kind == "consent" and one.active)
        return next((one for one in open_ if self._word(one) == word), None)

    def _word(self, one: Shared) -> str:
        return closed(self._asking.secret, one.tenant, one.id)

    async def _of(self, key: str, made: Made) -> Response:
        person = self._persons.get(key)
        if person is None:
            return self._answering.not_found()
        return await self._answering.whole(lambda: made(person))
