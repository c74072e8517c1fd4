"""`pk-fhir serve` as a process of its own on loopback, for programs that load it, kill it or talk to it."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

READY_SECONDS = 60


def free_port() -> int:
    """A port that nobody listens to, below those that connections take for themselves.

    One of those might be some connection's own before the server has it, or while it is started again.
    """
    while True:
        port = 20000 + secrets.randbelow(12000)
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


class Served:
    """A server that can be started, killed and started again over the same database.

    Its log is `folder/serve.log`. `process` and its workers are a group, so that all of it dies at once.
    """

    def __init__(self, database: str, folder: Path, workers: int = 1) -> None:
        self.database = database
        self.folder = folder
        self.workers = workers
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the service, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def fhir(self) -> str:
        """FHIR's base URL."""
        return f"{self.url}/fhir"

    def spawn(self) -> None:
        """Start the process, and do not wait for it."""
        command = (sys.executable, "-m", "pk_fhir", "serve", "--port", str(self.port))
        options = ("--database", self.database, "--data-dir", str(self.folder))
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [*command, *options, "--workers", str(self.workers)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=os.environ | {"PK_FHIR_LOG_LEVEL": "warning"},
            )

    def wait(self) -> float:
        """The seconds until it was ready; RuntimeError with the end of its log when it does not start."""
        begun = time.monotonic()
        while time.monotonic() - begun < READY_SECONDS:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                if httpx.get(f"{self.url}/health/ready", trust_env=False).is_success:
                    return time.monotonic() - begun
            except httpx.TransportError:
                time.sleep(0.02)
        log = (self.folder / "serve.log").read_text(errors="replace")
        raise RuntimeError(f"the server does not start:\n{log[-3000:]}")

    def start(self) -> float:
        """Start and wait; the seconds that it took."""
        self.spawn()
        return self.wait()

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Send a signal to the process and its workers, and wait until it is gone."""
        if self.process is None:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
            try:
                self.process.wait(READY_SECONDS)
            except subprocess.TimeoutExpired:
                # Told as a fault, but nothing is left behind.
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
                raise
        self.process = None


@contextmanager
def served(database: str, folder: Path, workers: int = 1) -> Iterator[Served]:
    """A server that is ready, ended afterwards."""
    server = Served(database, folder, workers)
    try:
        server.start()
        yield server
    finally:
        server.end(signal.SIGKILL if sys.exc_info()[0] else signal.SIGTERM)
