"""`pk-fhir migrate`: bring a database to the tables of this version."""

from typing import Annotated, Literal

import sqlalchemy as sa
import typer
from alembic.util import CommandError

from pk_fhir.cli.answer import as_json, stop
from pk_fhir.cli.settings import settings_of
from pk_fhir.store.migrate import migrate as to_head
from pk_fhir.store.migrate import revision

app = typer.Typer(add_completion=False)


@app.command()
def migrate(
    database: Annotated[
        str | None,
        typer.Option(
            help="sqlite:///file.db or postgresql://user@host/name. [default: PK_FHIR_DATABASE_URL]",
        ),
    ] = None,
    output_format: Annotated[Literal["text", "json"], typer.Option("--format")] = "text",
) -> None:
    """Upgrade a database, which is made where there is none. Many may do so at once; one does it.

    `pk-fhir serve` does the same at its start. Exit code 0: the database is as this version wants
    it; 2: it cannot be reached or upgraded, and is as it was.

    Examples:

    pk-fhir migrate --database sqlite:///pk-fhir.db

    PK_FHIR_DATABASE_URL=postgresql://pk@db/pk pk-fhir migrate --format json
    """
    before = after = None
    try:
        url = database or settings_of("migrate").database_url
        name = sa.make_url(url).render_as_string(hide_password=True)
        before = revision(url)
        after = to_head(url)
    except CommandError as error:
        stop(
            "migrate",
            f"the database has revision {before}, which this version of pk-fhir does not know "
            f"({error}): use the version that made it, or a later one",
        )
    except sa.exc.ArgumentError:
        stop("migrate", "this is no database URL, such as sqlite:///pk-fhir.db")
    except sa.exc.SQLAlchemyError as error:
        stop("migrate", f"the database cannot be used: {getattr(error, 'orig', None) or error}")
    except ModuleNotFoundError as error:
        stop("migrate", f"{error.name} is missing: install pk-fhir[postgresql]")
    except (OSError, ValueError) as error:
        stop("migrate", error)
    if output_format == "json":
        typer.echo(as_json({"database": name, "from": before, "to": after}))
    elif before == after:
        typer.echo(f"{name} is at revision {after} already")
    else:
        typer.echo(f"{name}: from {before or 'nothing'} to revision {after}")
