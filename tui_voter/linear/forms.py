"""A form, told field by field, kept open until its ``submit`` accepts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from tui_voter.conversation.filling import FormState
from tui_voter.dialogue import (
    BACK,
    Action,
    CaptchaField,
    ChoiceField,
    Correct,
    Field,
    FieldError,
    Form,
    Left,
    Refused,
    SecretField,
    Verbatim,
)
from tui_voter.linear.choices import enter, from_one_to, not_listed, number_in, numbered
from tui_voter.linear.commands import SLASH, Command, pair
from tui_voter.linear.fields import field_talk
from tui_voter.linear.fields.base import FieldTalk
from tui_voter.linear.prompts import Remark
from tui_voter.linear.scene import Question, Scene
from tui_voter.linear.spoken import saying
from tui_voter.linear.voice import Voice
from tui_voter.linear.waiting import Abandoned, abandoned
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext
from tui_voter.secret import NO_SECRET, Secret

T = TypeVar("T")


class FormTalk(Generic[T]):
    """The answers so far, what is still to be asked, and what was wrong."""

    def __init__(self, voice: Voice, form: Form[T]) -> None:
        self._voice = voice
        self._form = form
        self._scene = Scene(form)
        self._scene.unsent = self._unsent
        self._state = FormState(form)
        self._talks = {f.name: field_talk(voice, self._scene, f) for f in form.fields}
        for place, talk in enumerate(self._talks.values()):
            talk.follows = place > 0
            if talk.repeats in self._talks:
                talk.repeated = self._talks[talk.repeats].names[0]
        self._to_ask = [*self._talks]
        self._remarks: dict[str, Remark] = {}
        self._whole: Remark | None = None  # what is wrong with the form as a whole

    def _unsent(self) -> bool:
        for name, talk in self._talks.items():
            self._take_begun(name, talk)
        self._keep_what_stands()
        return self._state.unsent()

    def _take_begun(self, name: str, talk: FieldTalk[Any]) -> None:
        if (text := talk.begun()) is not None:
            self._state.type(name, text)

    async def hold(self) -> T | Left:
        """Ask and submit until it is accepted or left."""
        with self._voice.asking.filling_in(self._scene):
            return await self._hold()

    async def _hold(self) -> T | Left:
        form, voice = self._form, self._voice
        voice.telling.open(self._scene)
        voice.telling.say(*voice.telling.intro_of(self._scene))
        if self._to_ask and not isinstance(self._talks[self._to_ask[0]].field, SecretField):
            voice.telling.tell_commands((), form.actions)
        voice.telling.say(*self._ways())
        ready = bool(form.fields)
        while True:
            instead = await self._ask_open() if self._to_ask else None
            if instead is None and not ready:
                instead = await self._ask_to_submit()
                if instead is None and self._to_ask:
                    ready = True
                    continue
            if instead is not None:
                self._keep_what_stands()
                return self._state.leave(instead)
            self._scene.failure = self._scene.delay = ""
            try:
                return await voice.waiting.wait_for(self._state.submit(), form.busy)
            except Correct as wanted:
                if voice.asking.goes_home:
                    return self._state.leave(BACK)
                self._correct(wanted.name)
            except Refused as refusal:
                self._refuse(refusal)
            except Abandoned:
                self._whole = Remark(
                    _("Waiting was stopped; nothing is lost. Press Enter to try again."),
                    abandoned().short,
                )
            ready = bool(self._to_ask)

    def _ways(self) -> list[str]:
        """What can be done where nothing is asked for: the first way submits."""
        form = self._form
        if form.fields:
            return []
        if form.actions:
            labels = [form.button, *(action.label for action in form.actions)]
            numbers = [numbered(number, label) for number, label in enumerate(labels, 1)]
            return [*numbers, enter("1")]
        return [enter(form.button)]

    async def _ask_open(self) -> str | None:
        """Ask what is to be asked; where the voter goes instead, when they leave."""
        self._voice.telling.come_back(self._scene)
        last = ""
        while self._to_ask:
            name = self._to_ask[0]
            talk = self._talks[name]
            talk.is_last = len(self._to_ask) == 1
            talk.question = self._chosen_for(talk.field) or talk.question
            given = await talk.ask(self._remark_on(name))
            self._take_begun(name, talk)  # also on the way out
            if given is Command.BACK and self._voice.asking.goes_home:
                return BACK
            if given is Command.BACK:
                if (before := self._before(name)) is None:
                    return BACK
                self._to_ask = [*before, *self._to_ask]
                self._keep(before)
                continue
            if isinstance(given, Action):
                return given.name
            if isinstance(given, str | Secret):
                last = name
                self._to_ask.remove(name)
                is_kept = bool(talk.kept) and given == talk.kept
                self._with_what_repeats(name, given, is_kept=is_kept)
                await self._take(name, given, is_kept=is_kept)
        self._tell_captcha_kept(last)
        return None

    def _tell_captcha_kept(self, last: str) -> None:
        """Say that an answer to a captcha is sent that was given before the ``last`` one, which
        stands above it."""
        names = [*self._talks]
        for name in names[names.index(last) + 1 if last else len(names) :]:
            talk, answer = self._talks[name], self._state[name]
            if isinstance(talk.field, CaptchaField) and isinstance(answer, str) and talk.was_asked:
                kept = _("Your answer to the captcha is kept: {answer}")
                self._voice.telling.say(saying(kept, answer=Verbatim(answer)))

    def _with_what_repeats(self, name: str, given: str | Secret, *, is_kept: bool) -> None:
        """An answer that is kept keeps the one that repeats it, which is not asked then; another
        one is repeated anew, and so is one that was not repeated rightly."""
        for other, talk in self._talks.items():
            if talk.repeats != name:
                continue
            if is_kept and talk.kept and talk.field.equal(talk.kept, given):
                self._state.type(other, talk.kept)
                self._to_ask = [each for each in self._to_ask if each != other]
            else:
                talk.set_aside()

    def _keep_what_stands(self) -> None:
        """What Enter alone would have kept outlives what was refused in its place, which nobody
        is to be offered when they come back."""
        for name in self._to_ask:
            talk, typed = self._talks[name], self._state[name]
            if isinstance(typed, str) and talk.begun() is None and self._state.is_refused(name):
                self._state.type(name, talk.value if talk.stands else "")

    def _chosen_for(self, field: Field[Any]) -> str:
        """The question that was chosen, where ``field`` is to be its answer; "" elsewhere."""
        for asked in self._form.fields:
            if (
                isinstance(field, SecretField)
                and isinstance(asked, ChoiceField)
                and asked.name == field.answers
            ):
                chosen = self._state[asked.name]
                return next(
                    (pair(asked.label, o.label) for o in asked.options if o.key == chosen), ""
                )
        return ""

    def _remark_on(self, name: str) -> Remark | None:
        """What went wrong, where it is to be told with the question for ``name``."""
        whole, self._whole = self._whole, None
        if name not in self._remarks:
            return whole
        if whole is not None:
            self._voice.telling.notify(whole.text)
        return self._remarks.pop(name)

    def _before(self, name: str) -> list[str] | None:
        """The answers to give again for the one before ``name``, None for the first: a hidden
        one is not changed without the one that repeats it."""
        names = list(self._talks)
        place = names.index(name)
        if not place:
            return None
        repeats = self._talks[names[place - 1]].repeats
        start = names.index(repeats) if repeats in names else place - 1
        return [each for each in names[start:place] if each not in self._to_ask]

    async def _take(self, name: str, given: str | Secret, *, is_kept: bool = False) -> None:
        """An answer; what is wrong with it is told when it is asked for again. What is to be said
        of one that is kept was said before."""
        talk = self._talks[name]
        self._state.type(name, given)
        for outdated in self._state.outdate():
            self._talks[outdated].keep(NO_SECRET)
            self._ask_again(outdated, None)
        try:
            if not is_kept:
                await talk.told(given)
            self._state.check(talk.field)
        except Refused as refusal:
            self._refuse(refusal)
        except Abandoned:
            self._ask_again(name, abandoned())

    def _refuse(self, refusal: Refused) -> None:
        for name, question in refusal.questions.items():
            if name in self._talks:
                self._talks[name].question = question
                self._ask_again(name, None)
        for error in refusal.errors:
            if error.field in self._talks:
                self._ask_again(error.field, self._remark_of(error))
            else:
                self._whole = self._remark_of(error)
                self._scene.failure = self._whole.says
        wrong = len({error.field for error in refusal.errors} & set(self._talks))
        if wrong > 1:
            self._voice.telling.notify(
                ngettext("{count} answer to correct.", "{count} answers to correct.", wrong).format(
                    count=wrong
                )
            )

    def _remark_of(self, error: FieldError) -> Remark:
        """What is wrong; an action that is named in it, with its word."""
        remark, label = Remark.of(error), _("“{name}”")
        asked = error.field if error.field in self._talks else next(iter(self._to_ask), "")
        worded = self._talks[asked].worded() if asked else self._scene.worded
        actions = [action for action in worded if action.word]
        named = [action for action in actions if label.format(name=action.label) in error.text]
        if not named:
            return remark
        words = [pair(SLASH + action.word, action.label) for action in named]
        return remark._replace(says=lambda: " ".join([error.text, *words]))

    def _correct(self, name: str) -> None:
        """Ask this answer again alone, the last one where none is named. A form without fields
        asks only whether to submit."""
        for field in self._form.fields[-1:]:
            self._ask_again(name or field.name, None)
        self._keep(self._to_ask)

    def _keep(self, names: Sequence[str]) -> None:
        for name in names:
            if not self._state.is_refused(name):
                self._talks[name].keep(self._state[name])

    def _ask_again(self, name: str, remark: Remark | None) -> None:
        """Ask ``name`` again, together with what it repeats or what repeats it."""
        together = {name}
        for known, talk in self._talks.items():
            if talk.repeats and name in (known, talk.repeats):
                together |= {known, talk.repeats} & self._talks.keys()
        wanted = together | set(self._to_ask)
        self._to_ask = [known for known in self._talks if known in wanted]
        if remark is not None:
            refused = [known for known in self._talks if known in together]
            for known in refused:
                is_refused = self._state.is_refused(known)
                self._talks[known].doubt(self._state[known] if is_refused else NO_SECRET)
            first = refused[0]
            self._remarks.setdefault(first, remark)

    async def _ask_to_submit(self) -> str | None:
        """Enter submits, the same answers again after a refusal; else where the voter goes."""
        remark, self._whole = self._whole, None
        form, is_over = self._form, self._state.is_over
        actions = () if form.fields or is_over else form.actions
        last = len(actions) + 1 if actions else 0
        ways = [_("Enter")]
        if is_over:
            ways = [_("Enter to go back"), *ways]
        elif remark:
            ways = [_("Enter to retry"), *ways]
        if last:
            numbers = from_one_to(last)
            ways = [_("{question} or Enter").format(question=numbers), numbers]
        sends_again = bool(remark and form.fields and not is_over)
        while True:
            heard = await self._voice.asking.hear(
                self._scene,
                Question(
                    ways,
                    where=lambda: [self._scene.title, *self._scene.intro, *self._ways()],
                    remark=remark,
                    words=len(form.fields) == 1,
                    help=_("Enter sends your answers again, as they are.") if sends_again else None,
                ),
            )
            if isinstance(heard, Action):
                return heard.name
            if heard is Command.BACK:
                return BACK
            text = str(heard).strip()
            number = number_in(text)
            if last and number == 1:
                return None
            if last and number is not None and 1 < number <= last:
                return actions[number - 2].name
            if not text:
                return BACK if is_over else None
            if await self._take_instead(text):
                return None
            remark = not_listed(last) if last else _only_enter()

    async def _take_instead(self, text: str) -> bool:
        """Take another answer in place of the only one, where that was asked in plain text."""
        if len(self._form.fields) != 1:
            return False
        ((name, talk),) = self._talks.items()
        answer = talk.instead(text)
        if answer is not None:
            await self._take(name, answer)
        return answer is not None


def _only_enter() -> Remark:
    """An answer where nothing is asked for."""
    return Remark(_("Only Enter and the commands are accepted here."), _("not understood"))
