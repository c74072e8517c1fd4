"""The process that follows sources beside a service: ``python -m pk_fhir.app.follower``.

Started by `app.beside` only, which writes the service's settings to its standard input, then the name of each
source that is to be followed at once, and keeps that open: when it closes, however the service ended,
so does this process.
"""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from typing import Any

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from pk_fhir.app.background import work
from pk_fhir.config import Settings
from pk_fhir.web.logs import set_up

# Settings are one line, however many sources they name.
MOST_BYTES = 16_000_000


class Given(Settings):
    """The settings of another process as it has them, whatever environment and files say by now."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given, and nothing else."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


async def _follow() -> None:
    reader = asyncio.StreamReader(limit=MOST_BYTES)
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    line = await reader.readline()
    if not line:
        return
    given: dict[str, Any] = json.loads(line)
    settings = Given(**given)
    set_up(level=settings.log_level, form=settings.log_format)
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    await work(settings, stopped, ["follow"], _told(reader, stopped))


async def _told(reader: asyncio.StreamReader, stopped: asyncio.Event) -> AsyncIterator[str]:
    """The sources that the service names, until it closes or ends."""
    while line := await reader.readline():
        yield line.decode().strip()
    stopped.set()


def main() -> None:
    """Follow until standard input is closed."""
    # Ctrl-C is for the service, which then ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(_follow())


if __name__ == "__main__":
    main()
