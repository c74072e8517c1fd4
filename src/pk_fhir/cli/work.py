"""`pk-fhir worker`: what goes on beside requests, in a process that does nothing else."""

import asyncio
import contextlib
import signal

import typer
from pydantic import ValidationError

from pk_fhir.app import sources_of
from pk_fhir.app.background import at_work, external_of
from pk_fhir.app.registry import looked_at
from pk_fhir.app.services import service_of
from pk_fhir.cli.answer import stop
from pk_fhir.config import Settings
from pk_fhir.store import Store
from pk_fhir.web.logs import set_up

app = typer.Typer(add_completion=False)


@app.command()
def worker() -> None:
    """Send what waits for other servers and subscribers, and follow sources, until told to stop.

    It stops at SIGTERM or Ctrl-C. Any number of workers may run beside each other and beside
    services: what each does is leased in the database. Set PK_FHIR_RELAY=false where services are
    to leave this to workers.

    Example: PK_FHIR_DATABASE_URL=postgresql+psycopg://host/pk pk-fhir worker
    """
    try:
        settings = Settings()
    except (ValueError, ValidationError) as error:
        stop("worker", str(error))
    set_up(level=settings.log_level, form=settings.log_format)
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    store = await Store.open(settings.database_url)
    try:
        sources = await sources_of(settings, store)
        service = service_of(settings, store, sources)
        async with (
            external_of(service, sources) as external,
            looked_at(settings, service, external),
            at_work(settings, service, external) as running,
        ):
            for each in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(each, running.cancel)
            with contextlib.suppress(asyncio.CancelledError):
                await running
    finally:
        await store.close()
