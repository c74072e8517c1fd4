"""The people and organisations around the patient, and the patient."""

from pk_fhir.contract.code import Code


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


class OrganizationKind(Code):
    """What an organisation is to the patient."""

    CARE_GIVER = "care-giver", "care giver", "vårdgivare"
    CARE_UNIT = "care-unit", "care unit", "vårdenhet"
    MUNICIPALITY = "municipality", "municipality", "kommun"
    EXTERNAL = "external", "external actor", "extern aktör"


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
