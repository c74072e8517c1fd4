"""An application at work: on loopback in a thread of its own, or in this process with no socket between."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn


def asgi_client(
    app: Any, base: str = "http://test", *, raises: bool = True, **options: Any
) -> httpx.AsyncClient:
    """A client of the application itself; what it raises is raised here, or else answered as it is to others."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=raises)
    return httpx.AsyncClient(transport=transport, base_url=base, **options)


class Serving:
    """A server that runs from `start` until `stop`; a port of 0 is any that is free."""

    def __init__(self, app: Any, port: int = 0) -> None:
        # A client that was slow between two requests does not find its connection being closed.
        config = uvicorn.Config(app, port=port, log_config=None, timeout_keep_alive=600)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)

    def start(self) -> str:
        """Its origin, such as `http://127.0.0.1:8000`, once it takes requests."""
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.01)
            assert self._thread.is_alive(), "the server did not start"
        return f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The origin of an application at work."""
    server = Serving(app)
    try:
        yield server.start()
    finally:
        server.stop()
