"""The closed lists of the contract, in the words of care.

Where FHIR R4 has a required list for the same idea (the status of a goal, of a task), the values
are FHIR's, so that a reader of both forms sees one word. The rest are ours.
"""

from pk_fhir.contract.code import Code


class ContractStatus(Code):
    """Where the agreement, or a plan in it, stands."""

    DRAFT = "draft", "draft", "utkast"
    ACTIVE = "active", "active", "gällande"
    ON_HOLD = "on-hold", "on hold", "vilande"
    COMPLETED = "completed", "completed", "avslutat"
    REVOKED = "revoked", "revoked", "återkallat"
    ENTERED_IN_ERROR = "entered-in-error", "entered in error", "felaktigt inlagt"
    UNKNOWN = "unknown", "unknown", "okänt"


class PartName(Code):
    """The four parts of a patientkontrakt."""

    AGREEMENT = "agreement", "agreement", "överenskommelse"
    CONTACT = "fixed-contact", "fixed care contact", "fast vårdkontakt"
    TIME = "agreed-time", "agreed time", "överenskommen tid"
    PLANNING = "coordinated-planning", "coordinated planning", "sammanhållen planering"


class PartOutcome(Code):
    """What came of talking about a part."""

    AGREED = "agreed", "agreed", "överenskommet"
    NOT_RELEVANT = "not-relevant", "not relevant", "inte aktuellt"
    DECLINED = "declined", "declined by the patient", "patienten avstår"
    LATER = "later", "to be taken up later", "tas upp senare"


class IndicationCode(Code):
    """Why the patient has a patientkontrakt."""

    LONG_CARE = "long-care", "longer care or treatment", "längre vård- och behandlingsinsatser"
    COMPLEX_NEEDS = (
        "complex-needs",
        "extensive and complex needs",
        "omfattande och komplexa vårdbehov",
    )
    OTHER_REASON = (
        "other-reason",
        "other reason to clarify the planning",
        "andra skäl att tydliggöra planering",
    )
    OWN_WISH = "own-wish", "the patient's own wish", "eget önskemål"


class Initiative(Code):
    """Who took the initiative."""

    CARE = "care", "care", "vården"
    PATIENT = "patient", "the patient", "patienten"


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


class Standing(Code):
    """Whether care's commitment is chosen, ordered, or an alternative that could be chosen."""

    COMMITTED = "committed", "commitment", "åtagande"
    ALTERNATIVE = "alternative", "alternative that could be chosen", "alternativ som kan väljas"
    ORDERED = "ordered", "ordered", "beställt"


class FixedContactKind(Code):
    """Inera's kinds of fast kontakt (kv_typ_av_fast_kontakt 1 to 4)."""

    CARE_CONTACT = "care-contact", "fixed care contact", "fast vårdkontakt"
    PHYSICIAN = (
        "physician",
        "named physician contact in primary care",
        "fast läkarkontakt i primärvård",
    )
    HOME_CARE = (
        "home-care",
        "named care contact in home care",
        "fast omsorgskontakt i hemtjänsten",
    )
    OVERALL_COORDINATION = (
        "overall-coordination",
        "named care contact with overall coordinating responsibility",
        "fast vårdkontakt med övergripande samordningsansvar",
    )


class TeamStatus(Code):
    """Whether a contact or a team is in force (https://hl7.org/fhir/R4/valueset-care-team-status.html)."""

    PROPOSED = "proposed", "proposed", "föreslagen"
    ACTIVE = "active", "active", "gällande"
    SUSPENDED = "suspended", "suspended", "vilande"
    INACTIVE = "inactive", "ended", "avslutad"
    ENTERED_IN_ERROR = "entered-in-error", "entered in error", "felaktigt inlagd"


class OrganizationKind(Code):
    """What an organisation is to the patient."""

    CARE_GIVER = "care-giver", "care giver", "vårdgivare"
    CARE_UNIT = "care-unit", "care unit", "vårdenhet"
    MUNICIPALITY = "municipality", "municipality", "kommun"
    EXTERNAL = "external", "external actor", "extern aktör"


