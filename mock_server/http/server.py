"""Serving the application: one process, or several on one socket and one database.

The socket is bound and listens before anything else, so that a busy port is told at once; each
server reports when it is ready, and is never polled.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from gettext import gettext as _
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Final

import uvicorn

from mock_server.core.errors import Fault, reason
from mock_server.core.settings import Settings
from mock_server.http.app import create_app
from mock_server.ops.journal import open_journal

BACKLOG: Final = 2048
GRACE: Final = 10
"""Seconds that requests under way are given at the end: more than one may wait for the
database, and then for a hash."""


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


def origin_of(sock: socket.socket) -> str:
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(uvicorn.Server):
    """A server that says when it accepts connections."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._say_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._say_started()


def make_server(settings: Settings, started: Callable[[], None]) -> Server:
    """``started`` is called once, when it accepts connections. Raises :class:`Fault`."""
    config = uvicorn.Config(
        create_app(settings),
        http="httptools",
        loop="auto",  # uvloop where there is one
        ws="none",
        lifespan="on",
        access_log=False,  # it would log who activates when, which our log must not
        log_config=None,  # the journal's handler has all
        log_level="error",  # a warning is anybody's broken request
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
        backlog=BACKLOG,
    )
    return Server(config, started)


def serve_here(settings: Settings, sock: socket.socket, started: Callable[[], None]) -> None:
    """Serve in this process until a signal. ``started`` is called once."""
    open_journal(settings.journal)
    make_server(settings, started).run([sock])


# --- Several processes --------------------------------------------------------------------


def serve_with(
    settings: Settings, sock: socket.socket, workers: int, started: Callable[[], None]
) -> None:
    """Serve in ``workers`` processes until a signal; one that dies is replaced.

    ``started`` is called once, when all serve. Raises :class:`Fault` when one cannot.
    """
    context = multiprocessing.get_context("spawn")
    processes: dict[int, BaseProcess] = {}
    starting: dict[Connection, BaseProcess] = {}

    def start() -> None:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(settings, sock, theirs))
        process.start()
        theirs.close()
        processes[process.sentinel] = process
        starting[ours] = process

    try:
        for _number in range(workers):
            start()
        told = False
        while True:
            for item in wait([*processes, *starting]):
                if isinstance(item, Connection):
                    _take_up(item, starting.pop(item))
                elif isinstance(item, int) and item in processes:
                    processes.pop(item).join()
                    start()
            if not starting and not told:
                told = True
                started()
    finally:
        sock.close()  # or connections would come in that nobody accepts
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.join(GRACE + 5)
            process.kill()


def _take_up(connection: Connection, process: BaseProcess) -> None:
    try:
        connection.recv_bytes()
    except EOFError as exc:
        process.join()
        raise Fault(_("A worker process could not start.")) from exc
    finally:
        connection.close()


def _work(settings: Settings, sock: socket.socket, ready: Connection) -> None:
    """A worker process. It ends with its parent, however that ends."""

    def say_started() -> None:
        ready.send_bytes(b"started")
        ready.close()

    open_journal(settings.journal)
    try:
        server = make_server(settings, say_started)
    except Fault as fault:
        sys.exit(str(fault))
    threading.Thread(target=partial(_end_with_parent, server), daemon=True).start()
    server.run([sock])


def _end_with_parent(server: uvicorn.Server) -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        server.should_exit = True
