"""Where each part of the agreement stands in FHIR (`docs/mapping.md`): the agreement itself, its parties and parts, and its plans."""

from tests.unit.mapping.agreements import (
    CS,
    GIVER,
    PK,
    RECORDED,
    concept,
    without_frame,
    written,
)


def test_the_agreement_itself_is_a_care_plan_with_category_version_and_period() -> None:
    fhir = written(
        version=3,
        status="active",
        title="Patientkontrakt",
        period={"start": "2026-11-01", "end": "2027-11-01"},
        established="2026-11-01T09:00:00+01:00",
        author="eva",
        otherIdentifiers=[{"system": "urn:oid:1.2.3", "value": "gammalt"}],
        contributors=["patient", "eva"],
    )
    role = {"reference": fhir.url("PractitionerRole", "eva"), "display": "Eva Ek"}
    assert fhir.plan["identifier"] == [
        {"system": "http://journal.example/kontrakt", "value": "17"},
        {"system": "urn:oid:1.2.3", "value": "gammalt"},
    ]
    assert without_frame(fhir.plan) == {
        "extension": [{"url": f"{PK}/pk-version", "valuePositiveInt": 3}],
        "status": "active",
        "intent": "plan",
        "category": [
            {
                "coding": [
                    {
                        "system": f"{CS}/pk-plan-category",
                        "code": "patientkontrakt",
                        "display": "patientkontrakt",
                    }
                ],
                "text": "Patientkontrakt",
            }
        ],
        "title": "Patientkontrakt",
        "subject": fhir.patient(),
        "period": {"start": "2026-11-01", "end": "2027-11-01"},
        "created": "2026-11-01T09:00:00+01:00",
        "author": role,
        "contributor": [fhir.patient(), role],
    }


def test_who_agreed_to_which_version_is_a_provenance_for_each_party() -> None:
    fhir = written(
        version=2,
        agreements=[
            {"party": "patient", "version": 1, "when": "2026-11-01"},
            {"party": "dotter", "version": 2, "forPatient": True},
        ],
    )
    first, second = fhir.all("Provenance")
    relative = {"reference": fhir.url("RelatedPerson", "dotter"), "display": "Dottern"}
    attester = {
        "coding": [
            {
                "system": "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
                "code": "attester",
                "display": "Attester",
            }
        ]
    }
    assert first["occurredDateTime"] == "2026-11-01"
    assert first["recorded"] == "2026-11-01T00:00:00+01:00"
    assert first["extension"] == [{"url": f"{PK}/pk-version", "valuePositiveInt": 1}]
    assert first["target"] == [{"reference": fhir.contract_url()}]
    assert first["agent"] == [{"type": attester, "who": fhir.patient()}]
    assert second["recorded"] == RECORDED
    assert second["agent"] == [{"type": attester, "who": relative, "onBehalfOf": fhir.patient()}]
    requests = [entry["request"] for entry in fhir.entries[-2:]]
    assert requests == [
        {"method": "PUT", "url": f"Provenance/{one['id']}"} for one in (first, second)
    ]


def test_who_took_the_initiative_is_an_extension() -> None:
    fhir = written(initiative="patient")
    coding = {"system": f"{CS}/pk-initiative", "code": "patient", "display": "patienten"}
    assert fhir.extensions(fhir.plan, f"{PK}/pk-initiative") == [{"valueCoding": coding}]


def test_the_indication_is_an_extension_for_each() -> None:
    fhir = written(indications=[{"code": "complex-needs"}, {"code": "own-wish", "text": "Vill ha"}])
    system = f"{CS}/pk-indication"
    assert fhir.extensions(fhir.plan, f"{PK}/pk-indication") == [
        {
            "valueCodeableConcept": concept(
                system, "complex-needs", "omfattande och komplexa vårdbehov"
            )
        },
        {
            "valueCodeableConcept": {
                "coding": [{"system": system, "code": "own-wish", "display": "eget önskemål"}],
                "text": "Vill ha",
            }
        },
    ]


