"""Install what the tests need and the machine lacks, where that is possible: as root on Debian.

Where it is not possible, says in plain words which suite will be skipped. With CI=true a missing part is a failure.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PARTS = {
    "chromium": ("the browser tests", lambda: shutil.which("chromium") is not None),
    "postgresql": (
        "the PostgreSQL half of the integration tests",
        lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    ),
}


def main() -> int:
    missing = [name for name, (_, there) in PARTS.items() if not there()]
    if missing and _can_install():
        _install(missing)
        missing = [name for name in missing if not PARTS[name][1]()]
    for name in missing:
        print(f"{name} is missing and cannot be installed here: {PARTS[name][0]} will be skipped")
    return int(bool(missing) and os.environ.get("CI") == "true")


def _can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install(names: list[str]) -> None:
    print("installing", *names, flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names],
    ):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - fixed words


if __name__ == "__main__":
    sys.exit(main())
