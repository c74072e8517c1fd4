"""What a target says that a transaction came to: what is believed, what is looked at, what waits."""

import json
from typing import Any

import pytest

from pk_fhir.sync.push.answered import Clash, Later, Refused, Stored, stored
from pk_fhir.sync.push.versions import if_match, of_etag, version_of

CREATE = {"request": {"method": "POST", "url": "Goal", "ifNoneExist": "identifier=x"}}
UPDATE = {"request": {"method": "PUT", "url": "Goal/7"}}
DELETE = {"request": {"method": "DELETE", "url": "Goal/7"}}
OUTCOME = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "error", "code": "invalid", "diagnostics": "Fel på 197909212388."}],
}


def told(*responses: dict[str, Any], **more: Any) -> bytes:
    entries = [{"response": {"status": "200"} | each} | more for each in responses]
    body = {"resourceType": "Bundle", "type": "transaction-response", "entry": entries}
    return json.dumps(body).encode()


@pytest.mark.parametrize(
    ("sent", "body", "id_", "version"),
    [
        (CREATE, told({"location": "Goal/7/_history/1"}), "7", "1"),
        (CREATE, told({"location": "https://inside.example:8080/x/Goal/7/_history/1"}), "7", "1"),
        (CREATE, told({"location": "Goal/7", "etag": 'W/"2"'}), "7", "2"),
        (CREATE, told({"location": "Goal/7/", "etag": '"2"'}), "7", "2"),
        (CREATE, told({"location": "Goal/7", "etag": "2"}), "7", "2"),
        (CREATE, told({"location": "Goal/7", "etag": 'w/"2"'}), "7", "2"),
        (CREATE, told({"location": "Goal/7", "etag": 'W/"2\r\nX: y"'}), "7", None),
        (CREATE, told({"location": "Goal/7/_history/a b"}), "7", None),
        (CREATE, told({}), None, None),
        (CREATE, told({}, resource={"resourceType": "Goal", "id": "7"}), "7", None),
        (CREATE, told({}, resource={"resourceType": "Task", "id": "7"}), None, None),
        (UPDATE, told({"etag": 'W/"4"'}), "7", "4"),
        (UPDATE, told({"status": "200 OK"}), "7", None),
        (DELETE, told({"status": "404"}), "7", None),
        (DELETE, told({"status": "204 No Content"}), "7", None),
    ],
)  # fmt: skip
def test_what_an_answer_says_was_stored_is_believed(
    sent: Any, body: bytes, id_: str | None, version: str | None
) -> None:
    assert stored(body, [sent]) == [Stored(id=id_, version=version, was_there=True)]


def test_what_was_made_is_told_from_what_was_there() -> None:
    assert not stored(told({"status": "201 Created", "location": "Goal/7"}), [CREATE])[0].was_there


@pytest.mark.parametrize(
    ("sent", "body", "why", "words"),
    [
        ([CREATE], b"", Later, "the answer is no transaction-response"),
        ([CREATE], b"[]", Later, "the answer is no transaction-response"),
        ([CREATE], b'{"resourceType":"Patient","id":"1"}', Later, "the answer is no transaction-response"),
        ([CREATE], b'{"resourceType":"Bundle","entry":[null]}', Later, "the answer is no transaction-response"),
        ([CREATE], b'{"resourceType":"Bundle","entry":[{"resource":{}}]}', Later, "the answer is no transaction-response"),
        ([], b'{"resourceType":"Patient"}', Later, "the answer is no transaction-response"),
        ([CREATE], json.dumps(OUTCOME).encode(), Later, "200: Fel på …."),
        ([CREATE, UPDATE], told({"location": "Goal/7"}), Later, "the answer has 1 entries for 2"),
        ([CREATE], told({}, {}), Later, "the answer has 2 entries for 1"),
        ([CREATE], told({"location": "Task/7"}), Later, "the answer names another resource than was sent"),
        ([CREATE], told({"location": "https://elsewhere.example/"}), Later, "the answer names another resource than was sent"),
        ([CREATE], told({"location": "Goal/../../x?y"}), Later, "the answer names another resource than was sent"),
        ([UPDATE], told({"location": "Goal/8/_history/2"}), Later, "the answer names another resource than was sent"),
        ([CREATE], told({"status": "well"}), Later, "0: no reason was given"),
        ([CREATE], told({"status": "500"}), Later, "500: no reason was given"),
        ([UPDATE], told({"status": "404"}), Later, "404: no reason was given"),
        ([CREATE], told({"status": "422", "outcome": OUTCOME}), Refused, "422: Fel på …."),
        ([CREATE, UPDATE], told({"status": "500"}, {"status": "412"}), Clash, "412: no reason was given"),
    ],
)  # fmt: skip
def test_what_waits_or_is_refused(sent: Any, body: bytes, why: type[Exception], words: str) -> None:
    with pytest.raises(why) as refused:
        stored(body, sent)
    assert str(refused.value) == words


def test_versions_are_ids_and_else_the_instant_of_the_last_change() -> None:
    at = "2026-11-01T10:00:00Z"
    assert version_of({"meta": {"versionId": "3", "lastUpdated": at}}) == "3"
    assert version_of({"meta": {"lastUpdated": at}}) == f"at:{at}"
    assert version_of({"meta": {"versionId": 'x"\r\n'}}) is None
    assert [version_of(each) for each in ({}, None, {"meta": []})] == [None, None, None]
    assert [if_match(each) for each in ("3", f"at:{at}", None)] == ['W/"3"', None, None]
    assert of_etag(None) is None
