"""What names a definition by its canonical is followed to it, and back from it, on both databases."""

import pytest

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.store import Grant, Visibility

pytestmark = pytest.mark.anyio

FORM = "http://example.org/Questionnaire/mood"


def form(ident: str, version: str, title: str, url: str = FORM) -> dict:
    return {
        "resourceType": "Questionnaire",
        "id": ident,
        "url": url,
        "version": version,
        "title": title,
        "status": "active",
    }


def answers(ident: str, canonical: str, patient: str = "anna") -> dict:
    return {
        "resourceType": "QuestionnaireResponse",
        "id": ident,
        "questionnaire": canonical,
        "status": "completed",
        "subject": {"reference": f"Patient/{patient}"},
    }


@pytest.fixture
async def forms(world):
    await world.put({"resourceType": "Patient", "id": "anna"}, patient="anna")
    await world.put(form("one", "1", "Old title"))
    await world.put(form("one", "1", "Mood"))
    await world.put(form("two", "2", "Mood and sleep"))
    await world.put(form("other", "2", "Sleep", f"{FORM}-more"))
    await world.put(answers("any", FORM), patient="anna")
    await world.put(answers("first", f"{FORM}|1"), patient="anna")
    await world.put(answers("second", f"{FORM}|2"), patient="anna")
    await world.put(answers("none", f"{FORM}|3"), patient="anna")
    await world.put(answers("elsewhere", f"{FORM}-more"), patient="anna")
    await world.put(
        {
            "resourceType": "CarePlan",
            "id": "plan",
            "instantiatesCanonical": [f"{FORM}|1", f"{FORM}-more"],
        },
        patient="anna",
    )
    return world


async def both(world, kind: str, text: str, **asked: object) -> tuple[list[str], list[str]]:
    page = await world.page(kind, text, **asked)
    return sorted(each.id for each in page.matches), sorted(each.id for each in page.included)


@pytest.mark.parametrize(
    ("kind", "text", "ids"),
    [
        ("QuestionnaireResponse", "questionnaire.title=Sleep", ["elsewhere"]),
        ("QuestionnaireResponse", "questionnaire.title=Mood", ["any", "first", "second"]),
        ("QuestionnaireResponse", "questionnaire.title=Mood and", ["any", "second"]),
        ("QuestionnaireResponse", "questionnaire:Questionnaire._id=one", ["any", "first"]),
        ("QuestionnaireResponse", "questionnaire.title=Old", []),
        ("QuestionnaireResponse", "questionnaire.version=1&subject=Patient/anna", ["any", "first"]),
        ("QuestionnaireResponse", "questionnaire:missing=true", []),
        ("QuestionnaireResponse", f"questionnaire={FORM}|1", ["first"]),
        ("CarePlan", "instantiates-canonical.title=Mood", ["plan"]),
        ("CarePlan", "instantiates-canonical:Questionnaire.title=Sleep", ["plan"]),
        ("CarePlan", "instantiates-canonical.title=Mood and", []),
        ("Questionnaire", "_has:QuestionnaireResponse:questionnaire:_id=any", ["one", "two"]),
        ("Questionnaire", "_has:QuestionnaireResponse:questionnaire:_id=second", ["two"]),
        ("Questionnaire", "_has:QuestionnaireResponse:questionnaire:_id=none", []),
        ("Questionnaire", "_has:CarePlan:instantiates-canonical:_id=plan", ["one", "other"]),
        (
            "CarePlan",
            "instantiates-canonical._has:QuestionnaireResponse:questionnaire:_id=first",
            ["plan"],
        ),
    ],
)
async def test_chains_and_has_go_by_url_and_version(forms, kind, text, ids):
    found = await forms.page(kind, f"{text}&_total=accurate")
    assert sorted(each.id for each in found.matches) == ids
    assert found.total == len(ids)


@pytest.mark.parametrize(
    ("kind", "text", "included"),
    [
        (
            "QuestionnaireResponse",
            "_id=any&_include=QuestionnaireResponse:questionnaire",
            "one two",
        ),
        ("QuestionnaireResponse", "_id=second&_include=QuestionnaireResponse:questionnaire", "two"),
        ("QuestionnaireResponse", "_id=none&_include=QuestionnaireResponse:questionnaire", ""),
        ("QuestionnaireResponse", "_id=second&_include=*", "anna two"),
        ("QuestionnaireResponse", "_id=second&_include=QuestionnaireResponse:*", "anna two"),
        (
            "QuestionnaireResponse",
            "_id=second&_include=QuestionnaireResponse:questionnaire:Questionnaire",
            "two",
        ),
        ("CarePlan", "_id=plan&_include=CarePlan:instantiates-canonical", "one other"),
        (
            "Questionnaire",
            "_id=one&_revinclude=QuestionnaireResponse:questionnaire",
            "any first",
        ),
        ("Questionnaire", "_id=one&_revinclude=*", "any first plan"),
        (
            "CarePlan",
            (
                "_id=plan&_include=CarePlan:instantiates-canonical"
                "&_revinclude:iterate=QuestionnaireResponse:questionnaire"
            ),
            "any elsewhere first one other",
        ),
    ],
)
async def test_includes_go_by_url_and_version(forms, kind, text, included):
    assert (await both(forms, kind, text))[1] == included.split()


async def test_what_may_not_be_seen_is_neither_included_nor_found_by(forms):
    sight = Visibility((Grant(tenant="t", types=frozenset({"QuestionnaireResponse"})),))
    text = "_id=any&_include=QuestionnaireResponse:questionnaire"
    assert await both(forms, "QuestionnaireResponse", text, visibility=sight) == (["any"], [])
    chain = "questionnaire.title=Mood"
    assert await forms.find("QuestionnaireResponse", chain, visibility=sight) == []
    sight = Visibility((Grant(tenant="t", types=frozenset({"Questionnaire"})),))
    text = "_id=one&_revinclude=QuestionnaireResponse:questionnaire"
    assert await both(forms, "Questionnaire", text, visibility=sight) == (["one"], [])
    has = "_has:QuestionnaireResponse:questionnaire:_id=any"
    assert await forms.find("Questionnaire", has, visibility=sight) == []


async def test_a_definition_of_another_care_provider_is_not_meant(forms):
    await forms.put(form("theirs", "1", "Theirs"), tenant="u")
    assert await forms.find("QuestionnaireResponse", "questionnaire.title=Theirs") == []


@pytest.mark.parametrize("step", ["_has:StructureDefinition:base:", "base."])
async def test_the_deepest_way_along_canonicals_is_read_and_a_deeper_one_refused(forms, step):
    assert await forms.find("StructureDefinition", step * 6 + "_id=x") == []
    with pytest.raises(FhirError) as refused:
        await forms.find("StructureDefinition", step * 7 + "_id=x")
    assert [issue.key for issue in refused.value.issues] == ["search.too-deep"]
