"""What a screen reader of the desktop is told, by a bus with a registry that notes it."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any, Final, cast

import pytest
from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    Properties,
    message_bus,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.fullscreen.stage import on_stage
from tests.stories import SAVE, lines, page
from tests.terminal import PATIENCE, PROGRAM, Terminal
from tests.voters import TAB
from tui_voter.dialogue import Action, Dialogue, Notice
from tui_voter.fullscreen.assistive.bus import Bus
from tui_voter.fullscreen.assistive.objects import difference
from tui_voter.fullscreen.assistive.presence import Presence
from tui_voter.fullscreen.widgets.described import Text
from tui_voter.fullscreen.widgets.line_input import LineInput

needs_a_bus = pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="no dbus-daemon")
ACCESSIBLE: Final = "org.a11y.atspi.Accessible"
NAMES: Final = ("org.a11y.Bus", "org.a11y.atspi.Registry")

Told = tuple[str, ...]


class Registry:
    """The desktop's and the accessible applications' bus in one. ``told`` has each window that
    becomes active, each object that takes the focus, and each event of another kind."""

    def __init__(self, daemon: subprocess.Popen[str]) -> None:
        assert daemon.stdout is not None
        self.end = daemon.terminate
        self.address = address = daemon.stdout.readline().strip()
        self.told: Queue[Told] = Queue()
        self._asked: dict[int, str] = {}
        self._embedding: Message | None = None
        self._connection: DBusConnection = open_dbus_connection(address)
        for name in NAMES:
            self._call(message_bus.RequestName(name))
        for kind in ("Object", "Window"):
            rule = MatchRule(type="signal", interface=f"org.a11y.atspi.Event.{kind}")
            self._call(message_bus.AddMatch(rule))

    def run(self) -> None:
        """Until the bus ends."""
        with suppress(OSError, EOFError):
            while True:
                self._take(self._connection.receive())

    def _call(self, message: Message) -> Message:
        return self._connection.send_and_get_reply(message)

    def _take(self, message: Message) -> None:
        fields, kind = message.header.fields, message.header.message_type
        member = fields.get(HeaderFields.member)
        if kind is MessageType.method_call:
            self._answer(message, member)
        elif kind is MessageType.signal and str(fields[HeaderFields.interface]).endswith("ect"):
            self._hear(message, member)
        elif kind is MessageType.signal and member in ("Activate", "Deactivate"):
            self.told.put((member, message.body[3][1]))
        elif kind is MessageType.method_return:
            about = self._asked.pop(fields[HeaderFields.reply_serial], "")
            if about == "root" and self._embedding is not None:
                desktop = (self._connection.unique_name, "/org/a11y/atspi/accessible/root")
                self._reply(self._embedding, "(so)", (desktop,))
            elif about == "focus":
                known = message.body[0]
                self.told.put(("focus", known["Name"][1], known["Description"][1]))

    def _answer(self, call: Message, member: str) -> None:
        if member == "Get":
            self._reply(call, "v", (("b", True),))
        elif member == "GetAddress":
            self._reply(call, "s", (self.address,))
        elif member == "Embed":
            # As a reader does that hears of the program first, and waits for the answer.
            self._embedding = call
            name, path = call.body[0]
            root = DBusAddress(path, bus_name=name, interface=ACCESSIBLE)
            self._ask("nonsense", new_method_call(root, "GetChildAtIndex", "s", ("first",)))
            self._ask("root", new_method_call(root, "GetRole"))

    def _hear(self, event: Message, member: str) -> None:
        detail, first, _second, value, _more = event.body
        fields = event.header.fields
        if (member, detail, first) == ("StateChanged", "focused", 1):
            path, sender = fields[HeaderFields.path], fields[HeaderFields.sender]
            source = DBusAddress(path, bus_name=sender, interface=ACCESSIBLE)
            self._ask("focus", Properties(source).get_all())
        elif member in ("Announcement", "TextChanged"):
            self.told.put((member, detail, value[1]))
        elif member == "TextCaretMoved":
            self.told.put((member, str(first)))

    def _ask(self, about: str, message: Message) -> None:
        serial = next(self._connection.outgoing_serial)
        self._asked[serial] = about
        self._connection.send(message, serial=serial)

    def _reply(self, call: Message, signature: str, body: tuple[Any, ...]) -> None:
        self._connection.send(new_method_return(call, signature, body))

    def close(self) -> None:
        self._connection.close()

    def hear(self) -> Told:
        """What is told next."""
        try:
            return self.told.get(timeout=PATIENCE)
        except Empty:
            raise AssertionError("nothing more is told") from None


@pytest.fixture
def registry() -> Iterator[Registry]:
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    daemon = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    with daemon:
        registry = Registry(daemon)
        listening = Thread(target=registry.run, daemon=True)
        listening.start()
        yield registry
        daemon.terminate()
        listening.join()
        registry.close()


def started(registry: Registry, folder: Path, theme: str = "accessible", **more: str) -> Terminal:
    environment = {
        **more,
        "DBUS_SESSION_BUS_ADDRESS": registry.address,
        "XDG_CONFIG_HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
    }
    command = (*PROGRAM, "--lang", "en", "--theme", theme)
    return Terminal(command, columns=80, rows=24, environment=environment)


LINK: Final = "One-time link"
BACK_TAB: Final = "\x1b[Z"


def begin(registry: Registry) -> None:
    """The program's own window, then the first question, and what has the focus."""
    assert registry.hear() == ("Activate", "tui-voter")
    assert registry.hear() == ("Activate", "Open your voter account")
    assert registry.hear() == ("focus", LINK, "empty, 1 of 4")


