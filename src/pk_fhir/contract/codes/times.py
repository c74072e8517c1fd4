"""Times with care."""

from pk_fhir.contract.code import Code


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


class CareLevel(Code):
    """Administrative level of care (1.2.752.129.5.1.46)."""

    PRIMARY = "01", "primary care", "Primärvård"
    SOMATIC = "02", "specialised somatic care", "Specialiserad somatisk vård"
    PSYCHIATRIC = "03", "specialised psychiatric care", "Specialiserad psykiatrisk vård"
    GERIATRIC = "04", "geriatrics", "Geriatrik"
    OTHER = "05", "other health care", "Övrig hälso- och sjukvård"


class Reply(Code):
    """An answer to an offered time."""

    ACCEPTED = "accepted", "accepts", "accepterar"
    DECLINED = "declined", "declines", "tackar nej"
    TENTATIVE = "tentative", "perhaps", "kanske"
    NEEDS_ACTION = "needs-action", "has not answered", "har inte svarat"


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
