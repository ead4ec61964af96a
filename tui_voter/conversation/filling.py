"""A form while it is filled in: the state of its answers, which both voices share.

A voice shows or speaks the fields and reports what the voter does, by the name of the field:
:meth:`Filling.type` for each change of a text, :meth:`Filling.enter` for Enter, and a coroutine
for what takes a while (:meth:`~Filling.submit`, :meth:`~Filling.renew`, :meth:`~Filling.compute`,
:meth:`~Filling.propose`). Then the voice asks for the new state: the errors at each field, the
fields still to be answered, what the button does. Text flows from the voice to this module only.
When the module itself changes an answer, it names the field to the voice, which shows it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from typing import Any, Final, Generic, TypeVar, cast

from tui_voter.conversation.checking import Answer, Checking
from tui_voter.conversation.trail import NOTHING, Texts, edits
from tui_voter.dialogue import (
    Answers,
    CaptchaField,
    ChoiceField,
    Correct,
    Field,
    FieldError,
    Form,
    LongTextField,
    OpenField,
    Option,
    Refused,
    SecretField,
    Typed,
    told,
)
from tui_voter.messages import gettext as _
from tui_voter.secret import NO_SECRET, Secret
from tui_voter.tuples import NamedTuple

T = TypeVar("T")
V = TypeVar("V")

BUTTON: Final = ""
"""Stands for the button that submits the form, where a field's name is expected."""


class Entered(NamedTuple):
    """The result of pressing Enter in a field."""

    goes_to: str
    """The field where the voter continues; :data:`BUTTON` if the form is to be submitted."""
    error: FieldError | None = None
    """Why the answer is not accepted; None if it is. For an empty field that has no error yet, it
    only says what to type."""


