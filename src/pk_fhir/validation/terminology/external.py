"""Code systems that are rules or registers of the wider world, not lists in a FHIR package.

https://hl7.org/fhir/R4/terminologies-systems.html lists them. Each is checked by a well-kept library
or by data that is small and stable, and only for whether a code is one: none has displays here.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from pk_fhir.fhirpath.ucum import UcumError, parse_unit

UCUM = "http://unitsofmeasure.org"
LANGUAGES = "urn:ietf:bcp:47"
MIME_TYPES = "urn:ietf:bcp:13"
CURRENCIES = "urn:iso:std:iso:4217"
TIME_ZONES = "https://www.iana.org/time-zones"
URIS = "urn:ietf:rfc:3986"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Read by every journal system every day; a parser of units is not loaded for them.
_COMMON_UNITS = _words("""
    1 % /min mg g kg ug mg/dL mg/L g/L g/dL mmol/L umol/L nmol/L pmol/L mmol/mol mm[Hg] cm m mm
    mL L mL/min L/min h min s d wk mo a Cel kg/m2 10*9/L 10*12/L 10*3/uL U/L m[IU]/L [IU] [IU]/L
    fL pg meq/L kPa {score} kcal [lb_av] [in_i] [degF]
""")
_COMMON_LANGUAGES = _words("""
    sv sv-SE sv-FI en en-US en-GB fi nb nn no da de fr es ar so fa pl ru
""")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")
# RFC 2045 and 6838: type "/" subtype, then parameters.
_TOKEN = r"[A-Za-z0-9!#$&^_.+\-'*`|~%]+"  # noqa: S105 - a token of MIME, not a secret
_MIME = re.compile(
    rf"{_TOKEN}/{_TOKEN}(\s*;\s*{_TOKEN}=({_TOKEN}|\"(?:[^\"\\]|\\.)*\"))*\s*;?\s*\Z"
)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+\Z")

# ISO 4217 list one, with the historic codes that records from the last decades still carry.
_CURRENCIES = _words("""
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN
    BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP
    ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR
    ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD
    MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR
    PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL
    THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF
    XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWG ZWL
""")


def knows(system: str) -> Callable[[str], bool] | None:
    """The test of whether something is a code of this system; None where nobody here can tell."""
    return _SYSTEMS.get(system)


def is_unit(code: str) -> bool:
    """Whether a code is a UCUM unit in the case-sensitive form (https://ucum.org/ucum)."""
    if code in _COMMON_UNITS:
        return True
    try:
        parse_unit(code)
    except UcumError:
        return False
    return True


@lru_cache(maxsize=4096)
def is_language(tag: str) -> bool:
    """Whether a tag is well-formed and its subtags are registered (BCP 47)."""
    if tag in _COMMON_LANGUAGES:
        return True
    if len(tag) > 60 or _LANGUAGE_TAG.match(tag) is None:  # noqa: PLR2004 - no tag is that long
        return False
    from langcodes import tag_is_valid  # noqa: PLC0415 - a tenth of a second that few runs need

    return bool(tag_is_valid(tag))


def is_mime_type(code: str) -> bool:
    """Whether a code has the form of a media type, with or without parameters; registered or not."""
    return _MIME.match(code) is not None


def _is_time_zone(code: str) -> bool:
    from zoneinfo import available_timezones  # noqa: PLC0415 - reads the tz database

    return code in available_timezones()


_SYSTEMS: dict[str, Callable[[str], bool]] = {
    UCUM: is_unit,
    LANGUAGES: is_language,
    MIME_TYPES: is_mime_type,
    CURRENCIES: _CURRENCIES.__contains__,
    TIME_ZONES: lru_cache(maxsize=512)(_is_time_zone),
    URIS: lambda code: _URI.match(code) is not None,
}
