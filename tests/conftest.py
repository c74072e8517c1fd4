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
from hypothesis import HealthCheck, settings

# That a machine has other work is no reason to fail; the rest stays as Hypothesis has it here or in CI.
settings.register_profile(
    "unhurried", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("unhurried")

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
            "-c max_connections=200 -c shared_buffers=128MB "
            # Nothing outlives the server here: our own process is killed in tests, the machine is not.
            "-c fsync=off -c full_page_writes=off "
            # What is gathered of a table, and when, is what a test does.
            "-c autovacuum=off"
        )
        try:
            _run(
                BINARIES / "pg_ctl", "-D", data, "-w", "-t", "300", "-l", log, "-o", options, "start", user=user
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


def _made(server: str, name: str, template: str = "template1") -> str:
    """The URL of a new database on the server."""
    import psycopg  # noqa: PLC0415 - an optional dependency

    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return f"{server}/{name}"


def _dropped(server: str, name: str) -> None:
    import psycopg  # noqa: PLC0415 - an optional dependency

    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _postgresql_tables(postgresql_server: str) -> str:
    """The name of a database with this release's tables, to copy: that costs a fifth of making them."""
    from pk_fhir.store.migrate import migrate  # noqa: PLC0415 - tests of other rooms do without it

    name = "tables"
    migrate(_made(postgresql_server, name))
    return name


@pytest.fixture(scope="session")
def _sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with this release's tables, to copy."""
    from pk_fhir.store.migrate import migrate  # noqa: PLC0415 - tests of other rooms do without it

    file = tmp_path_factory.mktemp("tables") / "tables.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def postgresql_url(postgresql_server: str, _postgresql_tables: str) -> Iterator[str]:
    """A new PostgreSQL database with this release's tables."""
    name = f"test_{secrets.token_hex(6)}"
    yield _made(postgresql_server, name, _postgresql_tables)
    _dropped(postgresql_server, name)


@pytest.fixture
def bare_postgresql_url(postgresql_server: str) -> Iterator[str]:
    """A new PostgreSQL database without tables."""
    name = f"bare_{secrets.token_hex(6)}"
    yield _made(postgresql_server, name)
    _dropped(postgresql_server, name)


@pytest.fixture
def sqlite_url(tmp_path: Path, _sqlite_tables: Path) -> str:
    """A new SQLite file with this release's tables."""
    return f"sqlite:///{shutil.copyfile(_sqlite_tables, tmp_path / 'test.db')}"


@pytest.fixture
def bare_sqlite_url(tmp_path: Path) -> str:
    """The URL of an SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'bare.db'}"


EACH_DATABASE = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(params=EACH_DATABASE)
def database_url(request: pytest.FixtureRequest) -> str:
    """Each database in turn, with this release's tables."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=EACH_DATABASE)
def bare_database_url(request: pytest.FixtureRequest) -> str:
    """Each database in turn, without tables."""
    return str(request.getfixturevalue(f"bare_{request.param}_url"))


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
