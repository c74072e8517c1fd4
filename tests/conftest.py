"""Real databases for every test that keeps something: an SQLite file, and PostgreSQL 15."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

TRIES = 5
BINARIES = Path(os.environ.get("PK_FHIR_TEST_POSTGRESQL", "/usr/lib/postgresql/15/bin"))


def _run(*command: str | Path, user: str | None) -> None:
    subprocess.run(  # noqa: S603 - PostgreSQL's own programs, with arguments of our own
        [str(part) for part in command],
        check=True,
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # pg_ctl's children would keep the pipes of a captured test open.
        stdin=subprocess.DEVNULL,
    )


def _start(data: Path, log: Path, user: str | None) -> int:
    """Start the server on a free port, below those that connections take for themselves; the port."""
    for _ in range(TRIES):
        port = 20000 + secrets.randbelow(12000)
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' "
            "-c max_connections=200 -c shared_buffers=128MB"
        )
        try:
            _run(
                BINARIES / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start", user=user
            )  # fmt: skip
        except subprocess.CalledProcessError:
            continue
        return port
    return pytest.fail(f"PostgreSQL does not start:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, in a temporary folder, without its database's name."""
    if not (BINARIES / "initdb").exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"PostgreSQL 15 is not installed: {BINARIES} is missing")
        pytest.skip(f"PostgreSQL 15 is not installed ({BINARIES})")
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="pk-fhir-pg-"))
    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"
    try:
        _run(
            BINARIES / "initdb",
            "-D",
            data,
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            user=user,
        )
        port = _start(data, folder / "log", user)
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}"
        finally:
            _run(BINARIES / "pg_ctl", "-D", data, "-m", "immediate", "stop", user=user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """A new, empty PostgreSQL database."""
    import psycopg  # noqa: PLC0415 - an optional dependency

    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(f"{postgresql_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{postgresql_server}/{name}"
    with psycopg.connect(f"{postgresql_server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A new, empty SQLite file."""
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each database in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Tests that are coroutines run on asyncio (`@pytest.mark.anyio`)."""
    return "asyncio"


@pytest.fixture
async def store(database_url: str) -> AsyncIterator["object"]:
    """An open, empty store on each database in turn."""
    from pk_fhir.store import Store  # noqa: PLC0415 - tests of other rooms do without it

    opened = await Store.open(database_url)
    yield opened
    await opened.close()
