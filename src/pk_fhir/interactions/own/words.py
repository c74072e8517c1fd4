"""What matters to the patient, in own words, as an answer to "Min berättelse".

A QuestionnaireResponse of its own (https://hl7.org/fhir/R4/questionnaireresponse.html): what was agreed
stays as it was agreed, and the view shows the newest words first.
"""

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.create import create
from pk_fhir.interactions.own.acting import Acting, Resource
from pk_fhir.interactions.work import Work
from pk_fhir.interactions.written import Written
from pk_fhir.mapping import terms
from pk_fhir.messages import text, told

TOPIC = "what-matters"
LONGEST = 2000
SCOPES = frozenset({"patient/QuestionnaireResponse.c", "patient/Provenance.c"})


async def say(acting: Acting, words: str, key: str) -> Written:
    """Keep the words. FhirError "invalid" for none, or too many."""
    if not words or len(words) > LONGEST:
        raise FhirError("invalid", told("own.words.length", most=LONGEST))
    id_ = acting.service.new_id()

    async def steps(work: Work) -> Written:
        written = await create(
            work, "QuestionnaireResponse", _response(acting, words, id_), id_=id_
        )
        await create(work, "Provenance", acting.authorship(f"QuestionnaireResponse/{id_}"))
        return written

    return await acting.once(key, ("words", words), steps)


def _response(acting: Acting, words: str, id_: str) -> Resource:
    return {
        "resourceType": "QuestionnaireResponse",
        "id": id_,
        "language": "sv",
        "questionnaire": f"{terms.STORY_FORM}|{terms.FORM_VERSION}",
        "status": "completed",
        "subject": acting.subject,
        "authored": acting.at,
        "author": acting.who,
        "source": acting.who,
        "item": [
            {
                "linkId": TOPIC,
                "text": text(f"view.story.{TOPIC}", "sv"),
                "answer": [{"valueString": words}],
            }
        ],
    }
