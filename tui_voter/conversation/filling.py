"""A form while it is filled in: what both voices decide alike about its answers.

A voice shows or speaks the fields and hands in what the voter does, by the name of the field:
:meth:`Filling.type` with each change of a text, :meth:`Filling.enter` with Enter, and a coroutine
for what takes a while (:meth:`~Filling.submit`, :meth:`~Filling.renew`, :meth:`~Filling.compute`,
:meth:`~Filling.propose`). Then it asks what holds now: which errors stand where, what is still
wanted, what the button does. Text goes one way, from the voice to here. Where this module changes
an answer itself, it names the field to the voice, which shows what stands there now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from typing import Any, Final, Generic, NamedTuple, TypeVar, cast

from tui_voter.conversation.checking import Answer, Checking
from tui_voter.dialogue import (
    Answers,
    CaptchaField,
    ChoiceField,
    Correct,
    Field,
    FieldError,
    Form,
    Left,
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

T = TypeVar("T")
V = TypeVar("V")

BUTTON: Final = ""
"""In place of a field's name: the button that submits the form."""


class Entered(NamedTuple):
    """What came of Enter in a field."""

    goes_to: str
    """The field where the voter goes on; :data:`BUTTON` where the form is to be submitted."""
    error: FieldError | None = None
    """Why the answer is not accepted; None where it is. In an empty field where no error stands it
    says what is wanted, and is no error yet."""


