"""The names that a contract has in FHIR: one home for the constants of docs/mapping.md."""

from collections.abc import Mapping
from typing import TypeVar

from pk_fhir.contract import codes
from pk_fhir.contract.code import Code

C = TypeVar("C", bound=Code)

BASE = "https://pk-fhir.example/fhir"
CONTRACT_SYSTEM = f"{BASE}/identifier/contract"
ITEM_SYSTEM = f"{BASE}/identifier/item"
PERSON_SYSTEM = f"{BASE}/identifier/person"


def definition(name: str) -> str:
    """The canonical URL of our profile or extension."""
    return f"{BASE}/StructureDefinition/{name}"


def code_system(name: str) -> str:
    """The canonical URL of our code system."""
    return f"{BASE}/CodeSystem/{name}"


# Extensions of HL7.
GOAL_ACCEPTANCE = "http://hl7.org/fhir/StructureDefinition/goal-acceptance"
PERTAINS_TO_GOAL = "http://hl7.org/fhir/StructureDefinition/resource-pertainsToGoal"
INTERPRETER_REQUIRED = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"

# Code systems of others.
HL7 = "http://terminology.hl7.org/CodeSystem"
ACT_CODE = f"{HL7}/v3-ActCode"
ROLE_CODE = f"{HL7}/v3-RoleCode"
PARTICIPATION_MODE = f"{HL7}/v3-ParticipationMode"
IDENTIFIER_TYPE = f"{HL7}/v2-0203"
AGENT_TYPE = f"{HL7}/provenance-participant-type"
GOAL_ACHIEVEMENT = f"{HL7}/goal-achievement"
GOAL_PRIORITY = f"{HL7}/goal-priority"
SECURITY_LABEL = "http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel"
FIXED_CONTACT_KIND = (
    "https://terminologitjansten.inera.se/inera-kodverksforvaltning/kodverk/kv_typ_av_fast_kontakt"
)
INERA_CARE_TEAM = "https://fhir.inera.se/ig/careteam/CodeSystem/typ-av-careteam-cs"
INERA_PLAN_TYPE = "https://fhir.inera.se/CodeSystem/typeofcareplan-cs"
HSA_CLASS = "https://hsa.inera.se/fhir/CodeSystem/hsa-object-class"
CARE_LEVEL = "urn:oid:1.2.752.129.5.1.46"
LANGUAGE = "urn:ietf:bcp:47"

# On a part that a later version of the contract left out: it is closed, not deleted.
LEFT_OUT = (code_system("pk-record"), "left-out")

NOT_FOR_PATIENT = "NOPAT"
# What others write for the same (Inera writes its approved-for-patient flag as NOPATIENT).
NOT_FOR_PATIENT_ALIASES = ("NOPAT", "NOPATIENT")

STATUTE_VERSION = "2023-04"

STORY_FORM = f"{BASE}/Questionnaire/pk-min-berattelse"
FOLLOW_UP_FORM = f"{BASE}/Questionnaire/pk-uppfoljning"
FORM_VERSION = "1.0.0"

# The items of Min berättelse: field, linkId, question.
STORY_ITEMS: tuple[tuple[str, str, str], ...] = (
    ("what_matters", "what-matters", "Vad är viktigt för dig?"),
    ("story", "story", "Berätta med egna ord om dig och din hälsa."),
    ("needs", "needs", "Vad behöver du hjälp eller stöd med?"),
    ("knowledge", "knowledge", "Vad vet du redan, och vad vill du veta mer om?"),
    ("resources", "resources", "Vad och vilka i ditt liv ger dig kraft och stöd?"),
    ("abilities", "abilities", "Vad kan och vill du göra själv?"),
    ("expectations", "expectations", "Vad förväntar du dig av vården?"),
    ("worries", "worries", "Vad oroar dig?"),
    ("child_opinion", "child-opinion", "Barnets egen åsikt, med barnets egna ord"),
    (
        "child_opinion_considered",
        "child-opinion-considered",
        "Hur barnets åsikt har vägts in, efter ålder och mognad",
    ),
)

FOLLOW_UP_LINKS = {
    "fixed_contact": "fixed-contact",
    "planning": "planning",
    "overview": "overview",
    "easy_contact": "easy-contact",
    "next_time": "next-time",
}
COMMENT_QUESTION = "Kommentar"
REASON_QUESTION = "Varför görs uppföljningen?"

