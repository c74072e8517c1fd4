"""`pk-fhir migrate`: bring a database up to this version's tables."""

from typing import Annotated, Literal

import msgspec
import sqlalchemy as sa
import typer

from pk_fhir.config import Settings
from pk_fhir.store.migrate import migrate as upgrade

app = typer.Typer(add_completion=False)
UNUSABLE = 2


@app.command()
def migrate(
    database: Annotated[
        str | None, typer.Option(help="Database URL. [default: PK_FHIR_DATABASE_URL]")
    ] = None,
    output_format: Annotated[Literal["text", "json"], typer.Option("--format")] = "text",
) -> None:
    """Upgrade the tables; what is up to date stays as it is. `serve` does the same when it starts.

    Example: pk-fhir migrate --database postgresql+psycopg://user@host/pk_fhir
    """
    url = database or Settings().database_url
    try:
        revision = upgrade(url)
    except (sa.exc.SQLAlchemyError, ValueError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        typer.echo(f"pk-fhir migrate: the database cannot be upgraded: {reason}", err=True)
        raise typer.Exit(UNUSABLE) from error
    shown = sa.make_url(url).render_as_string(hide_password=True)
    if output_format == "json":
        typer.echo(msgspec.json.encode({"database": shown, "revision": revision}).decode())
    else:
        typer.echo(f"{shown} is at revision {revision}")
