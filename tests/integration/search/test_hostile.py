"""Queries that are meant to hurt: an answer or a clear refusal, on both databases."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.search.conftest import NOW, REGISTRY, STOCKHOLM, TYPES

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.search import Context, parse
from pk_fhir.store import Grant, Visibility
from pk_fhir.store.search import Asked, search

pytestmark = pytest.mark.anyio

PLAN = {
    "resourceType": "CarePlan",
    "id": "p",
    "status": "active",
    "category": [{"coding": [{"system": "urn:s7", "code": "7"}]}],
    "period": {"start": "2027-01-07", "end": "2027-02-07"},
}


@pytest.mark.parametrize(
    "text",
    [
        "category=" + ",".join(f"urn:s{n}|{n}" for n in range(1000)),
        "category=" + ",".join(f"urn:s7|{n}" for n in range(1000)),
        "category=" + ",".join(str(n) for n in range(1000)),
        "date=" + ",".join(f"{1500 + n}" for n in range(1000)),
        "_id=" + ",".join("pqr"[n % 3] + "0" * (n // 3) for n in range(1000)),
        "&".join(["status=active"] * 100),
        "&".join(f"category:not=x{n}" for n in range(100)),
        "&".join(f"_lastUpdated=gt{1000 + n}" for n in range(100)),
    ],
    ids=["systems", "codes", "bare codes", "dates", "ids", "same", "negations", "times"],
)
async def test_many_values_are_answered(world, text):
    await world.put(PLAN)
    assert await world.find("CarePlan", text) == ["p"]


@pytest.mark.parametrize(
    "text",
    [
        "&".join(["category=" + ",".join(map(str, range(1000)))] * 70),
        "_id=" + ",".join(map(str, range(1001))),
        "_list=" + ",".join(map(str, range(1001))),
        "part-of:below=" + ",".join(map(str, range(1001))),
    ],
    ids=["in all", "ids", "lists", "below"],
)
async def test_more_values_than_a_database_takes_are_refused(world, text):
    with pytest.raises(FhirError) as refused:
        await world.find("CarePlan", text)
    assert refused.value.kind == "invalid"


names = st.one_of(
    st.sampled_from(
        [
            f"{code}{modifier}"
            for code in ("status", "date", "subject", "category", "instantiates-uri", "_content")
            for modifier in (
                "",
                ":not",
                ":text",
                ":contains",
                ":missing",
                ":below",
                ".name",
                ":Patient",
            )
        ]
        + [
            "_id",
            "_tag",
            "_list",
            "_sort",
            "_include",
            "_has:Goal:subject:start-date",
            "subject.name:exact",
        ]
    ),
    st.text(max_size=8),
)
values = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["%", "_", "!", "'", '"', "\\", "\\,", "a|", "|", "$1", "?", "Patient/a", "2027", "\x00"]
    ),
    st.text(alphabet="%_!'\\|,$\x00\u00e5\U0001f600", max_size=6),
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.sampled_from(["CarePlan", ""]), st.lists(st.tuples(names, values), min_size=1, max_size=4)
)
async def test_no_query_breaks_the_database(world, kind, pairs):
    context = Context(registry=REGISTRY, types=TYPES, now=NOW, zone=STOCKHOLM, lenient=True)
    query = parse((kind,) if kind else TYPES, pairs, context)
    asked = Asked(query=query, tenant="t", visibility=Visibility((Grant(tenant="t"),)), count=5)
    page = await search(world.store, asked)
    assert len(page.matches) <= 5
