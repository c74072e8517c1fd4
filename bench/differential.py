#!/usr/bin/env python3
"""One-mutation changes of resources, judged by this validator and by HL7's.

Usage: python bench/differential.py make FOLDER --seed N --count N SOURCE...
       python bench/differential.py compare FOLDER [--show N]

`make` changes one thing in each of `count` resources of the sources (files, or folders of .json), and
writes them with a `cases.json` for `../shared/hl7-validator/run.sh batch FOLDER/cases.json --out
FOLDER/out.json`. `compare` shows where the recorded outcome and ours differ.
"""

import argparse
import copy
import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pk_fhir.validation import Validator

Json = Any  # any JSON value, or a key or index of one
Spot = tuple[Json, Json]
DATES = ("2020-13-01", "2020-02-30", "20200101", "2020-01-01T10:00:00", "2020-01-01T25:00:00Z")
REFERENCES = (
    "Medication/1",
    "Patient/1",
    "#nope",
    "Practitioner/a b",
    "http://x.se/fhir/Location/2",
)
URIS = ("a b", "urn:oid:1.x", "urn:uuid:ABC", "foo")


def spots(value: Json) -> Iterator[Spot]:
    """Every place in a JSON value: its owner, and its key or index there."""
    for key, below in value.items() if isinstance(value, dict) else enumerate(value):
        if key != "resourceType":
            yield value, key
        if isinstance(below, dict | list):
            yield from spots(below)


def _put(
    make: Callable[[Json], Json], fits: Callable[[Json, Json], bool]
) -> Callable[[Json, Json], bool]:
    def change(owner: Json, key: Json) -> bool:
        if not fits(key, owner[key]):
            return False
        owner[key] = make(owner[key])
        return True

    return change


def _drop(owner: Json, key: Json) -> bool:
    del owner[key]
    return True


def _rename(owner: Json, key: Json) -> bool:
    if isinstance(owner, dict):
        owner[f"{key}x"] = owner.pop(key)
    return isinstance(owner, dict)


def _repeat(owner: Json, key: Json) -> bool:
    if isinstance(owner, list):
        owner.append(copy.deepcopy(owner[key]))
    return isinstance(owner, list)


def changes(chance: random.Random) -> dict[str, Callable[[Json, Json], bool]]:
    """The changes by name; each says whether it could be made at a place."""
    text = lambda _key, value: isinstance(value, str)  # noqa: E731 - a table of small functions
    return {
        "drop": _drop,
        "rename": _rename,
        "repeat": _repeat,
        "null": _put(lambda _: None, lambda _k, _v: True),
        "wrap": _put(lambda v: [v], lambda _k, v: not isinstance(v, list)),
        "unwrap": _put(lambda v: v[0], lambda _k, v: isinstance(v, list) and bool(v)),
        "number": _put(lambda _: 12, text),
        "text": _put(lambda _: "abc", lambda _k, v: isinstance(v, dict | int)),
        "empty": _put(lambda _: "", text),
        "space": _put(lambda v: f" {v}", text),
        "hollow": _put(lambda _: {}, lambda _k, v: isinstance(v, dict)),
        "unknown": _put(lambda v: {**v, "foo": "bar"}, lambda _k, v: isinstance(v, dict)),
        "code": _put(lambda v: f"{v}x", lambda k, v: k in CODES and isinstance(v, str)),
        "date": _put(lambda _: chance.choice(DATES), lambda _k, v: isinstance(v, str) and v[:4].isdigit()),
        "reference": _put(lambda _: chance.choice(REFERENCES), lambda k, _v: k == "reference"),
        "uri": _put(lambda _: chance.choice(URIS), lambda _k, v: isinstance(v, str) and "://" in v),
    }  # fmt: skip


CODES = frozenset({"code", "status", "use", "type", "intent", "gender", "unit"})


def mutated(resource: dict[str, Any], chance: random.Random) -> tuple[dict[str, Any], str]:
    """A copy with one thing changed, and what was changed."""
    table = changes(chance)
    while True:
        changed = copy.deepcopy(resource)
        owner, key = chance.choice(list(spots(changed)))
        name = chance.choice(sorted(table))
        if table[name](owner, key):
            return changed, name


def make(folder: Path, sources: list[Path], seed: int, count: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - changes are to be repeatable, not secret
    files = [f for s in sources for f in (sorted(s.glob("*.json")) if s.is_dir() else [s])]
    (folder / "files").mkdir(parents=True, exist_ok=True)
    steps = []
    for number in range(count):
        source = chance.choice(files)
        changed, name = mutated(json.loads(source.read_text()), chance)
        file = f"{number:05}.json"
        (folder / "files" / file).write_text(json.dumps(changed, indent=1))
        options = {"assumeValidRestReferences": True}
        steps.append({
            "id": f"{number:05}-{name}-{source.stem}", "resource": file, "definitions": [],
            "profile": None, "options": options,
        })  # fmt: skip
    (folder / "cases.json").write_text(json.dumps(steps))


def plain(location: str | None) -> str:
    text = re.sub(r"/\*.*?\*/", "", location or "")
    return re.sub(r"\.ofType\([^)]*\)|\[x\]", "", text).partition(".")[2]


def compare(folder: Path, show: int) -> int:
    validator = Validator.for_r4()
    steps = {each["id"]: each for each in json.loads((folder / "cases.json").read_text())}
    agreed = located = invalid = 0
    different = []
    # Where HL7's validator stopped, it said nothing.
    recorded = [each for each in json.loads((folder / "out.json").read_text()) if "issues" in each]
    for outcome in recorded:
        step = steps[outcome["id"]]
        data = (folder / "files" / step["resource"]).read_bytes()
        ours = [
            i
            for i in validator.validate(data, options=step["options"])
            if i.severity in ("error", "fatal")
        ]
        theirs = [i for i in outcome["issues"] if i["severity"] in ("error", "fatal")]
        if bool(ours) != bool(theirs):
            different.append((outcome["id"], theirs[:2], ours[:2]))
            continue
        agreed += 1
        if ours:
            invalid += 1
            wanted = {plain(each["expression"]) for each in theirs}
            located += any(plain(each.expression) in wanted for each in ours)
    for name, theirs, ours in different[:show]:
        print(name, [i["text"][:160] for i in theirs], [i.diagnostics[:160] for i in ours])
    print(
        f"{agreed} of {len(recorded)} agree; {located} of {invalid} invalid ones at the same place"
    )
    return int(bool(different))


def main() -> int:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    maker = commands.add_parser("make")
    maker.add_argument("folder", type=Path)
    maker.add_argument("sources", type=Path, nargs="+")
    maker.add_argument("--seed", type=int, default=1)
    maker.add_argument("--count", type=int, default=500)
    comparer = commands.add_parser("compare")
    comparer.add_argument("folder", type=Path)
    comparer.add_argument("--show", type=int, default=20)
    args = parser.parse_args()
    if args.command == "make":
        make(args.folder, args.sources, args.seed, args.count)
        return 0
    return compare(args.folder, args.show)


if __name__ == "__main__":
    sys.exit(main())
