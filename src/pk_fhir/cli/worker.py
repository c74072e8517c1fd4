"""`pk-fhir worker`: what goes on beside requests, in a process that does nothing else."""

import asyncio
import signal

import typer

from pk_fhir.app.background import work
from pk_fhir.cli.settings import settings_of
from pk_fhir.config import Settings
from pk_fhir.web.logs import set_up

app = typer.Typer(add_completion=False)


@app.command()
def worker() -> None:
    """Send what waits for other servers and subscribers, and follow sources, until told to stop.

    It stops at SIGTERM or Ctrl-C. Any number of workers may run beside each other and beside
    services: what each does is leased in the database. Set PK_FHIR_RELAY=false where services are
    to leave this to workers. With PK_FHIR_QUEUE=procrastinate (PostgreSQL, pk-fhir[procrastinate]), at
    services and workers alike, a worker is woken for what a service wrote; else it looks every second.

    Example: PK_FHIR_DATABASE_URL=postgresql+psycopg://host/pk pk-fhir worker
    """
    settings = settings_of("worker")
    set_up(level=settings.log_level, form=settings.log_format)
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stopped.set)
    await work(settings, stopped)
