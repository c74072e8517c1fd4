"""Steps for the oracle whose definitions are made by chance too: profiles, extensions, value sets, forms."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Made:
    """A resource and the definitions made for it; `profile` is the one it is validated against."""

    name: str
    resource: dict[str, Any]
    definitions: tuple[dict[str, Any], ...]
    profile: str | None = None
    options: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[int, int], Iterator[Made]]


def likely(chance: random.Random, share: float) -> bool:
    """True in that share of the draws."""
    return chance.random() < share


def write(folder: Path, rows: Iterator[Made], options: dict[str, Any]) -> int:
    """Write `cases.json` and `files/` into a folder, for `run` and `compare`."""
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    steps = [_step(number, row, files, options) for number, row in enumerate(rows)]
    (folder / "cases.json").write_text(json.dumps(steps))
    print(f"{len(steps)} steps in {folder}")
    return 0


def _step(number: int, row: Made, files: Path, options: dict[str, Any]) -> dict[str, Any]:
    names = [f"{number:05}-{index}.json" for index in range(len(row.definitions))]
    for name, definition in zip(names, row.definitions, strict=True):
        (files / name).write_text(json.dumps(definition, ensure_ascii=False, indent=1))
    file = f"{number:05}.json"
    (files / file).write_text(json.dumps(row.resource, ensure_ascii=False, indent=1))
    return {
        "id": f"{number:05} {row.name}",
        "resource": file,
        "profile": row.profile,
        "options": {**options, **row.options},
        "definitions": names,
    }
