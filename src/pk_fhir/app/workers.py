"""Several processes behind one port: a parent that accepts connections, and forked workers that serve them.

The parent imports and prepares once and then forks, so that a worker starts in a moment and shares the
memory of what was prepared. It deals the connections out in turn: processes that all wait on one port
are woken by chance, and with few long connections one of them often serves nearly everything.

A worker that ends is replaced. Workers end when the parent does, however it ends: their channel closes.
"""

import asyncio
import contextlib
import gc
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable, Iterator

import structlog
import uvicorn

LOG = structlog.get_logger("pk_fhir")

# A worker says so on its channel once it serves.
READY = b"r"
CONNECTION = b"c"
# One that ends sooner than this is replaced only after a pause, so that a fault does not become a storm.
SHORT_LIFE_SECONDS = 5.0
PAUSE_SECONDS = 1.0
FULL_SECONDS = 0.1
# Longer than a worker's own graceful stop.
STOP_SECONDS = 30.0
CANNOT_START = 3


def serve_by_workers(config: uvicorn.Config, count: int) -> int:
    """Serve until SIGTERM or SIGINT; the exit code. Call it in a process without threads."""
    config.load()
    listener = config.bind_socket()
    listener.listen(config.backlog)
    listener.setblocking(False)
    gc.collect()
    # What is never looked at again by a collection is never copied by one.
    gc.freeze()
    return _Parent(listener, count, lambda channel: _serve(config, channel)).run()


class _Worker:
    """A process and the parent's end of its channel."""

    def __init__(self, pid: int, channel: socket.socket) -> None:
        self.pid = pid
        self.channel = channel
        self.ready = False
        self.born = time.monotonic()


class _Parent:
    def __init__(
        self, listener: socket.socket, count: int, serve: Callable[[socket.socket], None]
    ) -> None:
        self._listener = listener
        self._count = count
        self._serve = serve
        self._workers: list[_Worker] = []
        self._turn = 0
        self._stopping = False
        self._failed = False
        self._serving = False
        self._start_after = 0.0
        self._selector = selectors.DefaultSelector()

    def run(self) -> int:
        """Deal out connections until a signal asks to stop."""
        with self._signals():
            while not self._stopping:
                self._fill_up()
                # Connections last: what a worker said, or that it ended, comes before its next turn.
                happened = self._selector.select(PAUSE_SECONDS)
                for key, _ in sorted(happened, key=lambda each: each[0].fileobj is self._listener):
                    key.data()
        self._listener.close()
        self._end()
        return CANNOT_START if self._failed else 0

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        awake, wake = socket.socketpair()
        for end in (awake, wake):
            end.setblocking(False)

        def stop(_number: int, _frame: object) -> None:
            self._stopping = True

        before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
        signal.set_wakeup_fd(wake.fileno())
        self._selector.register(awake, selectors.EVENT_READ, lambda: awake.recv(64))
        try:
            yield
        finally:
            signal.set_wakeup_fd(-1)
            for number, handler in before.items():
                signal.signal(number, handler)
            awake.close()
            wake.close()

    def _fill_up(self) -> None:
        while len(self._workers) < self._count and time.monotonic() >= self._start_after:
            self._fork()

    def _fork(self) -> None:
        ours, theirs = socket.socketpair()
        # A worker that takes nothing any more must not hold up the others.
        ours.setblocking(False)
        pid = os.fork()
        if pid == 0:
            self._become_worker(ours, theirs)
        theirs.close()
        worker = _Worker(pid, ours)
        self._workers.append(worker)
        self._selector.register(ours, selectors.EVENT_READ, lambda: self._heard(worker))

    def _become_worker(self, ours: socket.socket, theirs: socket.socket) -> None:
        """Serve in a fork, and never return."""
        code = CANNOT_START
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            # A copy of another worker's channel would keep that worker from hearing its end.
            for end in (ours, self._listener, *(worker.channel for worker in self._workers)):
                end.close()
            self._selector.close()
            self._serve(theirs)
            code = 0
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else CANNOT_START
        except BaseException:
            LOG.exception("a worker ended")
        finally:
            os._exit(code)

    def _heard(self, worker: _Worker) -> None:
        try:
            told = worker.channel.recv(1)
        except ConnectionError:
            # It was killed with connections that it had not taken.
            told = b""
        if told:
            worker.ready = True
            # From the first connection on they are dealt out evenly.
            if not self._serving and all(each.ready for each in self._workers):
                self._serving = True
                self._selector.register(self._listener, selectors.EVENT_READ, self._accept)
            return
        self._buried(worker)

    def _buried(self, worker: _Worker) -> None:
        self._selector.unregister(worker.channel)
        worker.channel.close()
        self._workers.remove(worker)
        _, status = os.waitpid(worker.pid, 0)
        if not self._serving:
            self._failed = self._stopping = True
            return
        LOG.error("a worker ended", status=os.waitstatus_to_exitcode(status))
        now = time.monotonic()
        self._start_after = now + PAUSE_SECONDS if now - worker.born < SHORT_LIFE_SECONDS else 0.0

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except (BlockingIOError, ConnectionError):
            return
        except OSError:
            # No descriptor is free: those that are open will end.
            LOG.exception("a connection is not accepted")
            time.sleep(FULL_SECONDS)
            return
        with connection:
            ready = [worker for worker in self._workers if worker.ready]
            while ready:
                self._turn += 1
                worker = ready[self._turn % len(ready)]
                try:
                    socket.send_fds(worker.channel, [CONNECTION], [connection.fileno()])
                except OSError:
                    # It has just ended, which its channel will say, or takes nothing.
                    ready.remove(worker)
                else:
                    return

    def _end(self) -> None:
        for worker in self._workers:
            os.kill(worker.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for worker in self._workers:
            while not os.waitpid(worker.pid, os.WNOHANG)[0]:
                if time.monotonic() > deadline:
                    os.kill(worker.pid, signal.SIGKILL)
                time.sleep(0.02)


class _Dealt(uvicorn.Server):
    """A server whose connections come over a channel instead of a port."""

    def __init__(self, config: uvicorn.Config, channel: socket.socket) -> None:
        super().__init__(config)
        self._channel = channel
        self._opening: set[asyncio.Task[object]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the application, say that it is, and take connections."""
        await super().startup(sockets)
        self._channel.setblocking(False)
        asyncio.get_running_loop().add_reader(self._channel.fileno(), self._take)
        self._channel.send(READY)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more, and finish what is being answered."""
        asyncio.get_running_loop().remove_reader(self._channel.fileno())
        await super().shutdown(sockets)

    def _take(self) -> None:
        try:
            told, descriptors, _, _ = socket.recv_fds(self._channel, 1, 1)
        except BlockingIOError:
            return
        if not told:
            # The parent is gone.
            asyncio.get_running_loop().remove_reader(self._channel.fileno())
            self.should_exit = True
            return
        for descriptor in descriptors:
            task = asyncio.get_running_loop().create_task(self._open(descriptor))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    async def _open(self, descriptor: int) -> None:
        connection = socket.socket(fileno=descriptor)
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().connect_accepted_socket(self._protocol, connection)

    def _protocol(self) -> asyncio.Protocol:
        return self.config.http_protocol_class(  # type: ignore[call-arg] # as uvicorn itself calls it
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )


def _serve(config: uvicorn.Config, channel: socket.socket) -> None:
    _Dealt(config, channel).run(sockets=[])