# Codes of the contract, and the codings of others that mean the same: (system, code, display).
Coded = tuple[str, str, str]

FIXED_CONTACT: Mapping[codes.FixedContactKind, Coded] = {
    kind: (FIXED_CONTACT_KIND, str(number), kind.sv)
    for number, kind in enumerate(codes.FixedContactKind, start=1)
}

FORM: Mapping[codes.ContactForm, Coded] = {
    codes.ContactForm.VISIT: (PARTICIPATION_MODE, "FACE", "face-to-face"),
    codes.ContactForm.PHONE: (PARTICIPATION_MODE, "PHONE", "telephone"),
    codes.ContactForm.VIDEO: (PARTICIPATION_MODE, "VIDEOCONF", "videoconferencing"),
    codes.ContactForm.DIGITAL: (PARTICIPATION_MODE, "ONLINEWRIT", "online written"),
    codes.ContactForm.HOME: (code_system("pk-contact-form"), "home", "hemma"),
}

_REPRESENTATION = code_system("pk-representation")
RELATION: Mapping[codes.Relation, Coded] = {
    codes.Relation.SPOUSE: (ROLE_CODE, "SPS", "spouse"),
    codes.Relation.PARTNER: (ROLE_CODE, "DOMPART", "domestic partner"),
    codes.Relation.PARENT: (ROLE_CODE, "PRN", "parent"),
    codes.Relation.MOTHER: (ROLE_CODE, "MTH", "mother"),
    codes.Relation.FATHER: (ROLE_CODE, "FTH", "father"),
    codes.Relation.CHILD: (ROLE_CODE, "CHILD", "child"),
    codes.Relation.SIBLING: (ROLE_CODE, "SIB", "sibling"),
    codes.Relation.GRANDPARENT: (ROLE_CODE, "GRPRN", "grandparent"),
    codes.Relation.FRIEND: (ROLE_CODE, "FRND", "unrelated friend"),
    codes.Relation.NEIGHBOUR: (ROLE_CODE, "NBOR", "neighbor"),
    codes.Relation.GUARDIAN: (ROLE_CODE, "GUARD", "guardian"),
    codes.Relation.SPECIAL_REPRESENTATIVE: (_REPRESENTATION, "special-representative", "god man"),
    codes.Relation.ADMINISTRATOR: (_REPRESENTATION, "administrator", "förvaltare"),
    codes.Relation.CUSTODIAN: (_REPRESENTATION, "custodian", "vårdnadshavare"),
    codes.Relation.PROXY: (_REPRESENTATION, "proxy", "ombud eller framtidsfullmaktshavare"),
}

INERA_PLAN: Mapping[codes.PlanType, str] = {
    codes.PlanType.SIP: "SIP",
    codes.PlanType.COORDINATED_PSYCHIATRIC: "SPLPTLRV",
    codes.PlanType.DISCHARGE: "SPU",
    codes.PlanType.CARE: "VP",
    codes.PlanType.HABILITATION: "HP",
    codes.PlanType.REHABILITATION: "RP",
    codes.PlanType.IMPLEMENTATION: "GP",
    codes.PlanType.STANDARDISED: "SVP",
}

HSA_KIND: Mapping[codes.OrganizationKind, tuple[str, str]] = {
    codes.OrganizationKind.CARE_GIVER: ("healthcare-provider", "Vårdgivare"),
    codes.OrganizationKind.MUNICIPALITY: ("healthcare-provider", "Vårdgivare"),
    codes.OrganizationKind.CARE_UNIT: ("healthcare-unit", "Vårdenhet"),
}

TIME_STATUS: Mapping[codes.TimeStatus, str] = {
    codes.TimeStatus.WISHED: "proposed",
    codes.TimeStatus.OFFERED: "pending",
    codes.TimeStatus.AGREED: "booked",
    codes.TimeStatus.WAITLIST: "waitlist",
    codes.TimeStatus.ARRIVED: "arrived",
    codes.TimeStatus.CHECKED_IN: "checked-in",
    codes.TimeStatus.FULFILLED: "fulfilled",
    codes.TimeStatus.CANCELLED: "cancelled",
    codes.TimeStatus.NO_SHOW: "noshow",
    codes.TimeStatus.ENTERED_IN_ERROR: "entered-in-error",
}

