"""Ask a form field by field, until its ``submit`` accepts the answers."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from tui_voter.conversation.filling import Filling
from tui_voter.conversation.trail import NOTHING, Texts
from tui_voter.dialogue import (
    BACK,
    Action,
    CaptchaField,
    Correct,
    FieldError,
    Form,
    Left,
    Refused,
    Role,
    SecretField,
    Took,
    Typed,
    Verbatim,
)
from tui_voter.linear.choices import (
    enter,
    from_one_to,
    not_listed,
    number_in,
    numbered,
    or_enter,
)
from tui_voter.linear.commands import SLASH, pair
from tui_voter.linear.fields import field_talk
from tui_voter.linear.fields.base import FieldTalk
from tui_voter.linear.prompts import Remark
from tui_voter.linear.scene import Question, Scene
from tui_voter.linear.spoken import saying
from tui_voter.linear.voice import Voice
from tui_voter.linear.waiting import Abandoned, abandoned
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext
from tui_voter.secret import Secret

T = TypeVar("T")


class FormTalk(Generic[T]):
    """One :class:`Form` while it is filled in: asks for its answers, and says what is wrong."""

    def __init__(self, voice: Voice, form: Form[T], earlier: Texts = NOTHING) -> None:
        """``earlier`` is what the voter had typed when they left the form before."""
        self._voice = voice
        self._form = form
        self._filling = filling = Filling(form, earlier)
        self._scene = scene = Scene(form)
        self._fields = {f.name: field_talk(voice, scene, filling, f) for f in form.fields}
        self.typed: Typed | None = None
        """What the voter had typed when they left the form without submitting it."""
        self._remark: Remark | None = None
        """The remark of the next prompt, unless the field that it asks for has an error."""

    @property
    def is_begun(self) -> bool:
        """Whether something is typed that the form has not accepted."""
        return self._scene.is_begun or self._filling.is_begun

    async def run(self) -> T | Left:
        """Ask and submit until the answers are accepted or the voter leaves the form."""
        form, voice = self._form, self._voice
        voice.telling.open(self._scene)
        voice.telling.say(*voice.telling.intro_of(self._scene))
        if form.fields and not isinstance(form.fields[0], SecretField):
            voice.telling.tell_commands((), form.actions)
        voice.telling.say(*self._ways())
        ready = bool(form.fields)
        while True:
            way = await self._ask_wanted()
            if way is None and not ready:
                way = await self._ask_to_submit()
                if way is None and self._filling.wanted:
                    ready = True
                    continue
            if way is not None:
                self._filling.forget_refused()
                return self._leave(way)
            self._scene.failure = self._scene.delay = ""
            try:
                return await voice.waiting.wait_for(self._filling.submit(), form.busy)
            except Correct:
                if voice.asking.goes_home:
                    return self._leave(BACK)
            except Refused:
                self._tell_refusal()
            except Abandoned:
                self._remark = Remark(
                    _("Waiting was stopped; nothing is lost. Press Enter to try again."),
                    abandoned().short,
                )
            ready = bool(self._filling.wanted)

    def _leave(self, way: Left) -> Left:
        self.typed = self._filling.leave()
        return way

    def _ways(self) -> list[str]:
        """The lines for the ways on from a form without fields; the first one submits it."""
        form = self._form
        if form.fields:
            return []
        if form.actions:
            labels = [form.button, *(action.label for action in form.actions)]
            numbers = [numbered(number, label) for number, label in enumerate(labels, 1)]
            return [*numbers, enter("1")]
        return [enter(form.button)]

    async def _ask_wanted(self) -> Left | None:
        """Ask for all missing answers. Returns how the voter leaves the form, if they do."""
        self._voice.telling.come_back(self._scene)
        last = ""
        while wanted := self._filling.wanted:
            talk = self._fields[wanted[0]]
            self._scene.reopens = self._filling.has_before(wanted[0])
            given = await talk.ask(self._remark_on(wanted[0]))
            if given is Role.BACK:
                if self._voice.asking.goes_home or not self._filling.go_back(wanted[0]):
                    return BACK
            elif isinstance(given, Action):
                return Took(given.name)
            elif isinstance(given, str | Secret):
                last = wanted[0]
                await self._take(talk, given)
        self._scene.reopens = False
        self._tell_captcha_kept(last)
        return None

    def _tell_captcha_kept(self, last: str) -> None:
        """Say that the answer to a captcha is kept, if it is after the field answered ``last`` and
        so was not asked again."""
        names = [*self._fields]
        for name in names[names.index(last) + 1 if last else len(names) :]:
            talk, answer = self._fields[name], self._filling[name]
            if isinstance(talk.field, CaptchaField) and isinstance(answer, str) and talk.was_asked:
                kept = _("Your answer to the captcha is kept: {answer}")
                self._voice.telling.say(saying(kept, answer=Verbatim(answer)))

    async def _take(self, talk: FieldTalk[Any], given: str | Secret) -> None:
        """Take in an answer. A kept one was assessed when it was first given."""
        name = talk.field.name
        if given != self._filling.kept(name):
            try:
                await talk.assess(given)
            except Abandoned:
                self._filling.type(name, given)
                self._remark = abandoned()
                return
        error = self._filling.take(name, given).error
        if error is not None and not self._filling.errors(self._filling.wanted[0]):
            self._remark = self._remark_of(error)

    def _remark_on(self, name: str) -> Remark | None:
        """The remark of the prompt that asks for the field ``name``: its error, if it has one."""
        remark, self._remark = self._remark, None
        errors = self._filling.errors(name)
        if errors and remark is not None:
            self._voice.telling.notify(remark.text)
        return self._remark_of(errors[0]) if errors else remark

    def _tell_refusal(self) -> None:
        """After a refused submit, keep errors that concern no field for the next prompt. The other
        errors are said when their fields are asked again."""
        filling = self._filling
        for error in filling.trouble:
            self._remark = self._remark_of(error)
            self._scene.failure = self._remark.says
        wrong = len(filling.wrong)
        if wrong > 1:
            self._voice.telling.notify(
                ngettext("{count} answer to correct.", "{count} answers to correct.", wrong).format(
                    count=wrong
                )
            )

    def _remark_of(self, error: FieldError) -> Remark:
        """The remark on an error. If the error names an action, the action's word is added."""
        remark, label = Remark.of(error), _("“{name}”")
        asked = error.field if error.field in self._fields else next(iter(self._filling.wanted), "")
        worded = self._fields[asked].worded() if asked else self._scene.worded
        actions = [action for action in worded if action.word]
        named = [action for action in actions if label.format(name=action.label) in error.text]
        if not named:
            return remark
        words = [pair(SLASH + action.word, action.label) for action in named]
        return remark._replace(says=lambda: " ".join([error.text, *words]))

    async def _ask_to_submit(self) -> Left | None:
        """Ask whether to submit, or to submit the same answers again after a refusal. Returns None
        to submit, or how the voter leaves the form."""
        remark, self._remark = self._remark, None
        form, is_over = self._form, self._filling.is_over
        actions = () if form.fields or is_over else form.actions
        last = len(actions) + 1 if actions else 0
        ways = [_("Enter")]
        if is_over:
            ways = [_("Enter to go back"), *ways]
        elif remark:
            ways = [_("Enter to retry"), *ways]
        if last:
            numbers = from_one_to(last)
            ways = [*or_enter(numbers), numbers]
        resubmits = bool(remark and form.fields and not is_over)
        while True:
            heard = await self._voice.asking.hear(
                self._scene,
                Question(
                    ways,
                    where=lambda: [self._scene.title, *self._scene.intro, *self._ways()],
                    remark=remark,
                    words=len(form.fields) == 1,
                    help=_("Enter sends your answers again, as they are.") if resubmits else None,
                ),
            )
            if isinstance(heard, Action):
                return Took(heard.name)
            if heard is Role.BACK:
                return BACK
            text = str(heard).strip()
            number = number_in(text)
            if last and number == 1:
                return None
            if last and number is not None and 1 < number <= last:
                return Took(actions[number - 2].name)
            if not text:
                return BACK if is_over else None
            if not is_over and await self._take_elsewhere(text):
                return None
            remark = not_listed(last) if last else _only_enter()

    async def _take_elsewhere(self, text: str) -> bool:
        """Take ``text`` as a new answer to the form's only field, unless that is hidden."""
        if len(self._form.fields) != 1:
            return False
        (talk,) = self._fields.values()
        answer = talk.as_answer(text)
        if answer is not None:
            await self._take(talk, answer)
        return answer is not None


def _only_enter() -> Remark:
    """The remark on an answer where nothing is asked for."""
    return Remark(_("Only Enter and the commands are accepted here."), _("not understood"))