def test_each_of_the_four_parts_is_an_extension_with_outcome_when_by_whom_and_note() -> None:
    fhir = written(
        discussed=[
            {
                "part": "agreed-time",
                "outcome": "later",
                "when": "2026-11-01",
                "by": "eva",
                "note": "Efter jul",
            }
        ]
    )
    assert fhir.extensions(fhir.plan, f"{PK}/pk-part-discussed") == [
        {
            "extension": [
                {
                    "url": "part",
                    "valueCoding": {
                        "system": f"{CS}/pk-part",
                        "code": "agreed-time",
                        "display": "överenskommen tid",
                    },
                },
                {
                    "url": "outcome",
                    "valueCoding": {
                        "system": f"{CS}/pk-part-outcome",
                        "code": "later",
                        "display": "tas upp senare",
                    },
                },
                {"url": "when", "valueDateTime": "2026-11-01"},
                {
                    "url": "by",
                    "valueReference": {
                        "reference": fhir.url("PractitionerRole", "eva"),
                        "display": "Eva Ek",
                    },
                },
                {"url": "note", "valueString": "Efter jul"},
            ]
        }
    ]


def test_an_own_plan_is_a_child_care_plan_with_ineras_type_and_ours_and_its_statute() -> None:
    fhir = written(
        plans=[
            {
                "id": "sip",
                "title": "SIP",
                "type": "coordinated-individual-plan",
                "legalBasis": {"plan": "individual-plan", "statutes": ["hsl-2017-30"]},
            }
        ]
    )
    plan = fhir.part("CarePlan", "sip")
    assert plan["partOf"] == [{"reference": fhir.contract_url()}]
    assert plan["title"] == "SIP"
    assert [(one["system"], one["code"]) for one in plan["category"][0]["coding"]] == [
        ("https://fhir.inera.se/CodeSystem/typeofcareplan-cs", "SIP"),
        (f"{CS}/pk-plan-type", "coordinated-individual-plan"),
    ]
    assert plan["extension"] == [
        {
            "url": f"{PK}/pk-legal-basis",
            "extension": [
                {
                    "url": "plan",
                    "valueCoding": {
                        "system": f"{CS}/pk-statutory-plan",
                        "version": "2023-04",
                        "code": "individual-plan",
                        "display": "Individuell plan",
                    },
                },
                {
                    "url": "statute",
                    "valueCoding": {
                        "system": f"{CS}/pk-statute",
                        "version": "2023-04",
                        "code": "hsl-2017-30",
                        "display": "hälso- och sjukvårdslagen (2017:30)",
                    },
                },
            ],
        }
    ]


def test_another_providers_plan_is_only_named_in_supporting_info() -> None:
    fhir = written(
        otherPlans=[
            {
                "identifier": {"system": "urn:oid:1.2.3", "value": "7"},
                "title": "Genomförandeplan",
                "providerName": "Kommunen",
                "providerHsaId": GIVER,
                "type": "implementation-plan",
            }
        ]
    )
    (info,) = fhir.plan["supportingInfo"]
    assert info["type"] == "CarePlan"
    assert info["display"] == "Genomförandeplan"
    assert info["identifier"] == {
        "system": "urn:oid:1.2.3",
        "value": "7",
        "assigner": {
            "identifier": {"system": "urn:oid:1.2.752.29.4.19", "value": GIVER},
            "display": "Kommunen",
        },
    }
    assert info["extension"][0]["url"] == f"{PK}/pk-plan-type"
    assert "reference" not in info


def test_that_the_plans_are_to_be_coordinated_is_an_extension() -> None:
    fhir = written(coordinationWished=True)
    assert fhir.extensions(fhir.plan, f"{PK}/pk-coordination-wish") == [{"valueBoolean": True}]


def test_guidelines_that_are_followed_are_instantiated_uris() -> None:
    fhir = written(follows=["https://vardforlopp.example/hoftledsartros"])
    assert fhir.plan["instantiatesUri"] == ["https://vardforlopp.example/hoftledsartros"]
