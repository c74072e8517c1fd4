"""Instants: microseconds inside, FHIR's and HTTP's text outside (https://hl7.org/fhir/R4/datatypes.html#instant)."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


# A transaction's resources, and the answers of one second, have few moments between them.
@lru_cache(maxsize=1024)
def instant(micros: int) -> str:
    """`meta.lastUpdated`: UTC, milliseconds."""
    moment = _EPOCH + timedelta(microseconds=micros)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def http_date(micros: int) -> str:
    """`Last-Modified` (RFC 9110): whole seconds, GMT."""
    return _http_date(micros // 1_000_000)


@lru_cache(maxsize=1024)
def _http_date(seconds: int) -> str:
    return format_datetime(_EPOCH + timedelta(seconds=seconds), usegmt=True)


def read_http_date(text: str) -> int | None:
    """Microseconds of an HTTP date; None for what is none (RFC 9110: it is then ignored)."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return int(moment.timestamp()) * 1_000_000


def read_instant(text: str) -> int | None:
    """Microseconds of an instant, dateTime or date (its beginning, UTC where no zone is given)."""
    padded = text + "-01-01"[len(text) - 4 :] if len(text) in (4, 7) else text
    try:
        moment = datetime.fromisoformat(padded)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return micros_of(moment)


def micros_of(moment: datetime) -> int:
    """Microseconds since 1970 of an aware moment."""
    return round((moment - _EPOCH) / timedelta(microseconds=1))
