"""Staff's pages: what waits at the unit, one patient's contract on two screens, and the sources."""

from datetime import date
from functools import partial
from typing import get_args

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.portal import sending
from pk_fhir.portal.addresses import closed, opened
from pk_fhir.portal.answering import redirect
from pk_fhir.portal.dates import in_words, today
from pk_fhir.portal.provider_pages import ProviderPages
from pk_fhir.portal.reading import reading
from pk_fhir.portal.writing.problems import Problem, refused
from pk_fhir.sync import Source
from pk_fhir.sync.check import left_alone, sentence
from pk_fhir.sync.push import Choice, Decision
from pk_fhir.view.moment import moment

REASON_MISSING = "Skriv varför du behöver öppna, med minst tio tecken. Patienten får läsa skälet."


class StaffPages(ProviderPages):
    """One method for each page."""

    def add_to(self, router: APIRouter) -> None:
        """Put the pages under the router's addresses."""
        router.add_api_route("/personal", self.start)
        router.add_api_route("/personal/{provider}", self.overview)
        router.add_api_route("/personal/{provider}/kallor", self.sources)
        router.add_api_route("/personal/{provider}/synk", self.sync)
        router.add_api_route("/personal/{provider}/synk/{conflict}", self.settle, methods=["POST"])
        router.add_api_route("/personal/{provider}/patient/{word}", self.patient)
        router.add_api_route(
            "/personal/{provider}/synk/igen/{server}", self.send_again, methods=["POST"]
        )
        emergency = "/personal/{provider}/patient/{word}/nodoppning"
        router.add_api_route(emergency, self.emergency, methods=["POST"])

    async def start(self) -> Response:
        """For which care provider: in a real service the commission that one logs in with."""
        return self.answering.page("staff/start", {"providers": self.asking.providers})

    async def overview(self, provider: str) -> Response:
        """Administrativ vy: what waits."""

        async def made(source: Source) -> Response:
            found = await self.asking.overview(source)

            def address(patient: str) -> str:
                word = closed(self.asking.secret, source.tenant or "", patient)
                return f"/portal/personal/{source.key}/patient/{word}"

            return self.answering.page(
                "staff/overview", {"provider": source, "found": found, "address": address}
            )

        return await self.of(provider, made)

    async def patient(self, provider: str, word: str) -> Response:
        """One patient, as staff of this provider may see it."""

        async def made(source: Source) -> Response:
            patient = opened(self.asking.secret, source.tenant or "", word)
            if patient is None:
                return self.answering.not_found()
            return await self._shown(source, patient, word)

        return await self.of(provider, made)

    async def _shown(
        self, source: Source, patient: str, word: str, problem: str | None = None
    ) -> Response:
        seen = await self.asking.staff_view(source, patient)
        now = self.answering.clock()
        values = {
            "provider": source,
            "number": seen.number,
            "age": age(seen.view.person.birth_date, today(now)),
            "reading": reading(seen.view, now),
            "opened_until": seen.opened_until,
            "closed": [s.name for s in seen.view.sources if s.state == "not-authorised"],
            "address": f"/portal/personal/{source.key}/patient/{word}",
            "problem": problem,
        }
        return self.answering.page("staff/patient", values, 422 if problem else 200)

    async def emergency(self, provider: str, word: str, request: Request) -> Response:
        """Nödöppning: a reason, and the patient's page with what it opened."""

        async def made(source: Source) -> Response:
            sent = await self.answering.forms.of(request)
            patient = opened(self.asking.secret, source.tenant or "", word)
            if patient is None:
                return self.answering.not_found()
            try:
                await self.asking.open_in_emergency(source, patient, sent.get("skal", ""))
            except FhirError as error:
                if error.kind != "invalid":
                    raise
                return await self._shown(source, patient, word, REASON_MISSING)
            return redirect(f"/portal/personal/{source.key}/patient/{word}")

        return await self.of(provider, made)

    async def sources(self, provider: str) -> Response:
        """The care providers that views are read from."""

        async def made(source: Source) -> Response:
            values = {
                "provider": source,
                "local": self.asking.providers,
                "external": self.asking.external,
                "alone": [self._alone(each) for each in self.asking.external],
                "aside": await self.asking.set_aside(),
            }
            return self.answering.page("staff/sources", values)

        return await self.of(provider, made)

    def _alone(self, source: Source) -> str | None:
        """That an external server is not asked just now, and why, in words."""
        alone = self.asking.left_alone(source)
        if alone is None:
            return None
        until = in_words(alone.until, now=self.answering.clock())
        return sentence(left_alone(alone, until), source, "sv")

    async def sync(self, provider: str) -> Response:
        """What is sent to other servers, and the conflicts that a person settles."""
        return await self.of(provider, lambda source: self._sync(source, []))

    async def _sync(self, source: Source, problems: list[Problem]) -> Response:
        found = await self.asking.syncing(source)
        when = partial(in_words, now=self.answering.clock())
        values = {
            "provider": source,
            "found": found,
            "conflicts": [(c, sending.differences(c, when)) for c in found.conflicts],
            "kind": sending.kind,
            "problem": sending.problem,
            "problems": problems,
            "rules": {target.key: sending.rule(target) for target in self.asking.targets},
            "names": {target.key: target.name for target in self.asking.targets},
        }
        return self.answering.page("staff/sync", values, 422 if problems else 200)

    async def send_again(self, provider: str, server: str, request: Request) -> Response:
        """Let what was given up wait again, and show what waits."""

        async def made(source: Source) -> Response:
            await self.answering.forms.of(request)
            await self.asking.send_again(source, server)
            return redirect(f"/portal/personal/{source.key}/synk#skickas")

        return await self.of(provider, made)

    async def settle(self, provider: str, conflict: str, request: Request) -> Response:
        """Settle a conflict, and show what is left."""

        async def made(source: Source) -> Response:
            sent = await self.answering.forms.of(request)
            said, _, there = sent.get("val", "").partition(" ")
            for choice in get_args(Choice):
                if said == choice:
                    decision = Decision(choice, there or None, sent.get("sedd"))
                    return await self._settled(source, conflict, decision)
            return self.answering.not_found()

        return await self.of(provider, made)

    async def _settled(self, source: Source, conflict: str, decision: Decision) -> Response:
        try:
            await self.asking.settle(source, conflict, decision)
        except FhirError as error:
            return await self._sync(source, refused(error, f"k-{conflict}"))
        return redirect(f"/portal/personal/{source.key}/synk")


def age(birth_date: str | None, on: date) -> int | None:
    """Whole years; None where the day of birth is not known."""
    born = moment(birth_date)
    if born is None or len(born.text) != len("2026-11-23"):
        return None
    had = (on.month, on.day) >= (born.day.month, born.day.day)
    return on.year - born.day.year - (0 if had else 1)