class Filling(Generic[T]):
    """The answers of one form: what was typed, what is accepted, and what is wrong."""

    def __init__(
        self,
        form: Form[T],
        earlier: Texts = NOTHING,
        *,
        changed: Callable[[str], None] = lambda _field: None,
    ) -> None:
        """``earlier`` is what the voter had typed when they left the form before."""
        self.form = form
        self._changed = changed
        """Called with the name of a field that changed without the voter's doing."""
        self._fields: dict[str, Field[Any]] = {field.name: field for field in form.fields}
        self._checking = Checking(self._fields)
        self._typed = self._checking.texts
        self._typed.update(earlier)
        self._kept = dict(self._typed)
        """The latest answer of each field that was not refused."""
        self._entered: set[str] = set()
        """The fields whose answer was accepted, and need not be given again."""
        self._errors: dict[str, Sequence[FieldError]] = {}
        """The errors, by the field where they are shown."""
        self.trouble: Sequence[FieldError] = ()
        """The errors of the last submit that concern no field."""
        self._last_refusal: Sequence[FieldError] = ()
        """The errors of the last submit, except those of fields that were edited since."""
        self._ever_refused: set[str] = set()
        """The fields whose answer any submit so far has refused."""
        self.is_over = False
        """Whether the form can no longer be submitted, only left."""
        self._proposed = NO_SECRET
        """The latest phrase that was proposed, and accepted."""
        self._typed_before: dict[str, Answer] = {}
        """The hidden answers before that phrase was proposed."""
        self._questions = {f.name: told(f.question) for f in self._all(CaptchaField)}
        """The current question of each captcha."""
        self._computed: dict[str, Answer] = {}
        """The answer to each captcha that the computer has given."""
        secrets = self._all(SecretField)
        self.proposing: Sequence[str] = [f.name for f in secrets if f.propose is not None]
        """The hidden answers for which a phrase can be proposed."""
        self.repeats = {f.name: f.repeats for f in secrets if f.repeats in self._fields}
        """The fields that confirm another hidden answer, each with the field it confirms."""
        asked = {f.name: f.question_field for f in secrets}
        self._question_of = {name: asks for name, asks in asked.items() if asks in self._fields}
        """The fields that answer a question of the voter's choice, with the field of the choice."""
        self._typed_for = {name: self._typed[asks] for name, asks in self._question_of.items()}
        """The question that was chosen when each such answer was typed."""

    def _all(self, kind: type[Field[Any]]) -> list[Any]:
        return [field for field in self.form.fields if isinstance(field, kind)]

    # --- The state ----------------------------------------------------------------------

    @property
    def typed(self) -> Typed:
        """All answers, as they were typed."""
        return Typed(self._typed)

    def __getitem__(self, name: str) -> Answer:
        """The content of a field."""
        return self._typed[name]

    def errors(self, name: str) -> Sequence[FieldError]:
        """The errors shown at a field, about its own answer or the one that confirms it; else that
        of a captcha whose time is over."""
        field = self._fields.get(name)
        late = field.expired() if isinstance(field, CaptchaField) else None
        return self._errors.get(name) or ([late] if late is not None else ())

    @property
    def wrong(self) -> Set[str]:
        """The fields to correct. If an answer and its confirmation differ, both count, even if only
        the first is known to be wrong."""
        shown = {name for name, errors in self._errors.items() if errors}
        about = {error.field for errors in self._errors.values() for error in errors}
        differ = {name for name, of in self.repeats.items() if of in shown and self.differs(name)}
        return (shown | about | differ) & self._fields.keys()

    def differs(self, name: str) -> bool:
        """Whether a confirmation was typed that differs from the answer it confirms."""
        of = self.repeats.get(name, name)
        typed = self._typed[name]
        return bool(typed) and not self._fields[name].equal(typed, self._typed[of])

    def repeated(self, name: str) -> Field[Any] | None:
        """The field that this one confirms, if it confirms any."""
        return self._fields.get(self.repeats.get(name, ""))

    @property
    def wanted(self) -> Sequence[str]:
        """The fields that are still to be answered, in the order of the form."""
        return [name for name in self._fields if name not in self._entered]

    @property
    def button(self) -> str:
        """The label of the button."""
        if self.is_over:
            return _("Back")
        return _("Try again") if self.trouble else self.form.button

    @property
    def phrase(self) -> Secret:
        """The proposed phrase that the voter is about to type; empty if there is none, or while an
        answer typed since begins with another character, as a password of their own does."""
        first = self._proposed.reveal()[:1].casefold()
        for name, before in self._typed_before.items():
            typed = self._typed[name]
            text = typed.reveal() if isinstance(typed, Secret) else typed
            if text and typed != before and text[0].casefold() != first:
                return NO_SECRET
        return self._proposed

    def takes_phrase(self, name: str) -> bool:
        """Whether a phrase can be proposed for this field, or for the one that it confirms."""
        return self.repeats.get(name, name) in self.proposing

    def after(self, name: str) -> str:
        """The field after this one; :data:`BUTTON` after the last one."""
        names = [*self._fields, BUTTON]
        return names[names.index(name) + 1]

    def question(self, name: str) -> str:
        """The current question of a captcha."""
        return self._questions[name]

    def is_computed(self, name: str) -> bool:
        """Whether the answer to a captcha is the one that the computer has given."""
        return bool(self._typed[name]) and self._typed[name] == self._computed.get(name)

    def is_running_out(self, name: str) -> bool:
        """Whether too little time is left to answer a captcha's question, or none."""
        return not told(self._captcha(name).question)

    def _captcha(self, name: str) -> CaptchaField:
        return cast("CaptchaField", self._fields[name])

    def chosen_for(self, name: str) -> tuple[str, Option] | None:
        """The chosen question that this field or the one it confirms answers, after the label of
        the field where it was chosen; None if there is no such question, or none is chosen yet."""
        asked = self._fields.get(self._question_of.get(self.repeats.get(name, name), ""))
        options = asked.options if isinstance(asked, ChoiceField) else ()
        for option in options:
            if asked is not None and option.key == self._typed[asked.name]:
                return asked.label, option
        return None

    def still_refused(self, name: str) -> Sequence[FieldError]:
        """The errors of the last submit about a field, unless it was edited since."""
        return [error for error in self._last_refusal if error.field == name]

    def is_refused(self, name: str) -> bool:
        """Whether a field's answer is known to be wrong, and should not be offered again."""
        shown = (error for errors in self._errors.values() for error in errors)
        return any(error.field == name for error in [*shown, *self._last_refusal])

    @property
    def is_begun(self) -> bool:
        """Whether something is typed that the form has not accepted, or was given on the forms
        before it."""
        return self.form.unfinished or bool(edits(self.form, self.typed))

    def _offered(self, field: Field[Any]) -> Answer:
        """The answer that a voice offers: instead of a refused line, the one that Enter alone
        keeps."""
        is_line = isinstance(field, OpenField) and not isinstance(field, LongTextField)
        is_refused = is_line and self.is_refused(field.name)
        return self.kept(field.name) if is_refused else self._typed[field.name]

    # --- What the voter does ------------------------------------------------------------

    def type(self, name: str, answer: Answer) -> None:
        """Replace the content of a field. Errors about the old content go, and so do those about
        the field that confirms it or that it confirms."""
        if answer == self._typed[name]:
            return
        self._checking.type(name, answer)
        self._entered.discard(name)
        self._last_refusal = [error for error in self._last_refusal if error.field != name]
        self._errors[name] = ()
        for repeat, of in self.repeats.items():
            if of == name:
                self._errors[repeat] = ()
            elif repeat == name:
                self._errors[of] = [error for error in self.errors(of) if error.field != name]
        if name in self._question_of:
            self._typed_for[name] = self._typed[self._question_of[name]]

    def enter(self, name: str) -> Entered:
        """Enter was pressed in a field. If its answer is accepted, the voter goes on; an error of
        the last submit stays visible until the answer is edited. If not, the voter stays; but if
        an answer and its confirmation differ, either may be wrong: both are typed again."""
        self._drop_outdated()
        try:
            self.check(self._fields[name])
        except Refused as refusal:
            error = refusal.errors[0]
            shows = self._blamed(name)
            self._entered.discard(name)
            if self._typed[name] or self.errors(name):
                if shows == name or not self.errors(shows):  # its own error comes first
                    self._errors[shows] = refusal.errors
                self._reject(name)
            return Entered(shows, error)
        self._errors[name] = self._errors_at(name, self._last_refusal)
        self._entered.add(name)
        return Entered(self.after(name))

    def take(self, name: str, answer: Answer) -> Entered:
        """Type ``answer`` and press Enter, for a voice that asks one field at a time. If it is the
        kept answer, its confirmation is kept too, and is not asked for."""
        is_kept = bool(answer) and answer == self.kept(name)
        self.type(name, answer)
        entered = self.enter(name)
        for repeat, of in self.repeats.items():
            kept = self._kept[repeat]
            if of == name and is_kept and self._fields[repeat].equal(kept, answer):
                self.type(repeat, kept)
                self._entered.add(repeat)
        return entered

    def kept(self, name: str) -> Answer:
        """The answer that Enter alone keeps when a voice asks this field: the latest one that was
        not refused, or an empty one. A captcha is answered anew each time, and a confirmation is
        kept along with the answer it confirms."""
        field, kept = self._fields[name], self._kept[name]
        if name in self.repeats or isinstance(field, CaptchaField):
            return _empty_answer(field)
        if isinstance(field, OpenField) and kept:
            try:
                field.read(kept)
            except Refused:
                return _empty_answer(field)
        return kept

    def keeps_earlier(self, name: str) -> bool:
        """Whether the kept answer is an earlier one than what was typed last."""
        return bool(self.kept(name)) and self._typed[name] not in ("", NO_SECRET, self.kept(name))

    def has_before(self, name: str) -> bool:
        """Whether there is a field before this one."""
        return name != next(iter(self._fields))

    def go_back(self, name: str) -> bool:
        """Reopen the field before this one, and the field that it confirms. False if this is the
        first field."""
        if not self.has_before(name):
            return False
        names = [*self._fields]
        index = names.index(name)
        first = self.repeats.get(names[index - 1], names[index - 1])
        self._reopen(names[names.index(first) : index])
        return True

    def complain(self, error: FieldError) -> None:
        """Show an error that the voice itself found, such as an answer that was cut off."""
        self._errors[error.field] = [error]

    def leave(self) -> Typed:
        """Leave without submitting. Returns what was typed, without refused hidden answers and
        their confirmations: nobody could see what is wrong with them."""
        self._drop_outdated()
        secrets = [field.name for field in self._all(SecretField)]
        wrong = {name for name in secrets if self._typed[name] and self.is_refused(name)}
        lost = {each for name in wrong for each in self._pair(name)}
        return Typed(self._typed | dict.fromkeys(lost, NO_SECRET))

    def forget_refused(self) -> None:
        """Replace each refused line by what Enter alone keeps. A voice that offers answers, rather
        than showing them, calls this before it leaves the form."""
        for field in self.form.fields:
            self.type(field.name, self._offered(field))

    # --- What takes a while -------------------------------------------------------------

    async def submit(self) -> T:
        """Check all answers and submit them; the result of the form's ``submit``.

        Raises :class:`Refused` with the errors of all answers that are not accepted and those that
        stand from the last submit, or with the errors of the form's ``submit`` itself; and
        :class:`Correct` if the voter would rather change an answer. That answer, by default the
        last one, is then reopened, and an expired captcha asks another question.
        """
        self.trouble = ()
        self._drop_outdated()
        try:
            answers = self._answers()
        except Refused as refusal:
            self._show(refusal)
            raise
        self._last_refusal = ()
        try:
            return await self.form.submit(answers)
        except Refused as refusal:
            self.refuse(refusal)
            raise
        except Correct as wanted:
            name = wanted.name or next(reversed(self._fields), BUTTON)
            if name != BUTTON:
                self._reopen(self._pair(name))
                if isinstance(self._fields[name], CaptchaField) and self.is_running_out(name):
                    await self.renew(name)
            raise

    def _answers(self) -> Answers:
        values: dict[str, Any] = {}
        errors: list[FieldError] = []
        for field in self.form.fields:
            try:
                values[field.name] = self.check(field)
            except Refused as refusal:
                errors.extend(refusal.errors)
        if errors:
            wrong = {error.field for error in errors}
            raise Refused(*errors, *(e for e in self._last_refusal if e.field not in wrong))
        return Answers(values, self.typed)

    def refuse(self, refusal: Refused) -> None:
        """Take in that a submit was refused: show each error at its field, and empty the answer to
        a captcha that has been replaced."""
        limited = refusal.rate_limited_field
        if limited in self._ever_refused:
            refusal.errors = tuple(error._replace(field=limited) for error in refusal.errors)
        self._ever_refused.update(error.field for error in refusal.errors if error.field)
        self.is_over = refusal.ends and self.form.can_go_back
        if refusal.again is not None:
            self._checking.remember(refusal.again)
        for name, question in refusal.questions.items():
            self._set_question(name, question)
        self._last_refusal = refusal.errors
        self._show(refusal)

    def _show(self, refusal: Refused) -> None:
        """Show each error at its field."""
        errors = refusal.errors
        self._errors = {name: self._errors_at(name, errors) for name in self._fields}
        self.trouble = [error for error in errors if error.field not in self._fields]
        for error in errors:
            if error.field in self._fields:
                self._reject(error.field)

    def _errors_at(self, name: str, errors: Iterable[FieldError]) -> Sequence[FieldError]:
        """The errors to show at a field: its own, or else one about its confirmation."""
        own = [error for error in errors if error.field == name and self._blamed(name) == name]
        others = [error for error in errors if error.field in self._pair(name)[1:]]
        blamed = [error for error in others if self._blamed(error.field) == name != error.field]
        return own or blamed[:1]

    async def renew(self, name: str) -> bool:
        """Get another question for a captcha. False if none came: the field's error says why."""
        self.trouble = ()
        try:
            question = await self._captcha(name).renew()
        except Refused as refusal:
            self._errors[name] = refusal.errors
            return False
        self._set_question(name, question)
        return True

    async def compute(self, name: str, tell: Callable[[float], None]) -> bool:
        """Have the computer answer a captcha, after renewing an expired question, unless its answer
        stands there already. ``tell`` is given the share done, from 0 to 1. False if there is no
        answer: the field's error says why."""
        self.trouble = ()
        compute = self._captcha(name).compute
        if compute is None or (self.is_running_out(name) and not await self.renew(name)):
            return False
        if self.is_computed(name):
            return True
        self._errors[name] = ()
        self._changed(name)
        try:
            answer = await compute(tell)
        except Refused as refusal:
            self._errors[name] = refusal.errors
            return False
        self._computed[name] = answer
        self._set_answer(name, answer)
        return True

    async def propose(self) -> str:
        """Propose a phrase to the voter. Returns the field to type it in next, or :data:`BUTTON` if
        they do not want it."""
        field = self._fields[self.proposing[0]]
        propose = cast("SecretField", field).propose
        phrase = await propose() if propose is not None else NO_SECRET
        if not phrase:
            return BUTTON
        self._proposed = phrase
        self._typed_before = {name: self._typed[name] for name in self.proposing}
        left = [name for name in self.proposing if self._typed[name] != phrase]
        return (left or self.proposing)[0]

    # --- Inside -------------------------------------------------------------------------

    def check(self, field: Field[V]) -> V:
        """Read and check one answer. Raises :class:`Refused` if it is not accepted. A field that a
        refusal has emptied keeps that error, which says more than that the field is empty."""
        name = field.name
        standing = self.still_refused(name)
        try:
            value: V = self._checking.check(name, standing)
        except Refused as refusal:
            if standing and not self._typed[name]:
                raise Refused(*standing) from refusal
            raise
        return value

    def _drop_outdated(self) -> None:
        """Empty each hidden answer whose question has been changed since, and its confirmation:
        nobody could see that it answers another question."""
        for name, asks in self._question_of.items():
            chosen = self._typed[asks]
            if self._typed_for[name] in ("", chosen) or not self._typed[name]:
                self._typed_for[name] = chosen
                continue
            for each in self._pair(name):
                self._kept[each] = NO_SECRET
                self._set_answer(each, NO_SECRET)

    def _set_answer(self, name: str, answer: Answer) -> None:
        self.type(name, answer)
        self._changed(name)

    def _set_question(self, name: str, question: str) -> None:
        """Replace a captcha's question, and empty the answer to the old one."""
        self._questions[name] = question
        self._entered.discard(name)
        self._errors[name] = ()
        self._set_answer(name, "")

    def _blamed(self, name: str) -> str:
        """The field that shows this field's error, and where the voter then types again."""
        return self.repeats.get(name, name) if self._typed[name] else name

    def _pair(self, name: str) -> Sequence[str]:
        """A hidden answer and its confirmation, whichever is named; else the field alone."""
        of = self.repeats.get(name, name)
        return [of, *(repeat for repeat, other in self.repeats.items() if other == of)]

    def _reject(self, name: str) -> None:
        """An answer is not accepted: ask for it and its confirmation again, and keep neither of
        them that is known to be wrong."""
        for each in self._pair(name):
            self._entered.discard(each)
            field, kept = self._fields[each], self._kept[each]
            if self.is_refused(each) and _same_answer(field, kept, self._typed[each]):
                self._kept[each] = _empty_answer(field)

    def _reopen(self, names: Iterable[str]) -> None:
        """Ask for these answers again; Enter alone keeps each that was not refused."""
        for name in names:
            self._entered.discard(name)
            if not self.is_refused(name):
                self._kept[name] = self._typed[name]


def _empty_answer(field: Field[Any]) -> Answer:
    """The content of an empty ``field``."""
    return NO_SECRET if isinstance(field, SecretField) else ""


def _same_answer(field: Field[Any], one: Answer, other: Answer) -> bool:
    """Whether two texts are the same answer, as far as can be told before they are read."""
    are_hidden = isinstance(one, Secret) and isinstance(other, Secret)
    return one == other or (are_hidden and field.equal(one, other))
