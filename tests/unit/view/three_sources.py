"""Three care providers that each hold a part of Elsa's agreement, as FHIR they might send.

The health centre has the patientkontrakt; the hospital has its own plan, goal and times, and a copy of
one of the health centre's goals; the municipality has the home care. They do not quite agree.
"""

from datetime import UTC, datetime
from typing import Any

from pk_fhir.mapping.terms import (
    AGENT_TYPE,
    BASE,
    FIXED_CONTACT_KIND,
    PARTICIPATION_MODE,
    PERTAINS_TO_GOAL,
    code_system,
    definition,
)
from pk_fhir.sync import Pulled, Source, unexpressed

NOW = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
PERSONNUMMER = "http://electronichealth.se/identifier/personnummer"
NUMBER = "197701172392"
ITEM = f"{BASE}/identifier/item"

EKEBY = Source(key="ekeby", name="Vårdcentralen Ekeby", hsa_id="SE2321000016-ekeby", tenant="ekeby")
HOSPITAL = Source(
    key="lasarettet",
    name="Länssjukhuset",
    hsa_id="SE2321000016-lasarettet",
    base_url="https://lasarettet.example/fhir",
)
HOME_CARE = Source(
    key="kommunen",
    name="Ekeby kommun",
    hsa_id="SE2120000001-hemtjanst",
    base_url="https://kommunen.example/fhir",
)

Resource = dict[str, Any]


def coding(name: str, code: str, display: str) -> Resource:
    return {"system": code_system(name), "code": code, "display": display}


def concept(name: str, code: str, display: str) -> Resource:
    return {"coding": [coding(name, code, display)], "text": display}


def meta(source: Source, day: str) -> Resource:
    return {"lastUpdated": f"2026-11-{day}T10:00:00+01:00", "source": f"urn:hsa:{source.hsa_id}"}


def item(value: str) -> list[Resource]:
    return [{"system": ITEM, "value": value}]


def ref(reference: str, display: str | None = None) -> Resource:
    return {"reference": reference} | ({"display": display} if display else {})


def patient(source: Source, birth_date: str = "1977-01-17") -> Resource:
    return {
        "resourceType": "Patient",
        "id": "elsa",
        "meta": meta(source, "02"),
        "identifier": [{"system": PERSONNUMMER, "value": NUMBER}],
        "name": [{"use": "official", "given": ["Elsa"], "family": "Berg"}],
        "birthDate": birth_date,
    }


def nurse() -> list[Resource]:
    return [
        {
            "resourceType": "Practitioner",
            "id": "sara",
            "name": [{"given": ["Sara"], "family": "Lind"}],
        },
        {
            "resourceType": "PractitionerRole",
            "id": "sara-role",
            "practitioner": ref("Practitioner/sara"),
            "organization": ref("Organization/unit"),
            "code": [concept("pk-profession", "district-nurse", "distriktssköterska")],
            "telecom": [
                {"system": "phone", "value": "010-555 01 10", "rank": 1},
                {"system": "url", "value": "https://www.1177.se/", "rank": 2},
            ],
            "availableTime": [
                {
                    "daysOfWeek": ["mon", "tue", "wed", "thu", "fri"],
                    "availableStartTime": "08:00:00",
                    "availableEndTime": "16:30:00",
                }
            ],
        },
        {
            "resourceType": "Organization",
            "id": "unit",
            "name": "Vårdcentralen Ekeby",
            "partOf": ref("Organization/region"),
        },
        {"resourceType": "Organization", "id": "region", "name": "Region Norrby"},
    ]


def contract() -> Resource:
    part = [
        ("agreement", "överenskommelse"),
        ("fixed-contact", "fast vårdkontakt"),
        ("agreed-time", "överenskommen tid"),
        ("coordinated-planning", "sammanhållen planering"),
    ]
    return {
        "resourceType": "CarePlan",
        "id": "kontrakt",
        "meta": meta(EKEBY, "10"),
        "identifier": [{"system": f"{BASE}/identifier/contract", "value": "ekeby-1"}],
        "status": "active",
        "intent": "plan",
        "category": [concept("pk-plan-category", "patientkontrakt", "Patientkontrakt")],
        "title": "Elsas patientkontrakt",
        "description": "Att kunna gå till kolonilotten själv och slippa oroa mig för andningen.",
        "subject": ref("Patient/elsa"),
        "period": {"start": "2026-09-01"},
        "created": "2026-09-01",
        "author": ref("PractitionerRole/sara-role"),
        "goal": [ref("Goal/ga")],
        "extension": [
            {"url": definition("pk-version"), "valuePositiveInt": 3},
            {
                "url": definition("pk-initiative"),
                "valueCoding": coding("pk-initiative", "care", "vården"),
            },
            {
                "url": definition("pk-indication"),
                "valueCodeableConcept": concept(
                    "pk-indication", "complex-needs", "omfattande och komplexa vårdbehov"
                ),
            },
            *(
                {
                    "url": definition("pk-part-discussed"),
                    "extension": [
                        {"url": "part", "valueCoding": coding("pk-part", code, display)},
                        {
                            "url": "outcome",
                            "valueCoding": coding("pk-part-outcome", "agreed", "överenskommet"),
                        },
                        {"url": "when", "valueDateTime": "2026-09-01"},
                    ],
                }
                for code, display in part
            ),
            {
                "url": definition("pk-contact-preference"),
                "valueCodeableConcept": concept("pk-contact-way", "phone", "telefon"),
            },
            {
                "url": definition("pk-contact-preference"),
                "valueCodeableConcept": concept("pk-contact-way", "message", "meddelande via 1177"),
            },
        ],
        "supportingInfo": [
            {
                "type": "CarePlan",
                "identifier": {
                    "system": "https://ekeby.example/planer",
                    "value": "sip-7",
                    "assigner": {"display": "Ekeby kommun"},
                },
                "display": "Samordnad individuell plan (SIP)",
            }
        ],
    }


