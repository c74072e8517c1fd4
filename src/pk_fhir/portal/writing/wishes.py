"""The form to wish for a time, and a wish that was sent."""

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pk_fhir.contract.codes import ContactForm
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.own import wish
from pk_fhir.messages import text
from pk_fhir.portal.addresses import closed
from pk_fhir.portal.answering import redirect
from pk_fhir.portal.dates import today
from pk_fhir.portal.forms import KEY
from pk_fhir.portal.person_pages import PersonPages
from pk_fhir.portal.persons import PortalPerson
from pk_fhir.portal.writing.problems import Problem, refused
from pk_fhir.sync import Source

# Each part of a wish, and the field that asks for it.
FIELDS = {"about": "galler", "first": "fran", "last": "till", "comment": "kommentar"}
FORMS = tuple((form.value, form.sv[:1].upper() + form.sv[1:]) for form in ContactForm)
NO_PLACE = ("hos", "Välj vilken vårdgivare du vill ha en tid hos.")
NO_FORM = ("form", "Välj ett av sätten, eller inget.")


class WishPages(PersonPages):
    """`word` in an address is a wish that was sent."""

    def add_to(self, router: APIRouter) -> None:
        """Put the pages under the router's addresses."""
        router.add_api_route("/kontrakt/{key}/onskemal", self.form)
        router.add_api_route("/kontrakt/{key}/onskemal", self.send, methods=["POST"])
        router.add_api_route("/kontrakt/{key}/onskemal/{word}", self.sent)
        router.add_api_route("/kontrakt/{key}/onskemal/{word}", self.withdraw, methods=["POST"])

    async def form(self, key: str) -> Response:
        """What the time is about, when it suits, how to meet."""
        return await self.of(key, lambda person: self._form(person, {}))

    async def _form(
        self,
        person: PortalPerson,
        sent: Mapping[str, str],
        problems: list[Problem] | None = None,
    ) -> Response:
        places = self.asking.wished_at(await self.asking.view(person, "replicas"))
        if not places:
            return self.answering.not_found()
        first = today(self.answering.clock())
        values = {
            "person": person,
            "places": places,
            "forms": FORMS,
            "earliest": first.isoformat(),
            "latest": (first + wish.AHEAD).isoformat(),
            "longest": (wish.LONGEST_ABOUT, wish.LONGEST_COMMENT),
            "sent": sent,
            "problems": problems or [],
            "address": _address(person),
        }
        return self.answering.page("writing/wish", values, 422 if problems else 200)

    async def send(self, key: str, request: Request) -> Response:
        """Keep the wish, and show it."""

        async def made(person: PortalPerson) -> Response:
            sent = await self.answering.forms.of(request)
            places = self.asking.wished_at(await self.asking.view(person, "replicas"))
            place = _place(places, sent)
            wished = _wish(sent)
            problems = [*([] if place else [NO_PLACE]), *self._problems(wished)]
            if problems or place is None or isinstance(wished, list):
                return await self._form(person, sent, problems)
            tenant = place.tenant or ""
            try:
                kept = await wish.ask(await self.asking.acting(person, tenant), wished, sent[KEY])
            except FhirError as error:
                return await self._form(person, sent, refused(error, "galler"))
            word = closed(self.asking.secret, tenant, f"Appointment/{kept.id}")
            return redirect(f"{_address(person)}/{word}")

        return await self.of(key, made)

    def _problems(self, wished: wish.Wish | list[Problem]) -> list[Problem]:
        if isinstance(wished, list):
            return wished
        found = wish.problems(wished, today(self.answering.clock()))
        return [(FIELDS[part], text(key, "sv")) for part, key in found.items()]

    async def sent(self, key: str, word: str) -> Response:
        """A wish, and where it stands."""
        return await self.of(key, lambda person: self._sent(person, word))

    async def _sent(
        self, person: PortalPerson, word: str, problems: list[Problem] | None = None
    ) -> Response:
        time = self.named((await self.asking.view(person, "replicas")).times, word)
        if time is None or not (time.between or time.provenance.by_patient):
            return self.answering.not_found()
        values = {
            "person": person,
            "time": time,
            "problems": problems or [],
            "address": f"{_address(person)}/{word}",
        }
        return self.answering.page("writing/wish-sent", values, 409 if problems else 200)

    async def withdraw(self, key: str, word: str, request: Request) -> Response:
        """Take the wish back, and show that it is."""

        async def made(person: PortalPerson) -> Response:
            sent = await self.answering.forms.of(request)
            time = self.named((await self.asking.view(person, "replicas")).times, word)
            place = self.asking.place(time) if time else None
            if place is None:
                return self.answering.not_found()
            try:
                acting = await self.asking.acting(person, place[0])
                await wish.withdraw(acting, place[1], sent[KEY])
            except FhirError as error:
                return await self._sent(person, word, refused(error, "ta-tillbaka"))
            return redirect(f"{_address(person)}/{word}")

        return await self.of(key, made)


def _address(person: PortalPerson) -> str:
    return f"/portal/kontrakt/{person.key}/onskemal"


def _place(places: list[Source], sent: Mapping[str, str]) -> Source | None:
    if len(places) == 1:
        return places[0]
    return next((place for place in places if place.key == sent.get("hos")), None)


def _wish(sent: Mapping[str, str]) -> wish.Wish | list[Problem]:
    """The wish that the fields state, or the fields that state none."""
    days = {field: _day(sent.get(field, "")) for field in ("fran", "till")}
    problems = [(field, text("own.wish.day", "sv")) for field, day in days.items() if day is None]
    stated = sent.get("form") or None
    form = next((form for form in ContactForm if form == stated), None)
    if stated is not None and form is None:
        problems.append(NO_FORM)
    if not sent.get("galler"):
        problems.insert(0, ("galler", text("own.wish.about", "sv")))
    first, last = days["fran"], days["till"]
    if problems or first is None or last is None:
        return problems
    return wish.Wish(
        about=" ".join(sent["galler"].split()),
        first=first,
        last=last,
        form=form,
        comment=sent.get("kommentar", ""),
    )


def _day(stated: str) -> date | None:
    try:
        return date.fromisoformat(stated)
    except ValueError:
        return None
