"""The patient wishes for a time, and takes the wish back.

An Appointment that is proposed, with requestedPeriod (https://hl7.org/fhir/R4/appointment.html): care
answers it by offering or booking a time on the same record.
"""

from datetime import date, timedelta

import msgspec

from pk_fhir.contract import codes
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.admission import swedish_day
from pk_fhir.interactions.contracts.belonging import part_key
from pk_fhir.interactions.create import create
from pk_fhir.interactions.own.acting import Acting, Resource
from pk_fhir.interactions.update import update
from pk_fhir.interactions.work import Work
from pk_fhir.interactions.written import Written
from pk_fhir.mapping import terms
from pk_fhir.mapping.concepts import coded_concept
from pk_fhir.mapping.narrative import narrative
from pk_fhir.messages import text, told

LONGEST_ABOUT = 200
LONGEST_COMMENT = 1000
# A booking system plans no further ahead.
AHEAD = timedelta(days=366)
SCOPES = frozenset({"patient/Appointment.c", "patient/Appointment.u", "patient/Provenance.c"})


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """A time about something, on a day from `first` to `last`; `form` is how to meet."""

    about: str
    first: date
    last: date
    form: codes.ContactForm | None = None
    comment: str = ""


def problems(wish: Wish, today: date) -> dict[str, str]:
    """What is wrong with a wish: the field, and the key of the words about it."""
    found: dict[str, str] = {}
    if not wish.about or len(wish.about) > LONGEST_ABOUT:
        found["about"] = "own.wish.about"
    if wish.first < today:
        found["first"] = "own.wish.past"
    if wish.last < wish.first:
        found["last"] = "own.wish.order"
    elif wish.last > today + AHEAD:
        found["last"] = "own.wish.far"
    if len(wish.comment) > LONGEST_COMMENT:
        found["comment"] = "own.wish.comment"
    return found


async def ask(acting: Acting, wished: Wish, key: str) -> Written:
    """Keep the wish; `key` tells one sent form from another. FhirError "invalid" for one that no time
    can meet."""
    wrong = problems(wished, swedish_day(acting.service.now()))
    if wrong:
        raise FhirError("invalid", told(next(iter(wrong.values()))))
    id_ = acting.service.new_id()

    async def steps(work: Work) -> Written:
        written = await create(work, "Appointment", _appointment(acting, wished, id_), id_=id_)
        await create(work, "Provenance", acting.authorship(f"Appointment/{id_}"))
        return written

    days = (wished.first.isoformat(), wished.last.isoformat())
    content = ("wish", wished.about, *days, wished.form or "", wished.comment)
    return await acting.once(key, content, steps)


def _appointment(acting: Acting, wished: Wish, id_: str) -> Resource:
    form = terms.definition("pk-contact-form")
    lines = (
        ("Gäller", wished.about),
        ("Önskas tidigast", wished.first.isoformat()),
        ("Önskas senast", wished.last.isoformat()),
        ("Form", wished.form.sv if wished.form else None),
        ("Kommentar", wished.comment or None),
        ("Status", codes.TimeStatus.WISHED.sv),
    )
    meeting = {"url": form, "valueCodeableConcept": coded_concept(terms.FORM, wished.form)}
    return {
        "resourceType": "Appointment",
        "id": id_,
        "meta": {"profile": [terms.definition("pk-appointment")]},
        "language": "sv",
        "text": narrative(text("own.wish.title", "sv"), lines),
        **({"extension": [meeting]} if wished.form else {}),
        "status": terms.TIME_STATUS[codes.TimeStatus.WISHED],
        "description": wished.about,
        "created": acting.at,
        **({"comment": wished.comment} if wished.comment else {}),
        "participant": [{"actor": acting.subject, "status": "accepted"}],
        "requestedPeriod": [{"start": wished.first.isoformat(), "end": wished.last.isoformat()}],
    }


async def withdraw(acting: Acting, id_: str, key: str) -> Written:
    """Take a wish back. FhirError "not-found" for none of the patient's, "conflict" for one that care
    has answered, or that stands in an agreement."""

    async def steps(work: Work) -> Written:
        appointment, match = await acting.current(work, "Appointment", id_)
        if appointment.get("status") != "proposed":
            raise FhirError("conflict", told("own.wish.answered"))
        if part_key(appointment) is not None:
            raise FhirError("conflict", told("own.wish.agreed"))
        why = text("own.wish.withdrawn", "sv")
        lines = (("Gäller", appointment.get("description")), ("Status", why))
        changed = appointment | {
            "text": narrative(text("own.wish.title", "sv"), lines),
            "status": "cancelled",
            "cancelationReason": {"text": why},
        }
        return await update(work, "Appointment", id_, changed, if_match=match)

    return await acting.once(key, ("withdraw", id_), steps)
