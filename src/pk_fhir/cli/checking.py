"""Validation of many files: found, read and checked one by one or by several processes, in order.

Nothing here prints. A file that cannot be read is a finding of its own, and stops no other.
"""

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pk_fhir.cli.input import STDIN, read, why
from pk_fhir.fhir.outcome import Issue
from pk_fhir.messages import Language, text
from pk_fhir.validation import Validator
from pk_fhir.validation.report import Checked

UNREADABLE = "cli.file-unreadable"
# Below this many files, starting worker processes costs more than it saves.
PARALLEL_FROM = 24
SUFFIXES = (".json", ".xml")
# What a FHIR file has in it somewhere; a folder may hold other JSON and XML too.
MARKS = {".json": b"resourceType", ".xml": b"http://hl7.org/fhir"}


class How(NamedTuple):
    """What every file is held to. `source`: whether a finding's file is kept for the report."""

    packages: tuple[str, ...]
    profiles: tuple[str, ...]
    language: Language
    source: bool


class Job(NamedTuple):
    """One file. `found`: it was found in a folder, not named; `data`: what was read already."""

    name: str
    found: bool = False
    data: bytes | None = None


@cache
def validator_of(packages: tuple[str, ...]) -> Validator:
    """R4, our own profiles and these packages. OSError or PackageError where one cannot be read."""
    validator = Validator.ours()
    for package in packages:
        validator = validator.with_package(package)
    return validator


def jobs_of(paths: Iterable[str]) -> list[Job]:
    """A job for each file that is named or stands in a named folder, each once."""
    jobs: dict[str, Job] = {}
    for path in paths:
        if path == STDIN:
            jobs.setdefault(path, Job("stdin", data=read(STDIN)))
        elif Path(path).is_dir():
            for file in _within(Path(path)):
                jobs.setdefault(file, Job(file, found=True))
        else:
            jobs[path] = Job(path)
    return list(jobs.values())


def _within(folder: Path) -> Iterator[str]:
    """JSON and XML files in name order; hidden folders and node_modules are no place for resources."""
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f != "node_modules")
        for name in sorted(files):
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                yield str(Path(base) / name)


def check(jobs: list[Job], how: How, processes: int) -> Iterator[Checked | None]:
    """Each file's findings in the order of the jobs; None for a file of a folder that is no FHIR."""
    if processes < 2 or len(jobs) < PARALLEL_FROM:  # noqa: PLR2004 - one process needs no pool
        return (_check(job, how) for job in jobs)
    return _in_parallel(jobs, how, min(processes, len(jobs)))


def _in_parallel(jobs: list[Job], how: How, processes: int) -> Iterator[Checked | None]:
    # Imported where there are many files: one file is checked before these are loaded.
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    # A forked worker shares what is compiled already; elsewhere than on Linux forking is not safe.
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_start, initargs=(how,))
    try:
        # Chunks small enough that progress is seen, large enough that handing over costs little.
        size = max(1, min(32, len(jobs) // (processes * 4)))
        yield from pool.map(_work, jobs, chunksize=size)
    except BrokenProcessPool:
        raise OSError(
            "a worker process was ended from outside, perhaps for want of memory: try --jobs 1"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


_how: Any = None


def _start(how: How) -> None:
    """What a worker does first. An interrupt is the parent's to handle."""
    global _how  # noqa: PLW0603 - a worker process has one task for its whole life
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _how = how


def _work(job: Job) -> Checked | None:
    return _check(job, _how)


def _check(job: Job, how: How) -> Checked | None:
    try:
        data = read(job.name) if job.data is None else job.data
    except OSError as error:
        return Checked(job.name, b"", [_unreadable(error, how.language)])
    mark = MARKS.get(Path(job.name).suffix.lower(), b"")
    if job.found and mark not in data:
        return None
    issues = validator_of(how.packages).validate(data, profiles=how.profiles, language=how.language)
    return Checked(job.name, data if issues and how.source else b"", issues)


def _unreadable(error: OSError, language: Language) -> Issue:
    return Issue(
        severity="fatal",
        code="not-found" if isinstance(error, FileNotFoundError) else "exception",
        diagnostics=text(UNREADABLE, language, reason=why(error)),
        key=UNREADABLE,
    )
