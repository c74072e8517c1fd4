"""The agreement itself: where it stands, why there is one, and its four parts."""

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


class Initiative(Code):
    """Who took the initiative."""

    CARE = "care", "care", "vården"
    PATIENT = "patient", "the patient", "patienten"


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
