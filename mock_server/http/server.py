"""Serving the application: one process, or several on one socket and one database.

The socket is bound and listens before anything else, so that a busy port is told at once; each
server reports when it is ready, and is never polled.
"""

from __future__ import annotations

import errno
import logging
import multiprocessing
import os
import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial
from gettext import gettext as _
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import TYPE_CHECKING, Final

import uvicorn

from mock_server.core.errors import Fault, reason
from mock_server.core.settings import Settings
from mock_server.http.app import Beside, create_app
from mock_server.ops.journal import open_journal

if TYPE_CHECKING:
    from asyncio import Protocol

BACKLOG: Final = 2048
GRACE: Final = 10
"""The time that requests under way are given at the end, in seconds: more than one may wait for the
database, and then for a hash."""
LARGEST_MESSAGE: Final = 2**20
"""The most bytes that a WebSocket takes at once: of what is typed or pasted."""
PAUSES: Final = (1, 2, 4, 8, 16, 30)
"""The pauses before a worker that could not start again is started once more, in seconds."""

_log = logging.getLogger(__name__)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one. Raises :class:`Fault`."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        sock = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as exc:
        raise Fault(_("The address {host} cannot be used.").format(host=host)) from exc
    try:
        if os.name == "posix":  # elsewhere it would let two servers share a port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(BACKLOG)
    except OSError as exc:
        sock.close()
        sentence = _("Port {port} on {host} cannot be used: {why}.")
        if exc.errno == errno.EADDRINUSE:
            sentence = _(
                "Port {port} on {host} is already in use: stop the program that is using it, "
                "or choose another port with --port (0 for any free one)."
            )
        raise Fault(sentence.format(port=port, host=host, why=reason(exc))) from exc
    sock.set_inheritable(True)
    return sock


def origin_of(sock: socket.socket, scheme: str = "http") -> str:
    host, port = sock.getsockname()[:2]
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


class Server(uvicorn.Server):
    """A server that says when it accepts connections. ``beside`` ends first: what uses the portal
    would keep its connections open, and their end is waited for."""

    def __init__(
        self, config: uvicorn.Config, started: Callable[[], None], beside: Beside | None
    ) -> None:
        super().__init__(config)
        self._say_started = started
        self._beside = beside

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._say_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._beside is not None:
            await self._beside.close()
        await super().shutdown(sockets)


def _websocket() -> type[Protocol]:
    from mock_server.http.websocket import WebSocket  # late: only a room has any

    return WebSocket


def make_server(
    settings: Settings, started: Callable[[], None], beside: Beside | None = None
) -> Server:
    """Make the portal's server, which calls ``started`` once, when it accepts connections. Raises
    :class:`Fault`."""
    config = uvicorn.Config(
        create_app(settings, beside),
        http="httptools",
        loop="auto",  # uvloop where there is one
        ws=_websocket() if beside and beside.talk else "none",
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,  # what is shown is short, and some of it secret
        lifespan="on",
        access_log=False,  # it would log who activates when
        log_config=None,  # the journal's handler logs everything
        log_level="error",  # anybody's broken request is a warning
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
        backlog=BACKLOG,
        ssl_certfile=settings.certificate,
    )
    return Server(config, started, beside)


def serve_here(settings: Settings, sock: socket.socket, started: Callable[[], None]) -> None:
    """Serve in this process until a signal. ``started`` is called once."""
    open_journal(settings.journal)
    make_server(settings, started).run([sock])


# --- Several processes --------------------------------------------------------------------


def serve_with(
    settings: Settings, sock: socket.socket, workers: int, started: Callable[[], None]
) -> None:
    """Serve in ``workers`` processes until a signal; a process that dies is replaced.

    ``started`` is called once, when all serve. Raises :class:`Fault` if one of the first processes
    cannot serve. Later, a process that cannot is started again, with growing pauses, while the
    others serve.
    """
    open_journal(settings.journal)
    processes = _Workers(settings, sock)
    told = False
    try:
        for _number in range(workers):
            processes.start()
        while True:
            for why in processes.attend():
                if not told:
                    raise Fault(why)
            if not told and processes.all_serve:
                told = True
                started()
    finally:
        sock.close()  # or nobody would accept new connections
        processes.end()


class _Workers:
    """The worker processes of a portal: those starting, those serving, and those to be started
    again."""

    def __init__(self, settings: Settings, sock: socket.socket) -> None:
        self._settings = settings
        self._sock = sock
        self._context = multiprocessing.get_context("spawn")
        self._starting: dict[Connection, tuple[BaseProcess, int]] = {}
        """Each starting process, with the number of failed starts before it."""
        self._serving: dict[int, BaseProcess] = {}
        """Each serving process, by the sentinel that signals its end."""
        self._due: list[tuple[float, int]] = []
        """The times at which processes are started again, each with its failed starts so far."""

    @property
    def all_serve(self) -> bool:
        return not self._starting and not self._due

    def start(self, failed: int = 0) -> None:
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_work, args=(self._settings, self._sock, theirs))
        process.start()
        theirs.close()
        self._starting[ours] = process, failed

    def attend(self) -> Iterator[str]:
        """Wait until a process starts, ends or is due, and act on it. Yields why a process could
        not start."""
        patience = max(0, min(self._due)[0] - monotonic()) if self._due else None
        for item in wait([*self._serving, *self._starting], patience):
            if isinstance(item, Connection):
                yield from self._take_up(item)
            elif isinstance(item, int):
                ended = self._serving.pop(item)
                ended.join()
                _log.error("a worker process has ended (%s), and is replaced", ended.exitcode)
                self.start()
        while self._due and min(self._due)[0] <= monotonic():
            self._due.remove(again := min(self._due))
            self.start(again[1])

    def _take_up(self, connection: Connection) -> Iterator[str]:
        process, failed = self._starting.pop(connection)
        why = _why_not_started(connection)
        if why is None:
            self._serving[process.sentinel] = process
            return
        process.join()
        yield why
        pause = PAUSES[min(failed, len(PAUSES) - 1)]
        self._due.append((monotonic() + pause, failed + 1))
        _log.error("a worker process could not start, and is tried again in %s s: %s", pause, why)

    def end(self) -> None:
        starting = (process for process, _failed in self._starting.values())
        processes = [*self._serving.values(), *starting]
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(GRACE + 5)
            process.kill()


def _why_not_started(connection: Connection) -> str | None:
    """Why a worker could not start; None if it serves."""
    with connection:
        try:
            return str(connection.recv()) or None
        except EOFError:
            return _("A worker process could not start.")


def _work(settings: Settings, sock: socket.socket, ready: Connection) -> None:
    """Serve in a worker process, which ends with its parent, however that ends."""

    def say(why_not: str) -> None:
        ready.send(why_not)
        ready.close()

    open_journal(settings.journal)
    try:
        server = make_server(settings, partial(say, ""))
    except Fault as fault:
        say(str(fault))
        return
    threading.Thread(target=partial(_end_with_parent, server), daemon=True).start()
    server.run([sock])


def _end_with_parent(server: uvicorn.Server) -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        server.should_exit = True
