"""A conflict for a person to settle: a goal that the region sent to the municipality, changed on both sides.

The region's service sends one contract to the municipality's server. When it is there, the municipality
changes a goal of it, and so does the region: the next sending meets a version that it did not write.
"""

import time
from typing import Any

import httpx

from pk_fhir.demo.examples import REGION
from pk_fhir.demo.persons import PERSONS

# The care unit whose contracts are sent; of the demonstration's persons it has one.
UNIT = "SE9999999901-5H50"
CHILD = PERSONS[2]
PATIENCE = 60.0

Resource = dict[str, Any]


def disagree(client: httpx.Client, server: str, source: str) -> bool:
    """Change the goal on both sides; False where it did not arrive in time, or is changed already."""
    ours, theirs = f"{server}/providers/{REGION}/fhir", f"{source}/fhir"
    sent = _arrived(client, theirs)
    here = {_key(goal): goal for goal in _goals(client, ours)}
    untouched = [
        (here[_key(goal)], goal)
        for goal in sent
        if goal["lifecycleStatus"] == "active" and "note" not in here.get(_key(goal), {"note": 1})
    ]
    if not untouched:
        return False
    mine, yours = untouched[0]
    _put(client, theirs, yours | {"lifecycleStatus": "on-hold"})
    note = {"text": "Elias vill prova en gång till efter jul.", "time": "2026-11-26"}
    _put(client, ours, mine | {"note": [note]})
    return True


def _arrived(client: httpx.Client, base: str) -> list[Resource]:
    until = time.monotonic() + PATIENCE
    while not (found := _goals(client, base)) and time.monotonic() < until:
        time.sleep(0.5)
    return found


def _goals(client: httpx.Client, base: str) -> list[Resource]:
    answer = client.post(
        f"{base}/Goal/_search", data={"patient.identifier": "|".join(CHILD.identifier)}
    )
    answer.raise_for_status()
    return [entry["resource"] for entry in answer.json().get("entry", [])]


def _key(goal: Resource) -> str:
    return str(goal["description"]["text"])


def _put(client: httpx.Client, base: str, goal: Resource) -> None:
    client.put(f"{base}/Goal/{goal['id']}", json=goal).raise_for_status()
