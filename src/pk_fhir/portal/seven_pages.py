"""Sju frågor for staff: both sides' answers beside each other, and the answers of a talk to be kept."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.seven_questions import DEGREES, SIDES, TOPICS, Side, Talk
from pk_fhir.messages import text
from pk_fhir.portal.addresses import closed, opened
from pk_fhir.portal.answering import redirect
from pk_fhir.portal.forms import KEY
from pk_fhir.portal.provider_pages import ProviderPages
from pk_fhir.portal.writing.problems import Problem, refused
from pk_fhir.sync import Source
from pk_fhir.view.seven import STATEMENTS

MISSING = "Svara för {who} på påstående {number}."
WHO: dict[Side, str] = {"patient": "patienten", "care": "vården"}


class SevenPages(ProviderPages):
    """The comparison, and the form."""

    def add_to(self, router: APIRouter) -> None:
        """Put the pages under the router's addresses."""
        router.add_api_route("/personal/{provider}/sju-fragor", self.comparison)
        router.add_api_route("/personal/{provider}/sju-fragor/samtal", self.form)
        router.add_api_route("/personal/{provider}/sju-fragor/samtal", self.send, methods=["POST"])

    async def comparison(self, provider: str) -> Response:
        """For each unit."""

        async def made(source: Source) -> Response:
            found = await self.asking.seven_questions(source)
            return self.answering.page("staff/seven", {"provider": source, "found": found})

        return await self.of(provider, made)

    async def form(self, provider: str) -> Response:
        """The statements, side by side."""
        return await self.of(provider, lambda source: self._form(source, {}, []))

    async def _form(
        self, source: Source, sent: Mapping[str, str], problems: list[Problem]
    ) -> Response:
        tenant = source.tenant or ""
        units = await self.asking.units(source)
        values = {
            "provider": source,
            "units": [
                (closed(self.asking.secret, tenant, id_), name) for id_, name in units.items()
            ],
            "statements": STATEMENTS,
            "sent": sent,
            "problems": problems,
            "address": f"/portal/personal/{source.key}/sju-fragor/samtal",
        }
        return self.answering.page("staff/talk", values, 422 if problems else 200)

    async def send(self, provider: str, request: Request) -> Response:
        """Keep both sides' answers, and show the comparison."""

        async def made(source: Source) -> Response:
            sent = await self.answering.forms.of(request)
            unit = opened(self.asking.secret, source.tenant or "", sent.get("enhet", ""))
            problems = list(_problems(sent, unit))
            if problems or unit is None:
                return await self._form(source, sent, problems)
            talk = Talk(unit=unit, patient=_side(sent, "patient"), care=_side(sent, "care"))
            try:
                await self.asking.record_talk(source, talk, sent[KEY])
            except FhirError as error:
                return await self._form(source, sent, refused(error, "enhet"))
            return redirect(f"/portal/personal/{source.key}/sju-fragor")

        return await self.of(provider, made)


def _side(sent: Mapping[str, str], side: Side) -> dict[str, str]:
    return {topic: sent[f"{side}-{topic}"] for topic in TOPICS}


def _problems(sent: Mapping[str, str], unit: str | None) -> list[Problem]:
    problems = [] if unit else [("enhet", text("own.seven.unit", "sv"))]
    return problems + [
        (f"{side}-{topic}", MISSING.format(who=WHO[side], number=number))
        for number, topic in enumerate(TOPICS, 1)
        for side in SIDES
        if sent.get(f"{side}-{topic}") not in DEGREES
    ]
