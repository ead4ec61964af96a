"""A question of a journey on the screen, with its actions and its outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from textual import events

from tui_voter.conversation.trail import Stand
from tui_voter.conversation.ways import Place, Way, of_place, own
from tui_voter.dialogue import BACK, SEND, Left, Opened, Role, Took
from tui_voter.fullscreen import keys
from tui_voter.fullscreen.screens.background_task import way_out
from tui_voter.fullscreen.screens.base import BaseScreen
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.chrome import Key
from tui_voter.fullscreen.widgets.line_input import Cut
from tui_voter.fullscreen.widgets.sight import FOCUS, TOP, Wanted
from tui_voter.messages import gettext as _
from tui_voter.messages import within_a_sentence


class QuestionScreen(BaseScreen):
    """One question to the voter. ``outcome`` resolves to their answer."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.title, place)
        self.place: Place = place
        self.actions = place.actions
        self.can_go_back = place.can_go_back
        self.resume_at = ""
        """Where to resume a question that the voter comes back to: the name of an action or field,
        or the key of an entry; "" to begin anew."""
        self.resume_in_sight = False
        """Whether to scroll to that point."""
        self.stand = Stand()
        """How the voter left the question."""
        self.outcome: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    # --- What is seen -------------------------------------------------------------------

    @property
    def is_current(self) -> bool:
        """Whether this screen is on top and may be painted. Textual would also paint the one behind
        it, and with it the whole screen in front, which blanks a braille display for a moment."""
        return self.app.screen_stack[-1:] == [self]

    def buttons(self, *, link: bool = True, classes: str = "") -> Iterable[Button]:
        """A button for each action, labelled with its key."""
        for key, action in zip(self.action_keys, self.actions, strict=True):
            label = f"{key} {action.label}".lstrip()
            yield Button(label, name=action.name, link=link, classes=classes)

    @property
    def action_keys(self) -> Sequence[str]:
        """The label of each action's key, "" for none."""
        here = [*of_place(self.place)]
        names = zip(here, keys.names_of(here), strict=True)
        return [name for way, name in names if way.action is not None]

    @property
    def button_keys(self) -> Sequence[str]:
        return [key for key in self.action_keys if key]

    def key_of_enter(self, does: str, action: str) -> Key:
        """The Enter key, labelled ``does``; on the button of one of the ways on, labelled so."""
        focused = self.resume_at if self.focused is None else ""  # before the focus is set
        if isinstance(self.focused, Button):
            focused = self.focused.name or ""
        for number, each in enumerate(self.actions):
            if each.name == focused:
                does, action = within_a_sentence(each.label), f"screen.act({number})"
        for role in Role:
            if role.name == focused:
                does, action = own(role).label, keys.action(role)
        return Key(_("Enter"), does, action, needed=True)

    # --- Coming back to it --------------------------------------------------------------

    def begin(self) -> None:
        self.first_focus()
        self.resume()
        self.body.want(self.opens_at)

    @property
    def opens_at(self) -> Wanted:
        """What is in sight first."""
        return TOP if self.notice else FOCUS

    def first_focus(self) -> None:
        """Move the focus to where a voter begins who does not come back."""

    def make_ready(self) -> None:
        """Show the focus where the voter has come back to it. If a notice at the top is out of
        sight then, repeat it in the status line."""
        if self.resume_in_sight and not self.body.voter_scrolled:
            self.body.show_focus()
        if self.notice and self.body.scroll_y:
            self.news.inform(self.notice)
            self.news.repeat(self.notice)
        super().make_ready()

    def resume(self) -> None:
        """Put the focus where the voter left. Anywhere else, their next Enter might do something
        they do not expect, even cast a vote."""
        for button in self.query(Button):
            if self.resume_at and button.name == self.resume_at:
                self.set_focus(button)

    def stand_by(self, way: Opened | Left) -> Stand:
        """Where the voter stands who leaves by ``way``. An option that was chosen is not scrolled
        to before a notice has been seen."""
        at = self.resume_point()
        if at is None:
            at = way.name if isinstance(way, Took) else ""
        return Stand(at, in_sight=isinstance(way, Took) and bool(at))

    def resume_point(self) -> str | None:
        """What gets the focus when the voter comes back: the name of a field, the key of an entry,
        "" to begin anew, or None for the action by which they leave."""
        return None

    # --- What the voter does ------------------------------------------------------------

    def answer(self, value: Any) -> None:
        if not self.outcome.done():
            self.outcome.set_result(value)

    def fail(self, error: BaseException) -> None:
        """End the question with an exception: a fault, or that the voter leaves."""
        if not self.outcome.done():
            self.outcome.set_exception(error)

    def leave_by(self, way: Opened | Left) -> None:
        """Answer that the voter leaves by ``way``. Signing out ends more than the question."""
        signs_out = Role.SIGN_OUT.among(self.actions)
        if signs_out is not None and way == Took(signs_out.name):
            self.host.leave_by(Role.SIGN_OUT)
            return
        self.stand = self.stand_by(way)
        self.answer(way)

    def on_cut(self, event: Cut) -> None:
        """Say that a paste was cut off."""
        event.stop()
        self.news.announce(event.text)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.pressed(event.button)

    def pressed(self, button: Button) -> None:
        """Run the action of a button that was pressed."""
        self.leave_by(Took(button.name or ""))

    @property
    def is_begun(self) -> bool:
        """Whether something is typed that has not been accepted."""
        return False

    async def settle(self) -> None:
        """End whatever is still under way after the question was answered."""

    async def take(self, way: Way) -> None:
        if way.action is not None:
            self.leave_by(Took(way.action.name))
        elif way.role is Role.BACK:
            self.leave_by(BACK)
        else:
            await super().take(way)

    def action_act(self, number: int) -> None:
        if number < len(self.actions):
            self.leave_by(Took(self.actions[number].name))

    @property
    def has_sent(self) -> bool:
        """Whether the voter has answered that what was read back is to be sent."""
        is_answered = self.outcome.done() and not self.outcome.cancelled()
        return (
            is_answered
            and self.outcome.exception() is None
            and self.outcome.result() == Opened(SEND)
        )

    @property
    def waits(self) -> bool:
        """Whether the voter sees the question, and nothing else goes on."""
        return self.is_current and self.is_ready and not (self.under_way or self.is_answered)

    @property
    def is_answered(self) -> bool:
        return self.outcome.done()

    def end_wait(self) -> None:
        """Say of a key that was ignored during the wait that nothing comes of it. Other advice on
        how to stop waiting is cleared, as Esc leaves the question from now on."""
        if self.news.unread is self.news.line and self.news.text == way_out():
            self.news.announce(_("Typed or clicked too early: ignored."))
        else:
            self.news.say("")

    def rejects_on_button(self, key: events.Key, *, letters: bool) -> bool:
        """Whether a number, or with ``letters`` a letter, was typed on a button; if so, say that it
        only works in the list. On a button it could be dictated by mistake (WCAG 2.1.4)."""
        sign = (key.character or "").strip()
        is_number = sign.isdecimal()
        takes = is_number or (letters and sign.isalpha())
        misses = isinstance(self.focused, Button) and takes
        if misses:
            key.stop()
            self.news.announce(
                _("Numbers work in the list only: the arrow keys lead there.")
                if is_number
                else _("Letters work in the list only: the arrow keys lead there.")
            )
        return misses
