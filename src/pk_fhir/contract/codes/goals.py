"""Goals and expectations."""

from pk_fhir.contract.code import Code


class GoalCategory(Code):
    """What kind of aim it is."""

    GOAL = "goal", "goal", "mål"
    EXPECTATION = "expectation", "expectation", "förväntan"


class GoalLifecycle(Code):
    """Where the goal stands (https://hl7.org/fhir/R4/valueset-goal-status.html)."""

    PROPOSED = "proposed", "proposed", "föreslaget"
    PLANNED = "planned", "planned", "planerat"
    ACCEPTED = "accepted", "accepted", "accepterat"
    ACTIVE = "active", "active", "pågående"
    ON_HOLD = "on-hold", "on hold", "vilande"
    COMPLETED = "completed", "completed", "avslutat"
    CANCELLED = "cancelled", "cancelled", "avbrutet"
    ENTERED_IN_ERROR = "entered-in-error", "entered in error", "felaktigt inlagt"
    REJECTED = "rejected", "rejected", "avvisat"


class Achievement(Code):
    """How it goes (https://hl7.org/fhir/R4/valueset-goal-achievement.html)."""

    IN_PROGRESS = "in-progress", "in progress", "på väg"
    IMPROVING = "improving", "improving", "förbättras"
    WORSENING = "worsening", "worsening", "försämras"
    NO_CHANGE = "no-change", "no change", "oförändrat"
    ACHIEVED = "achieved", "achieved", "uppnått"
    SUSTAINING = "sustaining", "sustaining", "uppnått och bibehålls"
    NOT_ACHIEVED = "not-achieved", "not achieved", "inte uppnått"
    NO_PROGRESS = "no-progress", "no progress", "inga framsteg"
    NOT_ATTAINABLE = "not-attainable", "not attainable", "går inte att uppnå"


class Acceptance(Code):
    """Whether somebody agrees with a goal."""

    AGREE = "agree", "agrees", "håller med"
    DISAGREE = "disagree", "disagrees", "håller inte med"
    PENDING = "pending", "has not answered", "har inte svarat"


class Priority(Code):
    """How much a goal matters (http://terminology.hl7.org/CodeSystem/goal-priority)."""

    HIGH = "high-priority", "high priority", "hög prioritet"
    MEDIUM = "medium-priority", "medium priority", "medelhög prioritet"
    LOW = "low-priority", "low priority", "låg prioritet"