INTENT: Mapping[codes.Standing, str] = {
    codes.Standing.COMMITTED: "plan",
    codes.Standing.ALTERNATIVE: "proposal",
    codes.Standing.ORDERED: "order",
}


def ours(system: str, kinds: type[C]) -> Mapping[C, Coded]:
    """The codings of a code system of ours, whose codes are those of the contract."""
    return {code: (code_system(system), code.value, code.sv) for code in kinds}


INITIATIVE = ours("pk-initiative", codes.Initiative)
INDICATION = ours("pk-indication", codes.IndicationCode)
PART = ours("pk-part", codes.PartName)
PART_OUTCOME = ours("pk-part-outcome", codes.PartOutcome)
CONTACT_WAY = ours("pk-contact-way", codes.ContactWay)
PARTICIPATION = ours("pk-participation", codes.Participation)
GOAL_CATEGORY = ours("pk-goal-category", codes.GoalCategory)
COMMITMENT_KIND = ours("pk-commitment-kind", codes.CommitmentKind)
EFFORT_AIM = ours("pk-effort-aim", codes.EffortAim)
EFFORT_KIND = ours("pk-effort-kind", codes.EffortKind)
REVIEW_REASON = ours("pk-review-reason", codes.ReviewReason)
PROFESSION = ours("pk-profession", codes.Profession)
ORGANIZATION_KIND = ours("pk-organization-type", codes.OrganizationKind)
SUPPORT_NEED = ours("pk-support-need", codes.SupportNeed)
SUPPORT_PHASE = ours("pk-support-phase", codes.SupportPhase)
REPRESENTATION_SCOPE = ours("pk-representation-scope", codes.RepresentationScope)
SERVICE_STATUS = ours("pk-service-status", codes.ServiceStatus)
PLAN_TYPE = ours("pk-plan-type", codes.PlanType)
ANSWER = ours("pk-answer", codes.Answer)
ACHIEVEMENT: Mapping[codes.Achievement, Coded] = {
    code: (GOAL_ACHIEVEMENT, code.value, code.en.capitalize()) for code in codes.Achievement
}
PRIORITY: Mapping[codes.Priority, Coded] = {
    code: (GOAL_PRIORITY, code.value, code.en.capitalize()) for code in codes.Priority
}
LEVEL: Mapping[codes.CareLevel, Coded] = {
    code: (CARE_LEVEL, code.value, code.sv) for code in codes.CareLevel
}
STATUTORY_PLAN = ours("pk-statutory-plan", codes.StatutoryPlan)
STATUTE = ours("pk-statute", codes.Statute)

PLAN_CATEGORY: Coded = (code_system("pk-plan-category"), "patientkontrakt", "patientkontrakt")
FIXED_CONTACT_CATEGORY: tuple[Coded, ...] = (
    (INERA_CARE_TEAM, "fast-kontakt", "Fast kontakt"),
    (code_system("pk-care-team-category"), "fixed-contact", "fast kontakt"),
)
TEAM_CATEGORY: Coded = (code_system("pk-care-team-category"), "team", "team")

TASK_TYPE = code_system("pk-task-type")
TASK_TYPES = {
    "patient-commitment": "patientens åtagande",
    "warning-sign": "att hålla koll på",
    "review": "uppföljning",
    "mediated-contact": "förmedlad kontakt",
}
EFFORT_TYPE = code_system("pk-effort-type")
EFFORT_TYPES = {
    "patient-activity": "patientens återkommande insats",
    "care-commitment": "vårdens åtagande",
    "external-effort": "övrig insats",
}
TASK_INPUT = code_system("pk-task-input")
TASK_OUTPUT = code_system("pk-task-output")
ACTIVITY = code_system("pk-provenance-activity")
ACTIVITIES = {"agreed": "överenskommelse", "appointed": "utsedd", "authored": "dokumenterad"}
HEAD_OF_OPERATIONS: Coded = (
    code_system("pk-agent-role"),
    "head-of-operations",
    "verksamhetschef",
)

# The profile of each resource that we write.
PROFILES = {
    "Patient": "pk-patient",
    "Practitioner": "pk-practitioner",
    "PractitionerRole": "pk-practitioner-role",
    "Organization": "pk-organization",
    "RelatedPerson": "pk-related-person",
    "HealthcareService": "pk-healthcare-service",
    "Goal": "pk-goal",
    "Appointment": "pk-appointment",
    "AppointmentResponse": "pk-appointment-response",
}
