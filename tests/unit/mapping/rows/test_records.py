"""Where each part of the agreement stands in FHIR (`docs/mapping.md`): what every resource has, whom it belongs to, and what becomes of it in later versions."""

from tests.unit.mapping.agreements import (
    CS,
    GIVER,
    RECORDED,
    UNIT,
    agreement,
    written,
)

from pk_fhir.mapping import to_bundle, to_contract


def test_care_giver_and_care_unit_are_custodian_and_the_authors_unit_of_every_part() -> None:
    fhir = written(
        author="eva",
        established="2026-11-01",
        custody={"careGiver": GIVER, "careUnit": UNIT},
        goals=[{"id": "mal", "description": "Orka"}],
    )
    (authored,) = fhir.all("Provenance")
    author, custodian = authored["agent"]
    assert author["who"]["reference"] == fhir.url("PractitionerRole", "eva")
    assert author["onBehalfOf"]["display"] == "Vårdcentralen"
    assert custodian["type"]["coding"][0]["code"] == "custodian"
    assert custodian["who"]["display"] == "Regionen"
    assert [one["reference"] for one in authored["target"]] == [
        fhir.contract_url(),
        fhir.url("PractitionerRole", "eva"),
        fhir.url("RelatedPerson", "dotter"),
        fhir.url("Goal", "mal"),
    ]


def test_what_is_not_released_to_the_patient_and_protected_identity_are_security_labels() -> None:
    fhir = written(
        withheldFromPatient=True,
        goals=[{"id": "mal", "description": "Orka", "withheldFromPatient": True}],
        patient={"name": {"text": "Skyddad Person"}, "protection": "sekretessmarkering"},
    )
    hidden = [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "NOPAT"}]
    assert fhir.plan["meta"]["security"] == hidden
    assert fhir.part("Goal", "mal")["meta"]["security"] == hidden
    (patient,) = fhir.all("Patient")
    assert [one["code"] for one in patient["meta"]["security"]] == ["sekretessmarkering"]
    assert "Skyddad" not in patient["text"]["div"]


def test_the_sending_system_is_the_source_of_every_resource() -> None:
    fhir = written(sourceSystem=GIVER)
    assert {entry["resource"]["meta"]["source"] for entry in fhir.entries} == {f"urn:hsa:{GIVER}"}


def test_parts_are_updated_by_identifier_and_registers_are_only_added_to() -> None:
    bundle = to_bundle(agreement(), recorded=RECORDED, secret=b"hemlighet")
    requests = [(e["resource"]["resourceType"], e["request"]) for e in bundle["entry"]]
    assert [(kind, one["method"]) for kind, one in requests] == [
        ("Patient", "POST"),
        ("Organization", "POST"),
        ("Organization", "POST"),
        ("Practitioner", "POST"),
        ("CarePlan", "PUT"),
        ("PractitionerRole", "PUT"),
        ("RelatedPerson", "PUT"),
    ]
    patient, unit, *_ = (one for _, one in requests)
    assert unit["ifNoneExist"] == f"identifier=urn:oid:1.2.752.29.4.19%7C{UNIT}"
    assert patient["ifNoneExist"].startswith(
        "identifier=https://pk-fhir.example/fhir/identifier/person%7C"
    )
    assert requests[4][1]["url"] == "CarePlan?identifier=http://journal.example/kontrakt%7C17"


def test_a_known_patient_is_only_referred_to() -> None:
    bundle = to_bundle(agreement(), recorded=RECORDED, patient_reference="Patient/17")
    kinds = {entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert "Patient" not in kinds
    plan = next(
        e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "CarePlan"
    )
    assert plan["subject"] == {"reference": "Patient/17"}


def test_the_same_person_has_the_same_key_in_every_contract_of_a_deployment_only() -> None:
    def key(secret: bytes | None, value: str = "17") -> str:
        stated = agreement(identifier={"system": "http://journal.example/kontrakt", "value": value})
        patient = to_bundle(stated, recorded=RECORDED, secret=secret)["entry"][0]["resource"]
        return str(patient["identifier"][-1]["value"])

    assert key(b"a") == key(b"a", "18")
    assert key(b"a") != key(b"b")
    assert key(None) != key(None, "18")


def test_a_part_that_a_later_version_left_out_is_not_read_back_and_not_listed() -> None:
    stated = agreement(plans=[{"id": "sip", "title": "SIP"}, {"id": "vp", "title": "Vårdplan"}])
    bundle = to_bundle(stated, recorded=RECORDED)
    left = {"system": f"{CS}/pk-record", "code": "left-out"}
    for entry in bundle["entry"]:
        if entry["resource"].get("title") == "SIP":
            entry["resource"]["meta"]["tag"] = [left]
    mapped = to_contract(bundle)
    assert [plan.id for plan in mapped.contract.plans] == ["vp"]
    assert mapped.unexpressed == []
