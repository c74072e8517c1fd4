"""The closed lists of the contract, in the words of care.

Where FHIR R4 has a required list for the same idea (the status of a goal, of a task), the values
are FHIR's, so that a reader of both forms sees one word. The rest are ours.
"""

from pk_fhir.contract.codes.agreement import (
    ContractStatus,
    IndicationCode,
    Initiative,
    PartName,
    PartOutcome,
)
from pk_fhir.contract.codes.commitments import (
    CommitmentKind,
    EffortAim,
    EffortKind,
    EffortStatus,
    Standing,
    TaskStatus,
    Urgency,
)
from pk_fhir.contract.codes.contacts import (
    ContactWay,
    FixedContactKind,
    ServiceStatus,
    TeamStatus,
)
from pk_fhir.contract.codes.follow_up import (
    Answer,
    FormStatus,
    ReviewReason,
)
from pk_fhir.contract.codes.goals import (
    Acceptance,
    Achievement,
    GoalCategory,
    GoalLifecycle,
    Priority,
)
from pk_fhir.contract.codes.people import (
    Gender,
    OrganizationKind,
    Participation,
    PersonIdentifierKind,
    Profession,
    Protection,
    Relation,
    RepresentationScope,
)
from pk_fhir.contract.codes.plans import (
    PlanType,
    Statute,
    StatutoryPlan,
)
from pk_fhir.contract.codes.times import (
    CareLevel,
    ContactForm,
    Reply,
    SupportNeed,
    SupportPhase,
    TimeStatus,
)
from pk_fhir.contract.codes.values import (
    ContactKind,
    ContactUse,
    DayPart,
    TimeUnit,
    Weekday,
)

__all__ = [
    "Acceptance",
    "Achievement",
    "Answer",
    "CareLevel",
    "CommitmentKind",
    "ContactForm",
    "ContactKind",
    "ContactUse",
    "ContactWay",
    "ContractStatus",
    "DayPart",
    "EffortAim",
    "EffortKind",
    "EffortStatus",
    "FixedContactKind",
    "FormStatus",
    "Gender",
    "GoalCategory",
    "GoalLifecycle",
    "IndicationCode",
    "Initiative",
    "OrganizationKind",
    "PartName",
    "PartOutcome",
    "Participation",
    "PersonIdentifierKind",
    "PlanType",
    "Priority",
    "Profession",
    "Protection",
    "Relation",
    "Reply",
    "RepresentationScope",
    "ReviewReason",
    "ServiceStatus",
    "Standing",
    "Statute",
    "StatutoryPlan",
    "SupportNeed",
    "SupportPhase",
    "TaskStatus",
    "TeamStatus",
    "TimeStatus",
    "TimeUnit",
    "Urgency",
    "Weekday",
]
