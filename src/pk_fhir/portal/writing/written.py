"""What the patient has written, and where each thing stands."""

from collections.abc import Iterable

from fastapi import APIRouter
from starlette.responses import Response

from pk_fhir.portal.person_pages import PersonPages
from pk_fhir.portal.persons import PortalPerson
from pk_fhir.portal.reading import reading
from pk_fhir.view.model import Time
from pk_fhir.view.moment import moment


class WrittenPages(PersonPages):
    """One page."""

    def add_to(self, router: APIRouter) -> None:
        """Put the page under the router's addresses."""
        router.add_api_route("/kontrakt/{key}/skrivit", self.written)

    async def written(self, key: str) -> Response:
        """Answers, wishes, how it goes and own words, the newest first."""

        async def made(person: PortalPerson) -> Response:
            view = await self.asking.view(person)
            values = {
                "person": person,
                "reading": reading(view, self.answering.clock()),
                "word": self.asking.word,
                "wishes": _newest(t for t in view.times if is_wish(t)),
                "answers": _newest(t for t in view.times if t.answer),
                "told": [c for c in view.my_commitments if c.provenance.patient_wrote],
                "said": [s for s in view.what_matters if s.provenance.by_patient],
                "may_wish": bool(self.asking.wished_at(view)),
            }
            return self.answering.page("writing/written", values)

        return await self.of(key, made)


def is_wish(time: Time) -> bool:
    """Whether a time began as a wish: it waits, or care has made something of it."""
    return time.state == "wished" or time.provenance.by_patient or bool(time.between)


def _newest(times: Iterable[Time]) -> list[Time]:
    return sorted(times, key=_changed, reverse=True)


def _changed(time: Time) -> float:
    at = moment(time.answered or time.provenance.patient_wrote or time.last_changed)
    return at.first.timestamp() if at else 0.0
