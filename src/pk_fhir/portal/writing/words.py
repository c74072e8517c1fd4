"""The form for what matters to the patient, in own words."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.own import words
from pk_fhir.messages import text
from pk_fhir.portal.answering import redirect
from pk_fhir.portal.forms import KEY
from pk_fhir.portal.person_pages import PersonPages
from pk_fhir.portal.persons import PortalPerson
from pk_fhir.portal.writing.problems import Problem, refused

MISSING = ("ord", text("own.words.length", "sv", most=words.LONGEST))


class WordsPages(PersonPages):
    """One form."""

    def add_to(self, router: APIRouter) -> None:
        """Put the pages under the router's addresses."""
        router.add_api_route("/kontrakt/{key}/viktigt", self.form)
        router.add_api_route("/kontrakt/{key}/viktigt", self.send, methods=["POST"])

    async def form(self, key: str) -> Response:
        """The newest words, to be changed."""

        async def made(person: PortalPerson) -> Response:
            view = await self.asking.view(person, "replicas")
            if self.asking.keeps_words(view) is None:
                return self.answering.not_found()
            return self._form(person, next((each.text for each in view.what_matters), ""), [])

        return await self.of(key, made)

    def _form(self, person: PortalPerson, said: str, problems: list[Problem]) -> Response:
        values = {
            "person": person,
            "words": said,
            "problems": problems,
            "longest": words.LONGEST,
            "address": f"/portal/kontrakt/{person.key}/viktigt",
        }
        return self.answering.page("writing/words", values, 422 if problems else 200)

    async def send(self, key: str, request: Request) -> Response:
        """Keep the words, and show them in the contract."""

        async def made(person: PortalPerson) -> Response:
            sent = await self.answering.forms.of(request)
            said = sent.get("ord", "")
            tenant = self.asking.keeps_words(await self.asking.view(person, "replicas"))
            if tenant is None:
                return self.answering.not_found()
            if not said or len(said) > words.LONGEST:
                return self._form(person, said, [MISSING])
            try:
                await words.say(await self.asking.acting(person, tenant), said, sent[KEY])
            except FhirError as error:
                return self._form(person, said, refused(error, "ord"))
            return redirect(f"/portal/kontrakt/{key}#viktigt")

        return await self.of(key, made)
