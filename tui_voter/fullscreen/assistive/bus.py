"""The accessibility bus, AT-SPI 2 over D-Bus. The program serves only as much of it as one window
and the control with the focus need.

Everything runs on the event loop: a reader's question is answered from the screen at that moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

from jeepney import (
    DBusAddress,
    DBusErrorResponse,
    Message,
    MessageFlag,
    MessageType,
    Properties,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.io.asyncio import DBusConnection, DBusRouter, open_dbus_connection

PATIENCE: Final = 2.0
"""Seconds to wait for the bus, which is on this computer."""
ROOT: Final = "/org/a11y/atspi/accessible/root"
NOTHING: Final = "/org/a11y/atspi/null"
REPLY_TO: Final = 5
"""The number of the header field that says which call a reply answers."""
STATUS: Final = DBusAddress("/org/a11y/bus", bus_name="org.a11y.Bus", interface="org.a11y.Status")
BUS: Final = STATUS.with_interface("org.a11y.Bus")
REGISTRY: Final = DBusAddress(
    ROOT, bus_name="org.a11y.atspi.Registry", interface="org.a11y.atspi.Socket"
)
EVENTS: Final = "org.a11y.atspi.Event."
UNKNOWN: Final = "org.freedesktop.DBus.Error.UnknownMethod"

Answer = tuple[str, tuple[Any, ...]]
"""The D-Bus signature of a reply, and its values."""
Serve = Callable[[str, str, str, tuple[Any, ...]], Answer]
"""Answers a call of path, interface, member and arguments; KeyError for an unknown one."""


class Absent(Exception):
    """There is no accessibility bus, or no reader listens to it."""


class Bus:
    """A connection to the bus. ``desktop`` is the parent object of all applications."""

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection
        self.desktop = ("", NOTHING)
        self._answering: asyncio.Task[None] | None = None
        self._calls: dict[int, asyncio.Future[Message]] = {}

    @property
    def name(self) -> str:
        """This program's address."""
        return str(self._connection.unique_name)

    async def serve(self, serve: Serve) -> None:
        """Join the desktop, and answer calls from then on, until the connection ends."""
        # Answering begins first: readers ask as soon as the program joins, and wait for a reply.
        self._answering = asyncio.create_task(self._answer(serve), name="accessibility bus")
        call = new_method_call(REGISTRY, "Embed", "(so)", ((self.name, ROOT),))
        reply = self._calls[self._send(call)] = asyncio.get_running_loop().create_future()
        (self.desktop,) = _result(await asyncio.wait_for(reply, PATIENCE))

    async def _answer(self, serve: Serve) -> None:
        with suppress(OSError, EOFError):  # the desktop's session has ended
            while True:
                message = await self._connection.receive()
                if message.header.message_type is MessageType.method_call:
                    self._send(_reply(message, serve))
                elif reply := self._calls.pop(message.header.fields.get(REPLY_TO, 0), None):
                    reply.set_result(message)

    def emit(
        self, path: str, event: str, detail: str = "", *numbers: int, value: tuple[str, Any]
    ) -> None:
        """Signal an ``event``, such as "Object.StateChanged", of the object at ``path``."""
        group, _dot, member = event.partition(".")
        first, second = (*numbers, 0, 0)[:2]
        emitter = DBusAddress(path, interface=EVENTS + group)
        body: tuple[Any, ...] = (detail, first, second, value, {})
        self._send(new_signal(emitter, member, "siiva{sv}", body))

    def _send(self, message: Message) -> int:
        """Send without waiting, in the order of the calls; returns the message's serial number."""
        serial: int = next(self._connection.outgoing_serial)
        if not self._connection.writer.is_closing():
            self._connection.writer.write(message.serialise(serial))
        return serial

    async def close(self) -> None:
        """Leave the desktop and close the connection."""
        if self._answering is not None:
            self._answering.cancel()
        with suppress(OSError, TimeoutError):
            await asyncio.wait_for(self._connection.close(), PATIENCE)


async def connect() -> Bus:
    """Connect to the bus. Raises :class:`Absent` if there is none, or no reader listens."""
    with absent():
        return await asyncio.wait_for(_found(), PATIENCE)


@contextmanager
def absent() -> Iterator[None]:
    """Turn every failure of the bus into :class:`Absent`."""
    try:
        yield
    except (OSError, EOFError, ValueError, RuntimeError, DBusErrorResponse) as error:
        raise Absent from error


async def _found() -> Bus:
    async with await open_dbus_connection("SESSION") as session, DBusRouter(session) as router:
        is_on = await _ask(router, Properties(STATUS).get("IsEnabled"))
        if not is_on[0][1]:
            raise Absent
        (address,) = await _ask(router, new_method_call(BUS, "GetAddress"))
    return Bus(await open_dbus_connection(address))


async def _ask(router: DBusRouter, message: Message) -> tuple[Any, ...]:
    """Call without starting the service that is called, if it does not run."""
    message.header.flags |= MessageFlag.no_auto_start
    return _result(await router.send_and_get_reply(message))


def _result(reply: Message) -> tuple[Any, ...]:
    if reply.header.message_type is MessageType.error:
        raise DBusErrorResponse(reply)
    return tuple(reply.body)


def _reply(call: Message, serve: Serve) -> Message:
    fields: Mapping[int, Any] = call.header.fields
    path, interface, member = (fields.get(number, "") for number in (1, 2, 3))
    try:
        signature, body = serve(path, interface, member, tuple(call.body))
    except (LookupError, TypeError, ValueError):  # an unknown object or member, or wrong arguments
        return new_error(call, UNKNOWN, "s", (f"{interface}.{member}",))
    return new_method_return(call, signature or None, body)
