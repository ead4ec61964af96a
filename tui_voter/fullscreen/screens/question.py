"""A question of a journey on the screen: it has an outcome, and ways on from it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from textual import events

from tui_voter.dialogue import BACK, Action, Role, Step, no_time_limit
from tui_voter.fullscreen import acts
from tui_voter.fullscreen.screens.background_task import way_out
from tui_voter.fullscreen.screens.base import BaseScreen
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.chrome import Key
from tui_voter.fullscreen.widgets.line_input import Cut
from tui_voter.fullscreen.widgets.list_box import ListBox
from tui_voter.messages import gettext as _


class QuestionScreen(BaseScreen):
    """One question to the voter. ``outcome`` is resolved with what they answer."""

    has_acts = False
    """Its buttons may lead to forms that change what is shown here, as a page's do."""
    is_act = False
    """It is such a form: the change is made once the answers are accepted."""

    def __init__(
        self,
        title: str,
        *,
        step: Step | None = None,
        help: str = "",  # noqa: A002 - the vocabulary's word
        actions: Sequence[Action] = (),
        can_go_back: bool = True,
        time_left: Callable[[], str] = no_time_limit,
    ) -> None:
        super().__init__(title, step=step, help=help, time_left=time_left)
        self.actions = actions
        self.can_go_back = can_go_back
        self.resume_at = ""
        """Where the voter left this question, if they come back to it now: the name of an action or
        of a field, or the key of an entry; "" where they begin anew."""
        self.resume_in_sight = False
        """That place is to be brought into sight again. Once the question is left: the place where
        it was left was in sight."""
        self.departure: tuple[str, bool] | None = None
        """Where the voter has left it now for something that may lead back, and whether that leads
        on: what was chosen among entries does, and answers that were accepted."""
        self.outcome: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    # --- What is seen -------------------------------------------------------------------

    @property
    def is_current(self) -> bool:
        """Whether it is painted. Textual paints the one behind as well, as if it shone through, and
        with each change there the whole screen in front: a braille display is blank meanwhile."""
        return self.app.screen_stack[-1:] == [self]

    def buttons(self, *, link: bool = True, classes: str = "") -> Iterable[Button]:
        """The actions, each with its key."""
        for key, action in zip(self.action_keys, self.actions, strict=True):
            label = f"{key and acts.shown(key)} {action.label}".lstrip()
            yield Button(label, name=action.name, link=link, classes=classes)

    @property
    def action_keys(self) -> Sequence[str]:
        """The key of each action, "" where it has none."""
        return acts.keys_of(self.actions)

    def key_of_enter(self, does: str, action: str) -> Key:
        """Enter ``does`` that, except where the focus is on the button of an action."""
        stands = self.resume_at if self.focused is None else ""  # before the focus is anywhere
        if isinstance(self.focused, Button):
            stands = self.focused.name or ""
        for number, each in enumerate(self.actions):
            if each.name == stands:
                does, action = within_a_sentence(each.label), f"screen.act({number})"
        return Key(_("Enter"), does, action, needed=True)

    def keys_of_actions(self) -> Iterable[Key]:
        """Those of the actions."""
        for number, (key, action) in enumerate(zip(self.action_keys, self.actions, strict=True)):
            if key:
                does = within_a_sentence(action.label)
                yield Key(acts.shown(key), does, f"screen.act({number})")

    def escapes(self) -> str:
        return _("back") if self.can_go_back else ""

    # --- Coming back to it --------------------------------------------------------------

    def begin(self) -> None:
        self.first_focus()
        self.resume()

    def first_focus(self) -> None:
        """Put the focus where the voter begins."""

    def make_ready(self) -> None:
        """All has its rows: bring into sight what belongs there."""
        if self.resume_in_sight:
            self.show_resumed()
        elif isinstance(self.focused, ListBox) and self.focused.chosen:
            self.focused.scroll_visible()
        super().make_ready()

    def show_resumed(self) -> None:
        """Bring into sight what the voter has come back to: their next Enter takes it. A notice at
        the top that goes out of sight with that is repeated in the status line."""
        if self.focused is None or self.body.voter_scrolled or not self.is_attached:
            return
        if self.body.sees_focus:
            return
        self.body.shows_notice = False
        self.body.show_focus()
        if self.notice and self.body.scroll_y:
            self.news.repeat(self.notice)

    def resume(self) -> None:
        """Put the focus where the voter left, not on the usual way on: their next Enter would take
        that, be it a vote."""
        for button in self.query(Button):
            if self.resume_at and button.name == self.resume_at:
                self.set_focus(button)

    def note_departure(self, where: str) -> None:
        """Note where the voter stands as they leave for ``where``, which may lead back."""
        for action in self.actions:
            if action.name == where:
                at = self.resume_point()
                self.departure = (where if at is None else at), False
                self.resume_in_sight = at != ""
                self.has_acts &= action.role is not Role.SAVE  # who has saved goes on from there

    def resume_point(self) -> str | None:
        """What has the focus again when the voter comes back: the name of a field, the key of an
        entry, "" for where one begins; None for the action by which they leave."""
        return None

    # --- What the voter does ------------------------------------------------------------

    def answer(self, value: Any) -> None:
        if not self.outcome.done():
            self.outcome.set_result(value)

    def fail(self, error: BaseException) -> None:
        """The question ends with a fault, or because the voter leaves."""
        if not self.outcome.done():
            self.outcome.set_exception(error)

    def leave_to(self, where: str) -> None:
        """Back, or an action, was chosen."""
        self.note_departure(where)
        self.answer(where)

    def on_cut(self, event: Cut) -> None:
        """A paste was too long."""
        event.stop()
        self.news.announce(event.text)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.pressed(event.button)

    def pressed(self, button: Button) -> None:
        """A ``button`` was pressed: here, that of an action."""
        self.leave_to(button.name or "")

    def unsent(self) -> bool:
        """Whether leaving the program now loses what was typed."""
        return False

    async def settle(self) -> None:
        """The question is answered: nothing may be under way any more."""

    async def action_back(self) -> None:
        if self.can_go_back:
            self.leave_to(BACK)
        else:
            await super().action_back()

    def action_act(self, number: int) -> None:
        if number < len(self.actions):
            self.leave_to(self.actions[number].name)

    @property
    def is_answered(self) -> bool:
        return self.outcome.done()

    def end_wait(self) -> None:
        """Say no more how to stop waiting: from now on, Esc leaves the question."""
        if self.news.text == way_out():
            self.news.unread = None
        self.news.say("")

    def misses_list(self, key: events.Key, *, letters: bool) -> bool:
        """Whether a number, or one of the ``letters`` that the list takes, was pressed on a button,
        where it would surprise who dictates if it did anything (WCAG 2.1.4). It says so."""
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

    def action_act_by(self, key: str) -> None:
        for own, action in zip(self.action_keys, self.actions, strict=True):
            if own == key:
                self.leave_to(action.name)
                return
        super().action_act_by(key)


def within_a_sentence(label: str) -> str:
    """``label`` with a small first letter: names further on keep their capitals, and so does what
    is never written without one, the English "I" and abbreviations."""
    if label[1:2].isupper() or re.match(r"I\b", label):
        return label
    return label[:1].lower() + label[1:]
