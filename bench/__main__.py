"""All benchmarks, one after the other: ``python -m bench``. Each is a program of its own under bench/."""

import subprocess
import sys
from pathlib import Path

PROGRAMS = (
    ["bench/fhirpath.py"],
    ["bench/throughput.py"],
    ["-m", "bench.view", "--patients", "1000", "--seconds", "5"],
    ["-m", "bench.following", "--minutes", "2"],
    ["bench/server.py", "--seconds", "8"],
)


def main() -> int:
    root = Path(__file__).parents[1]
    for program in PROGRAMS:
        print(f"\n== python {' '.join(program)}", flush=True)
        subprocess.run([sys.executable, *program], cwd=root, check=True)  # noqa: S603 - our own
    return 0


if __name__ == "__main__":
    sys.exit(main())