@needs_a_bus
def test_each_move_of_the_focus_and_each_message_are_told_once(
    registry: Registry, tmp_path: Path
) -> None:
    """A reader that asks while the program joins the bus is answered: it waits 15 s otherwise. The
    window is given up with the terminal's, and while the program is stopped."""
    with started(registry, tmp_path) as terminal:
        begin(registry)
        for key, *told in (
            *(
                (TAB, "focus", "Continue", "2 of 4"),
                (TAB, "focus", "F3 Access the Elections portal", "3 of 4"),
            ),
            (BACK_TAB, "focus", "Continue", "2 of 4"),
            (BACK_TAB, "focus", LINK, "empty, 1 of 4"),  # without the hint
            ("\x14", "Announcement", "", "The email says until when its link is valid."),
            ("\x14", "Announcement", "", "The email says until when its link is valid."),
            ("\x1b[O", "Deactivate", "Open your voter account"),
            ("\x1b[I", "Activate", "Open your voter account"),
        ):
            terminal.type(key)
            assert registry.hear() == tuple(told)
        assert registry.hear() == ("focus", LINK, "empty, 1 of 4")
        terminal.type("\x1a")
        assert registry.hear() == ("Deactivate", "Open your voter account")


class Notes:
    """A bus that notes what is announced, and the description of what takes the focus."""

    name = ":1.1"

    def __init__(self) -> None:
        self.told: list[str] = []
        self.presence = Presence(cast("Bus", self), "tui-voter", "en")

    def emit(self, _path: str, event: str, *detail: object, value: tuple[str, Any]) -> None:
        if event == "Object.Announcement":
            self.told.append(value[1])
        elif event == "Object.StateChanged" and detail[:2] == ("focused", 1):
            self.told.append(self.told_of_focus)

    @property
    def told_of_focus(self) -> str:
        """The description of what has the focus, as a reader finds it now."""
        assert self.presence._node is not None
        return self.presence._node.description

    async def close(self) -> None:
        pass


async def test_a_text_with_the_name_of_its_window_or_control_in_it_is_told() -> None:
    """Orca tells no description that has the name in it, and asks for one however late."""
    notes, title, name = Notes(), "The lists of our school are missing", f"F4 {SAVE.label}"
    asked = page(f"Subject: {title}.", title=title, actions=[SAVE])
    async with on_stage(asked, theme="accessible") as stage:
        screen = stage.screen
        await stage.until(lambda: screen.is_ready)
        notes.presence.look(screen)
        window = notes.presence._window
        assert window.name == title
        assert title not in window.description
        assert window.description.replace("\u00a0", " ") == f"Subject: {title}."
        notes = Notes()
        screen.news.inform(f"{name} first.")
        for _look in range(2):
            notes.presence.look(screen)
            assert name not in notes.told_of_focus
            assert notes.told_of_focus.replace("\u00a0", " ").startswith(f"{name} first.")


