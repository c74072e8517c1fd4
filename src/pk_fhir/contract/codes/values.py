"""What the parts of a contract have in common: telecom, days and units of time."""

from pk_fhir.contract.code import Code


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
