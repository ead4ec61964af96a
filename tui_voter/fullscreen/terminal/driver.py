"""A terminal driver that fixes gaps in Textual's own for Linux and macOS.

Unlike Textual's own driver, it takes a paste as a whole (see :mod:`.paste`), keeps keys in order,
quits without waiting for a poll, ends the program when the terminal has gone instead of blocking,
can show the hardware cursor, and prints no values after a fault in the input thread. It overrides
private hooks of Textual 8.2, which the tests in a real pty guard.
"""

from __future__ import annotations

import os
import selectors
from codecs import getincrementaldecoder
from contextlib import suppress
from queue import Empty, Queue
from select import select
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual._time import get_time
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from tui_voter.fullscreen.terminal.console import ConsoleFile
from tui_voter.fullscreen.terminal.keys import KeyParser, bounded
from tui_voter.fullscreen.terminal.own import KeyTaken, OwnDriver
from tui_voter.fullscreen.terminal.paste import QUIET, Background, Pasted, Reception
from tui_voter.system import End
from tui_voter.system.posix import ignore_continuing, set_terminal, stop, take_as_written

if TYPE_CHECKING:
    from tui_voter.fullscreen.host import Host

POLL = 0.1
"""Seconds between checks whether a lone Escape begins a longer key sequence."""

LOOK = 0.1
"""Seconds between checks whether a key being handled can still be completed."""
PATIENCE = 5.0
"""The most seconds to wait for a key to be handled: a last resort that is hardly ever used."""
AHEAD = 64
"""The most reads, of 4,096 bytes each, taken from the terminal while a key is being handled."""
ENTER_ROUNDS = 3
"""The messages that Enter causes in turn: it submits the line, then the field, then moves on."""

