"""The patient writes: what matters to me, in own words, as an answer to "Min berättelse".

A QuestionnaireResponse of its own (https://hl7.org/fhir/R4/questionnaireresponse.html), at the care
provider of this service that has the contract: what was agreed stays as it was agreed, and the view
shows the newest words first.
"""

from datetime import UTC, datetime
from typing import Any

import msgspec

from pk_fhir.access import persons
from pk_fhir.access.caller import Caller
from pk_fhir.fhir.dates import instant
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.create import create
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import Work, write
from pk_fhir.interactions.written import Written
from pk_fhir.messages import text
from pk_fhir.view.reading.review import STORY

MICROS = 1_000_000
VERSION = "1.0.0"
TOPIC = "what-matters"
LONGEST = 2000


async def say(
    service: Service, caller: Caller, identifier: tuple[str, str], words: str, tenant: str
) -> None:
    """Keep the words at this care provider. FhirError "invalid" for none, or too many, and "not-found"
    where the person is not known there."""
    if not words or len(words) > LONGEST:
        raise FhirError("invalid", "Own words are at least one and at most 2000 characters.")
    known = await persons.known(service.store, service.rules.tenants, identifier)
    patient = next((patient for where, patient in known.patients if where == tenant), None)
    if patient is None:
        raise FhirError("not-found", "The person is not known at this care provider.")
    scopes = caller.scopes | {"patient/QuestionnaireResponse.c"}
    mine = msgspec.structs.replace(caller, tenant=tenant, patient=patient, scopes=scopes)
    response = _response(service, patient, words, own=caller.represents is None)

    async def steps(work: Work) -> Written:
        return await create(work, "QuestionnaireResponse", response)

    await write(service, mine, steps)


def _response(service: Service, patient: str, words: str, *, own: bool) -> dict[str, Any]:
    subject = {"reference": f"Patient/{patient}"}
    now = datetime.fromtimestamp(service.now() / MICROS, UTC)
    return {
        "resourceType": "QuestionnaireResponse",
        "language": "sv",
        "questionnaire": f"{STORY}|{VERSION}",
        "status": "completed",
        "subject": subject,
        "authored": instant(now),
        # Who reads for somebody writes what that person says: the form does not know who it is here.
        **({"source": subject, "author": subject} if own else {}),
        "item": [
            {
                "linkId": TOPIC,
                "text": text(f"view.story.{TOPIC}", "sv"),
                "answer": [{"valueString": words}],
            }
        ],
    }
