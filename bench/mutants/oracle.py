"""The official Java validator (../shared/hl7-validator) as the oracle of mutants."""

import collections
import json
import os
import random
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from bench.mutants.bundled import bundles
from bench.mutants.made import resources
from bench.mutants.make import Mutant, mutants

from pk_fhir.validation import Validator

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT.parent / "shared" / "hl7-validator"
PACKAGE = ROOT / "profiles" / "package"
KINDS = ("StructureDefinition", "ValueSet", "CodeSystem", "Questionnaire")
# References are held to their types, as they are by our own defaults.
OPTIONS = {"assumeValidRestReferences": True}


@dataclass(frozen=True)
class Source:
    """A valid resource, and with what it is validated: a step of a `cases.json` without the outcome."""

    name: str
    resource: dict[str, Any]
    options: dict[str, Any] = field(default_factory=lambda: dict(OPTIONS))
    profile: str | None = None
    definitions: tuple[Path, ...] = ()

    @property
    def profiles(self) -> list[str]:
        return [self.profile] if self.profile else []


def sources(places: list[Path]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Resources by name: of files, of the entries of Bundles called bundle.json, and of folders."""
    for place in places:
        if place.is_dir():
            yield from sources(sorted(place.glob("*.json")))
            continue
        found = json.loads(place.read_text())
        if place.name != "bundle.json":
            yield place.stem, found
            continue
        for number, entry in enumerate(found["entry"]):
            yield (
                f"{place.parent.name}/{number}-{entry['resource']['resourceType']}",
                entry["resource"],
            )


def steps_of(cases: Path) -> Iterator[Source]:
    """The valid steps of a `cases.json` whose references lead nowhere outside."""
    files = cases.parent / "files"
    for case in json.loads(cases.read_text())["cases"]:
        if (
            case["expect"]["valid"]
            and not case.get("targets")
            and case["resource"].endswith(".json")
        ):
            resource = json.loads((files / case["resource"]).read_text())
            options = {**OPTIONS, **case["options"]}
            definitions = tuple(files / name for name in case["definitions"])
            yield Source(case["id"], resource, options, case["profile"], definitions)


@dataclass(frozen=True)
class Wanted:
    """Which mutants: `each` of a kind for a source, at most `count`; with our profiles if `ours`.

    With `bundled`, of so many Bundles of the sources; with `made`, of so many resources of each type.
    """

    places: list[Path]
    seed: int
    each: int
    count: int
    ours: bool
    bundled: int = 0
    made: int = 0


def make(folder: Path, wanted: Wanted) -> int:
    """Write `cases.json` and `files/` into a folder, for `run` and `compare`."""
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    # Equal shares of the kinds, so that those that fit everywhere leave room for the others.
    by_kind: dict[str, list[tuple[Source, Mutant]]] = collections.defaultdict(list)
    for source, mutant in _made(wanted):
        by_kind[mutant.change.kind].append((source, mutant))
    chance = random.Random(wanted.seed)  # noqa: S311 - to be repeatable, not secret
    for kind in sorted(by_kind):
        chance.shuffle(by_kind[kind])
    ranked = (row for rank in range(wanted.count) for row in _nth(by_kind, rank))
    steps = [
        _step(number, source, mutant, files)
        for number, (source, mutant) in enumerate(islice(ranked, wanted.count))
    ]
    (folder / "cases.json").write_text(json.dumps(steps))
    print(f"{len(steps)} mutants of {len(by_kind)} kinds in {folder}")
    return 0


def _made(wanted: Wanted) -> Iterator[tuple[Source, Mutant]]:
    kinds = KINDS if wanted.ours else ()
    definitions = tuple(f for kind in kinds for f in sorted(PACKAGE.glob(f"{kind}-*.json")))
    for source in _chosen(wanted, definitions):
        validator = _validator(source.definitions)
        if not _errors(validator, source.resource, source.options, source.profiles):
            row = (source.name, _claiming(source))
            for mutant in mutants([row], wanted.seed, wanted.each, validator.definitions):
                yield source, mutant


def _chosen(wanted: Wanted, definitions: tuple[Path, ...]) -> Iterator[Source]:
    if wanted.bundled:
        given = list(sources(wanted.places))
        for name, bundle in bundles(given, wanted.seed, wanted.bundled):
            yield Source(name, bundle, definitions=definitions)
    else:
        yield from _given(wanted.places, definitions)
    for name, resource in resources(wanted.seed, wanted.made):
        yield Source(name, resource, definitions=definitions)


def _given(places: list[Path], definitions: tuple[Path, ...]) -> Iterator[Source]:
    for place in places:
        if place.name == "cases.json":
            yield from steps_of(place)
        else:
            for name, found in sources([place]):
                yield Source(name, found, definitions=definitions)


def _step(number: int, source: Source, mutant: Mutant, files: Path) -> dict[str, Any]:
    name = f"{number:05}.json"
    (files / name).write_text(json.dumps(mutant.resource, ensure_ascii=False, indent=1))
    for file in source.definitions:
        shutil.copy(file, files / file.name)
    return {
        "id": f"{number:05} {mutant.id}",
        "resource": name,
        "profile": source.profile,
        "options": source.options,
        "definitions": [file.name for file in source.definitions],
    }


def _claiming(source: Source) -> dict[str, Any]:
    """The resource with the step's profile among those that it claims, so that mutants are made by it."""
    claimed = source.resource.get("meta", {}).get("profile", [])
    if source.profile is None or source.profile in claimed:
        return source.resource
    meta = {**source.resource.get("meta", {}), "profile": [*claimed, source.profile]}
    return {**source.resource, "meta": meta}


def _nth(by_kind: dict[str, list[Any]], rank: int) -> Iterator[Any]:
    for kind in sorted(by_kind):
        if rank < len(by_kind[kind]):
            yield by_kind[kind][rank]


def run(folder: Path) -> int:
    started = time.monotonic()
    environment = {"HL7V_JAVA_OPTS": "-Xmx3g"} | os.environ
    command = [
        str(TOOL / "run.sh"),
        "batch",
        str(folder / "cases.json"),
        "--out",
        str(folder / "out.json"),
    ]
    done = subprocess.run(["bash", *command], env=environment, check=False, capture_output=True)  # noqa: S603, S607 - the shared script, bash from PATH
    print(f"{time.monotonic() - started:.0f} s")
    return done.returncode


def plain(location: str | None) -> str:
    """A location without comments, urls of extensions, choices and the type at its head."""
    text = re.sub(r"/\*.*?\*/|\[url='[^']*'\]", "", location or "")
    return re.sub(r"\.ofType\([^)]*\)|\[x\]", "", text).partition(".")[2]


def compare(folder: Path, show: int) -> int:
    steps = {each["id"]: each for each in json.loads((folder / "cases.json").read_text())}
    agreed = located = invalid = 0
    different: list[tuple[str, list[Any], list[Any]]] = []
    elsewhere: list[tuple[str, list[Any], list[Any]]] = []
    recorded = json.loads((folder / "out.json").read_text())
    for outcome in recorded:
        step = steps[outcome["id"]]
        data = (folder / "files" / step["resource"]).read_bytes()
        validator = _validator(tuple(folder / "files" / name for name in step["definitions"]))
        profiles = [step["profile"]] if step["profile"] else []
        ours = _errors(validator, data, step["options"], profiles)
        theirs = [
            (i["expression"], i["text"])
            for i in outcome.get("issues", ())
            if i["severity"] in ("error", "fatal")
        ]
        if outcome.get("crash"):
            theirs = [("", "stops: " + outcome["crash"][:100])]
        if bool(ours) != bool(theirs):
            different.append((outcome["id"], theirs, ours))
            continue
        agreed += 1
        if ours:
            invalid += 1
            same = {plain(place) for place, _ in theirs} & {plain(place) for place, _ in ours}
            located += bool(same)
            if not same:
                elsewhere.append((outcome["id"], theirs, ours))
    _show("verdicts differ", different, show)
    _show("places differ", elsewhere, show)
    print(
        f"{agreed} of {len(recorded)} agree; {located} of {invalid} invalid ones at the same place"
    )
    return int(bool(different))


@cache
def _validator(definitions: tuple[Path, ...]) -> Validator:
    core = Validator.for_r4()
    read = [json.loads(file.read_text()) for file in definitions]
    return core.with_definitions(read) if read else core


def _errors(
    validator: Validator,
    resource: dict[str, Any] | bytes,
    options: dict[str, Any],
    profiles: list[str],
) -> list[tuple[str, str]]:
    found = validator.validate(resource, profiles=profiles, options=options)
    return [(i.expression, i.diagnostics) for i in found if i.severity in ("error", "fatal")]


def _show(title: str, rows: list[tuple[str, list[Any], list[Any]]], show: int) -> None:
    print(f"--- {title}: {len(rows)}")
    for name, theirs, ours in rows[:show]:
        print(name)
        for who, issues in (("HL7's", theirs), ("ours ", ours)):
            for place, text in issues[:2]:
                print(f"    {who} {place}: {text[:170]}")
