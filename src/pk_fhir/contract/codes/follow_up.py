"""Follow-ups and other answered forms."""

from pk_fhir.contract.code import Code


class Answer(Code):
    """An answer to one of the five follow-up questions."""

    YES = "yes", "yes", "ja"
    PARTLY = "partly", "partly", "delvis"
    NO = "no", "no", "nej"
    UNKNOWN = "unknown", "does not know", "vet inte"


class ReviewReason(Code):
    """Why a follow-up is made."""

    REGULAR = "regular", "regular follow-up", "regelbunden"
    PLAN_UPDATED = "plan-updated", "a plan was changed", "en plan har ändrats"
    OWN_WISH = "own-wish", "the patient wishes it", "patienten önskar"


class FormStatus(Code):
    """Where an answered form stands (https://hl7.org/fhir/R4/valueset-questionnaire-answers-status.html)."""

    IN_PROGRESS = "in-progress", "in progress", "påbörjad"
    COMPLETED = "completed", "completed", "klar"
    AMENDED = "amended", "amended", "ändrad"
    ENTERED_IN_ERROR = "entered-in-error", "entered in error", "felaktigt inlagd"
    STOPPED = "stopped", "stopped", "avbruten"
