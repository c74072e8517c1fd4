"""The pages where the patient writes: an answer to an offered time.

Each form is a page of its own, what is sent is followed by a redirect to a page that reads what is kept,
and what cannot be sent is said at the top of the form, with everything written still there.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.own import CHOICES, Reply
from pk_fhir.interactions.own.reply import LONGEST
from pk_fhir.portal.answering import Answering, redirect
from pk_fhir.portal.asking import Asking
from pk_fhir.portal.forms import KEY
from pk_fhir.portal.persons import PortalPerson
from pk_fhir.portal.reading import reading, waits_for_answer
from pk_fhir.view.model import Time

Made = Callable[[PortalPerson], Awaitable[Response]]
Sent = Mapping[str, str]
# What went wrong: the field, and what to do about it.
Problem = tuple[str, str]

NO_CHOICE = ("svar", "Välj om du kommer eller inte.")
TOO_LONG = ("kommentar", f"Korta det du skrev. Det får vara högst {LONGEST} tecken.")


class WritingPages:
    """One method for each page; `key` in an address names one of the persons, `word` what is written to."""

    def __init__(
        self, persons: Sequence[PortalPerson], asking: Asking, answering: Answering
    ) -> None:
        self._persons: Mapping[str, PortalPerson] = {person.key: person for person in persons}
        self._asking = asking
        self._answering = answering

    def add_to(self, router: APIRouter) -> None:
        """Put the pages under the router's addresses."""
        router.add_api_route("/kontrakt/{key}/tid/{word}", self.time)
        router.add_api_route("/kontrakt/{key}/tid/{word}", self.reply, methods=["POST"])
        router.add_api_route("/kontrakt/{key}/tid/{word}/klart", self.replied)

    async def time(self, key: str, word: str) -> Response:
        """An offered time, and the form to answer it."""

        async def made(person: PortalPerson) -> Response:
            return await self._time(person, word, {})

        return await self._of(key, made)

    async def reply(self, key: str, word: str, request: Request) -> Response:
        """Send the answer, and show what came of it."""

        async def made(person: PortalPerson) -> Response:
            sent = await self._answering.forms.of(request)
            problem = _problem(sent)
            if problem is None:
                problem = await self._send(person, word, sent)
            if problem is not None:
                return await self._time(person, word, sent, problem)
            return redirect(f"/portal/kontrakt/{key}/tid/{word}/klart")

        return await self._of(key, made)

    async def _send(self, person: PortalPerson, word: str, sent: Sent) -> Problem | None:
        time = await self._found(person, word)
        place = self._asking.place(time) if time else None
        if place is None:
            raise FhirError("not-found", "There is no such time.")
        choice = next(choice for choice in CHOICES if choice == sent["svar"])
        said = Reply(
            time=place[1],
            choice=choice,
            comment=sent.get("kommentar", ""),
            seen=sent.get("sedd"),
        )
        try:
            await self._asking.reply(person, place[0], said, sent[KEY])
        except FhirError as error:
            if error.kind not in ("conflict", "unprocessable"):
                raise
            return "svar", error.issues[0].diagnostics
        return None

    async def replied(self, key: str, word: str) -> Response:
        """What stands after an answer."""

        async def made(person: PortalPerson) -> Response:
            time = await self._found(person, word)
            if time is None or time.reply is None:
                return self._answering.not_found()
            values = {"person": person, "time": time, "address": self._address(person, word)}
            return self._answering.page("time-done", values)

        return await self._of(key, made)

    async def _time(
        self, person: PortalPerson, word: str, sent: Sent, problem: Problem | None = None
    ) -> Response:
        view = await self._asking.view(person, "replicas")
        time = next((t for t in view.times if self._asking.word(t) == word), None)
        if time is None:
            return self._answering.not_found()
        now = self._answering.clock()
        values = {
            "person": person,
            "reading": reading(view, now),
            "time": time,
            "open": waits_for_answer(time, now),
            "address": self._address(person, word),
            "sent": sent,
            "problem": problem,
            "longest": LONGEST,
        }
        return self._answering.page("time", values, 422 if problem else 200)

    def _address(self, person: PortalPerson, word: str) -> str:
        return f"/portal/kontrakt/{person.key}/tid/{word}"

    async def _found(self, person: PortalPerson, word: str) -> Time | None:
        view = await self._asking.view(person, "replicas")
        return next((t for t in view.times if self._asking.word(t) == word), None)

    async def _of(self, key: str, made: Made) -> Response:
        person = self._persons.get(key)
        if person is None:
            return self._answering.not_found()
        return await self._answering.whole(lambda: made(person))


def _problem(sent: Sent) -> Problem | None:
    if sent.get("svar") not in CHOICES:
        return NO_CHOICE
    return TOO_LONG if len(sent.get("kommentar", "")) > LONGEST else None
