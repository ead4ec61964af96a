"""A form on the screen, kept open until its submit accepts the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.keys import Keys
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.widget import Widget

from tui_voter.conversation.filling import FormState
from tui_voter.dialogue import (
    BACK,
    PART,
    CaptchaField,
    ChoiceField,
    Compute,
    Correct,
    FieldError,
    Form,
    Refused,
    SecretField,
    Text,
)
from tui_voter.fullscreen import acts
from tui_voter.fullscreen.fields import field_box
from tui_voter.fullscreen.fields.base import FieldBox, LineBox
from tui_voter.fullscreen.screens.background_task import BackgroundTask
from tui_voter.fullscreen.screens.body import once_laid_out
from tui_voter.fullscreen.screens.question import QuestionScreen, within_a_sentence
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.chrome import COUNTED, Key
from tui_voter.fullscreen.widgets.described import Described
from tui_voter.fullscreen.widgets.line_input import Cut, LineInput
from tui_voter.fullscreen.widgets.options import Radio
from tui_voter.fullscreen.widgets.words import Words, in_a_row
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext
from tui_voter.secret import NO_SECRET

if TYPE_CHECKING:
    from tui_voter.fullscreen.fields.captcha import CaptchaBox
    from tui_voter.fullscreen.fields.secret import SecretBox


MEANWHILE: Final = frozenset(
    {"back", "help", "time_left", "turn", "move", "to_top", "to_end", "focus_next"}
    | {"focus_previous", "quit", "suspend_process", "other_theme"}
)
"""The actions that still work while an answer is on its way: to read on, help, the time, to stop
and to quit."""


class FormScreen(QuestionScreen):
    """One :class:`Form`.

    Enter checks the answer at once. Where it is taken the focus moves on: whatever is typed next,
    however fast, belongs there. Where it is refused the error shows and the focus stays; what
    follows in the same burst is dropped. While a submit runs nothing is typed.
    """

    CSS_PATH = "form.tcss"
    is_act = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(acts.REVEAL, "reveal", show=False),
        Binding(acts.ANEW, "another_question", show=False),
        Binding("ctrl+o", "compute", show=False),
        Binding("ctrl+p", "propose", show=False),
        Binding("ctrl+s", "submit", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "to_top", show=False),
        Binding("end", "to_end", show=False),
    ]

    def __init__(self, form: Form[Any]) -> None:
        super().__init__(
            form.title,
            step=form.step,
            help=form.help,
            actions=form.actions,
            can_go_back=form.can_go_back,
            time_left=form.time_left,
        )
        self.form = form
        self.confidential = form.confidential
        self._state = FormState(form)
        self.boxes = [field_box(field) for field in form.fields]
        kinds = dict.fromkeys(box.looks for box in self.boxes if box.looks)
        self.css_path = [
            *self.css_path,
            *(Path(__file__).parents[1] / "fields" / kind for kind in kinds),
        ]
        self._secrets = cast(
            "list[SecretBox]", [b for b in self.boxes if isinstance(b.field, SecretField)]
        )
        self._captchas = cast(
            "list[CaptchaBox]", [b for b in self.boxes if isinstance(b.field, CaptchaField)]
        )
        self.set_class(any(box.has_class("-judged") for box in self.boxes), "-judging")
        self.set_class(any(box.has_class("-long") for box in self.boxes), "-choosing")
        self._phrase = NO_SECRET
        """The proposed phrase that the voter types now."""
        self._proposers = [box for box in self._secrets if box.field.propose is not None]
        self.trouble = Words(classes="trouble")
        self.button = Button(form.button, name="submit", classes="beside")
        self._first = self.boxes[0].control if self.boxes else self.button
        """Where the voter begins."""
        self._stops = False
        """The voter stops what is under way."""
        self._background = BackgroundTask(self, tell=self._tell, ended=self._rest, failed=self.fail)
        self._untouched = set(self.boxes)
        """The fields in which nothing was typed yet, and of which no submit was refused."""
        self._shown = False
        self._told_at: Widget = self.button
        """Where what is under way is told."""
        self._told_below = ""
        """The same in the status line, while that place was out of sight."""

    # --- What is seen -------------------------------------------------------------------

    def compose_body(self) -> Iterable[Any]:
        yield from (Words(_in_lines(text), classes="prose") for text in self.form.intro)
        yield from self.boxes
        yield self.trouble
        yield self.button
        yield from self.buttons(classes="beside")

    def keys(self) -> Iterable[Key]:
        place = next((n for n, b in enumerate(self.boxes) if b.control is self.focused), -1)
        onwards = 0 <= place < len(self.boxes) - 1
        if place >= 0 and isinstance(self.boxes[place].field, ChoiceField):
            yield Key("↑ ↓", _("choose"), "screen.choose", needed=True)
        keeps_enter = place >= 0 and self.boxes[place].takes_enter
        if keeps_enter:
            yield Key(_("Tab"), _("next"), "app.focus_next", needed=onwards)
        else:
            does = _("next") if onwards else within_a_sentence(self._way_on)
            if onwards and self.boxes[place].has_class("-fault"):
                does = _("check")
            if self._is_out_of_sight:
                does = _("go to the field")
            links = {key.action: key.does for key in self.own_keys()}
            action = f"screen.{self.focused.name}" if isinstance(self.focused, Button) else ""
            if action not in links:
                action = "screen.enter"
            if not (self.under_way and self.focused is self.button):  # it is pressed already
                yield self.key_of_enter(links.get(action, does), action)
        if any(box.takes_enter for box in self.boxes):
            does, needed = within_a_sentence(self._way_on), keeps_enter and not onwards
            yield Key("Ctrl+S", does, "screen.submit", needed=needed)
        yield from super().keys()
        at_button = isinstance(self.focused, Button)
        for key in self.keys_to_scroll() if at_button else self.keys_to_turn():
            turns = key.action == "screen.turn(1)"
            yield key._replace(needed=turns and (self.body.voter_scrolled or not self.boxes))
        tabs = [_("Tab")] * (not keeps_enter) + [_("Shift+Tab")]
        arrows = ["↑ ↓"] * isinstance(self.focused, (LineInput, Button))
        name, all_names = (arrows or tabs)[0], " ".join(arrows + tabs)
        yield Key(name, _("move"), "screen.move(1)", all_names=all_names)

    @property
    def _is_out_of_sight(self) -> bool:
        """The field that has the focus, while one reads elsewhere, and nothing was typed there:
        Enter leads to it."""
        box = next((box for box in self.boxes if box.control is self.focused), None)
        if box is None or box.value or not (self.is_ready and self.body.voter_scrolled):
            return False
        return not self._sees_field(box)

    def _sees_field(self, box: FieldBox) -> bool:
        """Whether the whole line that one would type on, or the entry that one is at, is seen."""
        place, top = self.body.place_of(box.control), round(self.body.scroll_y)
        return top <= place.y < place.bottom <= top + self.body.size.height

    @property
    def _way_on(self) -> str:
        """What the button does, and Enter on it."""
        if self._state.is_over:
            return _("Back")
        return _("Try again") if self.trouble.has_class("-fault") else self.form.button

    @property
    def takes_text(self) -> bool:
        return bool(self.boxes)

    @property
    def editing_help(self) -> str:
        if not any(isinstance(box, LineBox) for box in self.boxes):
            return ""
        return _(
            "The answer of a field that you come to is selected, and so it is by Ctrl+A: what you "
            "type replaces it, an arrow key keeps it, and Ctrl+_ brings back what was replaced."
        )

    def keys_of_actions(self) -> Iterable[Key]:
        """Behind those that nothing on the page names."""
        if self._secrets:
            yield Key(acts.shown(acts.REVEAL), _("show or hide"), "screen.reveal")
        if self._proposers:
            wanted = any(box.control is self.focused for box in self._proposers)
            yield Key("Ctrl+P", _("propose a phrase"), "screen.propose", needed=wanted)
        if (box := self._line) is not None:
            if box.line.is_replaced_next:
                yield Key("→", _("edit"), "screen.amend", needed=box.has_class("-fault"))
            if box.line.can_bring_back:
                yield Key("Ctrl+_", _("undo typing"), "screen.bring_back", in_help=True)
        is_refused = any(box.has_class("-fault") for box in self.boxes)
        for key in super().keys_of_actions():
            instead = is_refused and key.name == acts.shown(acts.ANEW)
            yield key._replace(needed=instead)  # of the answer that was refused

    def own_keys(self) -> Iterable[Key]:
        for captcha in self._captchas[:1]:
            if captcha.field.asks:
                yield Key(acts.shown(acts.ANEW), _("another question"), "screen.another_question")
            if captcha.field.compute is not None and not captcha.is_found:
                yield Key("Ctrl+O", _("let the computer answer"), "screen.compute")

    @property
    def _line(self) -> LineBox | None:
        """The field with the focus, where it is answered on one line."""
        lines = (box for box in self.boxes if isinstance(box, LineBox))
        return next((box for box in lines if box.control is self.focused), None)

    def on_line_input_changes(self) -> None:
        self.show_keys()

    def action_choose(self) -> None:
        """The footer's arrows, clicked."""
        if isinstance(self.focused, Radio):
            self.focused.action_move(1)

    def action_amend(self) -> None:
        if self._line is not None:
            self._line.amend()

    def action_bring_back(self) -> None:
        if self._line is not None:
            self._line.line.action_bring_back()

    def first_focus(self) -> None:
        named = {box.field.name: box for box in self._secrets}
        for box in self._secrets:
            box.other = named.get(box.field.repeats)
            if box.other is not None:
                box.add_class("-repeats")
                box.other.add_class("-repeated")
            box.compare()
        # It opens at its top. What is typed then brings its field into sight.
        self.body.shows_notice = True
        self.set_focus(self._first, scroll_visible=False)
        self.watch(self.body, "scroll_y", self.show_keys, init=False)
        self.watch(self.body, "virtual_size", self._heed_growth, init=False)
        self.screen_layout_refresh_signal.subscribe(self, self._tell_below)

    def make_ready(self) -> None:
        self.body.voter_scrolled = not self.resume_in_sight and not all(
            self._sees_field(box) for box in self.boxes if box.control is self.focused
        )
        super().make_ready()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """With the first answer, all that stands above it is in sight again, as far as both
        fit: a round by Tab ends where the form began. An error that is new comes first."""
        for box in self.boxes:
            if box.control is event.widget:
                if box is self.boxes[0]:
                    self.body.scroll_home(animate=False, immediate=True)
                    box.control.scroll_visible(animate=False, immediate=True)
                box.show_new_error()
        for captcha in self._captchas:
            comes_to_it = captcha.control is event.widget and not captcha.value
            if comes_to_it and captcha.has_expired:
                self._begin(self._renew(captcha))
        self._show_secrets()

    def dress(self) -> None:
        super().dress()
        for box in self.boxes:
            box.dress()

    # --- Answers and errors -------------------------------------------------------------

    def state(self) -> FormState[Any]:
        """What is typed now, and what it says."""
        for box in self.boxes:
            self._state.type(box.field.name, box.value)
        outdated = self._state.outdate()
        for box in self.boxes:
            if box.field.name in outdated:
                box.put(NO_SECRET)
        return self._state

    def complain(self, refusal: Refused) -> None:
        """Show each error at its field; the first of them takes the focus."""
        self._untouched.clear()
        of: dict[str, list[FieldError]] = {box.field.name: [] for box in self.boxes}
        general = [error for error in refusal.errors if error.field not in of]
        blamed = {box.field.name: box.blames.field.name for box in self.boxes}
        for error in refusal.errors:
            there = of.get(blamed.get(error.field, ""), [])
            if not there or blamed[error.field] == error.field:  # its own comes first, alone
                there.append(error)
        for captcha in self._captchas:
            name = captcha.field.name
            if name in refusal.questions:
                captcha.ask(refusal.questions[name])
        for box in self.boxes:
            box.complain(*of[box.field.name])
            if of[box.field.name]:
                box.expect_anew()
        self._head()
        self.trouble.set_class(bool(general), "-fault")
        self.trouble.say(in_a_row(general, between="\n"))
        if not self.under_way:
            self.button.label = self._way_on
            self.show_keys()
        faulty = next((box for box in self.boxes if of[box.field.name]), None)
        self.set_focus(faulty.control if faulty else self.button)
        self._show_error(faulty)

    def _show_error(self, box: FieldBox | None) -> None:
        """Lead to it, or to the button, once the error has its rows."""
        once_laid_out(self, self._lead_to, box)

    def _lead_to(self, box: FieldBox | None) -> None:
        """With the title, where there is room for both, or else with the button. Its label has the
        error for a braille display, from which a long answer ends far away."""
        if box is None:
            self.button.scroll_visible()
            return
        room = self.body.size.height
        if box.virtual_region.bottom <= room:
            self.body.scroll_home(animate=False, immediate=True)
        else:
            if self.button.virtual_region.bottom - box.virtual_region.y <= room:
                self.button.scroll_visible(animate=False, immediate=True)
            box.show_error()
        if box.control.has_focus:
            self.news.stand_on(box.label)

    def _head(self) -> None:
        """Show in the title how many answers need correcting."""
        faulty = [box for box in self.boxes if box.has_class("-fault")]
        blamed = {error.field for box in faulty for error in box.errors}
        for box in self._secrets:  # beside which stands that it differs from one that is wrong
            if box.other in faulty and box.value and box.differs:
                blamed.add(box.field.name)
        count = sum(box in faulty or box.field.name in blamed for box in self.boxes)
        what = ngettext("{n} answer to correct", "{n} answers to correct", count)
        told = f"{self.page_title}{COUNTED}{what.format(n=count)}" if count else self.page_title
        self.query_one(".title", Words).say(told)
        self._show_title()
        self.show_keys()

    # --- Enter, submit, another question ------------------------------------------------

    def on_field_box_entered(self, event: FieldBox.Entered) -> None:
        event.stop()
        if self._is_out_of_sight:
            self.body.voter_scrolled = False
            self.body.show_focus()
            self.show_keys()
            return
        box = event.box
        try:
            self.state().check(box.field)
        except Refused as refusal:
            self._refuse(box, refusal)
        else:
            self._go_on_from(box)

    def _refuse(self, box: FieldBox, refusal: Refused) -> None:
        """The answer in ``box`` is not taken: say so, and stay. In an empty field in which nothing
        was typed, nothing is wrong yet: what is wanted is said."""
        self.host.type_ahead.drop_burst()
        if box in self._untouched and not box.value:
            self.news.announce(refusal.errors[0].text)
            return
        blamed = box.blames
        if blamed is box or not blamed.has_class("-fault"):  # its own comes first
            blamed.complain(*refusal.errors)
        blamed.expect_anew()
        self._head()
        self.set_focus(blamed.control)
        self._show_error(blamed)

    def _go_on_from(self, box: FieldBox) -> None:
        """Its answer is taken: on to the next one, or to what the button does. What a submit was
        refused for stays in sight until it is typed anew."""
        box.insist(*self._state.still_refused(box.field.name))
        self._head()
        if box is self.boxes[-1]:
            self.set_focus(self.button)
            self._begin(self._submit())
        else:
            self.set_focus(self.boxes[self.boxes.index(box) + 1].control)

    def pressed(self, button: Button) -> None:
        if button is self.button:
            self._begin(self._submit())
        else:
            super().pressed(button)

    def _heed_growth(self) -> None:
        self.call_after_refresh(self._keep_focus)  # what has grown has its rows by then

    def _keep_focus(self) -> None:
        """What grows above it, be it a moment after the focus came there, does not take it out of
        sight. Where a form begins, its title may be in sight instead."""
        if not (self.body.voter_scrolled or self.body.sees_focus or self.focused is self._first):
            self.body.show_focus()

    def action_enter(self) -> None:
        """The footer's Enter, clicked: as if pressed where the focus is."""
        box = next((box for box in self.boxes if box.control is self.focused), None)
        self.post_message(Button.Pressed(self.button) if box is None else FieldBox.Entered(box))

    def action_submit(self) -> None:
        """From any field, also from within one that takes Enter for itself. Where there is none, a
        ballot may be what is sent: that takes the button."""
        if self.boxes:
            self._begin(self._submit())
        else:
            self.action_act_by("ctrl+s")

    def on_captcha_box_another_wanted(self) -> None:
        self.action_another_question()

    def action_another_question(self) -> None:
        if not self._captchas:
            self.action_act_by(acts.ANEW)
        for captcha in self._captchas[:1]:
            captcha.control.focus()
            self._begin(self._renew(captcha))

    def on_captcha_box_computer_wanted(self) -> None:
        self.action_compute()

    def action_compute(self) -> None:
        if not any(captcha.field.compute for captcha in self._captchas):
            self.action_act_by("ctrl+o")
        for captcha in self._captchas[:1]:
            compute = captcha.field.compute
            if compute is None:
                continue
            captcha.control.focus()
            work = self._compute(captcha, compute)
            self._begin(work, captcha.field.busy, captcha.control)

    def action_propose(self) -> None:
        """Show an answer that may be typed, over the form."""
        if not self._proposers:
            self.action_act_by("ctrl+p")
        elif not (self._background.under_way or self.outcome.done()):
            self._background.start(self._propose(self._proposers[0]))

    async def _propose(self, first: SecretBox) -> None:
        """Who goes back to type the phrase has it in sight: what stands in a field is replaced by
        the next key, unless it is the start of it. Who only goes back finds all as it was."""
        if first.field.propose is None or not (phrase := await first.field.propose()):
            return
        self._phrase = phrase
        for box in self._proposers:
            box.expect(phrase)
        wanting = [box for box in self._proposers if box.value != phrase]
        (wanting or self._proposers)[0].control.focus()
        self._show_secrets()

    def _show_secrets(self) -> None:
        """Below the form, the phrase that is being typed; and what is typed, where it is shown and
        longer than its field. A speech reader would be read it all with each letter."""
        typed = next((box for box in self._secrets if box.control is self.focused), None)
        told = {_("Phrase:"): self._phrase.reveal()}
        if self._shown and typed is not None and typed.is_cut:
            told[_("Typed:")] = typed.value.reveal()
        column = max(map(cell_len, told)) + 1
        place = "\n".join(f"{name:<{column}}{text}" for name, text in told.items() if text)
        if place != self.news.place:
            self.news.show_place(place)
            self.confidential = self.form.confidential or bool(place)

    async def _submit(self) -> None:
        state = self.state()
        if state.is_over:
            self.leave_to(BACK)
            return
        try:
            result = await state.submit()
        except Correct as wanted:
            for box in self.boxes:
                if box.field.name == wanted.name:
                    self.set_focus(box.control)
        except Refused as refusal:
            self.complain(refusal)
        else:
            self.departure = "", True
            self.answer(result)

    async def _renew(self, captcha: CaptchaBox) -> None:
        """Replace the captcha's question by another one."""
        try:
            question = await captcha.field.renew()
        except Refused as refusal:
            captcha.complain(*refusal.errors)
            self._show_error(captcha)
        else:
            captcha.ask(question)
            captcha.complain()
        self._head()

    async def _compute(self, captcha: CaptchaBox, compute: Compute) -> None:
        """Have the computer answer, and go on from there."""
        if captcha.has_expired:
            await self._renew(captcha)
            if captcha.has_class("-fault"):
                return
        captcha.complain()
        try:
            answer = await compute(captcha.tell_progress)
        except Refused as refusal:
            captcha.complain(*refusal.errors)
            self._show_error(captcha)
        except asyncio.CancelledError:
            captcha.complain()
            raise
        else:
            captcha.find(answer)
            captcha.complain()
            if captcha.control.has_focus:
                following = [*(box.control for box in self.boxes), self.button]
                self.set_focus(following[following.index(captcha.control) + 1])
        self._head()

    def on_field_box_edited(self, event: FieldBox.Edited) -> None:
        """An error was about the answer of before, or about one that it was to equal."""
        event.stop()
        if event.box in self._untouched:
            self._untouched.remove(event.box)
            self.news.say("")
        if self.body.voter_scrolled and event.box.control is self.focused:
            self.body.voter_scrolled = False  # who has read elsewhere goes on typing
            self.body.show_focus()
            self.show_keys()
        for box in self._secrets:
            box.compare()
            if box.other is event.box and box.has_class("-fault"):
                box.complain()
            elif box.other is not None and box is event.box:
                box.other.forget(box.field.name)
        self._show_secrets()
        self._head()

    def on_cut(self, event: Cut) -> None:
        """It is told at the answer, until that is edited."""
        event.prevent_default()
        event.stop()
        for box in self.boxes:
            if box.control is event.answer:
                box.complain(FieldError(box.field.name, event.text, event.short))
                self._head()
                self._show_error(box)

    def unsent(self) -> bool:
        return self.state().unsent()

    def action_reveal(self) -> None:
        if not self._secrets:
            self.action_act_by(acts.REVEAL)
            return
        self._shown = not self._shown
        for box in self._secrets:
            box.reveal(self._shown)
        self._show_secrets()

    def on_paste(self, event: events.Paste) -> None:
        """A paste that no answer took (the button has the focus): the link's, if any."""
        takers = [box for box in self.boxes if box.takes_stray_pastes]
        if len(takers) == 1 and self.focused is not takers[0].control:
            event.stop()
            takers[0].paste(event.text)

    # --- Waiting and leaving ------------------------------------------------------------

    def _begin(
        self, work: Coroutine[Any, Any, None], busy: str = "", at: Widget | None = None
    ) -> bool:
        """Begin it, if nothing else is under way; ``busy`` says what, where that is no submit, and
        ``at`` where, if it is told elsewhere than on the button."""
        if self._background.under_way or self.outcome.done():
            work.close()
            return False
        self.trouble.remove_class("-fault")
        self.trouble.say("")
        self.news.latest = self.news.latest[0], ""  # what is said of this wait is news
        self.button.label = busy or self.form.busy
        self._told_at = at or self.button
        self._background.start(work)
        self._tell_below()
        self.show_keys()
        return True

    def _tell(self, text: str) -> None:
        """Say that it is taking long, where nothing says how far it is."""
        self.news.inform(text)
        if any(captcha.has_class("-told") for captcha in self._captchas):
            return
        self.trouble.say(text)
        self._tell_below()

    def _tell_below(self, _screen: Screen[Any] | None = None) -> None:
        """Tell what is under way in the status line too, as long as not all that says so is in
        sight. It is called with each layout, and whenever there is something else to tell; what was
        announced stays there until the next key."""
        if not self.under_way or self.news.unread is self.news.line:
            return
        late = str(self.trouble.content)
        text, shown = f"{self.button.label} {late}".rstrip(), self.news.text
        says = [self._told_at, self.trouble] if late else [self._told_at]
        if not all(self.body.region.contains_region(widget.region) for widget in says):
            if shown != text:
                self.news.say(text, news=False)
                self._told_below = text
        elif self._told_below and self._told_below == shown:
            self.news.say("")  # it would be there twice, and may cover how far it is

    def _rest(self) -> None:
        """No task is running any more: what was meant for it, and comes now, does nothing."""
        if self.outcome.done():
            return  # the next screen replaces this one: leave it as it is
        self.host.type_ahead.drop_burst()
        fault = self.trouble.has_class("-fault")
        self.button.label = self._way_on
        self.show_keys()
        if not fault:
            self.trouble.say("")
        if self._stops:
            # With the button's label: a reader that is told of that first drops what follows it.
            self.news.announce(_("Stopped. What you typed has been kept."))
        else:
            self.end_wait()
        self._stops = False

    def on_screen_suspend(self) -> None:
        self._background.pause()

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        # Textual calls each class's own: no super() here.
        self._background.watch()

    async def action_back(self) -> None:
        """Esc: stop what is under way and stay; otherwise go back."""
        if self._background.under_way:
            self._stops = True
            await self._background.stop()
        else:
            await super().action_back()

    def escapes(self) -> str:
        if self.under_way:
            return _("stop")
        return super().escapes()

    def resume(self) -> None:
        super().resume()
        for box in self.boxes:
            if box.field.name == self.resume_at:
                self.set_focus(box.control)

    def resume_point(self) -> str | None:
        return next((box.field.name for box in self.boxes if box.control is self.focused), None)

    def leave_to(self, where: str) -> None:
        self.note_departure(where)
        self.answer(self.state().leave(where))

    @property
    def under_way(self) -> bool:
        return self._background.under_way

    @property
    def is_waiting(self) -> bool:
        return self.under_way and self.focused is self.button

    def ignores(self, event: events.Key | events.Paste | events.MouseDown) -> bool:
        """While an answer is on its way nothing is typed, chosen or pressed, and nothing is sent a
        second time."""
        if not self.under_way or isinstance(event, events.Paste):
            return self.under_way
        if isinstance(event, events.MouseDown):
            pressed = self.get_style_at(event.x, event.y).meta.get("@click", "")
            is_bar = isinstance(self.get_widget_at(event.x, event.y)[0], ScrollBar)
            return not is_bar and not _works_meanwhile(pressed)
        bound = self.active_bindings.get(event.key)
        if bound is None:
            return event.key != Keys.Ignore  # which is none, but a terminal's report
        return bound.node not in (self, self.app) or not _works_meanwhile(bound.binding.action)

    def _described(self) -> Described | None:
        """With the button, what went wrong that is no answer's fault."""
        told = super()._described()
        wrong = str(self.trouble.content) if self.trouble.has_class("-fault") else ""
        at_button = told is not None and self.focused is self.button
        return replace(told, error=wrong) if told is not None and at_button else told

    async def settle(self) -> None:
        await self._background.stop()
        for box in self._secrets:
            box.settle()


def _works_meanwhile(action: str) -> bool:
    """Whether the ``action`` of a key, or of a click on its name in the footer, does."""
    return action.partition("(")[0].rpartition(".")[2] in MEANWHILE


def _in_lines(text: Text) -> Text:
    """Each part on a line of its own: an address is not to be torn from what it is called."""
    return text.replace(PART, "\n") if isinstance(text, str) else text