SHOW_CURSOR = "\x1b[?25h\x1b[2 q"  # steady: a blinking cursor makes readers repeat whole rows
HIDE_CURSOR = "\x1b[0 q\x1b[?25l"
ASK_BACKGROUND = "\x1b]11;?\x07"
LEAVE = (
    "\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?2048l"
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[0 q"
)


class TerminalDriver(OwnDriver, LinuxDriver):
    """Textual's driver with the amendments of this module."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        ignore_continuing()  # :meth:`pause` goes on by itself
        self._taken = Event()
        """Set when the latest key has been handled."""
        self._carrier: Widget | None = None
        """The widget that got the latest key."""
        self._ends = self._pauses = False
        if self._file is not None and os.environ.get("TERM") == "linux":
            self._file = cast("Any", ConsoleFile(self._file.fileno()))
        self._reads = 0
        """The number of reads from the terminal."""

    def pause(self) -> None:
        """Restore the terminal, stop the job until it is continued, and paint everything again.

        The terminal comes first: once one process of the job has stopped, the shell takes it, and
        who would still change its settings is stopped in the middle. Textual stops this process
        alone, and even if there is no shell to return to. Where there is none, as in a browser, the
        program goes on at once with what was typed meanwhile.
        """
        self._pauses = True
        self.suspend_application_mode()
        stop()
        if self.attrs_before is not None:
            set_terminal(self.fileno, self.attrs_before)  # in the background, this stops it again
        self._pauses = False
        self._must_signal_resume = True
        self.resume_application_mode()
        self._app.call_later(self._app.refresh)  # the terminal has forgotten what it showed

    def _sigtstp_application(self, *_: Any) -> None:
        """Another process asked for the stop."""
        self.pause()

    def start_application_mode(self) -> None:
        self._ends = False
        self._wake_read, self._wake_write = os.pipe()
        super().start_application_mode()  # type: ignore[no-untyped-call] # as Textual left it
        if self.attrs_before is not None:
            take_as_written(self.fileno)  # a frame itself positions each of its rows
        self.show_cursor(self._host.look.accessible)
        if os.environ.get("TERM", "") not in {"linux", "dumb"} and not self._host.look.no_color:
            self.write(ASK_BACKGROUND)

    def stop_application_mode(self) -> None:
        self.write("\x1b[0 q")
        super().stop_application_mode()

    def disable_input(self) -> None:
        self._ends = True
        self._taken.set()  # the key that ends the program may never be handled
        os.write(self._wake_write, b"!")
        if not self._pauses:
            super().disable_input()  # which throws away what was typed and not read
        elif self._key_thread is not None:
            self._disable_mouse_support()
            self._key_thread.join()

    def close(self) -> None:
        if self._writer_thread is not None and self._writer_thread.is_alive():
            super().close()
        os.close(self._wake_write)
        os.close(self._wake_read)

    def _get_terminal_size(self) -> tuple[int, int]:
        return bounded(*super()._get_terminal_size())

    def process_message(self, message: Message) -> None:
        if isinstance(message, events.Resize):  # as reported by the terminal itself
            size = Size(*bounded(*message.size))
            message = events.Resize(size, size, pixel_size=message.pixel_size)
        super().process_message(message)

    def write(self, data: str) -> None:
        if self._writer_thread is not None and self._writer_thread.is_alive():
            super().write(data)

    def show_cursor(self, shown: bool) -> None:
        self.write(SHOW_CURSOR if shown else HIDE_CURSOR)

    def restore_now(self) -> None:
        with suppress(OSError):  # the terminal is gone
            os.write(self.fileno, LEAVE.encode())
            if self.attrs_before is not None:
                set_terminal(self.fileno, self.attrs_before)

    def _has_come_since(self, reads: int) -> bool:
        waits_outside = bool(select([self.fileno], [], [], 0)[0])
        return waits_outside or self._reads != reads

    @property
    def _host(self) -> Host:
        return cast("Host", self._app)

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except OSError:  # the terminal was closed
            self._app.call_later(self._host.leave_on, End.HUNG_UP)
        except Exception as error:  # noqa: BLE001 - Textual would print it with its locals
            self._app.call_later(self._host.crash, error)

    def run_input_thread(self) -> None:
        arrivals: Queue[tuple[float, str] | OSError] = Queue(AHEAD)
        parser, reception, last = KeyParser(), Reception(), get_time()
        taken = self._reads = 0
        quiet_until = last
        Thread(target=self._read_on, args=[arrivals], name="arrivals", daemon=True).start()
        while True:
            half_key = parser._timeout_time is not None  # noqa: SLF001 - no other way to tell
            try:
                arrival = arrivals.get(
                    timeout=QUIET if reception.waiting else POLL if half_key else None
                )
            except Empty:
                # Judged by the time of arrival, as this process itself may have been held up.
                if reception.waiting and not self._has_come_since(taken):
                    quiet_until += QUIET
                    self._receive(parser, reception.quiet(), last)
            else:
                if isinstance(arrival, OSError):
                    raise arrival
                now, data = arrival
                if not data:
                    return
                taken += 1
                while reception.waiting and now - quiet_until > QUIET:
                    quiet_until += QUIET
                    self._receive(parser, reception.quiet(), last)
                last = quiet_until = now
                self._receive(parser, reception.feed(data), now)
            for message in parser.tick():
                self.process_message(message)

    def _read_on(self, arrivals: Queue[tuple[float, str] | OSError]) -> None:
        """Read on while a key is being handled, noting the time of each arrival; "" is the end."""
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            try:
                while self._wake_read not in (ready := [key.fd for key, _ in selector.select()]):
                    self._reads += 1  # before reading, so that the bytes are always counted
                    data = os.read(self.fileno, 4096) if self.fileno in ready else b""
                    if not data:
                        raise OSError("end of input")
                    arrivals.put((get_time(), decode(data)))
            except OSError as error:
                arrivals.put(error)
            else:
                arrivals.put((get_time(), ""))

    def _receive(
        self, parser: KeyParser, parts: list[str | Pasted | Background], when: float
    ) -> None:
        for part in parts:
            if isinstance(part, Pasted):
                self.process_message(events.Paste(part.text))
                self._wait_until_taken()
            elif isinstance(part, Background):
                self._app.call_later(self._host.on_background, part.dark)
            else:
                for message in parser.feed(part):
                    message.time = when
                    self.process_message(message)
                    if isinstance(message, events.Key):
                        self._wait_until_taken(ENTER_ROUNDS if message.key == "enter" else 1)

    def _wait_until_taken(self, rounds: int = 1) -> None:
        """Wait until the current key or paste has been handled.

        Textual gives letters to the focused widget at once, but Tab, Enter or Home only after they
        have bubbled up. When keys arrive together (over a slow line, from a password manager),
        letters would overtake those keys and land in the wrong field.
        """
        for _round in range(rounds):
            self._taken = taken = Event()
            if self._ends or not self._app.call_later(self._send_behind, taken):
                return
            limit = get_time() + PATIENCE
            while not taken.wait(LOOK):
                if self._ends or get_time() > limit:
                    return
                self._app.call_later(self._give_up_if_lost, taken)

    def _send_behind(self, taken: Event) -> None:
        """Send a message along the way of the key, which it cannot overtake."""
        self._carrier = carrier = self._app.focused or self._app.screen
        if not carrier.post_message(KeyTaken(taken)):
            taken.set()

    def _give_up_if_lost(self, taken: Event) -> None:
        """Stop waiting if the key has removed the widget that the message was sent to."""
        carrier = self._carrier
        if carrier is None or not (carrier.is_attached and carrier.is_running):
            taken.set()
