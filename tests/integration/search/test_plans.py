"""Common searches read an index, not a table, on a filled database; `bench/search_plans.py` has many more patients."""

import pytest
from bench.search_plans import OF_A_PATIENT, SEARCHES, asked, fill, ways, whole_tables

pytestmark = pytest.mark.anyio

PATIENTS = 1500
MIDDLE = 752  # whose family name is the one that the searches ask for


async def test_no_common_search_reads_a_whole_table(store):
    await fill(store, PATIENTS)
    read_whole = {
        f"{kind}?{text}": tables
        for kind, text in SEARCHES
        if (tables := await whole_tables(store, asked(kind, text, MIDDLE)))
    }
    own = frozenset({f"p{MIDDLE}"})
    read_whole |= {
        f"{kind}?{text} of a patient": tables
        for kind, text in OF_A_PATIENT
        if (tables := await whole_tables(store, asked(kind, text, MIDDLE, own)))
    }
    assert read_whole == {}
    if store.statements.name == "postgresql":
        by_patient = asked("CarePlan", f"patient=p{MIDDLE}&status=active", MIDDLE)
        # By shard and type would read all that the patient ever had, for each of its index rows.
        assert await ways(store, by_patient) == {"versions_pkey"}
