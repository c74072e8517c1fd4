"""Fuzz one target, or each in turn.

Usage: uv run --with 'atheris>=3' python -m bench.fuzz [TARGET ...] [--seconds N]

What takes longer than ten seconds or more than 2 GB, and what raises anything but the error that a bad
input has, is written to a file in the folder `--folder` and ends the run with a status that is not 0.
"""

import argparse
import subprocess
import sys
from pathlib import Path

NAMES = ("json", "xml", "fhirpath", "package", "structure", "resource")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[[], *NAMES])
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--folder", type=Path, default=Path("fuzz"))
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        return _fuzz(args.one, args.folder, args.seconds)
    failed = []
    for name in args.targets or NAMES:
        command = [sys.executable, "-m", "bench.fuzz", "--one", name]
        command += ["--seconds", str(args.seconds), "--folder", str(args.folder)]
        if subprocess.run(command, check=False).returncode:  # noqa: S603 - this program, in a process of its own
            failed.append(name)
    print("failed: " + ", ".join(failed) if failed else "nothing was found")
    return int(bool(failed))


def _fuzz(name: str, folder: Path, seconds: int) -> int:
    import atheris  # noqa: PLC0415 - a tool that only this program needs

    # What is imported here is instrumented: so the fuzzer sees which input leads where.
    with atheris.instrument_imports(include=["pk_fhir"], enable_loader_override=False):
        from bench.fuzz.targets import TARGETS, seeds  # noqa: PLC0415 - see above
    corpus = folder / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    limits = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-max_len=100000"]
    atheris.Setup(
        [name, *limits, f"-artifact_prefix={folder}/{name}-", "-print_final_stats=0", str(corpus)],
        TARGETS[name],
    )
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