class Relation(Code):
    """Who a relative or representative is to the patient."""

    SPOUSE = "spouse", "spouse", "make eller maka"
    PARTNER = "partner", "partner", "sambo eller partner"
    PARENT = "parent", "parent", "förälder"
    MOTHER = "mother", "mother", "mamma"
    FATHER = "father", "father", "pappa"
    CHILD = "child", "child", "barn"
    SIBLING = "sibling", "sibling", "syskon"
    GRANDPARENT = "grandparent", "grandparent", "mor- eller farförälder"
    FRIEND = "friend", "friend", "vän"
    NEIGHBOUR = "neighbour", "neighbour", "granne"
    GUARDIAN = "guardian", "guardian", "förmyndare"
    SPECIAL_REPRESENTATIVE = "special-representative", "special representative", "god man"
    ADMINISTRATOR = "administrator", "administrator", "förvaltare"
    CUSTODIAN = "custodian", "custodian of a minor", "vårdnadshavare"
    PROXY = "proxy", "holder of a power of attorney", "ombud eller framtidsfullmaktshavare"


class RepresentationScope(Code):
    """What a representative may decide."""

    GUARD_RIGHTS = "guard-rights", "guards the person's rights", "bevaka rätt"
    MANAGE_PROPERTY = "manage-property", "manages property", "förvalta egendom"
    CARE_FOR_PERSON = "care-for-person", "cares for the person", "sörja för person"
    DECIDE_CARE = "decide-care", "decides about care", "besluta om vård"


class Participation(Code):
    """How the patient wants somebody close to take part."""

    TAKES_PART = "takes-part", "takes part in planning", "är med i planeringen"
    INFORMED = "informed", "is kept informed", "får information"
    WHEN_ASKED = "when-asked", "only when the patient asks", "bara när patienten ber om det"
    NOT_INVOLVED = "not-involved", "is not to be involved", "ska inte vara delaktig"


class Priority(Code):
    """How much a goal matters (http://terminology.hl7.org/CodeSystem/goal-priority)."""

    HIGH = "high-priority", "high priority", "hög prioritet"
    MEDIUM = "medium-priority", "medium priority", "medelhög prioritet"
    LOW = "low-priority", "low priority", "låg prioritet"


class CommitmentKind(Code):
    """What the patient's commitment is."""

    SELF_CARE = "self-care", "self-care, after an assessment of it", "egenvård"
    OWN_EFFORT = "own-effort", "own effort", "egen insats"


class TimeStatus(Code):
    """Where a time stands: wished, offered (kallelse), agreed, or over."""

    WISHED = "wished", "wished", "önskad"
    OFFERED = "offered", "offered", "kallelse, väntar på svar"
    AGREED = "agreed", "agreed", "överenskommen"
    WAITLIST = "waitlist", "on a waiting list", "väntelista"
    ARRIVED = "arrived", "arrived", "har kommit"
    CHECKED_IN = "checked-in", "checked in", "incheckad"
    FULFILLED = "fulfilled", "took place", "genomförd"
    CANCELLED = "cancelled", "cancelled", "avbokad"
    NO_SHOW = "noshow", "the patient did not come", "uteblev"
    ENTERED_IN_ERROR = "entered-in-error", "entered in error", "felaktigt inlagd"


class ContactForm(Code):
    """How patient and care meet."""

    VISIT = "visit", "visit", "fysiskt besök"
    PHONE = "phone", "telephone", "telefon"
    VIDEO = "video", "video", "video"
    HOME = "home", "at home", "hemma"
    DIGITAL = "digital", "digital, in writing", "digitalt"


class Reply(Code):
    """An answer to an offered time."""

    ACCEPTED = "accepted", "accepts", "accepterar"
    DECLINED = "declined", "declines", "tackar nej"
    TENTATIVE = "tentative", "perhaps", "kanske"
    NEEDS_ACTION = "needs-action", "has not answered", "har inte svarat"


class ContactWay(Code):
    """Ways to book and be in contact."""

    WEB_BOOKING = "web-booking", "online booking", "webbtidbok"
    WRITTEN_SUMMONS = "written-summons", "written notice", "skriftlig kallelse"
    PHONE = "phone", "telephone", "telefon"
    VIDEO = "video", "video call", "videosamtal"
    MESSAGE = "message", "message through 1177", "meddelande via 1177"
    SELF_MONITORING = "self-monitoring", "self-monitoring", "egenmonitorering"
    PHYSICAL_VISIT = "physical-visit", "visit", "fysiskt besök"
    E_SERVICE = "e-service", "the unit's e-services", "mottagningens e-tjänster"


