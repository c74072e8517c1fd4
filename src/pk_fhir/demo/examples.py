"""The example contracts, and which care provider of the demonstration keeps each."""

import json
from pathlib import Path
from typing import Any

# In the wheel they lie beside this module; in a checkout, at the project's root.
PLACES = (Path(__file__).parent / "examples", Path(__file__).parents[3] / "examples")

REGION, EXEMPELHALSAN, KOMMUNEN = "region", "exempelhalsan", "kommunen"
EXAMPLES: dict[str, str] = {
    "elderly-with-sip": REGION,
    "eye-clinic-private": EXEMPELHALSAN,
    "municipal-home-care": KOMMUNEN,
    "cancer-with-contact-nurse": REGION,
    "disagreeing-primary-care": REGION,
    "disagreeing-specialist": EXEMPELHALSAN,
    "child-in-habilitation": REGION,
    "psychiatric-care-lpt": REGION,
    "person-with-god-man": KOMMUNEN,
    "minimal": REGION,
    "completed-hip-rehabilitation": REGION,
    "draft-premature-infant": REGION,
    "revoked-family-moved": REGION,
    "protected-identity": REGION,
}


def example(name: str) -> dict[str, Any]:
    """The contract JSON of an example; FileNotFoundError where the examples are not installed."""
    for place in PLACES:
        path = place / name / "contract.json"
        if path.is_file():
            contract: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return contract
    raise FileNotFoundError(f"the example {name} is not installed")
