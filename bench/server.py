"""The FHIR server beside HAPI FHIR on the same machine in one run: operations per second, and ratios.

    python bench/server.py [--seconds 15] [--clients 1,8,32] [--mix transaction,crud,read,search,view]
                           [--on postgresql,embedded]

Needs Java, Maven and PostgreSQL 15 (run as root, it starts a server of its own as user postgres), and
../shared (HAPI's starter and the load driver). `postgresql`: ours with two workers beside HAPI on
PostgreSQL. `embedded`: ours on SQLite in one process beside HAPI on H2 in files. Validation and audit
are on in ours; HAPI's validation is off, as it comes.
"""

import argparse
import contextlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared"
POSTGRESQL = Path("/usr/lib/postgresql/15/bin")
START_SECONDS = 600
# What issue and README promise: ours over HAPI's, by mix and number of clients.
PROMISED = {
    ("postgresql", "transaction", 8): 1.5,
    ("postgresql", "transaction", 32): 1.5,
    ("postgresql", "crud", 8): 1.5,
    ("postgresql", "crud", 32): 1.5,
    ("postgresql", "search", 8): 1.5,
    ("postgresql", "search", 32): 1.5,
    ("postgresql", "read", 1): 1.5,
    ("postgresql", "read", 8): 1.5,
    ("postgresql", "read", 32): 1.0,
    ("postgresql", "view", 1): 3.0,
    ("postgresql", "view", 8): 3.0,
    ("postgresql", "view", 32): 3.0,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--clients", default="1,8,32")
    parser.add_argument("--mix", default="transaction,crud,read,search,view")
    parser.add_argument("--on", default="postgresql,embedded")
    parser.add_argument("--preload", type=int, default=300)
    parser.add_argument("--warm", type=float, default=20)
    options = parser.parse_args()
    if not SHARED.is_dir():
        print("bench/server.py: ../shared is not here, skipped")
        return 0
    with tempfile.TemporaryDirectory(prefix="pk-fhir-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for kind in options.on.split(","):
            with _database(kind, folder / kind) as (ours, theirs):
                with _measured_server(*_without_base(_ours(ours, folder))):
                    print("  (the first start, which makes the tables)", flush=True)
                ours_at, theirs_at = (
                    _measured(_ours(ours, folder), folder / f"ours-{kind}.json", options),
                    _measured(_hapi(theirs), folder / f"hapi-{kind}.json", options),
                )
            _report(kind, ours_at, theirs_at)
    return 0


Figures = dict[tuple[str, int], float]
# Command, environment, base URL, and what answers once it is ready.
Server = tuple[list[str], dict[str, str], str, str]


def _report(kind: str, ours: Figures, theirs: Figures) -> None:
    print(f"\n{kind}: operations/s, ours / HAPI's (promised)")
    for mix, clients in ours:
        ratio = ours[mix, clients] / max(theirs.get((mix, clients), 0.0), 0.001)
        promised = PROMISED.get((kind, mix, clients), 1.0)
        mark = "" if ratio >= promised else "   BELOW"
        print(
            f"  {mix:12} {clients:3} clients  {ours[mix, clients]:8.0f} / {theirs.get((mix, clients), 0):8.0f}"
            f"  x{ratio:.2f} ({promised}){mark}",
            flush=True,
        )


@contextlib.contextmanager
def _measured_server(
    command: Sequence[str], environment: dict[str, str], ready: str
) -> Iterator[int]:
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own commands
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(ready, process)
        print(
            f"{Path(command[0]).name} {command[1]}: ready after {time.perf_counter() - started:.1f} s",
            flush=True,
        )
        yield process.pid
    finally:
        print(f"  memory {_memory(process.pid):.0f} MiB", flush=True)
        os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)


def _measured(server: Server, state: Path, options: argparse.Namespace) -> Figures:
    command, environment, base, ready = server
    figures: Figures = {}
    with _measured_server(command, environment, ready) as pid:
        for mix in options.mix.split(","):
            _load(base, mix, "8", state, options, pid, options.warm)
        for clients in options.clients.split(","):
            for mix in options.mix.split(","):
                line = _load(base, mix, clients, state, options, pid, options.seconds)
                figures[mix, int(clients)] = line["ops_s"]
                _show(mix, clients, line)
    return figures


def _without_base(server: Server) -> tuple[list[str], dict[str, str], str]:
    command, environment, _, ready = server
    return command, environment, ready


def _load(  # noqa: PLR0913, PLR0917 - what the load driver is told
    base: str,
    mix: str,
    clients: str,
    state: Path,
    options: argparse.Namespace,
    pid: int,
    seconds: float,
) -> dict:
    command = [
        sys.executable, str(SHARED / "load" / "load.py"), "--base", base, "--mix", mix, "--clients", clients,
        "--seconds", str(seconds), "--warmup", "3", "--state", str(state), "--no-cache",
        "--server-pid", str(pid),
    ]  # fmt: skip
    if not state.exists():
        command += ["--preload", str(options.preload)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the load driver
    if run.returncode:
        sys.exit(f"load.py failed on {base}:\n{run.stdout[-500:]}\n{run.stderr[-2000:]}")
    return json.loads(run.stdout.strip().splitlines()[-1])


def _show(mix: str, clients: str, line: dict) -> None:
    keys = ("ops_s", "p50", "p95", "errors", "server_cpu", "others_cpu", "server_mib")
    shown = {key: line[key] for key in keys if key in line}
    print(f"  {mix:12} {clients:>3}  {shown}", flush=True)


def _ours(database: str, folder: Path) -> tuple[list[str], dict[str, str], str, str]:
    port = _free_port()
    workers = "2" if database.startswith("postgresql") else "1"
    command = [
        str(Path(sys.executable).with_name("pk-fhir")), "serve", "--port", str(port), "--database", database,
        "--workers", workers, "--data-dir", str(folder / "data"),
    ]  # fmt: skip
    environment = os.environ | {"PK_FHIR_LOG_LEVEL": "error"}
    # As it is installed: with its bytecode.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    root = f"http://127.0.0.1:{port}"
    return command, environment, f"{root}/fhir", f"{root}/health/ready"


def _hapi(database: str) -> tuple[list[str], dict[str, str], str, str]:
    port = _free_port()
    command = ["bash", str(SHARED / "hapi-peer" / "run.sh"), str(port), database]
    base = f"http://127.0.0.1:{port}/fhir"
    return command, os.environ | {"HAPI_DB_USER": "postgres"}, base, f"{base}/metadata"


@contextlib.contextmanager
def _database(kind: str, folder: Path) -> Iterator[tuple[str, str]]:
    """The databases of ours and of HAPI's."""
    folder.mkdir()
    if kind == "embedded":
        yield f"sqlite:///{folder / 'ours.db'}", str(folder / "h2")
        return
    port, user = _free_port(), "postgres" if os.geteuid() == 0 else None
    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"
    _postgres(user, "initdb", "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8")
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c shared_buffers=512MB"
    _postgres(
        user, "pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start"
    )
    try:
        for name in ("ours", "hapi"):
            _postgres(user, "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", name)
        yield (
            f"postgresql+psycopg://postgres@127.0.0.1:{port}/ours",
            f"jdbc:postgresql://127.0.0.1:{port}/hapi",
        )
    finally:
        _postgres(user, "pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _postgres(user: str | None, program: str, *arguments: str) -> None:
    command = [str(POSTGRESQL / program), *arguments]
    subprocess.run(command, user=user, cwd="/", check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - PostgreSQL's programs


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit(f"the server at {url} ended with {process.returncode}")
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - on loopback
            return
        time.sleep(0.05)
    sys.exit(f"{url} did not become ready")


def _memory(pid: int) -> float:
    """MiB of a process and its children, what they share counted once."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            fields = status.read_text().rsplit(")", 1)[1].split()
            if int(fields[2]) == pid or int(status.parent.name) == pid:
                rolled = (status.parent / "smaps_rollup").read_text()
                total += int(rolled.partition("Pss:")[2].split()[0])
    return total / 1024


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