class Filling(Generic[T]):
    """The answers of one form: which were typed, which are accepted, what is wrong with them."""

    def __init__(
        self, form: Form[T], *, changed: Callable[[str], None] = lambda _field: None
    ) -> None:
        self.form = form
        self._changed = changed
        """Called with the name of a field whose answer, question or error changed by itself."""
        self._fields: dict[str, Field[Any]] = {field.name: field for field in form.fields}
        self._checking = Checking(self._fields)
        self._typed = self._checking.texts
        self._kept = dict(self._typed)
        """The latest answer of each field that was not refused."""
        self._entered: set[str] = set()
        """The fields whose answer was accepted, and is not wanted again."""
        self._errors: dict[str, Sequence[FieldError]] = {}
        """What is wrong, by the field where that is shown."""
        self.trouble: Sequence[FieldError] = ()
        """What the last submit was refused for that is no answer's fault."""
        self._last_refusal: Sequence[FieldError] = ()
        """All that the last submit was refused for, without what was typed anew since."""
        self._ever_refused: set[str] = set()
        """The fields of which a submit refused an answer so far."""
        self.is_over = False
        """The form can no longer be submitted, only be left."""
        self.phrase = NO_SECRET
        """The proposed phrase that the voter is about to type; empty where there is none."""
        self._questions = {f.name: told(f.question) for f in self._all(CaptchaField)}
        """What each captcha asks."""
        secrets = self._all(SecretField)
        self.proposing: Sequence[str] = [f.name for f in secrets if f.propose is not None]
        """The hidden answers for which a phrase can be proposed."""
        self.repeats = {f.name: f.repeats for f in secrets if f.repeats in self._fields}
        """Each hidden answer that repeats another, with that other."""
        asked = {f.name: f.question_field for f in secrets}
        self._question_of = {name: asks for name, asks in asked.items() if asks in self._fields}
        """Each hidden answer to a question that the voter chooses, with the field of the choice."""
        self._typed_for = {name: self._typed[asks] for name, asks in self._question_of.items()}
        """The question that was chosen when each of these answers was typed."""

    def _all(self, kind: type[Field[Any]]) -> list[Any]:
        return [field for field in self.form.fields if isinstance(field, kind)]

    # --- What holds now -----------------------------------------------------------------

    @property
    def typed(self) -> Typed:
        """All answers, as they were typed."""
        return Typed(self._typed)

    def __getitem__(self, name: str) -> Answer:
        """What stands in this field."""
        return self._typed[name]

    def errors(self, name: str) -> Sequence[FieldError]:
        """What is wrong at this field: with its own answer, or with the one that repeats it."""
        return self._errors.get(name, ())

    @property
    def wrong(self) -> Set[str]:
        """The fields whose answer is to be corrected. Of two that are to be equal and differ, that
        is both of them, and so it is where only the first is known to be wrong."""
        shown = {name for name, errors in self._errors.items() if errors}
        about = {error.field for errors in self._errors.values() for error in errors}
        differ = {name for name, of in self.repeats.items() if of in shown and self.differs(name)}
        return (shown | about | differ) & self._fields.keys()

    def differs(self, name: str) -> bool:
        """Whether a hidden answer was typed that is not the one that it is to repeat."""
        of = self.repeats.get(name, name)
        typed = self._typed[name]
        return bool(typed) and not self._fields[name].equal(typed, self._typed[of])

    def repeated(self, name: str) -> Field[Any] | None:
        """The field whose answer this one is to repeat."""
        return self._fields.get(self.repeats.get(name, ""))

    @property
    def wanted(self) -> Sequence[str]:
        """The fields that are still to be answered, in the order of the form."""
        return [name for name in self._fields if name not in self._entered]

    @property
    def button(self) -> str:
        """What the button does."""
        if self.is_over:
            return _("Back")
        return _("Try again") if self.trouble else self.form.button

    def after(self, name: str) -> str:
        """The field behind this one; behind the last one :data:`BUTTON`."""
        names = [*self._fields, BUTTON]
        return names[names.index(name) + 1]

    def question(self, name: str) -> str:
        """What a captcha asks."""
        return self._questions[name]

    def has_expired(self, name: str) -> bool:
        """Whether too little time is left to answer what a captcha asks."""
        return not told(self._captcha(name).question)

    def _captcha(self, name: str) -> CaptchaField:
        return cast("CaptchaField", self._fields[name])

    def chosen_for(self, name: str) -> tuple[str, Option] | None:
        """The question that was chosen to be answered in this field, with the label of the choice;
        None where there is no such question, or none is chosen yet."""
        asked = self._fields.get(self._question_of.get(name, ""))
        options = asked.options if isinstance(asked, ChoiceField) else ()
        for option in options:
            if asked is not None and option.key == self._typed[asked.name]:
                return asked.label, option
        return None

    def still_refused(self, name: str) -> Sequence[FieldError]:
        """What the last submit was refused for at this field, where nothing was typed since."""
        return [error for error in self._last_refusal if error.field == name]

    def is_refused(self, name: str) -> bool:
        """Whether this answer is known to be wrong, so that nobody is to be offered it again."""
        shown = (error for errors in self._errors.values() for error in errors)
        return any(error.field == name for error in [*shown, *self._last_refusal])

    def unsent(self, *, offers: bool = False) -> bool:
        """Whether leaving the program now loses what was typed, secrets too: here, in a long text
        that was kept from another time, or on the forms before. A voice that ``offers`` answers
        offers no refused one, which is not lost then."""
        return self.form.unfinished or any(
            (self._offered(field) if offers else self._typed[field.name]) != field.at_first()
            or (isinstance(field, LongTextField) and bool(self.typed.text(field.name).strip()))
            for field in self.form.fields
        )

    def _offered(self, field: Field[Any]) -> Answer:
        """What a voice that offers answers has of this one: in place of a line that was refused,
        what Enter alone keeps."""
        is_line = isinstance(field, OpenField) and not isinstance(field, LongTextField)
        is_refused = is_line and self.is_refused(field.name)
        return self.kept(field.name) if is_refused else self._typed[field.name]

    # --- What the voter does ------------------------------------------------------------

    def type(self, name: str, answer: Answer) -> None:
        """``answer`` stands in this field from now on. An error about the one before goes, and so
        does one about an answer that repeats it, or that it repeats."""
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
        """Enter was pressed in this field. An accepted answer leads on, and what a submit refused
        it for stays in sight until it is typed anew. With another one the voter stays: of two that
        differ either may be wrong, so that both are typed again, from the first."""
        self._outdate()
        try:
            self.check(self._fields[name])
        except Refused as refusal:
            error = refusal.errors[0]
            shows = self._blamed(name)
            self._entered.discard(name)
            if self._typed[name] or self.errors(name):
                if shows == name or not self.errors(shows):  # its own error comes first
                    self._errors[shows] = refusal.errors
                self._want_again(name)
            return Entered(shows, error)
        self._errors[name] = self._shown_at(name, self._last_refusal)
        self._entered.add(name)
        return Entered(self.after(name))

    def take(self, name: str, answer: Answer) -> Entered:
        """``answer`` was given to a voice that asks one field at a time. The one that was kept
        keeps the answer that repeats it, too, which is not asked then."""
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
        """The answer that Enter alone keeps where a voice asks this field: the latest one that was
        not refused, empty where there is none. A captcha is answered anew each time, and an answer
        that repeats another is kept with that one."""
        field, kept = self._fields[name], self._kept[name]
        if name in self.repeats or isinstance(field, CaptchaField):
            return _nothing(field)
        if isinstance(field, OpenField) and kept:
            try:
                field.read(kept)
            except Refused:
                return _nothing(field)
        return kept

    def keeps_earlier(self, name: str) -> bool:
        """Whether the answer that is kept is not the one that was typed last."""
        return bool(self.kept(name)) and self._typed[name] not in ("", NO_SECRET, self.kept(name))

    def go_back(self, name: str) -> bool:
        """Want the answer before this field's again, together with the one that it repeats. False
        where there is none before."""
        names = [*self._fields]
        if name == names[0]:
            return False
        place = names.index(name)
        first = self.repeats.get(names[place - 1], names[place - 1])
        self._reopen(names[names.index(first) : place])
        return True

    def complain(self, error: FieldError) -> None:
        """``error`` is wrong with an answer as the voice took it, as one that was cut."""
        self._errors[error.field] = [error]

    def leave(self, to: str) -> Left:
        """Left without submitting, for ``to``. Hidden answers that were refused, with those that
        they repeat or that repeat them, are not taken along: nobody would see what is wrong."""
        self._outdate()
        secrets = [field.name for field in self._all(SecretField)]
        wrong = {name for name in secrets if self._typed[name] and self.is_refused(name)}
        lost = {each for name in wrong for each in self._pair(name)}
        return Left(to, Typed(self._typed | dict.fromkeys(lost, NO_SECRET)))

    def forget_refused(self) -> None:
        """Put what Enter alone keeps in place of each line that was refused. A voice that offers
        answers, rather than showing them, does so before the form is left."""
        for field in self.form.fields:
            self.type(field.name, self._offered(field))

    # --- What takes a while -------------------------------------------------------------

    async def submit(self) -> T:
        """What the form's ``submit`` makes of the answers.

        Raises :class:`Refused` with the errors of all answers that are not accepted, beside what
        the submit before was refused for, or with what the form's ``submit`` itself says; and
        :class:`Correct` where the voter would rather change an answer, which is wanted again then:
        the last one where none is named.
        """
        self.trouble = ()
        self._outdate()
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
        """A submit was refused: each error stands at its field, and what was answered to a captcha
        that is spent is gone."""
        limited = refusal.rate_limited_field
        if limited in self._ever_refused:
            refusal.errors = tuple(error._replace(field=limited) for error in refusal.errors)
        self._ever_refused.update(error.field for error in refusal.errors if error.field)
        self.is_over = refusal.ends and self.form.can_go_back
        if refusal.again is not None:
            self._checking.remember(refusal.again)
        for name, question in refusal.questions.items():
            self._ask(name, question)
        self._last_refusal = refusal.errors
        self._show(refusal)

    def _show(self, refusal: Refused) -> None:
        """Put each error where it is shown."""
        errors = refusal.errors
        self._errors = {name: self._shown_at(name, errors) for name in self._fields}
        self.trouble = [error for error in errors if error.field not in self._fields]
        for error in errors:
            if error.field in self._fields:
                self._want_again(error.field)

    def _shown_at(self, name: str, errors: Iterable[FieldError]) -> Sequence[FieldError]:
        """Those that are shown at this field: its own, or else one about what repeats it."""
        own = [error for error in errors if error.field == name and self._blamed(name) == name]
        others = [error for error in errors if error.field in self._pair(name)[1:]]
        blamed = [error for error in others if self._blamed(error.field) == name != error.field]
        return own or blamed[:1]

    async def renew(self, name: str) -> bool:
        """Get another question for a captcha. False where none can be had: its error says so."""
        self.trouble = ()
        try:
            question = await self._captcha(name).renew()
        except Refused as refusal:
            self._errors[name] = refusal.errors
            return False
        self._ask(name, question)
        return True

    async def compute(self, name: str, tell: Callable[[float], None]) -> bool:
        """Have the computer answer a captcha, whose question is renewed before where that has
        expired. ``tell`` is told how much is done, from 0 to 1. False where there is no answer: its
        error says why."""
        self.trouble = ()
        compute = self._captcha(name).compute
        if compute is None or (self.has_expired(name) and not await self.renew(name)):
            return False
        self._errors[name] = ()
        self._changed(name)
        try:
            answer = await compute(tell)
        except Refused as refusal:
            self._errors[name] = refusal.errors
            return False
        self._put(name, answer)
        return True

    async def propose(self) -> str:
        """Propose a phrase to the voter. The field where they type it next, :data:`BUTTON` where
        they do not."""
        field = self._fields[self.proposing[0]]
        propose = cast("SecretField", field).propose
        phrase = await propose() if propose is not None else NO_SECRET
        if not phrase:
            return BUTTON
        self.phrase = phrase
        left = [name for name in self.proposing if self._typed[name] != phrase]
        return (left or self.proposing)[0]

    # --- How it is kept -----------------------------------------------------------------

    def check(self, field: Field[V]) -> V:
        """Read and check one answer. Raises :class:`Refused` when it is not accepted. A field that
        a refusal has emptied keeps its error: that it is empty is no news."""
        name = field.name
        standing = self.still_refused(name)
        try:
            value: V = self._checking.check(name, standing)
        except Refused as refusal:
            if standing and not self._typed[name]:
                raise Refused(*standing) from refusal
            raise
        return value

    def _outdate(self) -> None:
        """Empty what was typed in answer to another question than the one that is chosen now, and
        what repeats it: nobody sees that a hidden answer is none to this question."""
        for name, asks in self._question_of.items():
            chosen = self._typed[asks]
            if self._typed_for[name] in ("", chosen) or not self._typed[name]:
                self._typed_for[name] = chosen
                continue
            for each in self._pair(name):
                self._kept[each] = NO_SECRET
                self._put(each, NO_SECRET)

    def _put(self, name: str, answer: Answer) -> None:
        self.type(name, answer)
        self._changed(name)

    def _ask(self, name: str, question: str) -> None:
        """A captcha asks something else: what was typed answers the question before."""
        self._questions[name] = question
        self._entered.discard(name)
        self._errors[name] = ()
        self._put(name, "")

    def _blamed(self, name: str) -> str:
        """The field where an error about this one is shown, and where the voter goes back to."""
        return self.repeats.get(name, name) if self._typed[name] else name

    def _pair(self, name: str) -> Sequence[str]:
        """This field, and the one that it repeats or that repeats it."""
        of = self.repeats.get(name, name)
        return [of, *(repeat for repeat, other in self.repeats.items() if other == of)]

    def _want_again(self, name: str) -> None:
        """The answer of this field was refused: it is typed anew with the one that it repeats or
        that repeats it, and of these none that was refused is kept."""
        for each in self._pair(name):
            self._entered.discard(each)
            field, kept = self._fields[each], self._kept[each]
            if self.is_refused(each) and _is_same(field, kept, self._typed[each]):
                self._kept[each] = _nothing(field)

    def _reopen(self, names: Iterable[str]) -> None:
        """These answers are wanted again, and Enter alone keeps each that was not refused."""
        for name in names:
            self._entered.discard(name)
            if not self.is_refused(name):
                self._kept[name] = self._typed[name]


def _nothing(field: Field[Any]) -> Answer:
    """What an empty ``field`` holds."""
    return NO_SECRET if isinstance(field, SecretField) else ""


def _is_same(field: Field[Any], one: Answer, other: Answer) -> bool:
    """Whether two texts are the same answer, as far as that can be told unread."""
    are_hidden = isinstance(one, Secret) and isinstance(other, Secret)
    return one == other or (are_hidden and field.equal(one, other))