def agreed() -> list[Resource]:
    return [
        {
            "resourceType": "Provenance",
            "id": "pk-agreed-elsa",
            "target": [ref("CarePlan/kontrakt")],
            "recorded": "2026-11-10T10:00:00+01:00",
            "occurredDateTime": "2026-11-10",
            "extension": [{"url": definition("pk-version"), "valuePositiveInt": 3}],
            "activity": concept("pk-provenance-activity", "agreed", "överenskommelse"),
            "agent": [
                {
                    "type": {"coding": [{"system": AGENT_TYPE, "code": "attester"}]},
                    "who": ref("Patient/elsa"),
                }
            ],
        },
        {
            "resourceType": "Provenance",
            "id": "pk-authored",
            "target": [ref("CarePlan/kontrakt"), ref("Goal/ga"), ref("Task/promenad")],
            "recorded": "2026-09-01T00:00:00+02:00",
            "activity": concept("pk-provenance-activity", "authored", "dokumenterad"),
            "agent": [
                {
                    "type": {"coding": [{"system": AGENT_TYPE, "code": "author"}]},
                    "who": ref("PractitionerRole/sara-role"),
                    "onBehalfOf": ref("Organization/unit"),
                },
                {
                    "type": {"coding": [{"system": AGENT_TYPE, "code": "custodian"}]},
                    "who": ref("Organization/region"),
                },
            ],
        },
    ]


def goal(day: str, achievement: str = "in-progress") -> Resource:
    return {
        "resourceType": "Goal",
        "id": "ga",
        "meta": {
            "lastUpdated": f"2026-11-{day}T10:00:00+01:00",
            "source": f"urn:hsa:{EKEBY.hsa_id}",
        },
        "identifier": item("a1.goal-1"),
        "lifecycleStatus": "active",
        "achievementStatus": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/goal-achievement",
                    "code": achievement,
                }
            ]
        },
        "description": {"text": "Gå till kolonilotten och hem igen utan att vila"},
        "subject": ref("Patient/elsa"),
        "startDate": "2026-09-01",
        "target": [{"dueDate": "2027-05-01"}],
        "expressedBy": ref("Patient/elsa"),
        "note": [
            {
                "time": "2026-11-10",
                "text": "Elsa går nu halva vägen.",
                "authorReference": ref("Practitioner/sara", "Sara Lind"),
            }
        ],
    }


def task(identity: str, kind: str, display: str, **more: Any) -> Resource:
    return {
        "resourceType": "Task",
        "id": identity,
        "meta": meta(EKEBY, "10"),
        "identifier": item(f"a1.{identity}"),
        "status": "in-progress",
        "intent": "plan",
        "code": {"coding": [coding("pk-task-type", kind, display)]},
        "for": ref("Patient/elsa"),
        "owner": ref("Patient/elsa"),
        **more,
    }