class PlanType(Code):
    """Types of care plan."""

    SIP = (
        "coordinated-individual-plan",
        "coordinated individual plan (SIP)",
        "samordnad individuell plan (SIP)",
    )
    COORDINATED_PSYCHIATRIC = (
        "coordinated-psychiatric-plan",
        "coordinated plan under LPT or LRV",
        "samordnad vårdplan enligt LPT eller LRV",
    )
    DISCHARGE = "discharge-plan", "coordinated plan at discharge", "samordnad plan vid utskrivning"
    CARE = "care-plan", "care plan", "vårdplan"
    HABILITATION = "habilitation-plan", "habilitation plan", "habiliteringsplan"
    REHABILITATION = "rehabilitation-plan", "rehabilitation plan", "rehabiliteringsplan"
    IMPLEMENTATION = "implementation-plan", "implementation plan", "genomförandeplan"
    STANDARDISED = "standardised-care-plan", "standardised care plan", "standardiserad vårdplan"
    TREATMENT = "treatment-plan", "treatment plan", "behandlingsplan"
    SELF_CARE = "self-care-plan", "plan of self-care", "planering av egenvård"
    INDIVIDUAL = "individual-plan", "individual plan", "individuell plan"


class StatutoryPlan(Code):
    """Plans regulated by statute."""

    TREATMENT = "treatment-plan", "treatment plan", "Behandlingsplan"
    SELF_CARE = (
        "self-care-planning",
        "documented planning of self-care",
        "Dokumentation av planeringen (egenvård)",
    )
    INDIVIDUAL = "individual-plan", "individual plan", "Individuell plan"
    INDIVIDUAL_HABILITATION = (
        "individual-plan-habilitation",
        "individual plan for habilitation, rehabilitation or aids",
        "Individuell plan vid habilitering, rehabilitering, hjälpmedel",
    )
    COMMUNICABLE_DISEASE = (
        "individual-plan-communicable-disease",
        "individual plan under the Communicable Diseases Act",
        "Individuell plan (smittskydd)",
    )
    HABILITATION = (
        "habilitation-rehabilitation-plan",
        "plan for habilitation and rehabilitation",
        "Plan för habilitering och rehabilitering",
    )
    COORDINATED_PSYCHIATRIC = (
        "coordinated-psychiatric-plan",
        "coordinated care plan",
        "Samordnad vårdplan",
    )
    PSYCHIATRIC_CARE = "psychiatric-care-plan", "care plan under LPT or LRV", "Vårdplan"


class Statute(Code):
    """The statutes that regulate plans, as the source's table cites them, and their successors."""

    SOSFS_2014_5 = "sosfs-2014-5", "SOSFS 2014:5", "SOSFS 2014:5"
    SOSFS_2009_6 = "sosfs-2009-6", "SOSFS 2009:6 (until 2023)", "SOSFS 2009:6 (till 2023)"
    HSLF_FS_2023_2 = "hslf-fs-2023-2", "HSLF-FS 2023:2", "HSLF-FS 2023:2"
    HSL = "hsl-2017-30", "Health Care Act (2017:30)", "hälso- och sjukvårdslagen (2017:30)"
    DISCHARGE_ACT = (
        "lag-2017-612",
        "Act (2017:612) on cooperation at discharge",
        "lagen (2017:612) om samverkan vid utskrivning från sluten hälso- och sjukvård",
    )
    PATIENT_ACT = "patientlag-2014-821", "Patient Act (2014:821)", "patientlagen (2014:821)"
    COMMUNICABLE_DISEASES_ACT = (
        "smittskyddslag-2004-168",
        "Communicable Diseases Act (2004:168)",
        "smittskyddslagen (2004:168)",
    )
    SOSFS_2007_10 = "sosfs-2007-10", "SOSFS 2007:10", "SOSFS 2007:10"
    LPT = (
        "lpt-1991-1128",
        "Compulsory Psychiatric Care Act (1991:1128)",
        "lagen (1991:1128) om psykiatrisk tvångsvård (LPT)",
    )
    LRV = (
        "lrv-1991-1129",
        "Forensic Psychiatric Care Act (1991:1129)",
        "lagen (1991:1129) om rättspsykiatrisk vård (LRV)",
    )
    PSYCHIATRIC_ORDINANCE = (
        "forordning-1991-1472",
        "Ordinance (1991:1472)",
        "förordningen (1991:1472) om psykiatrisk tvångsvård och rättspsykiatrisk vård",
    )
    SOSFS_2005_27 = "sosfs-2005-27", "SOSFS 2005:27", "SOSFS 2005:27"


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


