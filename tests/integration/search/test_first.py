import pytest

pytestmark = pytest.mark.anyio


async def test_a_plan_is_found_by_what_people_search_by(world):
    await world.put(
        {
            "resourceType": "Patient",
            "id": "anna",
            "identifier": [{"system": "urn:oid:1.2.752.129.2.1.3.1", "value": "197709212388"}],
            "name": [{"family": "Åberg"}],
        }
    )
    await world.put(
        {
            "resourceType": "CarePlan",
            "id": "a",
            "status": "active",
            "intent": "plan",
            "subject": {"reference": "Patient/anna"},
            "period": {"start": "2027-01-01"},
            "goal": [{"reference": "Goal/g"}],
        },
        patient="anna",
    )
    await world.put(
        {
            "resourceType": "Goal",
            "id": "g",
            "lifecycleStatus": "active",
            "subject": {"reference": "Patient/anna"},
        },
        patient="anna",
    )
    for q in [
        "patient=anna",
        "patient=Patient/anna",
        "subject=anna",
        "status=active",
        "patient=anna&status=active",
        "date=ge2026",
        "_id=a",
        "patient.identifier=197709212388",
        "subject:Patient.name=aberg",
        "_lastUpdated=gt2020",
        "goal=Goal/g",
        "status:not=draft",
        "identifier:missing=true",
        "status=active,draft",
        "goal.lifecycle-status=active",
        "_sort=date",
        "_sort=-status,date&status=active",
        "_total=accurate",
    ]:
        assert await world.find("CarePlan", q) == ["a"], q
    for q in [
        "patient=bo",
        "status=draft",
        "date=lt2026",
        "_id=b",
        "patient.identifier=197709212380",
        "subject:Patient.name=x",
        "status:not=active",
        "identifier:missing=false",
    ]:
        assert await world.find("CarePlan", q) == [], q
    assert await world.find("Patient", "_has:CarePlan:patient:status=active") == ["anna"]
    assert await world.find("Patient", "_has:CarePlan:patient:status=draft") == []
    page = await world.page(
        "CarePlan", "_include=CarePlan:goal&_include=CarePlan:patient&_total=accurate"
    )
    assert sorted(v.id for v in page.included) == ["anna", "g"]
    assert page.total == 1
    page = await world.page(
        "Patient", "_revinclude=CarePlan:patient&_include:iterate=CarePlan:goal"
    )
    assert sorted(v.id for v in page.included) == ["a", "g"]
