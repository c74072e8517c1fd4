"""The patient's pages: the contract, its times as a calendar, and who has read."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pk_fhir.portal.addresses import closed
from pk_fhir.portal.answering import HEADERS, redirect
from pk_fhir.portal.person_pages import PersonPages
from pk_fhir.portal.persons import PortalPerson
from pk_fhir.portal.reading import reading
from pk_fhir.portal.sharing import Shared
from pk_fhir.view import calendar
from pk_fhir.view.calendar import MEDIA_TYPE


class PatientPages(PersonPages):
    """One method for each page; `key` in an address names one of the persons."""

    def add_to(self, router: APIRouter) -> None:
        """Put the pages under the router's addresses."""
        router.add_api_route("", self.start)
        router.add_api_route("/kontrakt/{key}", self.contract)
        router.add_api_route("/kontrakt/{key}/tider.ics", self.times)
        router.add_api_route("/kontrakt/{key}/logg", self.log)
        router.add_api_route("/kontrakt/{key}/delning", self.sharing)
        router.add_api_route("/kontrakt/{key}/delning/{word}", self.ask_to_end)
        router.add_api_route("/kontrakt/{key}/delning/{word}", self.end, methods=["POST"])

    async def start(self) -> Response:
        """Whose contract: in a real service a login."""
        return self.answering.page("start", {"persons": list(self.persons.values())})

    async def contract(self, key: str) -> Response:
        """The whole contract on one page."""

        async def made(person: PortalPerson) -> Response:
            view = await self.asking.view(person)
            values = {
                "person": person,
                "reading": reading(view, self.answering.clock()),
                "writes": self.asking.keeps_words(view) is not None,
                "may_wish": bool(self.asking.wished_at(view)),
                "word": self.asking.word,
            }
            return self.answering.page("contract", values)

        return await self.of(key, made)

    async def times(self, key: str) -> Response:
        """The person's times for the calendar in a telephone or a computer."""

        async def made(person: PortalPerson) -> Response:
            text = calendar(await self.asking.view(person))
            return Response(text, media_type=MEDIA_TYPE, headers=HEADERS)

        return await self.of(key, made)

    async def log(self, key: str) -> Response:
        """Who has read: the extract of the log."""

        async def made(person: PortalPerson) -> Response:
            found = await self.asking.log(person)
            return self.answering.page("log", {"person": person, "extract": found})

        return await self.of(key, made)

    async def sharing(self, key: str) -> Response:
        """What is shared with whom, and what is blocked."""

        async def made(person: PortalPerson) -> Response:
            found = await self.asking.shared(person)
            values = {"person": person, "shared": [(self._word(one), one) for one in found]}
            return self.answering.page("sharing", values)

        return await self.of(key, made)

    async def ask_to_end(self, key: str, word: str) -> Response:
        """The first step of ending a consent: what it means."""

        async def made(person: PortalPerson) -> Response:
            one = await self._consent(person, word)
            if one is None:
                return self.answering.not_found()
            return self.answering.page("sharing-end", {"person": person, "one": one, "word": word})

        return await self.of(key, made)

    async def end(self, key: str, word: str, request: Request) -> Response:
        """The second step: it is ended."""

        async def made(person: PortalPerson) -> Response:
            await self.answering.forms.of(request)
            one = await self._consent(person, word)
            if one is None:
                return self.answering.not_found()
            await self.asking.end_consent(person, one)
            return redirect(f"/portal/kontrakt/{key}/delning")

        return await self.of(key, made)

    async def _consent(self, person: PortalPerson, word: str) -> Shared | None:
        found = await self.asking.shared(person)
        open_ = (one for one in found if one.kind == "consent" and one.active)
        return next((one for one in open_ if self._word(one) == word), None)

    def _word(self, one: Shared) -> str:
        return closed(self.asking.secret, one.tenant, one.id)