class Urgency(Code):
    """How soon to turn to somebody when a warning sign shows."""

    STAT = "stat", "call 112", "ring 112"
    ASAP = "asap", "at once", "genast"
    URGENT = "urgent", "the same day", "samma dag"
    ROUTINE = "routine", "when convenient", "när det passar"


class Profession(Code):
    """Professions that often are a fast vårdkontakt."""

    CONTACT_NURSE = "contact-nurse", "contact nurse", "kontaktsjuksköterska"
    CARE_COORDINATOR = "care-coordinator", "care coordinator", "vårdsamordnare"
    PHYSICIAN = "physician", "physician", "läkare"
    NURSE = "nurse", "nurse", "sjuksköterska"
    DISTRICT_NURSE = "district-nurse", "district nurse", "distriktssköterska"
    ASSISTANT_NURSE = "assistant-nurse", "assistant nurse", "undersköterska"
    PHYSIOTHERAPIST = "physiotherapist", "physiotherapist", "fysioterapeut"
    OCCUPATIONAL_THERAPIST = "occupational-therapist", "occupational therapist", "arbetsterapeut"
    PSYCHOLOGIST = "psychologist", "psychologist", "psykolog"
    COUNSELLOR = "counsellor", "counsellor", "kurator"
    DIETITIAN = "dietitian", "dietitian", "dietist"
    SPEECH_THERAPIST = "speech-therapist", "speech therapist", "logoped"
    SPECIAL_EDUCATOR = "special-educator", "special educator", "specialpedagog"
    CASE_MANAGER = "case-manager", "case manager", "case manager"
    NEEDS_ASSESSOR = "needs-assessor", "needs assessor", "biståndshandläggare"
    SUPPORT_WORKER = "support-worker", "support worker", "boendestödjare"
    MIDWIFE = "midwife", "midwife", "barnmorska"
    PHARMACIST = "pharmacist", "pharmacist", "apotekare"
    HEAD_OF_OPERATIONS = "head-of-operations", "head of operations", "verksamhetschef"


class SupportNeed(Code):
    """Special support that the patient needs."""

    INTERPRETER = "interpreter", "interpreter", "tolk"
    COMPANION = "companion", "somebody to come along", "närstående eller ledsagare med"
    MOBILITY = "mobility", "help to move", "hjälp att förflytta sig"
    TRANSPORT = "transport", "transport", "sjukresa"
    HEARING = "hearing", "support for hearing", "hörselstöd"
    VISION = "vision", "support for sight", "synstöd"
    COGNITIVE = "cognitive", "cognitive support, pictures", "kognitivt stöd, bildstöd"
    QUIET = "quiet", "quiet surroundings", "lugn miljö"
    LONGER_TIME = "longer-time", "longer time", "längre tid"
    OTHER = "other", "other", "annat"


class SupportPhase(Code):
    """When the support is needed."""

    BEFORE = "before", "before the visit", "inför besöket"
    DURING = "during", "at the visit", "vid besöket"


class CareLevel(Code):
    """Administrative level of care (1.2.752.129.5.1.46)."""

    PRIMARY = "01", "primary care", "Primärvård"
    SOMATIC = "02", "specialised somatic care", "Specialiserad somatisk vård"
    PSYCHIATRIC = "03", "specialised psychiatric care", "Specialiserad psykiatrisk vård"
    GERIATRIC = "04", "geriatrics", "Geriatrik"
    OTHER = "05", "other health care", "Övrig hälso- och sjukvård"


class EffortStatus(Code):
    """Where a commitment of care stands (https://hl7.org/fhir/R4/valueset-request-status.html)."""

    DRAFT = "draft", "draft", "utkast"
    ACTIVE = "active", "active", "pågående"
    ON_HOLD = "on-hold", "on hold", "vilande"
    COMPLETED = "completed", "completed", "avslutad"
    REVOKED = "revoked", "revoked or declined", "återkallad eller avböjd"
    ENTERED_IN_ERROR = "entered-in-error", "entered in error", "felaktigt inlagd"
    UNKNOWN = "unknown", "unknown", "okänd"


