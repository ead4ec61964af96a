"""A browser's window onto the voter's program, without a browser: the same WebSocket, and the
emulator of the tests in the place of xterm.js."""

import json
import socket
import ssl
from base64 import b64decode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import pexpect
import pyte
from websockets.client import ClientProtocol
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame
from websockets.protocol import State
from websockets.sync.client import connect
from websockets.uri import parse_uri

from tests.terminal import PATIENCE, Terminal


class Connection:
    """What a WebSocket is to a :class:`Terminal`, which otherwise has a process of its own.
    ``files`` are those that the browser downloaded, ``code`` says why it was closed."""

    signalstatus = None

    def __init__(
        self, stack: ExitStack, portal: str, cookie: str, certificate: str, **more: Any
    ) -> None:
        trusted = ssl.create_default_context(cafile=certificate)
        # Later versions have messages after the handshake: a thread that reads one leaves another
        # one's request unsent.
        trusted.maximum_version = ssl.TLSVersion.TLSv1_2
        url = portal.replace("https", "wss") + "/room/terminal"
        more = {"origin": portal, "proxy": None, **more}
        headers = {"Cookie": cookie}
        opened = connect(url, ssl=trusted, additional_headers=headers, **more)
        self._socket = stack.enter_context(opened)
        self.files: dict[str, bytes] = {}
        self.exitstatus: int | None = None

    def resize(self, columns: int, rows: int) -> None:
        self.say(json.dumps({"columns": columns, "rows": rows}))

    def say(self, text: str | bytes) -> None:
        with suppress(ConnectionClosed):  # which its code tells
            self._socket.send(text)

    def send(self, text: str) -> None:
        self.say(text.encode())

    def read_nonblocking(self, _size: int, timeout: float) -> bytes:
        try:
            while isinstance(said := self._socket.recv(timeout), str):
                file = json.loads(said)
                self.files[file["name"]] = b64decode(file["content"])
        except TimeoutError as late:
            raise pexpect.TIMEOUT("nothing is shown") from late
        except ConnectionClosed as closed:
            raise pexpect.EOF("the window was closed") from closed
        return bytes(said)

    def wait(self) -> None:
        """The end has come: the program told it, or another window has it now."""
        self.exitstatus = 0

    def close(self) -> None:
        self._socket.close()

    @property
    def code(self) -> int | None:
        with suppress(ConnectionClosed):
            while True:
                self._socket.recv(PATIENCE)
        code: int | None = self._socket.close_code
        return code


@contextmanager
def closing_page(portal: str, cookie: str, certificate: Path | None) -> Iterator[None]:
    """A page that has told the portal that it closes, and then reads no more."""
    client = ClientProtocol(parse_uri(portal.replace("https", "wss") + "/room/terminal"))
    request = client.connect()
    request.headers.update({"Cookie": cookie, "Origin": portal})
    trusted = ssl.create_default_context(cafile=certificate)
    address = urlsplit(portal)
    with (
        socket.create_connection((address.hostname, address.port), PATIENCE) as plain,
        trusted.wrap_socket(plain, server_hostname=address.hostname) as page,
    ):
        client.send_request(request)
        page.sendall(b"".join(client.data_to_send()))
        while client.state is State.CONNECTING:
            client.receive_data(page.recv(65_536))
        client.send_text(json.dumps({"columns": 80, "rows": 24}).encode())
        page.sendall(b"".join(client.data_to_send()))
        while not any(isinstance(each, Frame) for each in client.events_received()):
            client.receive_data(page.recv(65_536))  # until something is shown
        client.send_close(1001)
        page.sendall(b"".join(client.data_to_send()))
        while client.close_rcvd is None:
            client.receive_data(page.recv(65_536))
        yield


class Window(Terminal):
    def __init__(self, connection: Connection, columns: int = 100, rows: int = 40) -> None:
        self._patience = PATIENCE
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.written = b""
        self._typed = True  # the size: what is shown then stands a moment, too
        self.process = connection
        connection.resize(columns, rows)

    def linger(self, seconds: float) -> None:
        end = monotonic() + seconds
        with suppress(pexpect.TIMEOUT):
            while (left := end - monotonic()) > 0:
                self.take_in(self.process.read_nonblocking(65_536, timeout=left))
