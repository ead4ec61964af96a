"""A form on the screen, kept open until its submit accepts the answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType

from tui_voter.conversation.filling import BUTTON, Filling
from tui_voter.conversation.trail import NOTHING, Stand, Texts
from tui_voter.conversation.ways import Now, Way
from tui_voter.dialogue import (
    BACK,
    PART,
    CaptchaField,
    ChoiceField,
    Correct,
    FieldError,
    Form,
    Left,
    Opened,
    Refused,
    Role,
    SecretField,
    Text,
)
from tui_voter.fullscreen import keys
from tui_voter.fullscreen.fields import field_box
from tui_voter.fullscreen.fields.base import FieldBox, LineBox
from tui_voter.fullscreen.screens.working import WorkingScreen
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.chrome import COUNTED, Key, KeysRow
from tui_voter.fullscreen.widgets.line_input import Cut, LineInput
from tui_voter.fullscreen.widgets.sight import FOCUS, TOP, Together, Wanted
from tui_voter.fullscreen.widgets.words import TICK, Words
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext, within_a_sentence

if TYPE_CHECKING:
    from tui_voter.fullscreen.fields.captcha import CaptchaBox
    from tui_voter.fullscreen.fields.secret import SecretBox


class FormScreen(WorkingScreen):
    """One :class:`Form`.

    Its :class:`Filling` decides what happens to the answers. The screen passes it every answer and
    key, shows the resulting state, and moves the focus where the filling says. It does so at once,
    so that even the fastest typing lands in the right field.
    """

    CSS_PATH = ["form.tcss"]  # noqa: RUF012 - as in Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "to_top", show=False),
        Binding("end", "to_end", show=False),
    ]

    def __init__(self, form: Form[Any], earlier: Texts = NOTHING) -> None:
        """``earlier`` is what the voter had typed when they left the form before."""
        super().__init__(form)
        self.form = form
        self._filling = Filling(form, earlier, changed=self._show_changed)
        self.boxes = [
            field_box(f._replace(value=earlier[f.name]) if f.name in earlier else f)
            for f in form.fields
        ]
        kinds = dict.fromkeys(box.stylesheet for box in self.boxes if box.stylesheet)
        self.css_path = [
            *self.css_path,
            *(Path(__file__).parents[1] / "fields" / kind for kind in kinds),
        ]
        self._secrets = cast(
            "list[SecretBox]", [b for b in self.boxes if isinstance(b.field, SecretField)]
        )
        for secret in self._secrets:
            secret.pair(self._filling.repeats)
        captchas = (b for b in self.boxes if isinstance(b.field, CaptchaField))
        self._captcha = cast("CaptchaBox | None", next(captchas, None))
        for box, screen in (("-judged", "-judging"), ("-long", "-choosing")):
            self.set_class(any(b.has_class(box) for b in self.boxes), screen, update=False)
        self._first = self.boxes[0].control if self.boxes else self.button
        """The widget that has the focus when the form opens."""
        self._reveals = False
        """Whether the voter has asked to see the hidden answers."""

    # --- What is seen -------------------------------------------------------------------

    def compose_body(self) -> Iterable[Any]:
        yield from self.compose_intro()
        yield from self.boxes
        yield self.trouble
        yield self.button
        yield from self.buttons(classes="beside")

    def compose_intro(self) -> Iterable[Any]:
        """What stands above the fields."""
        return (Words(text, classes="prose") for text in self.intro)

    @property
    def intro(self) -> Iterable[Text]:
        """The texts of the form, each part on its own line, so that an address stays next to its
        name."""
        texts = self.form.intro
        return (t.replace(PART, "\n") if isinstance(t, str) else t for t in texts)

    def keys(self) -> Iterable[Key]:
        return self._keys(sees=self._sees_focus)

    def _keys(self, *, sees: bool) -> Iterable[Key]:
        """The keys, where the control that has the focus is in sight or not."""
        if not self.under_way:
            yield from self._keys_at_focus(sees=sees)
        yield from super().keys()
        at_button = isinstance(self.focused, Button)
        for key in self.body.keys_to_scroll() if at_button else self.body.keys_to_turn():
            turns = key.action == "screen.turn(1)"
            yield key._replace(needed=turns and not (self.boxes and sees))
        tabs = [_("Tab")] * (not self._keeps_enter) + [_("Shift+Tab")]
        arrows = ["↑ ↓"] * isinstance(self.focused, (LineInput, Button))
        name, all_names = (arrows or tabs)[0], " ".join(arrows + tabs)
        yield Key(name, _("move"), "screen.move(1)", all_names=all_names)

    @property
    def button_keys(self) -> Sequence[str]:
        at_captcha = self._captcha.links if self._captcha is not None else ()
        return [*super().button_keys, *map(keys.shown, at_captcha)]

    @property
    def _sees_focus(self) -> bool:
        """Whether the control that has the focus is in sight, or would be with the keys that it
        then has: their rows follow from what is in sight, and do not decide it."""
        if self.focused is None:
            return False
        spared = self.query_one(KeysRow).spared_by([*self._keys(sees=True)])
        return self.body.sees_focus_in(self.body.size.height + spared)

    def _keys_at_focus(self, *, sees: bool) -> Iterable[Key]:
        """The keys of the control that has the focus, which change or check its answer."""
        box = self._at
        if box is not None and isinstance(box.field, ChoiceField):
            yield Key("↑ ↓", _("choose"), "focused.move(1)", needed=True)
        if self._keeps_enter:
            yield Key(_("Tab"), _("next"), "app.focus_next", needed=self._leads_to_next)
            return
        does = within_a_sentence(self._filling.button)
        if self._is_unread and not sees:
            does = _("go to the field")
        elif box is not None and self._leads_to_next:
            does = _("check") if box.errors else _("next")
        yield self.key_of_enter(does, "screen.enter")

    @property
    def _keeps_enter(self) -> bool:
        """Whether Enter begins a new line in the field that has the focus."""
        return self._at is not None and self._at.takes_enter

    @property
    def _leads_to_next(self) -> bool:
        """Whether there is a field after the one that has the focus."""
        return self._at is not None and self._at is not self.boxes[-1]

    @property
    def now(self) -> Now:
        captcha = self._captcha
        computed = captcha is not None and self._filling.is_computed(captcha.field.name)
        return Now(self._filling.button, under_way=self.under_way, computed=computed)

    def key_of(self, way: Way, role: Role) -> Key:
        """The footer has the key that submits where Enter may not; help has it everywhere."""
        key = super().key_of(way, role)
        match role:
            case Role.SUBMIT:
                in_help = not any(box.takes_enter for box in self.boxes)
                needed = self._keeps_enter and not self._leads_to_next
                return key._replace(needed=needed, in_help=in_help)
            case Role.PROPOSE:
                at = self._at is not None and self._at.field.name in self._filling.proposing
                return key._replace(needed=at)
            case Role.RENEW if way.action is not None:  # it replaces a refused answer
                return key._replace(needed=any(box.errors for box in self.boxes))
        return key

    def other_keys(self) -> Iterable[Key]:
        """The keys that edit the line that has the focus."""
        if isinstance(box := self._at, LineBox) and not self.under_way:
            if box.line.is_replaced_next:
                yield Key("→", _("edit"), "focused.end", needed=bool(box.errors))
            if box.line.can_bring_back:
                yield Key("Ctrl+_", _("undo typing"), "focused.bring_back", in_help=True)

    @property
    def _at(self) -> FieldBox | None:
        """The field that has the focus, if any."""
        return next((box for box in self.boxes if box.control is self.focused), None)

    @property
    def _is_unread(self) -> bool:
        """Whether an empty field has the focus, and the voter still reads. Where that field is
        further down, Enter brings it into sight instead of moving on."""
        box = self._at
        return box is not None and not box.value and self.is_ready and self.body.wanted is not FOCUS

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

    def on_line_input_changes(self) -> None:
        self.show_keys()

    def first_focus(self) -> None:
        for box in self.boxes:
            box.show(self.filling)
        for box in self.boxes[:1]:  # going round by Tab ends where the form began
            box.head = self.body.children[0]
        self.set_focus(self._first)
        if self._captcha is not None:
            self.set_interval(TICK, partial(self._look_at_time, self._captcha))

    def _look_at_time(self, captcha: CaptchaBox) -> None:
        """Show at the captcha that its time is over, once it is."""
        if not self.under_way:
            captcha.show(self._filling)

    @property
    def opens_at(self) -> Wanted:
        """The top, wherever the first field is."""
        return TOP

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Renew an expired captcha when the focus reaches it."""
        box = self._captcha
        is_empty = box is not None and box.control is event.widget and not box.value
        if box is not None and is_empty and self._filling.is_running_out(box.field.name):
            self.begin_work(self._renew(box))
        self._show_secrets()

    def restyle(self) -> None:
        super().restyle()
        for box in self.boxes:
            box.restyle()

    # --- Answers and errors -------------------------------------------------------------

    @property
    def filling(self) -> Filling[Any]:
        """The form's state with the answers as typed now: Textual reports changes late."""
        for box in self.boxes:
            self._filling.type(box.field.name, box.value)
        return self._filling

    def _box(self, name: str) -> FieldBox:
        return next(box for box in self.boxes if box.field.name == name)

    def _go_to(self, name: str) -> None:
        self.set_focus(self.button if name == BUTTON else self._box(name).control)

    def _show_changed(self, name: str) -> None:
        self._box(name).show(self._filling)

    def _show_errors(self) -> None:
        """Show each field's errors beside it, the number of answers to correct in the title, and
        errors of the form as a whole above the button."""
        filling = self.filling
        for box in self.boxes:
            box.show(filling)
        count = len(filling.wrong)
        what = ngettext("{n} answer to correct", "{n} answers to correct", count)
        title = f"{self.page_title}{COUNTED}{what.format(n=count)}" if count else self.page_title
        self.query_one(".title", Words).say(title)
        self.show_heading()
        if filling.trouble or not self.under_way:
            self.show_trouble(filling.trouble)
        if not self.under_way:
            self.button.label = filling.button
        self.show_keys()

    def complain(self, refusal: Refused) -> None:
        """Show why a submit was refused."""
        self.filling.refuse(refusal)
        self._show_refusal()

    def _show_refusal(self) -> None:
        """Show the errors and move the focus to the first field that has one."""
        self._show_errors()
        faulty = [box for box in self.boxes if box.errors]
        for box in faulty:
            box.expect_new_answer()
        self._go_to(faulty[0].field.name if faulty else BUTTON)
        for box in faulty[:1]:
            self._show_error(box)

    def _show_error(self, box: FieldBox) -> None:
        """Keep this field in sight together with the title if both fit, or else with the button. A
        braille display moves to the label, which has the short form of the error: the cursor itself
        is at the end of the answer, which may be far away."""
        around = box.note, box.label, box, self.body.children[0], self.button
        self.body.want(Together((box.control, *around)))
        if box.control is self.focused:
            self.news.point_at(box.label)

    # --- Enter, submit, another question ------------------------------------------------

    def on_field_box_entered(self, event: FieldBox.Entered) -> None:
        event.stop()
        if self._is_unread and not self._sees_focus:
            self.body.show_focus()
            self.show_keys()
            return
        box, entered = event.box, self.filling.enter(event.box.field.name)
        if entered.error is not None:
            self.host.type_ahead.drop_burst()
            box = self._box(entered.goes_to)
            if not self._filling.errors(entered.goes_to):  # nothing is wrong yet
                self.news.announce(entered.error.text)
                return
            box.expect_new_answer()
        self._show_errors()
        box.set_class(entered.error is not None, "-fresh")
        self._go_to(entered.goes_to)
        if entered.error is not None:
            self._show_error(box)
        if entered.goes_to == BUTTON:
            self.begin_work(self._submit())

    def pressed(self, button: Button) -> None:
        if button is self.button:
            self.begin_work(self._submit())
        else:
            super().pressed(button)

    def action_enter(self) -> None:
        """Do what the Enter key would do, because Enter in the footer was clicked."""
        at = self._at
        self.post_message(Button.Pressed(self.button) if at is None else FieldBox.Entered(at))

    async def on_captcha_box_wanted(self, event: CaptchaBox.Wanted) -> None:
        await self.action_obey(event.role.name)

    async def take(self, way: Way) -> None:
        captcha = self._captcha
        match way.role:
            case Role.SUBMIT:
                self.begin_work(self._submit())
            case Role.REVEAL:
                self._reveal()
            case Role.PROPOSE if not self.outcome.done():
                self._background.start(self._propose())
            case Role.RENEW if captcha is not None and way.action is None:
                captcha.control.focus()
                self.begin_work(self._renew(captcha))
            case Role.COMPUTE if captcha is not None:
                captcha.control.focus()
                self.begin_work(self._compute(captcha), captcha.field.busy, captcha.control)
            case _:
                await super().take(way)

    async def _propose(self) -> None:
        """Propose a phrase. If the voter accepts it, it stays in sight while they type it, and the
        next key replaces the field's answer, unless that is already the start of the phrase."""
        filling = self.filling
        if to := await filling.propose():
            for box in self._secrets:
                if box.field.name in filling.proposing:
                    box.expect_phrase(filling.phrase)
            self._go_to(to)
            self._show_secrets()

    def _show_secrets(self) -> None:
        """Show the accepted phrase in the status line, as long as the voter is where it is typed,
        and a revealed answer that is longer than its field. Neither is announced: a speech reader
        would repeat all of it at each letter."""
        typed = next((box for box in self._secrets if box.control is self.focused), None)
        shown = {}
        if typed is not None and self._filling.takes_phrase(typed.field.name):
            shown[_("Phrase:")] = self._filling.phrase.reveal()
        if self._reveals and typed is not None and typed.is_truncated:
            shown[_("Typed:")] = typed.value.reveal()
        column = max(map(cell_len, shown), default=0) + 1
        text = "\n".join(f"{name:<{column}}{value}" for name, value in shown.items() if value)
        if text != self.news.default:
            self.news.set_default(text)
            self.confidential = self.form.confidential or bool(text)

    async def _submit(self) -> None:
        filling = self.filling
        if filling.is_over:
            self.leave_by(BACK)
            return
        try:
            result = await filling.submit()
        except Correct as wanted:
            if wanted.name:
                self._go_to(wanted.name)
        except Refused:
            self._show_refusal()
        else:
            await self.conclude(result)

    async def conclude(self, result: Any) -> None:
        """Answer with the ``result`` of a submit that was accepted."""
        self.answer(result)

    async def _renew(self, captcha: FieldBox) -> None:
        """Replace the captcha's question with another one."""
        if not await self.filling.renew(captcha.field.name):
            self._show_error(captcha)

    async def _compute(self, captcha: CaptchaBox) -> None:
        """Let the computer answer the captcha, then move the focus to the next field."""
        name = captcha.field.name
        if not await self.filling.compute(name, captcha.tell_progress):
            self._show_error(captcha)
        elif captcha.control.has_focus:
            self._go_to(self._filling.after(name))

    def on_field_box_edited(self, event: FieldBox.Edited) -> None:
        event.stop()
        if event.box.control is self.focused:
            self.body.show_focus()
        self._show_errors()
        self._show_secrets()

    def on_cut(self, event: Cut) -> None:
        """Show at the field that a paste was cut off, until its answer is edited."""
        event.prevent_default()
        event.stop()
        for box in self.boxes:
            if box.control is event.answer:
                self.filling.complain(FieldError(box.field.name, event.text, event.short))
                self._show_errors()
                self._show_error(box)

    @property
    def is_begun(self) -> bool:
        return self.filling.is_begun

    def _reveal(self) -> None:
        """Show the hidden answers, or hide them again."""
        self._reveals = not self._reveals
        for box in self._secrets:
            box.reveal(self._reveals)
        self._show_secrets()

    def on_paste(self, event: events.Paste) -> None:
        """Give a paste that arrives while no field has the focus to the field for a link."""
        takers = [box for box in self.boxes if box.takes_stray_pastes]
        if len(takers) == 1 and self.focused is not takers[0].control:
            event.stop()
            takers[0].paste(event.text)

    @property
    def shows_progress(self) -> bool:
        return self._captcha is not None and self._captcha.has_class("-working")

    def show_outcome(self) -> None:
        if self._captcha is not None:
            self._captcha.end_progress()
        self._show_errors()

    # --- Leaving ------------------------------------------------------------------------

    def resume(self) -> None:
        super().resume()
        if any(box.field.name == self.resume_at for box in self.boxes):
            self._go_to(self.resume_at)

    def resume_point(self) -> str | None:
        return None if self._at is None else self._at.field.name

    def stand_by(self, way: Opened | Left) -> Stand:
        return super().stand_by(way)._replace(typed=self.filling.leave())

    async def settle(self) -> None:
        await super().settle()
        for box in self._secrets:
            box.settle()