class FormStatus(Code):
    """Where an answered form stands (https://hl7.org/fhir/R4/valueset-questionnaire-answers-status.html)."""

    IN_PROGRESS = "in-progress", "in progress", "påbörjad"
    COMPLETED = "completed", "completed", "klar"
    AMENDED = "amended", "amended", "ändrad"
    ENTERED_IN_ERROR = "entered-in-error", "entered in error", "felaktigt inlagd"
    STOPPED = "stopped", "stopped", "avbruten"


class ServiceStatus(Code):
    """Whether a way of contact is new."""

    EXISTING = "existing", "existing", "befintlig"
    NEW = "new", "new", "ny"


class Gender(Code):
    """Administrative gender (https://hl7.org/fhir/R4/valueset-administrative-gender.html)."""

    FEMALE = "female", "female", "kvinna"
    MALE = "male", "male", "man"
    OTHER = "other", "other", "annat"
    UNKNOWN = "unknown", "unknown", "okänt"


class Protection(Code):
    """Protected identity."""

    CONFIDENTIAL = "sekretessmarkering", "confidentiality mark", "sekretessmarkering"
    PROTECTED_REGISTRATION = (
        "skyddadFolkbokforing",
        "protected population registration",
        "skyddad folkbokföring",
    )


class PersonIdentifierKind(Code):
    """The kinds of number that name a person."""

    PERSONNUMMER = "personnummer", "personal identity number", "personnummer"
    SAMORDNINGSNUMMER = "samordningsnummer", "coordination number", "samordningsnummer"
    RESERVNUMMER = "reservnummer", "national reserve number", "nationellt reservnummer"
    LOCAL = "local", "local number", "lokalt nummer"


class ContactKind(Code):
    """What a telecom is (https://hl7.org/fhir/R4/valueset-contact-point-system.html)."""

    PHONE = "phone", "telephone", "telefon"
    SMS = "sms", "text message", "sms"
    EMAIL = "email", "e-mail", "e-post"
    URL = "url", "web address or e-service", "webbadress eller e-tjänst"
    FAX = "fax", "fax", "fax"
    PAGER = "pager", "pager", "personsökare"
    OTHER = "other", "other", "annat"


class ContactUse(Code):
    """What a telecom is for (https://hl7.org/fhir/R4/valueset-contact-point-use.html)."""

    HOME = "home", "home", "hem"
    WORK = "work", "work", "arbete"
    TEMP = "temp", "temporary", "tillfällig"
    OLD = "old", "no longer in use", "används inte längre"
    MOBILE = "mobile", "mobile", "mobil"


class Weekday(Code):
    """Days of the week."""

    MONDAY = "mon", "Monday", "måndag"
    TUESDAY = "tue", "Tuesday", "tisdag"
    WEDNESDAY = "wed", "Wednesday", "onsdag"
    THURSDAY = "thu", "Thursday", "torsdag"
    FRIDAY = "fri", "Friday", "fredag"
    SATURDAY = "sat", "Saturday", "lördag"
    SUNDAY = "sun", "Sunday", "söndag"


class TimeUnit(Code):
    """Units of a repeated undertaking (UCUM)."""

    HOUR = "h", "hour", "timme"
    DAY = "d", "day", "dag"
    WEEK = "wk", "week", "vecka"
    MONTH = "mo", "month", "månad"
    YEAR = "a", "year", "år"


class DayPart(Code):
    """Parts of the day (https://hl7.org/fhir/R4/valueset-event-timing.html)."""

    MORNING = "MORN", "in the morning", "på morgonen"
    AFTERNOON = "AFT", "in the afternoon", "på eftermiddagen"
    EVENING = "EVE", "in the evening", "på kvällen"
    NIGHT = "NIGHT", "at night", "på natten"
    WITH_MEALS = "C", "with meals", "vid måltid"
    BEFORE_MEALS = "AC", "before meals", "före måltid"
    AFTER_MEALS = "PC", "after meals", "efter måltid"
    AT_SLEEP = "HS", "at bedtime", "till natten"
