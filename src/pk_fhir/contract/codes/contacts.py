"""Fasta kontakter and teams, and the ways to be in contact."""

from pk_fhir.contract.code import Code


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


class ServiceStatus(Code):
    """Whether a way of contact is new."""

    EXISTING = "existing", "existing", "befintlig"
    NEW = "new", "new", "ny"
