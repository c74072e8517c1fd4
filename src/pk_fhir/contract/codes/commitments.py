"""What the patient and care undertake, and how it goes."""

from pk_fhir.contract.code import Code


class CommitmentKind(Code):
    """What the patient's commitment is."""

    SELF_CARE = "self-care", "self-care, after an assessment of it", "egenvård"
    OWN_EFFORT = "own-effort", "own effort", "egen insats"


class TaskStatus(Code):
    """How an undertaking goes (https://hl7.org/fhir/R4/valueset-task-status.html)."""

    DRAFT = "draft", "draft", "utkast"
    REQUESTED = "requested", "asked for", "efterfrågat"
    RECEIVED = "received", "received", "mottaget"
    ACCEPTED = "accepted", "accepted", "åtaget"
    REJECTED = "rejected", "rejected", "avböjt"
    READY = "ready", "ready to start", "redo att börja"
    CANCELLED = "cancelled", "cancelled", "inställt"
    IN_PROGRESS = "in-progress", "in progress", "pågår"
    ON_HOLD = "on-hold", "on hold", "vilande"
    FAILED = "failed", "could not be done", "gick inte att genomföra"
    COMPLETED = "completed", "done", "klart"
    ENTERED_IN_ERROR = "entered-in-error", "entered in error", "felaktigt inlagt"


class EffortAim(Code):
    """What care's commitment does for the patient."""

    PROMOTING = "health-promoting", "health-promoting", "hälsofrämjande"
    PREVENTIVE = "preventive", "preventive", "förebyggande"
    TREATING = "treating", "treating", "behandlande"
    REHABILITATING = "rehabilitating", "rehabilitating", "rehabiliterande"
    HABILITATING = "habilitating", "habilitating", "habiliterande"


class EffortKind(Code):
    """What is done: the three headings of the regional guideline."""

    EXAMINATION = "examination", "examination", "undersökning"
    TREATMENT = "treatment", "treatment", "behandling"
    FOLLOW_UP = "follow-up", "follow-up", "uppföljning"


class EffortStatus(Code):
    """Where a commitment of care stands (https://hl7.org/fhir/R4/valueset-request-status.html)."""

    DRAFT = "draft", "draft", "utkast"
    ACTIVE = "active", "active", "pågående"
    ON_HOLD = "on-hold", "on hold", "vilande"
    COMPLETED = "completed", "completed", "avslutad"
    REVOKED = "revoked", "revoked or declined", "återkallad eller avböjd"
    ENTERED_IN_ERROR = "entered-in-error", "entered in error", "felaktigt inlagd"
    UNKNOWN = "unknown", "unknown", "okänd"


class Standing(Code):
    """Whether care's commitment is chosen, ordered, or an alternative that could be chosen."""

    COMMITTED = "committed", "commitment", "åtagande"
    ALTERNATIVE = "alternative", "alternative that could be chosen", "alternativ som kan väljas"
    ORDERED = "ordered", "ordered", "beställt"


class Urgency(Code):
    """How soon to turn to somebody when a warning sign shows."""

    STAT = "stat", "call 112", "ring 112"
    ASAP = "asap", "at once", "genast"
    URGENT = "urgent", "the same day", "samma dag"
    ROUTINE = "routine", "when convenient", "när det passar"
