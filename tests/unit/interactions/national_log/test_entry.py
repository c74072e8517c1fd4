"""A row of the audit trail as the national log service takes it (informationsecurity:auditing:log 2.0)."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from lxml import etree

from pk_fhir.contract.identifiers import PERSONNUMMER
from pk_fhir.interactions.national_log import MOST, Context, Entry, entry_of, store_log
from pk_fhir.store.plan import AuditRow

CONTEXT = Context(
    system="SE2120000001-F001",
    owners={"v1": "SE2120000001-V1"},
    names={"SE2120000001-V1": "Region Exempel", "SE2120000001-U1": "Ekeby & co vårdcentral"},
    persons={("v1", "anna"): (PERSONNUMMER, "197701172392")},
)
ROW = AuditRow(
    tenant="v1",
    number=42,
    at=int(datetime(2026, 11, 23, 9, 30, 1, 250_000, UTC).timestamp() * 1_000_000),
    interaction="read",
    subject="SE2120000001-E1",
    role="staff",
    unit="SE2120000001-U1",
    provider="SE2120000001-V1",
    type="CarePlan",
    id="plan",
    patient="anna",
    name="Siv Berg",
    title="sjuksköterska",
    assignment="SE2120000001-C1",
    owner_unit="SE2120000001-U2",
    owner_provider="SE2120000001-V1",
)
EXPECTED = """<?xml version='1.0' encoding='UTF-8'?>
<store:StoreLog xmlns:store="urn:riv:informationsecurity:auditing:log:StoreLogResponder:2" xmlns:log="urn:riv:informationsecurity:auditing:log:2">
  <store:log>
    <log:logId>46e48a8e-65ac-559d-b837-dc16096b77b6</log:logId>
    <log:system>
      <log:systemId>SE2120000001-F001</log:systemId>
    </log:system>
    <log:activity>
      <log:activityType>Läsa</log:activityType>
      <log:activityLevel>CarePlan/plan</log:activityLevel>
      <log:startDate>2026-11-23T10:30:01.250</log:startDate>
      <log:purpose>Vård och behandling</log:purpose>
    </log:activity>
    <log:user>
      <log:userId>SE2120000001-E1</log:userId>
      <log:name>Siv Berg</log:name>
      <log:assignment>SE2120000001-C1</log:assignment>
      <log:title>sjuksköterska</log:title>
      <log:careProvider>
        <log:careProviderId>SE2120000001-V1</log:careProviderId>
        <log:careProviderName>Region Exempel</log:careProviderName>
      </log:careProvider>
      <log:careUnit>
        <log:careUnitId>SE2120000001-U1</log:careUnitId>
        <log:careUnitName>Ekeby &amp; co vårdcentral</log:careUnitName>
      </log:careUnit>
    </log:user>
    <log:resources>
      <log:resource>
        <log:resourceType>Vård- och omsorgsplan</log:resourceType>
        <log:patient>
          <log:patientId>
            <log:root>1.2.752.129.2.1.3.1</log:root>
            <log:extension>197701172392</log:extension>
          </log:patientId>
        </log:patient>
        <log:careProvider>
          <log:careProviderId>SE2120000001-V1</log:careProviderId>
          <log:careProviderName>Region Exempel</log:careProviderName>
        </log:careProvider>
        <log:careUnit>
          <log:careUnitId>SE2120000001-U2</log:careUnitId>
        </log:careUnit>
      </log:resource>
    </log:resources>
  </store:log>
</store:StoreLog>
"""


def entry(**changed: Any) -> Entry:
    found = entry_of(msgspec.structs.replace(ROW, **changed), CONTEXT)
    assert isinstance(found, Entry), found
    return found


def test_a_read_is_the_whole_body_of_store_log() -> None:
    assert store_log([entry()]).decode() == EXPECTED


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"role": "patient"}, "own"),
        ({"role": "proxy"}, "own"),
        ({"outcome": "4"}, "refused"),
        ({"outcome": "8"}, "refused"),
        ({"event": b"{}"}, "received"),
        ({"subject": "siv"}, "no-hsa-id"),
        ({"unit": None}, "no-unit"),
        ({"provider": "v1"}, "no-care-giver"),
        ({"purpose": "HMARKT"}, "purpose"),
    ],
)
def test_what_is_no_access_of_staff_is_left_out_with_why(
    changed: dict[str, Any], reason: str
) -> None:
    assert entry_of(msgspec.structs.replace(ROW, **changed), CONTEXT) == reason


@pytest.mark.parametrize(
    ("interaction", "activity"),
    [
        ("search-type", "Läsa"),
        ("view", "Läsa"),
        ("create", "Skriva"),
        ("patch", "Skriva"),
        ("delete", "Radera"),
        ("emergency", "Nödöppning"),
    ],
)
def test_the_kinds_of_activity_are_those_of_the_contract(interaction: str, activity: str) -> None:
    assert entry(interaction=interaction).activity_type == activity


@pytest.mark.parametrize(
    ("at", "local", "arguments"),
    [
        (datetime(2026, 7, 1, 10, 0, tzinfo=UTC), "2026-07-01T12:00:00.000", None),
        (
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            "2026-10-25T02:30:00.000",
            "UTC 2026-10-25T00:30:00.000",
        ),
        (
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
            "2026-10-25T02:30:00.000",
            "UTC 2026-10-25T01:30:00.000",
        ),
    ],
)
def test_times_are_swedish_and_the_hour_that_comes_twice_says_which(
    at: datetime, local: str, arguments: str | None
) -> None:
    found = entry(at=int(at.timestamp() * 1_000_000))
    assert (found.start_date, found.activity_args) == (local, arguments)


def test_texts_fit_the_contract_and_xml() -> None:
    found = entry(reason="x\x00" * 9000, name="å" * 300, interaction="emergency")
    root = etree.fromstring(store_log([found]))
    texts = {each.tag.rpartition("}")[2]: each.text for each in root.iter()}
    assert texts["activityArgs"] == "x " * 4096
    assert texts["name"] == "å" * 256


def test_no_call_has_more_entries_than_the_contract_lets_it_have() -> None:
    assert store_log([entry()] * MOST).count(b"<store:log>") == MOST
    with pytest.raises(ValueError, match="more than 500"):
        store_log([entry()] * (MOST + 1))
