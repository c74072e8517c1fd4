"""The official Java validator of ../shared/hl7-validator, in batches, with our profiles as definitions."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
TOOL = HERE.parents[3] / "shared" / "hl7-validator"
SWEDISH_BASE = HERE.parents[3] / "shared" / "hl7se-base"
PACKAGE = HERE.parents[2] / "profiles" / "package"
BUILD = Path.home() / ".cache" / "hl7-validator"
KINDS = ("StructureDefinition", "ValueSet", "CodeSystem", "Questionnaire")
SETUP_SECONDS = 600
BATCH_SECONDS = 900


@dataclass(frozen=True)
class Case:
    """One resource to judge; `profile` beside those that it states itself."""

    id: str
    resource: dict[str, Any]
    options: dict[str, Any] = field(default_factory=dict)
    profile: str | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether it is valid, and the errors as (place, text)."""

    valid: bool
    errors: tuple[tuple[str, str], ...]


def lacking() -> str | None:
    """What is not here that the validator needs; None when all is here."""
    if not TOOL.is_dir():
        return "../shared/hl7-validator"
    programs = ("java", "mvn", "npm")
    return next((name for name in programs if shutil.which(name) is None), None)


def judge(cases: Iterable[Case], folder: Path) -> dict[str, Verdict]:
    """The verdict on each case, by its id. `folder` is empty and takes the files of the batch."""
    _set_up()
    files = folder / "files"
    files.mkdir()
    definitions = []
    for kind in KINDS:
        for file in _definitions(kind):
            shutil.copy(file, files / file.name)
            definitions.append(file.name)
    steps = [_step(number, case, files, definitions) for number, case in enumerate(cases)]
    manifest, out = folder / "cases.json", folder / "out.json"
    manifest.write_text(json.dumps(steps), encoding="utf-8")
    _run([str(TOOL / "run.sh"), "batch", str(manifest), "--out", str(out)], BATCH_SECONDS)
    return {
        result["id"]: _verdict(result) for result in json.loads(out.read_text(encoding="utf-8"))
    }


def _definitions(kind: str) -> list[Path]:
    """Our package, and HL7 Sweden's base profiles, to which people and organisations conform."""
    return [*sorted(PACKAGE.glob(f"{kind}-*.json")), *sorted(SWEDISH_BASE.glob(f"{kind}-*.json"))]


def _step(number: int, case: Case, files: Path, definitions: list[str]) -> dict[str, Any]:
    name = f"case-{number}.json"
    (files / name).write_text(json.dumps(case.resource, ensure_ascii=False), encoding="utf-8")
    return {
        "id": case.id,
        "resource": name,
        "definitions": definitions,
        "profile": case.profile,
        "options": case.options,
    }


def _verdict(result: dict[str, Any]) -> Verdict:
    if result.get("crash") or result.get("definition_errors"):
        raise AssertionError(
            f"{result['id']}: {result.get('crash') or result['definition_errors']}"
        )
    errors = tuple(
        (issue["expression"] or "", issue["text"])
        for issue in result["issues"]
        if issue["severity"] in ("error", "fatal")
    )
    return Verdict(valid=result["valid"], errors=errors)


def _set_up() -> None:
    core = Path.home() / ".fhir" / "packages" / "hl7.fhir.r4.core#4.0.1"
    if not (core.is_dir() and (BUILD / "hl7v.jar").is_file()):
        _run([str(TOOL / "setup.sh")], SETUP_SECONDS)


def _run(command: list[str], seconds: float) -> None:
    done = subprocess.run(  # noqa: S603 - our own shared scripts
        ["bash", *command],  # noqa: S607 - bash from PATH
        env=os.environ | {"HL7V_BUILD": str(BUILD), "HL7V_JAVA_OPTS": "-Xmx2g"},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(f"{command[0]} failed:\n{done.stdout[-1000:]}\n{done.stderr[-2000:]}")
