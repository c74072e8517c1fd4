"""Sju frågor on staff's pages: both sides' answers of a talk are kept and compared."""

import re

import pytest
from tests.integration.portal.conftest import Portal

from pk_fhir.interactions.seven_questions import TOPICS

pytestmark = pytest.mark.anyio

PAGE = "/portal/personal/ekeby/sju-fragor"
ANSWERS = {f"{side}-{topic}": "mostly" for side in ("patient", "care") for topic in TOPICS}


async def a_unit(portal: Portal) -> str:
    html = (await portal.client.get(f"{PAGE}/samtal")).text
    found = re.search(r'<option value="([^"]+)">Vårdcentralen Ekeby</option>', html)
    assert found is not None
    return found[1]


async def test_a_talk_is_kept_as_two_answers_that_name_nobody_and_compared(portal: Portal) -> None:
    said = ANSWERS | {"enhet": await a_unit(portal), "patient-overview": "not-at-all"}
    form = await portal.form(f"{PAGE}/samtal") | said
    for _ in range(2):
        answer = await portal.send(f"{PAGE}/samtal", form)
        assert answer.headers["location"] == PAGE
    kept = await portal.found("QuestionnaireResponse?subject=Organization/unit")
    assert sorted(one["questionnaire"].rpartition("/")[2] for one in kept) == [
        "pk-sju-fragor-patient|1.0.0",
        "pk-sju-fragor-vardgivare|1.0.0",
    ]
    assert all("author" not in one and "source" not in one for one in kept)
    words = {
        item["answer"][0]["valueString"]
        for one in kept
        for item in one["item"]
        if item["linkId"] == "talk"
    }
    assert len(words) == 1
    page = await portal.says(PAGE)
    assert "1 svar från patienter och 1 från vården." in page
    assert page.count("100 %") == len(TOPICS)  # six statements, and what it means
    assert "33 %" in page
    answer = await portal.client.get("/view/unit/seven-questions")
    (unit,) = answer.json()["units"]
    assert unit["unit"] == "Vårdcentralen Ekeby"
    overview = next(topic for topic in unit["topics"] if topic["key"] == "overview")
    assert (overview["talks"], overview["agreeing"], overview["agreement"]) == (1, 0, 0.333)


async def test_a_talk_that_is_not_whole_is_not_kept_and_what_was_chosen_stays(
    portal: Portal,
) -> None:
    answer = await portal.fill(f"{PAGE}/samtal", **ANSWERS | {"care-life": ""})
    assert answer.status_code == 422
    assert '<a href="#enhet">Välj en enhet.</a>' in answer.text
    assert '<a href="#care-life">Svara för vården på påstående 1.</a>' in answer.text
    assert answer.text.count(" checked") == len(ANSWERS) - 1
    assert await portal.found("QuestionnaireResponse?subject=Organization/unit") == []


async def test_a_patient_is_not_told_of_a_units_answers(portal: Portal) -> None:
    headers = {"x-role": "patient", "x-number": "197701172392"}
    answer = await portal.client.get("/view/unit/seven-questions", headers=headers)
    assert answer.status_code == 403
