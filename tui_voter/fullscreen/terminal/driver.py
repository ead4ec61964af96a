"""A terminal driver that fixes gaps in Textual's own for Linux and macOS.

Beyond Textual's own driver: a paste stays a paste (see :mod:`.paste`), keys keep their
order, quitting does not wait for a poll, a terminal that went away ends the program instead
of blocking it, the hardware cursor can stand where the voter is, and a fault in the input
thread prints no values. It overrides Textual 8.2's private hooks; the tests in a real pty
guard them.
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
from tui_voter.system.posix import set_terminal, stop, take_as_written

if TYPE_CHECKING:
    from tui_voter.fullscreen.host import Host

POLL = 0.1
"""Seconds between looks at a lone Escape that may begin a longer key."""

LOOK = 0.1
"""Seconds between looks whether a key at work will ever be done."""
PATIENCE = 5.0
"""Seconds that a key is waited for at most: not the program's pace, but its last resort."""
AHEAD = 64
"""Reads of 4,096 bytes that are taken from the terminal while a key is at work."""
ENTER_ROUNDS = 3
"""Enter submits the line, then the field, then moves the focus: each a message of its own."""

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
        self._taken = Event()
        """Set once the latest key has done its work."""
        self._carrier: Widget | None = None
        """The widget that the latest key went to."""
        self._ends = False
        if self._file is not None and os.environ.get("TERM") == "linux":
            self._file = cast("Any", ConsoleFile(self._file.fileno()))
        self._reads = 0
        """How often the terminal was read."""

    def _sigtstp_application(self, *_: Any) -> None:
        """Ctrl-Z: stop with the terminal as it was, and draw everything anew afterwards.

        Textual stops itself with SIGSTOP, which holds where there is no shell to go back to.
        """
        self.suspend_application_mode()
        stop()
        self._must_signal_resume = True
        self.resume_application_mode()

    def _sigcont_application(self, *_: Any) -> None:
        """What is to be done then is done where it was stopped."""

    def start_application_mode(self) -> None:
        self._ends = False
        self._bell_pull, self._bell = os.pipe()
        super().start_application_mode()  # type: ignore[no-untyped-call] # as Textual left it
        if self.attrs_before is not None:
            take_as_written(self.fileno)  # a frame says itself where each of its rows begins
        self.show_cursor(self._host.look.accessible)
        if os.environ.get("TERM", "") not in {"linux", "dumb"} and not self._host.look.no_color:
            self.write(ASK_BACKGROUND)

    def stop_application_mode(self) -> None:
        self.write("\x1b[0 q")
        super().stop_application_mode()

    def disable_input(self) -> None:
        self._ends = True
        self._taken.set()  # the key that ends the program may never be handled
        os.write(self._bell, b"!")
        super().disable_input()

    def close(self) -> None:
        if self._writer_thread is not None and self._writer_thread.is_alive():
            super().close()
        os.close(self._bell)
        os.close(self._bell_pull)

    def _get_terminal_size(self) -> tuple[int, int]:
        return bounded(*super()._get_terminal_size())

    def process_message(self, message: Message) -> None:
        if isinstance(message, events.Resize):  # as the terminal itself tells it
            size = Size(*bounded(*message.size))
            message = events.Resize(size, size, pixel_size=message.pixel_size)
        super().process_message(message)

    def write(self, data: str) -> None:
        if self._writer_thread is not None and self._writer_thread.is_alive():
            super().write(data)

    def show_cursor(self, shown: bool) -> None:
        """Let the hardware cursor be seen, by a screen reader above all."""
        self.write(SHOW_CURSOR if shown else HIDE_CURSOR)

    def restore_now(self) -> None:
        """Give the terminal back without the help of the event loop."""
        with suppress(OSError):  # it is gone
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
                # By when it came: this process may have been held up, and the quiet with it.
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
        """Note when everything came, also what comes while a key is at work; "" for the end."""
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._bell_pull, selectors.EVENT_READ)
            try:
                while self._bell_pull not in (ready := [key.fd for key, _ in selector.select()]):
                    self._reads += 1  # before it is read, so that it is never nowhere
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
                self._let_it_be_taken()
            elif isinstance(part, Background):
                self._app.call_later(self._host.on_background, part.dark)
            else:
                for message in parser.feed(part):
                    message.time = when
                    self.process_message(message)
                    if isinstance(message, events.Key):
                        self._let_it_be_taken(ENTER_ROUNDS if message.key == "enter" else 1)

    def _let_it_be_taken(self, rounds: int = 1) -> None:
        """Hold what comes next until this key, or this paste, has done its work.

        Textual gives letters to the focused widget at once, and Tab, Enter or Home only
        when they have bubbled up: of keys that come in one go (over a slow line, from a
        password manager), letters would overtake them and land in the wrong field.
        """
        for _round in range(rounds):
            self._taken = taken = Event()
            if self._ends or not self._app.call_later(self._follow, taken):
                return
            limit = get_time() + PATIENCE
            while not taken.wait(LOOK):
                if self._ends or get_time() > limit:
                    return
                self._app.call_later(self._give_up_if_lost, taken)

    def _follow(self, taken: Event) -> None:
        """Send a message the way the key went."""
        self._carrier = carrier = self._app.focused or self._app.screen
        if not carrier.post_message(KeyTaken(taken)):
            taken.set()

    def _give_up_if_lost(self, taken: Event) -> None:
        """What the key did may have taken away the widget that carries its message."""
        carrier = self._carrier
        if carrier is None or not (carrier.is_attached and carrier.is_running):
            taken.set()
