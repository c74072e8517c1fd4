"""`pk-fhir migrate` on real databases."""

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pk_fhir.cli.migrate import app
from pk_fhir.store.migrate import HEAD


def run(*arguments: str, database: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), env={"PK_FHIR_DATABASE_URL": database})


def test_a_new_database_is_made_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    first, second = run("--database", url), run("--database", url)
    assert (first.exit_code, first.stdout) == (0, f"{url}: from nothing to revision {HEAD}\n")
    assert (second.exit_code, second.stdout) == (0, f"{url} is at revision {HEAD} already\n")


def test_the_setting_names_the_database_where_no_argument_does(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    result = run("--format", "json", database=url)
    assert (result.exit_code, json.loads(result.stdout)) == (
        0,
        {"database": url, "from": None, "to": HEAD},
    )


@pytest.mark.postgresql
def test_postgresql_is_migrated_and_its_password_not_shown(bare_postgresql_url: str) -> None:
    result = run("--database", bare_postgresql_url, "--format", "json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["to"]) == (0, HEAD)


def test_a_database_of_a_later_version_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    run("--database", f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    result = run("--database", f"sqlite:///{file}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("pk-fhir migrate: the database has revision 9999, which this")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "this is no database URL, such as sqlite:///pk-fhir.db"),
        ("sqlite://", "SQLite needs a file: sqlite:///path/to/file.db"),
        ("postgresql://u:hemligt@127.0.0.1:1/x", "the database cannot be used: connection failed"),
    ],
)
def test_what_cannot_be_reached_is_a_plain_message_without_password(url: str, message: str) -> None:
    result = run("--database", url)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"pk-fhir migrate: {message}")
    assert "hemligt" not in result.output
