"""Load the examples through the public API, as a journal system would."""

from collections.abc import Iterator
from typing import Literal

import httpx
import msgspec

from pk_fhir.demo.conflict import disagree
from pk_fhir.demo.examples import EXAMPLES, KOMMUNEN, example
from pk_fhir.demo.seven import seven
from pk_fhir.demo.trust import trust
from pk_fhir.portal import PortalPerson

Outcome = Literal["created", "already there", "failed"]
OUTCOMES: dict[int, Outcome] = {201: "created", 409: "already there"}


class Loaded(msgspec.Struct, frozen=True):
    """What became of one example; `detail` says why it failed."""

    name: str
    provider: str
    outcome: Outcome
    detail: str = ""


def load(server: str, source: str) -> Iterator[Loaded]:
    """Post every example: to its provider at `server`, and the municipality's to `source` (base URLs)."""
    with httpx.Client(timeout=60, trust_env=False) as client:
        for name, provider in EXAMPLES.items():
            base = source if provider == KOMMUNEN else server
            yield _post(client, f"{base}/providers/{provider}/contracts", name, provider)


def _post(client: httpx.Client, url: str, name: str, provider: str) -> Loaded:
    try:
        answer = client.post(url, json=example(name))
    except httpx.HTTPError as error:
        return Loaded(name, provider, "failed", str(error))
    outcome = OUTCOMES.get(answer.status_code, "failed")
    return Loaded(name, provider, outcome, answer.text[:500] if outcome == "failed" else "")


def agree(server: str) -> None:
    """What the care providers may read of each other: relations, a consent and a block."""
    with httpx.Client(timeout=60, trust_env=False) as client:
        trust(client, server)


def answer_seven(server: str) -> None:
    """What patients and care answer to the seven questions about a unit."""
    with httpx.Client(timeout=60, trust_env=False) as client:
        seven(client, server)


def differ(server: str, source: str) -> bool:
    """Change one goal on both sides; whether it was changed now."""
    with httpx.Client(timeout=60, trust_env=False) as client:
        return disagree(client, server, source)


def look(server: str, person: PortalPerson) -> dict[str, str]:
    """Read a person's view once, waiting for every source: the state of each, by its key."""
    system, value = person.identifier
    query = {"system": system, "value": value, "refresh": "wait"}
    with httpx.Client(timeout=60, trust_env=False) as client:
        answer = client.post(f"{server}/view/_search", json=query)
    answer.raise_for_status()
    return {source["key"]: source["state"] for source in answer.json()["sources"]}
