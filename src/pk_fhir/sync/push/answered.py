"""What a transaction came to, as the target tells it: https://hl7.org/fhir/R4/http.html#transaction-response.

A target that says that all went well is believed as far as what it says can be so. Where it leaves out what
it made, or under which version, somebody looks; where it tells of something else, nothing is known to be
done, and what is there is looked at before it is sent again.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import httpx
import msgspec
import orjson

from pk_fhir.fhir.literal import divided
from pk_fhir.interactions.quoting import PERSONAL
from pk_fhir.sync.push.versions import is_id, of_etag

# Refusals that may be gone tomorrow: of who we are, of how much we ask, and of an address that is set up wrong.
PASSING = frozenset({401, 403, 404, 408, 425, 429})
CLASHES = frozenset({409, 412})
GONE = frozenset({404, 410})
MOST_WORDS = 500


class Clash(Exception):  # noqa: N818 - a signal within this package
    """Something at the target is not as we last saw it (409, 412): nothing was written."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Refused(Exception):  # noqa: N818 - a signal within this package
    """The target refuses this content; sending it again would be refused again."""


class Later(Exception):  # noqa: N818 - a signal within this package
    """It could not be sent now; `wait` is in seconds, where the target said how long."""

    def __init__(self, words: str, wait: float = 0.0) -> None:
        super().__init__(words)
        self.words = words
        self.wait = wait


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What one entry came to: the id and version that the target has now, as far as it says, and whether it
    was there before."""

    id: str | None
    version: str | None
    was_there: bool


def refuse(status: int, said: str, wait: float = 0.0) -> NoReturn:
    """Raise what a status that is no success means for what was sent: Clash, Later or Refused."""
    if status in CLASHES:
        raise Clash(said)
    if status in PASSING or status >= httpx.codes.INTERNAL_SERVER_ERROR or status < 400:  # noqa: PLR2004 - HTTP's refusals
        raise Later(said, wait)
    raise Refused(said)


def stored(body: bytes, sent: Sequence[Mapping[str, Any]]) -> list[Stored]:
    """What each entry that was sent came to, in order. Raises Clash, Later or Refused."""
    answer = _parsed(body)
    if answer.get("resourceType") == "OperationOutcome":
        raise Later(f"200: {said(body)}")
    entries = answer.get(
        "entry", [] if not sent and answer.get("resourceType") == "Bundle" else None
    )
    if not isinstance(entries, list) or not all(_response(each) for each in entries):
        raise Later("the answer is no transaction-response")
    if len(entries) != len(sent):
        raise Later(f"the answer has {len(entries)} entries for {len(sent)}")
    _all_done(entries, sent)
    return [_of(each, entry["request"]) for each, entry in zip(entries, sent, strict=True)]


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        answer = None
    return answer if isinstance(answer, dict) else {}


def _response(entry: object) -> Mapping[str, Any]:
    found = entry.get("response") if isinstance(entry, dict) else None
    return found if isinstance(found, dict) else {}


def _all_done(entries: Sequence[object], sent: Sequence[Mapping[str, Any]]) -> None:
    """A server that took the transaction for a batch tells of each entry: what comes first is what a person, or
    another look, must see to."""
    failed = [
        (status, each)
        for each, entry in zip(entries, sent, strict=True)
        if (status := _status(each)) // 100 != 2  # noqa: PLR2004 - HTTP's successes
        and not (status in GONE and entry["request"]["method"] == "DELETE")
    ]
    for status, each in sorted(failed, key=lambda one: one[0] not in CLASHES):
        outcome = _response(each).get("outcome")
        refuse(status, f"{status}: {said(orjson.dumps(outcome))}")


def _status(entry: object) -> int:
    """The status of an entry's response; one that cannot be read is no success."""
    stated = str(_response(entry).get("status", "")).strip()[:3]
    return int(stated) if stated.isdecimal() else 0


def _of(entry: Mapping[str, Any], asked: Mapping[str, str]) -> Stored:
    """https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.response"""
    response = _response(entry)
    type_, _, wanted = asked["url"].partition("/")
    path, version = divided(str(response.get("location") or ""))
    id_ = _id_of(path, type_) or wanted or _returned(entry, type_) or None
    if wanted and id_ != wanted:
        raise Later("the answer names another resource than was sent")
    return Stored(
        id=id_,
        version=version if is_id(version) else of_etag(response.get("etag")),
        was_there=_status(entry) != httpx.codes.CREATED,
    )


def _id_of(path: str, type_: str) -> str | None:
    """The id that a Location names. Whichever server it names, nothing is asked there."""
    if not path:
        return None
    before, _, id_ = path.rstrip("/").rpartition("/")
    if before.rpartition("/")[2] != type_ or not is_id(id_):
        raise Later("the answer names another resource than was sent")
    return id_


def _returned(entry: Mapping[str, Any], type_: str) -> str | None:
    resource = entry.get("resource")
    if not isinstance(resource, dict) or resource.get("resourceType") != type_:
        return None
    return str(resource["id"]) if is_id(resource.get("id")) else None


def said(body: bytes) -> str:
    """What an OperationOutcome says, without what may be a personal number."""
    try:
        issues = orjson.loads(body).get("issue", [])
        words = "; ".join(
            str(issue.get("diagnostics") or issue.get("details", {}).get("text") or issue["code"])
            for issue in issues
            if issue.get("severity") in ("fatal", "error")
        )
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError):
        words = ""
    return PERSONAL.sub("…", words)[:MOST_WORDS] or "no reason was given"