async def test_what_was_done_is_told_with_the_focus_of_the_page_one_is_back_on() -> None:
    """With what has the focus, not behind it: Orca drops that."""
    notes = Notes()
    asked = page(lines(90), key="long", actions=[SAVE])

    async def journey(dialogue: Dialogue) -> None:
        for saved in ("", "Saved: one.txt", "Saved: two.txt"):
            if saved:
                dialogue.notify(Notice(saved))
            await dialogue.show(asked)

    async with on_stage(journey, theme="accessible") as stage:
        stage.program.desktop.presence = notes.presence
        await stage.sees("Ligne 0.")
        await stage.press("end", sees="Ligne 89.")
        for saved in ("Saved: one.txt", "Saved: two.txt"):
            await stage.press("enter")
            await stage.until(partial(lambda saved: saved in notes.told_of_focus, saved))
            assert [note for note in notes.told if saved in note] == [f"{saved} 1 of 1"]
            notes.presence.look(stage.screen)
            assert notes.told_of_focus == f"{saved} 1 of 1"  # a reader may ask for it late


async def test_what_is_said_again_is_told_again_where_nothing_is_painted_anew() -> None:
    notes, text = Notes(), "There is no time limit here."
    async with on_stage(page("Read this."), theme="accessible") as stage:
        stage.program.desktop.presence = notes.presence
        await stage.sees("Read this.")
        for time in range(1, 4):
            stage.screen.news.announce(text)
            await stage.settle()
            assert notes.told.count(text) == time


async def test_a_page_one_is_back_on_is_told_from_where_one_stands_in_it() -> None:
    """Not from its top, which the first frame shows where its button is further down."""
    notes = Notes()
    actions = [Action("phone", "Phone", "phone"), Action("password", "Password", "password")]
    text = "\n\n".join(f"Line {n}." for n in range(9))

    async def journey(dialogue: Dialogue) -> None:
        while True:
            await dialogue.show(page(text, key="account", title="Account", actions=actions))
            await dialogue.show(page("There."))

    async with on_stage(journey, size=(80, 18), theme="accessible") as stage:
        stage.program.desktop.presence = notes.presence
        await stage.sees("Line 0.")
        await stage.press("2")
        await stage.until(lambda: "Line 0." not in stage.text)
        await stage.press("enter", sees="There.")
        await stage.press("escape")
        await stage.until(lambda: notes.presence._window.name == "Account")
        in_sight = [line.strip() for line in stage.text.splitlines() if "Line" in line]
    assert "Line 0." not in in_sight
    assert notes.presence._window.description == " ".join(in_sight)


@needs_a_bus
def test_the_program_goes_on_when_the_bus_ends(registry: Registry, tmp_path: Path) -> None:
    with started(registry, tmp_path) as terminal:
        begin(registry)
        registry.end()
        for _time in range(8):  # the event loop complains of the sixth
            terminal.type(TAB)
            terminal.wait_for_cursor("[ Continue ]")
            terminal.type(BACK_TAB)
            terminal.wait_for_cursor("One-time link")
        assert "socket" not in terminal.screen


@needs_a_bus
@pytest.mark.parametrize(
    ("theme", "more"),
    [("visual", {}), ("accessible", {"SSH_CONNECTION": "192.0.2.1 4 192.0.2.2 22"})],
)
def test_elsewhere_it_is_not_there_for_readers(
    registry: Registry, tmp_path: Path, theme: str, more: dict[str, str]
) -> None:
    """In another look, and where the desktop is not the voter's."""
    with started(registry, tmp_path, theme, **more) as terminal:
        terminal.wait_for(LINK)
        assert registry.told.empty()


def test_a_hidden_answer_is_read_by_nobody() -> None:
    assert LineInput("a secret", limit=20, secret=True).read() is None
    assert LineInput("a link", limit=20).read() == Text("a link", 6, (6, 6))


@pytest.mark.parametrize(
    ("offset", "unit", "found"),
    [
        *((0, "letter", ("o", 0, 1)), (4, "word", ("two\n", 4, 8))),
        *((0, "line", ("one two\n", 0, 8)), (13, "line", ("three", 8, 13))),
        (13, "letter", ("", 13, 13)),
    ],
)
def test_a_text_is_read_by_its_parts(offset: int, unit: str, found: tuple[str, int, int]) -> None:
    assert Text("one two\nthree").around(offset, unit) == found


def test_what_two_texts_differ_in() -> None:
    assert difference("", "a") == (0, "", "a")
    assert difference("abc", "ac") == (1, "b", "")
    assert difference("aa", "aaa") == (2, "", "a")
    assert difference("one", "two") == (0, "one", "two")
    assert difference("same", "same") == (4, "", "")