def tasks() -> list[Resource]:
    to_turn = {"coding": [coding("pk-task-input", "where-to-turn", "vart patienten vänder sig")]}
    first = {"coding": [coding("pk-task-input", "what-to-do", "vad patienten gör först")]}
    return [
        task(
            "promenad",
            "patient-commitment",
            "patientens åtagande",
            code={
                "coding": [coding("pk-task-type", "patient-commitment", "patientens åtagande")],
                "text": "Promenera i egen takt",
            },
            description="Jag går runt kvarteret och vilar när jag behöver.",
            restriction={"period": {"start": "2026-09-01", "end": "2027-05-01"}},
            focus=ref("ServiceRequest/promenad"),
            extension=[{"url": PERTAINS_TO_GOAL, "valueReference": ref("Goal/ga")}],
        ),
        task(
            "vag",
            "patient-commitment",
            "patientens åtagande",
            code={
                "coding": [coding("pk-task-type", "patient-commitment", "patientens åtagande")],
                "text": "Väga mig och skriva upp vikten",
            },
            restriction={"period": {"start": "2026-09-01"}},
        ),
        task(
            "andnod",
            "warning-sign",
            "att hålla koll på",
            priority="stat",
            description="Du får svårt att andas i vila eller ont i bröstet",
            input=[
                {
                    "type": {**to_turn, "text": "Nödnumret"},
                    "valueContactPoint": {"system": "phone", "value": "112"},
                }
            ],
        ),
        task(
            "svullnad",
            "warning-sign",
            "att hålla koll på",
            priority="asap",
            description="Du går upp mer än två kilo på tre dagar eller svullnar om benen",
            input=[
                {"type": first, "valueString": "Ta en extra vätskedrivande tablett."},
                {"type": to_turn, "valueReference": ref("PractitionerRole/sara-role")},
            ],
        ),
        task(
            "uppfoljning",
            "review",
            "uppföljning",
            status="requested",
            owner=ref("PractitionerRole/sara-role"),
            focus=ref("CarePlan/kontrakt"),
            restriction={"period": {"end": "2027-01-15"}},
        ),
    ]


def walks() -> Resource:
    return {
        "resourceType": "ServiceRequest",
        "id": "promenad",
        "status": "active",
        "intent": "plan",
        "category": [
            concept("pk-effort-type", "patient-activity", "patientens återkommande insats")
        ],
        "code": {"text": "Promenera"},
        "subject": ref("Patient/elsa"),
        "occurrenceTiming": {
            "repeat": {
                "frequency": 5,
                "period": 1,
                "periodUnit": "wk",
                "duration": 20,
                "durationUnit": "min",
            }
        },
    }


def effort(identity: str, source: Source, text: str, **more: Any) -> Resource:
    return {
        "resourceType": "ServiceRequest",
        "id": identity,
        "meta": meta(source, "10"),
        "status": "active",
        "intent": "plan",
        "category": [concept("pk-effort-type", "care-commitment", "vårdens åtagande")],
        "code": {"text": text},
        "subject": ref("Patient/elsa"),
        **more,
    }


def contact(source: Source, identity: str, kind: str, member: Resource, **more: Any) -> Resource:
    return {
        "resourceType": "CareTeam",
        "id": identity,
        "meta": meta(source, "02"),
        "status": "active",
        "category": [concept("pk-care-team-category", "fixed-contact", "fast kontakt")],
        "subject": ref("Patient/elsa"),
        "period": {"start": "2026-09-01"},
        "participant": [
            {"role": [{"coding": [{"system": FIXED_CONTACT_KIND, "code": kind}]}], "member": member}
        ],
        **more,
    }


def time(
    identity: str, source: Source, about: str, start: str, end: str, *people: Resource, **more: Any
) -> Resource:
    return {
        "resourceType": "Appointment",
        "id": identity,
        "meta": meta(source, "11"),
        "status": "booked",
        "description": about,
        "start": start,
        "end": end,
        "participant": [
            {"actor": ref("Patient/elsa"), "status": "accepted"},
            *({"actor": person, "status": "accepted"} for person in people),
        ],
        **more,
    }


def form(code: str) -> list[Resource]:
    return [
        {
            "url": definition("pk-contact-form"),
            "valueCodeableConcept": {"coding": [{"system": PARTICIPATION_MODE, "code": code}]},
        }
    ]


def answered(source: Source, resources: list[dict[str, Any]]) -> Pulled:
    notes = unexpressed(resources)
    return Pulled(source=source, state="fresh", fetched=NOW, resources=resources, notes=notes)


