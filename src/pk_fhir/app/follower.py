"""The process that follows sources beside a service: ``python -m pk_fhir.app.follower``.

Started by `app.beside` only, which writes the service's settings to its standard input and keeps that
open: when it closes, however the service ended, so does this process.
"""

import asyncio
import json
import signal
import sys
from typing import Any

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from pk_fhir.app.background import work
from pk_fhir.config import Settings
from pk_fhir.web.logs import set_up


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


async def _follow(settings: Settings) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    loop.add_reader(sys.stdin.fileno(), stopped.set)
    await work(settings, stopped, ["follow"])


def main() -> None:
    """Follow until standard input is closed."""
    # Ctrl-C is for the service, which then ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    given: dict[str, Any] = json.loads(sys.stdin.readline())
    settings = Given(**given)
    set_up(level=settings.log_level, form=settings.log_format)
    asyncio.run(_follow(settings))


if __name__ == "__main__":
    main()
