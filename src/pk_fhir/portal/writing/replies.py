"""An offered time (kallelse) and the form to answer it."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.own import reply
from pk_fhir.portal.answering import redirect
from pk_fhir.portal.forms import KEY
from pk_fhir.portal.person_pages import PersonPages
from pk_fhir.portal.persons import PortalPerson
from pk_fhir.portal.reading import reading, waits_for_answer
from pk_fhir.portal.writing.problems import Problem, refused

NO_CHOICE = ("svar", "Välj om du kommer eller inte.")
TOO_LONG = ("kommentar", f"Korta det du skrev. Det får vara högst {reply.LONGEST} tecken.")


class ReplyPages(PersonPages):
    """`word` in an address is the time."""

    def add_to(self, router: APIRouter) -> None:
        """Put the pages under the router's addresses."""
        router.add_api_route("/kontrakt/{key}/tid/{word}", self.form)
        router.add_api_route("/kontrakt/{key}/tid/{word}", self.send, methods=["POST"])
        router.add_api_route("/kontrakt/{key}/tid/{word}/klart", self.done)

    async def form(self, key: str, word: str) -> Response:
        """The time, and what can be said to it."""
        return await self.of(key, lambda person: self._form(person, word, {}))

    async def _form(
        self,
        person: PortalPerson,
        word: str,
        sent: Mapping[str, str],
        problems: list[Problem] | None = None,
    ) -> Response:
        view = await self.asking.view(person, "replicas")
        time = self.named(view.times, word)
        if time is None:
            return self.answering.not_found()
        now = self.answering.clock()
        values = {
            "person": person,
            "reading": reading(view, now),
            "time": time,
            "open": waits_for_answer(time, now),
            "address": _address(person, word),
            "sent": sent,
            "problems": problems or [],
            "longest": reply.LONGEST,
        }
        return self.answering.page("writing/reply", values, 422 if problems else 200)

    async def send(self, key: str, word: str, request: Request) -> Response:
        """Keep the answer, and show what came of it."""

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
        time = self.named((await self.asking.view(person, "replicas")).times, word)
        place = self.asking.place(time) if time else None
        if place is None:
            raise FhirError("not-found", "There is no such time.")
        said = reply.Reply(
            time=place[1],
            choice=next(choice for choice in reply.CHOICES if choice == sent["svar"]),
            comment=sent.get("kommentar", ""),
            seen=sent.get("sedd"),
        )
        try:
            await reply.answer(await self.asking.acting(person, place[0]), said, sent[KEY])
        except FhirError as error:
            return refused(error, "svar")
        return []

    async def done(self, key: str, word: str) -> Response:
        """What stands after an answer."""

        async def made(person: PortalPerson) -> Response:
            time = self.named((await self.asking.view(person, "replicas")).times, word)
            if time is None or time.reply is None:
                return self.answering.not_found()
            values = {"person": person, "time": time, "address": _address(person, word)}
            return self.answering.page("writing/reply-done", values)

        return await self.of(key, made)


def _address(person: PortalPerson, word: str) -> str:
    return f"/portal/kontrakt/{person.key}/tid/{word}"


def _problems(sent: Mapping[str, str]) -> list[Problem]:
    missing = [] if sent.get("svar") in reply.CHOICES else [NO_CHOICE]
    return missing + ([TOO_LONG] if len(sent.get("kommentar", "")) > reply.LONGEST else [])