def ekeby() -> Pulled:
    resources = [
        patient(EKEBY),
        *nurse(),
        contract(),
        *agreed(),
        goal("10"),
        *tasks(),
        walks(),
        effort(
            "hembesok",
            EKEBY,
            "Distriktssköterskan följer upp vikt och andning",
            category=[
                concept("pk-effort-type", "care-commitment", "vårdens åtagande"),
                concept("pk-effort-aim", "preventive", "förebyggande"),
                concept("pk-effort-kind", "follow-up", "uppföljning"),
            ],
            occurrencePeriod={"start": "2026-09-01"},
            performer=[ref("PractitionerRole/sara-role")],
            extension=[{"url": PERTAINS_TO_GOAL, "valueReference": ref("Goal/ga")}],
        ),
        effort(
            "grupp",
            EKEBY,
            "Gruppträning med fysioterapeut",
            intent="proposal",
            performer=[ref("Organization/unit")],
        ),
        contact(
            EKEBY,
            "fk-sara",
            "4",
            ref("PractitionerRole/sara-role"),
            extension=[{"url": definition("pk-coordinating"), "valueBoolean": True}],
        ),
        contact(EKEBY, "fk-omar", "2", {"display": "Omar Haddad"}),
        time(
            "besok",
            EKEBY,
            "Uppföljning av hjärtsvikt",
            "2026-11-23T09:30:00+01:00",
            "2026-11-23T10:00:00+01:00",
            ref("PractitionerRole/sara-role"),
            extension=form("FACE"),
            patientInstruction="Ta med listan där du har skrivit upp vikten.",
        ),
        {
            "resourceType": "QuestionnaireResponse",
            "id": "story",
            "meta": meta(EKEBY, "02"),
            "questionnaire": f"{BASE}/Questionnaire/pk-min-berattelse|1.0.0",
            "status": "completed",
            "subject": ref("Patient/elsa"),
            "authored": "2026-09-01",
            "source": ref("Patient/elsa"),
            "item": [
                {
                    "linkId": "what-matters",
                    "text": "Vad är viktigt för dig?",
                    "answer": [
                        {
                            "valueString": "Att kunna gå till kolonilotten själv och slippa oroa mig för andningen."
                        }
                    ],
                },
                {
                    "linkId": "worries",
                    "text": "Vad oroar dig?",
                    "answer": [{"valueString": "Att bli dålig på natten när jag är ensam."}],
                },
            ],
        },
        {
            "resourceType": "RelatedPerson",
            "id": "karin",
            "meta": meta(EKEBY, "02"),
            "patient": ref("Patient/elsa"),
            "relationship": [{"text": "dotter"}],
            "name": [{"given": ["Karin"], "family": "Berg"}],
            "telecom": [{"system": "phone", "value": "070-555 01 22"}],
            "extension": [
                {
                    "url": definition("pk-participation-wish"),
                    "valueCodeableConcept": {"text": "Är gärna med på möten om min planering"},
                }
            ],
        },
    ]
    return answered(EKEBY, resources)


def hospital() -> Pulled:
    doctor = {"display": "Nils Ek, hjärtläkare"}
    resources = [
        patient(HOSPITAL),
        # The copy of the health centre's goal, one version behind.
        goal("03") | {"id": "copy-of-ga"},
        {
            "resourceType": "CarePlan",
            "id": "plan",
            "meta": meta(HOSPITAL, "04"),
            "status": "active",
            "intent": "plan",
            "category": [{"text": "vårdplan"}],
            "title": "Vårdplan för hjärtsvikt",
            "description": "Följs på hjärtmottagningen under ett år.",
            "subject": ref("Patient/elsa"),
            "author": {"display": "Hjärtmottagningen"},
            "activity": [
                {
                    "detail": {
                        "kind": "ServiceRequest",
                        "code": {"text": "Ultraljud av hjärtat"},
                        "status": "scheduled",
                        "scheduledPeriod": {"start": "2026-12-07", "end": "2026-12-07"},
                        "performer": [{"display": "Hjärtmottagningen"}],
                    }
                },
                {
                    "detail": {
                        "code": {"text": "Värktabletter utan recept"},
                        "status": "in-progress",
                        "doNotPerform": True,
                    }
                },
            ],
        },
        contact(HOSPITAL, "fk", "2", doctor),
        time(
            "ultraljud",
            HOSPITAL,
            "Ultraljud av hjärtat",
            "2026-11-23T09:45:00+01:00",
            "2026-11-23T10:30:00+01:00",
            doctor,
            extension=form("FACE"),
        ),
        time(
            "samtal",
            HOSPITAL,
            "Samtal om din medicin",
            "2026-12-01T13:00:00+01:00",
            "2026-12-01T13:20:00+01:00",
            doctor,
            extension=form("PHONE"),
            status="pending",
            participant=[{"actor": ref("Patient/elsa"), "status": "needs-action"}],
        ),
    ]
    return answered(HOSPITAL, resources)


def home_care() -> Pulled:
    unit = {"display": "Hemtjänsten Ekeby"}
    resources = [
        patient(HOME_CARE),
        contact(HOME_CARE, "fk", "3", {"display": "Aino Mäki"}),
        effort(
            "dusch",
            HOME_CARE,
            "Hjälp med dusch",
            performer=[unit],
            occurrenceTiming={"repeat": {"frequency": 2, "period": 1, "periodUnit": "wk"}},
        ),
        {
            "resourceType": "Goal",
            "id": "gk",
            "meta": meta(HOME_CARE, "05"),
            "lifecycleStatus": "completed",
            "description": {"text": "Gå till kolonilotten och hem igen utan att vila."},
            "subject": ref("Patient/elsa"),
        },
    ]
    return answered(HOME_CARE, resources)
