"""Our validator beside HL7's own on the same files in one run: warm throughput, cold start, memory.

    python bench/validator.py [--warmup 10] [--reps 5]

Needs Java 17, Maven and ../shared (the official validator's driver, 200 published resources). One
thread each; rates by the thread's CPU time are the ones to compare on a machine with other work.
"""

import argparse
import contextlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
FILES = SHARED / "bench-validation" / "valid"
OFFICIAL = SHARED / "hl7-validator"
# What issue and README promise, ours over theirs.
PROMISED = {"throughput": 10.0, "cold start": 8.0, "memory": 6.0}
MEDIAN = re.compile(
    r"median ([\d.]+) .*\(median ([\d.]+) by the thread's CPU time\).*"
    r"first answer ([\d.]+) s .*peak RSS (\d+) kB"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--warmup", type=int, default=10)
    parser.add_argument("--reps", type=int, default=5)
    options = parser.parse_args()
    if not FILES.is_dir():
        print("bench/validator.py: ../shared is not here, skipped")
        return 0
    ours = _ours(options.warmup, options.reps)
    theirs = _theirs(options.warmup, options.reps)
    print(
        f"{'':12} {'resources/s':>12} {'by CPU time':>12} {'first answer s':>15} {'memory MiB':>11}"
    )
    for name, figures in (("pk-fhir", ours), ("HL7", theirs)):
        print(
            f"{name:12} {figures[0]:12.0f} {figures[1]:12.0f} {figures[2]:15.2f} {figures[3]:11.0f}"
        )
    ratios = {
        "throughput": ours[1] / theirs[1],
        "cold start": theirs[2] / ours[2],
        "memory": theirs[3] / ours[3],
    }
    for name, ratio in ratios.items():
        print(f"{name}: {ratio:.1f} times better (promised {PROMISED[name]:.0f})")
    return int(any(ratios[name] < promised for name, promised in PROMISED.items()))


Figures = tuple[float, float, float, float]


def _ours(warmup: int, reps: int) -> Figures:
    from pk_fhir.validation import Validator  # noqa: PLC0415 - the cold start below is another process's

    documents = [path.read_bytes() for path in sorted(FILES.glob("*.json"))]
    validate = Validator.for_r4().validate
    rates, by_cpu = [], []
    for number in range(warmup + reps):
        wall, cpu = time.perf_counter(), time.thread_time()
        for document in documents:
            validate(document)
        if number >= warmup:
            rates.append(len(documents) / (time.perf_counter() - wall))
            by_cpu.append(len(documents) / (time.thread_time() - cpu))
    cold, memory = _cold()
    return sorted(rates)[reps // 2], sorted(by_cpu)[reps // 2], cold, memory


def _cold() -> tuple[float, float]:
    """Seconds and peak MiB of `pk-fhir validate` on one file, best of five."""
    command = [
        str(Path(sys.executable).with_name("pk-fhir")),
        "validate",
        str(min(FILES.glob("*.json"))),
    ]
    runs = []
    for _ in range(5):
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
        _, _, usage = os.wait4(process.pid, 0)
        runs.append((time.perf_counter() - started, usage.ru_maxrss / 1024))
        with contextlib.suppress(ChildProcessError):
            process.wait()
    return min(runs)


def _theirs(warmup: int, reps: int) -> Figures:
    subprocess.run(["bash", str(OFFICIAL / "setup.sh")], check=True, stdout=subprocess.DEVNULL)  # noqa: S603, S607 - the shared driver
    run = subprocess.run(  # noqa: S603 - the shared driver
        [
            "/usr/bin/env", "bash", str(OFFICIAL / "run.sh"), "bench", str(FILES),
            "--warmup", str(warmup), "--reps", str(reps),
        ],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = MEDIAN.search(run.stdout)
    if found is None:
        sys.exit(f"the official validator said nothing that can be read:\n{run.stdout[-500:]}")
    rate, by_cpu, first, memory = (float(figure) for figure in found.groups())
    return rate, by_cpu, first, memory / 1024


if __name__ == "__main__":
    sys.exit(main())
