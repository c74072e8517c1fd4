"""One of the patient's undertakings, and the form to say how it goes."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.own import progress
from pk_fhir.portal.answering import redirect
from pk_fhir.portal.forms import KEY
from pk_fhir.portal.person_pages import PersonPages
from pk_fhir.portal.persons import PortalPerson
from pk_fhir.portal.reading import reading
from pk_fhir.portal.writing.problems import Problem, refused

NO_CHOICE = ("laget", "Välj hur det går.")
TOO_LONG = ("kommentar", f"Korta det du skrev. Det får vara högst {progress.LONGEST} tecken.")


class ProgressPages(PersonPages):
    """`word` in an address is the undertaking."""

    def add_to(self, router: APIRouter) -> None:
        """Put the pages under the router's addresses."""
        router.add_api_route("/kontrakt/{key}/atagande/{word}", self.form)
        router.add_api_route("/kontrakt/{key}/atagande/{word}", self.send, methods=["POST"])
        router.add_api_route("/kontrakt/{key}/atagande/{word}/klart", self.done)

    async def form(self, key: str, word: str) -> Response:
        """The undertaking, and how it may go."""
        return await self.of(key, lambda person: self._form(person, word, {}))

    async def _form(
        self,
        person: PortalPerson,
        word: str,
        sent: Mapping[str, str],
        problems: list[Problem] | None = None,
    ) -> Response:
        view = await self.asking.view(person, "replicas")
        line = self.named(view.my_commitments, word)
        if line is None:
            return self.answering.not_found()
        values = {
            "person": person,
            "reading": reading(view, self.answering.clock()),
            "line": line,
            "open": line.standing != "ended",
            "address": _address(person, word),
            "sent": sent,
            "problems": problems or [],
            "longest": progress.LONGEST,
        }
        return self.answering.page("writing/progress", values, 422 if problems else 200)

    async def send(self, key: str, word: str, request: Request) -> Response:
        """Keep how it goes, and show what came of it."""

        async def made(person: PortalPerson) -> Response:
            sent = await self.answering.forms.of(request)
            problems = _problems(sent) or await self._send(person, word, sent)
            if problems:
                return await self._form(person, word, sent, problems)
            return redirect(f"{_address(person, word)}/klart")

        return await self.of(key, made)

    async def _send(
        self, person: PortalPerson, word: str, sent: Mapping[str, str]
    ) -> list[Problem]:
        line = self.named((await self.asking.view(person, "replicas")).my_commitments, word)
        place = self.asking.place(line) if line else None
        if place is None:
            raise FhirError("not-found", "There is no such undertaking.")
        told = progress.Progress(
            task=place[1],
            going=next(going for going in progress.GOING if going == sent["laget"]),
            comment=sent.get("kommentar", ""),
            seen=sent.get("sedd"),
        )
        try:
            await progress.tell(await self.asking.acting(person, place[0]), told, sent[KEY])
        except FhirError as error:
            return refused(error, "laget")
        return []

    async def done(self, key: str, word: str) -> Response:
        """What stands after it was told."""

        async def made(person: PortalPerson) -> Response:
            view = await self.asking.view(person, "replicas")
            line = self.named(view.my_commitments, word)
            if line is None:
                return self.answering.not_found()
            values = {"person": person, "line": line, "address": _address(person, word)}
            return self.answering.page("writing/progress-done", values)

        return await self.of(key, made)


def _address(person: PortalPerson, word: str) -> str:
    return f"/portal/kontrakt/{person.key}/atagande/{word}"


def _problems(sent: Mapping[str, str]) -> list[Problem]:
    missing = [] if sent.get("laget") in progress.GOING else [NO_CHOICE]
    return missing + ([TOO_LONG] if len(sent.get("kommentar", "")) > progress.LONGEST else [])
