"""All benchmarks, one after the other: ``python -m bench``. Each is a program of its own under bench/."""

import subprocess
import sys
from pathlib import Path

PROGRAMS = (
    ["fhirpath.py"],
    ["throughput.py"],
    ["view.py", "--patients", "1000", "--seconds", "5"],
    ["server.py", "--seconds", "8"],
)


def main() -> int:
    folder = Path(__file__).parent
    for name, *arguments in PROGRAMS:
        print(f"\n== bench/{name}", flush=True)
        subprocess.run([sys.executable, str(folder / name), *arguments], check=True)  # noqa: S603 - our own
    return 0


if __name__ == "__main__":
    sys.exit(main())
