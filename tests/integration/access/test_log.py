"""The patient's extract of the log tells who did what, where, when and why, in plain Swedish."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from tests.integration.api_fhir.conftest import RULES, client_of, make_service

from pk_fhir.access.caller import Caller
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.log import extract
from pk_fhir.interactions.read import read
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import audit_row
from pk_fhir.store import Store

pytestmark = pytest.mark.anyio

NUMBER = "http://electronichealth.se/identifier/personnummer"
ANNA = (NUMBER, "197701172392")
BO = (NUMBER, "197701182383")
UNIT = "SE2120000001-U1"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

NURSE = Caller(
    tenant="v1",
    subject="SE2120000001-N1",
    role="staff",
    scopes=frozenset({"user/*.cruds"}),
    unit=UNIT,
    provider="SE2120000001-V1",
    name="Siv Berg",
)
PATIENT = Caller(tenant="v1", subject="anna", role="patient", scopes=frozenset({"patient/*.rs"}), patient_identifier=ANNA, purpose="PATRQT")  # fmt: skip


@pytest.fixture
async def service(store: Store) -> Service:
    rules = msgspec.structs.replace(RULES, owners={"v1": "SE2120000001-V1"}, titles={"v1": "Region Exempel"})  # fmt: skip
    made = msgspec.structs.replace(
        make_service(store, rules), now=lambda: int(NOW.timestamp() * 1_000_000)
    )
    bodies: list[dict[str, Any]] = [
        {"resourceType": "Organization", "id": "unit", "name": "Ekeby vårdcentral",
         "identifier": [{"system": "urn:oid:1.2.752.29.4.19", "value": UNIT}]},
        {"resourceType": "Patient", "id": "anna", "identifier": [{"system": NUMBER, "value": ANNA[1]}]},
        {"resourceType": "Patient", "id": "bo", "identifier": [{"system": NUMBER, "value": BO[1]}]},
        {"resourceType": "Goal", "id": "g", "lifecycleStatus": "active", "description": {"text": "Gå"},
         "subject": {"reference": "Patient/anna"}},
    ]  # fmt: skip
    async with client_of(made) as client:
        for body in bodies:
            answer = await client.put(f"/{body['resourceType']}/{body['id']}", json=body)
            assert answer.status_code == 201, answer.text
    return made


async def test_the_extract_says_who_where_when_what_and_why(service: Service) -> None:
    for _ in range(3):
        await read(service, NURSE, "Goal", "g")
    found = await extract(service, PATIENT, ANNA)
    newest = found.entries[0].model_dump(by_alias=True, exclude_none=True)
    assert newest == {
        "at": NOW,
        "first": NOW,
        "count": 3,
        "careGiver": "SE2120000001-V1",
        "careGiverName": "Region Exempel",
        "careUnit": UNIT,
        "careUnitName": "Ekeby vårdcentral",
        "owners": ["Region Exempel"],
        "user": "SE2120000001-N1",
        "userName": "Siv Berg",
        "role": "staff",
        "roleText": "Personal",
        "kind": "read",
        "kindText": "läste ett mål",
        "type": "Goal",
        "purpose": "TREAT",
        "purposeText": "för vård och behandling",
        "refused": False,
        "emergency": False,
        "text": "Siv Berg vid Ekeby vårdcentral läste ett mål för vård och behandling. 3 gånger i följd.",
    }
    assert [entry.kind for entry in found.entries[1:]] == ["create", "create"]
    assert found.complete


async def test_staff_are_not_named_where_the_rule_is_that_they_are_not(service: Service) -> None:
    await read(service, NURSE, "Goal", "g")
    policy = msgspec.structs.replace(service.rules.policy, log_names_staff=False)
    rules = msgspec.structs.replace(service.rules, policy=policy)
    found = await extract(msgspec.structs.replace(service, rules=rules), PATIENT, ANNA)
    assert (
        found.entries[0].text
        == "Personal vid Ekeby vårdcentral läste ett mål för vård och behandling."
    )
    assert "Siv Berg" not in found.model_dump_json()


async def test_reading_the_log_is_in_the_log(service: Service) -> None:
    await extract(service, PATIENT, ANNA)
    again = await extract(service, PATIENT, ANNA)
    assert again.entries[0].text == "Du själv läste den här loggen på din egen begäran."


async def test_nobody_reads_the_log_of_another(service: Service) -> None:
    for caller, whose in ((PATIENT, BO), (NURSE, ANNA), (msgspec.structs.replace(NURSE, role="system"), ANNA)):  # fmt: skip
        with pytest.raises(FhirError) as refused:
            await extract(service, caller, whose)
        assert refused.value.kind == "forbidden"


async def test_what_is_no_number_is_refused_without_repeating_it(service: Service) -> None:
    with pytest.raises(FhirError) as refused:
        await extract(service, PATIENT, (NUMBER, "197701172399"))
    assert refused.value.kind == "invalid"
    assert "197701172399" not in str(refused.value)


async def test_no_personal_number_gets_into_a_row(service: Service) -> None:
    async with client_of(service) as client:
        await client.get(f"/Patient?identifier={NUMBER}|{ANNA[1]}")
    await service.store.audit.flush()
    rows = await service.store.fetch(sa.text("SELECT query FROM audit"))
    assert any(query for (query,) in rows)
    assert not any(ANNA[1] in (query or "") for (query,) in rows)


@pytest.mark.parametrize("unit", ["U\x01", "a,b", "x|y", "\\", "$"])
async def test_a_unit_that_is_no_hsa_id_does_not_close_the_log(service: Service, unit: str) -> None:
    await read(service, msgspec.structs.replace(NURSE, unit=unit, provider=unit), "Goal", "g")
    await read(service, NURSE, "Patient", "anna")
    found = await extract(service, PATIENT, ANNA)
    named = {entry.care_unit: entry.care_unit_name for entry in found.entries if entry.care_unit}
    assert named == {UNIT: "Ekeby vårdcentral", unit: None}


async def test_one_request_about_several_care_givers_is_one_line_that_names_them(
    service: Service,
) -> None:
    rules = msgspec.structs.replace(service.rules, elsewhere={"SE2120000003-V3": "Kommunen"})
    service = msgspec.structs.replace(service, rules=rules)
    asker = msgspec.structs.replace(NURSE, request_id="r1")

    def leave(owner: str, outcome: str, reason: str | None = None) -> None:
        row = audit_row(service, asker, "view", patient="anna", outcome=outcome, owner_provider=owner, reason=reason)  # fmt: skip
        service.store.audit.add(row)

    leave("SE2120000003-V3", "4", "no-consent")
    leave("SE2120000001-V1", "0")
    leave("SE2120000009-V9", "4", "no-consent")
    found = await extract(service, PATIENT, ANNA)
    siv = "Siv Berg vid Ekeby vårdcentral"
    assert [(entry.text, entry.count, entry.owners) for entry in found.entries[:2]] == [
        (
            f"{siv} läste den sammanhållna vyn över dina vårdgivare för vård och behandling.",
            1,
            ["Region Exempel"],
        ),
        (
            f"{siv} försökte läsa den sammanhållna vyn över dina vårdgivare för vård och behandling, men nekades: ditt samtycke saknas. Det gällde uppgifter hos Kommunen, en annan vårdgivare.",
            1,
            ["Kommunen", "en annan vårdgivare"],
        ),
    ]


@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        ("0", "Mor (någon som företräder dig) läste ett mål för din räkning."),
        ("8", "Mor (någon som sade sig företräda dig) försökte läsa ett mål för din räkning, men nekades."),
    ],
)  # fmt: skip
async def test_what_is_done_for_another_is_not_at_their_own_request(
    service: Service, outcome: str, text: str
) -> None:
    mother = msgspec.structs.replace(PATIENT, subject="mor", name="Mor", patient_identifier=BO, represents=ANNA)  # fmt: skip
    service.store.audit.add(
        audit_row(service, mother, "read", "Goal", "g", patient="anna", outcome=outcome)
    )
    assert (await extract(service, PATIENT, ANNA)).entries[0].text == text
