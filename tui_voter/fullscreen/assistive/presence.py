"""What a desktop's screen reader sees of the program: a window named after the question, and in it
the control with the focus.

Each move of the focus, and each change worth speaking, creates a new object that gets the focus.
The reader speaks it once. It speaks nothing else that is painted, because it does not follow the
terminal while this window is active.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Final
from weakref import WeakKeyDictionary, WeakSet

from textual.widget import Widget

from tui_voter.fullscreen.assistive import outline
from tui_voter.fullscreen.assistive.bus import ROOT, Bus, absent, connect
from tui_voter.fullscreen.assistive.objects import (
    PATH,
    Replies,
    Role,
    State,
    Thing,
    difference,
)
from tui_voter.fullscreen.screens.base import BaseScreen
from tui_voter.fullscreen.widgets.described import Described, Kind, Text

KEPT: Final = 64
"""The number of former objects that are kept, because readers still ask about them."""

ROLES: Final = {
    Kind.BUTTON: Role.BUTTON,
    Kind.TEXT: Role.ENTRY,
    Kind.LONG_TEXT: Role.ENTRY,
    Kind.LINK: Role.ENTRY,
    Kind.HIDDEN: Role.PASSWORD_TEXT,
    Kind.ENTRY: Role.LIST_ITEM,
    Kind.RADIO: Role.RADIO_BUTTON,
}


class Presence:
    """The program on the accessibility bus: tells readers what changes from frame to frame."""

    def __init__(self, bus: Bus, name: str, language: str) -> None:
        self._bus = bus
        self._numbers = count(1)
        self._app = Thing(ROOT, Role.APPLICATION, name)
        self._things = {ROOT: self._app}
        self._is_active = True
        self._screen: BaseScreen | None = None
        self._known: WeakKeyDictionary[BaseScreen, int] = WeakKeyDictionary()
        """The screens whose text readers have had, each with the number of its latest message."""
        self._hinted: WeakSet[Widget] = WeakSet()
        """The controls whose hint readers have had, as it is given only once."""
        self._hint, self._news = "", ""
        """The hint and the messages in the description of the control with the focus. They stay
        there until the focus moves, because readers may ask for them much later."""
        self._lines: dict[int, str] = {}
        self._awaits_text = False
        """Whether the text of a new question has not been in sight so far."""
        self._focused: tuple[Widget | None, object] = (None, None)
        """The control that has the focus, and the index of its current entry, if any."""
        self._described: Described | None = None
        self._node: Thing | None = None
        self._window = Thing(PATH, Role.FRAME)
        self._replies = Replies(bus, self._things.__getitem__, language)

    async def join(self) -> None:
        """Join the desktop and open the window."""
        await self._bus.serve(self._replies)
        self._window = self._open(self._app.name, "")

    # --- The window ---------------------------------------------------------------------

    def _open(self, name: str, description: str) -> Thing:
        # The former window stays active: a reader that handles a key before it hears of the new
        # window would otherwise turn to the terminal's.
        window = self._new(Role.FRAME, name, description, self._app, {State.ACTIVE})
        # Readers drop what they have not yet spoken of a defunct window.
        self._window.states.add(State.DEFUNCT)
        self._app.children = [window]
        child = ("(so)", (self._bus.name, window.path))
        self._bus.emit(ROOT, "Object.ChildrenChanged", "add", value=child)
        self._activate(window)
        return window

    def _activate(self, window: Thing) -> None:
        self._bus.emit(window.path, "Window.Activate", value=("s", window.name))
        self._change(window, "active", True)

    @property
    def is_active(self) -> bool:
        """Whether the voter is in the terminal's window."""
        return self._is_active

    @is_active.setter
    def is_active(self, active: bool) -> None:
        if active == self._is_active:
            return
        self._is_active, window = active, self._window
        if active:
            window.states.add(State.ACTIVE)
            window.description = ""
            self._focused, self._described = (None, None), None  # so that the focus is told again
            self._activate(window)
        else:
            for thing in self._things.values():
                thing.states.discard(State.ACTIVE)
            self._bus.emit(window.path, "Window.Deactivate", value=("s", window.name))
            self._change(window, "active", False)

    async def leave(self) -> None:
        self.is_active = False
        await self._bus.close()

    # --- Telling readers ----------------------------------------------------------------

    def look(self, screen: BaseScreen) -> None:
        """Tell readers what is new in the frame that was just painted."""
        if not self._is_active or not screen.is_ready:
            return
        if screen is not self._screen:
            self._open_question(screen)
        number, news = screen.news.latest
        fresh = [news] if news and number != self._known[screen] else []
        self._known[screen] = number
        fresh += filter(None, self._new_lines(screen))
        if not self._tell_focus(screen, fresh) and fresh:
            self._announce(" ".join(fresh))

    def _open_question(self, screen: BaseScreen) -> None:
        """Open a window for another question: its title, and its text the first time."""
        lines = {} if screen in self._known else outline.lines(screen)
        self._awaits_text = screen not in self._known and not lines
        self._known.setdefault(screen, 0)
        self._screen, self._lines = screen, outline.lines(screen)
        self._focused, self._described = (None, None), None
        if self._node is not None:
            self._node.states.discard(State.FOCUSED)
        self._window = self._open(screen.page_title, " ".join(lines.values()))

    def _new_lines(self, screen: BaseScreen) -> Sequence[str]:
        """The text that came into sight, if the voter scrolls or none was in sight before."""
        before, self._lines = self._lines, outline.lines(screen)
        is_told = screen.body.voter_scrolled or self._awaits_text
        self._awaits_text = self._awaits_text and not self._lines
        fresh = (text for line, text in self._lines.items() if line not in before)
        return [" ".join(fresh)] if is_told and self._lines else []

    def _announce(self, text: str) -> None:
        self._bus.emit(self._window.path, "Object.Announcement", "", 1, value=("s", text))

    def _tell_focus(self, screen: BaseScreen, fresh: Sequence[str]) -> bool:
        """Tell a change of the focus with ``fresh`` messages; returns whether there was one."""
        now, before = outline.described(screen), self._described
        if now is None or screen.focused is None:
            return False
        focused = screen.focused, getattr(screen.focused, "index", None)
        stays, self._described = focused == self._focused, now
        if stays and before and self._node and not _is_news(before, now):
            self._node.description = _with_name_broken(self._describe(now), self._node.name)
            self._tell_typing(self._node, outline.typed(screen))
            return False
        self._focused = focused
        self._hint = now.hint if screen.focused not in self._hinted else ""
        self._hinted.add(screen.focused)
        self._news = " ".join(fresh)
        former, self._node = self._node, self._control(now, outline.typed(screen))
        self._change(self._node, "focused", True)
        if former is not None:
            former.states.discard(State.FOCUSED)
            self._change(former, "focused", False)
        return True

    def _describe(self, now: Described) -> str:
        """The description, which readers speak after name, role and text."""
        parts = (now.state, now.error, now.remark, now.position, self._hint)
        return " ".join(filter(None, (self._news, ", ".join(filter(None, parts)))))

    def _control(self, now: Described, typed: Text | None) -> Thing:
        states = {State.FOCUSABLE, State.FOCUSED}
        if now.kind.takes_text:
            lines = State.MULTI_LINE if now.kind is Kind.LONG_TEXT else State.SINGLE_LINE
            states |= {State.EDITABLE, State.SELECTABLE_TEXT, lines}
        if now.chosen is not None:
            states.add(State.CHECKABLE)
        if now.chosen:
            states.add(State.CHECKED)
        if now.error:
            states.add(State.INVALID_ENTRY)
        parent, name = self._window, now.name
        if now.group and now.kind is Kind.RADIO:
            parent = self._group(now.group)
        elif now.group:
            name = f"{now.group} {name}"
        if now.kind is Kind.ENTRY and now.holds:
            name = f"{name}, {now.holds}"
        node = self._new(ROLES[now.kind], name, self._describe(now), parent, states)
        node.text = typed
        parent.children = [node]
        return node

    def _group(self, name: str) -> Thing:
        """The group of radio buttons: the same object while the focus stays in the group."""
        former = self._node and self._node.parent
        stays = former is not None and former.role is Role.GROUPING and former.name == name
        if former is not None and stays and former.parent is self._window:
            return former
        group = self._new(Role.GROUPING, name, "", self._window, set())
        self._window.children = [group]
        return group

    def _tell_typing(self, node: Thing, now: Text | None) -> None:
        before, node.text = node.text, now
        if before is None or now is None or before == now:
            return
        at, gone, new = difference(before.content, now.content)
        for kind, text in (("delete", gone), ("insert", new)):
            if text:
                value = ("s", text)
                self._bus.emit(node.path, "Object.TextChanged", kind, at, len(text), value=value)
        if before.caret != now.caret:
            self._bus.emit(node.path, "Object.TextCaretMoved", "", now.caret, value=("i", 0))
        if before.selected != now.selected:
            self._bus.emit(node.path, "Object.TextSelectionChanged", value=("i", 0))

    # --- Objects ------------------------------------------------------------------------

    def _new(
        self, role: Role, name: str, description: str, parent: Thing, states: set[State]
    ) -> Thing:
        description = _with_name_broken(description, name)
        thing = Thing(f"{PATH}{next(self._numbers)}", role, name, description, parent, states)
        self._things[thing.path] = thing
        for path in [*self._things][1:-KEPT]:
            if path != self._app.children[0].path:
                del self._things[path]
        return thing

    def _change(self, thing: Thing, state: str, now: bool) -> None:
        self._bus.emit(thing.path, "Object.StateChanged", state, int(now), value=("i", 0))


def _is_news(before: Described, now: Described) -> bool:
    """Whether readers must speak a control again. An error gone, an edited text, or a change in
    the number of entries is no reason."""
    if now.error and now.error != before.error:
        return True
    if not now.kind.takes_text and (before.holds, before.state) != (now.holds, now.state):
        return True
    return any(
        getattr(before, part) != getattr(now, part) for part in ("name", "kind", "group", "chosen")
    )


def _with_name_broken(description: str, name: str) -> str:
    """``description`` with no-break spaces in every repetition of ``name``: Orca does not speak a
    description that contains the name."""
    return description.replace(name, name.replace(" ", "\u00a0"))


async def join(name: str, language: str) -> Presence:
    """Join the desktop. Raises :class:`~.bus.Absent` if there is no bus or no reader."""
    presence = Presence(await connect(), name, language)
    with absent():
        await presence.join()
    return presence
