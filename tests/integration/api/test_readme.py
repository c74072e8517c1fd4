"""What the README tells a newcomer to send is taken, and shown in the portal."""

import json
import re
from pathlib import Path

import pytest

README = Path(__file__).parents[3] / "README.md"

pytestmark = pytest.mark.anyio


async def test_the_contract_of_the_readme_is_kept_and_seen_in_the_view(http):
    text = README.read_text(encoding="utf-8")
    contract = json.loads(
        re.search(r"curl -i \S+/contracts .*? -d '(\{.*?\n\})'", text, re.DOTALL)[1]
    )
    answer = await http.post("/contracts", json=contract)
    assert answer.status_code == 201, answer.text
    number = contract["patient"]["identifiers"][0]
    view = await http.post(
        "/view/_search",
        json={
            "system": f"http://electronichealth.se/identifier/{number['kind']}",
            "value": number["value"],
        },
    )
    assert [time["about"] for time in view.json()["times"]] == [contract["times"][0]["what"]]
    found = await http.get("/fhir/CarePlan?identifier=README-1&_include=CarePlan:subject")
    kinds = [entry["resource"]["resourceType"] for entry in found.json()["entry"]]
    assert sorted(kinds) == ["CarePlan", "Patient"]
