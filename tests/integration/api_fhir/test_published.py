"""Other people's FHIR: 200 published resources are stored and read back as they were, or refused with reason."""

import json
from pathlib import Path

import httpx
import pytest

FOLDER = Path(__file__).parents[3].parent / "shared" / "bench-validation"
FILES = sorted(FOLDER.glob("valid/*.json"))
ORACLE = json.loads((FOLDER / "oracle.json").read_text()) if FILES else {}


pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not FILES, reason="../shared/bench-validation is not here"),
]


async def test_published_resources_are_stored_as_they_are(relaxed: httpx.AsyncClient) -> None:
    assert len(FILES) == 200
    problems = {}
    for path in FILES:
        problem = await stored_or_refused(relaxed, path)
        if problem:
            problems[path.name] = problem
    assert problems == {}


async def stored_or_refused(fhir: httpx.AsyncClient, path: Path) -> str:
    """What is wrong; nothing when the resource came back as it was, or was refused with reason."""
    content = path.read_bytes()  # noqa: ASYNC240 - a small file
    sent = json.loads(content, parse_float=str)
    answer = await fhir.post(f"/{sent['resourceType']}", content=content)
    judged = ORACLE[path.name]
    if not judged["valid"] and not judged["only_missing_definitions"]:
        refused = answer.status_code == 422 and "error" in answer.text
        return "" if refused else f"{answer.status_code} for {judged['errors']}"
    if answer.status_code != 201:
        return answer.text
    read = await fhir.get(answer.headers["location"])
    stored = json.loads(read.content, parse_float=str)
    ident, meta = stored.pop("id"), stored.pop("meta")
    sent.pop("id", None)
    kept = sent.pop("meta", {})
    expected = {**kept, "versionId": "1", "lastUpdated": meta["lastUpdated"]}
    same = (list(stored.items()), meta) == (list(sent.items()), expected)
    return "" if same and ident else "came back differently"
