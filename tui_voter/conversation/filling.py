"""A form while it is filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from tui_voter.dialogue import (
    Answers,
    Field,
    FieldError,
    Form,
    Left,
    LongTextField,
    Refused,
    SecretField,
    Typed,
)
from tui_voter.secret import NO_SECRET, Secret

T = TypeVar("T")
V = TypeVar("V")


def _behind(standing: Sequence[FieldError], error: FieldError) -> FieldError:
    """``error``, and before it what stands there already and is still true: an attempt fewer."""
    errors = [*standing, error]

    def says() -> str:
        return " ".join(each.text for each in errors)

    is_live = any(callable(each.says) for each in errors)
    return error._replace(says=says if is_live else says())


class FormState(Generic[T]):
    """A form while it is filled in: what was typed into it, and what that says.

    Every front end keeps one for each form that it asks. What was typed is read once, and
    checked again only when it, or something before it, was typed anew.
    """

    def __init__(self, form: Form[T]) -> None:
        self.form = form
        self._typed: dict[str, str | Secret] = {f.name: f.at_first() for f in form.fields}
        self._values: dict[str, Any] = {}
        self._taken: dict[str, Any] = {}
        self._wrong: dict[str, list[tuple[Any, FieldError]]] = {}
        """Answers that need not be submitted again, and what is told of each, by field."""
        self._was_refused: set[str] = set()
        """The fields of which a submit did not take an answer so far."""
        self._refusal: Sequence[FieldError] = ()
        """Of the last submit, but for what was typed anew since."""
        self._not_taken: set[str] = set()
        """The fields of which a check does not take what stands in them."""
        secrets = [field for field in form.fields if isinstance(field, SecretField)]
        self._repeats = {field.name: field.repeats for field in secrets}
        self._question_of = {f.name: f.answers for f in secrets if f.answers in self._typed}
        self._typed_for = {name: self._typed[asks] for name, asks in self._question_of.items()}
        """The question that was chosen when each of its answers was typed."""
        self.is_over = False
        """It can no longer be submitted, only be left."""

    @property
    def typed(self) -> Typed:
        """What was typed so far."""
        return Typed(self._typed)

    def __getitem__(self, name: str) -> str | Secret:
        """What stands in the field of this name."""
        return self._typed[name]

    def type(self, name: str, typed: str | Secret) -> None:
        """``typed`` stands in the field of this name from now on."""
        if typed == self._typed[name]:
            return
        self._typed[name] = typed
        self._refusal = [error for error in self._refusal if error.field != name]
        self._not_taken.discard(name)
        self._values.pop(name, None)
        self._doubt(name)
        if name in self._question_of:
            self._typed_for[name] = self._typed[self._question_of[name]]

    def outdate(self) -> Sequence[str]:
        """Empty what was typed in answer to another question than the one that is chosen now, and
        what repeats it. Their names: nobody sees that a hidden answer is none to this question."""
        outdated: list[str] = []
        for name, asks in self._question_of.items():
            chosen = self._typed[asks]
            if self._typed_for[name] in ("", chosen) or not self._typed[name]:
                self._typed_for[name] = chosen
            else:
                outdated += [name, *(each for each, of in self._repeats.items() if of == name)]
        for name in outdated:
            self.type(name, NO_SECRET)
        return outdated

    def still_refused(self, name: str) -> Sequence[FieldError]:
        """What the last submit was refused for here, where nothing was typed since."""
        return [error for error in self._refusal if error.field == name]

    def is_refused(self, name: str) -> bool:
        """Whether what stands in the field of this name was refused: nobody is to be offered it
        as their answer."""
        return name in self._not_taken or bool(self.still_refused(name))

    def check(self, field: Field[V]) -> V:
        """Read and check one answer. Raises :class:`Refused` when it is not taken. A field that a
        refusal has emptied keeps its error: that it is empty is no news."""
        try:
            return self._check(field)
        except Refused as refusal:
            self._not_taken.add(field.name)
            errors = self.still_refused(field.name)
            if errors and not self._typed[field.name]:
                raise Refused(*errors) from refusal
            raise

    def _check(self, field: Field[V]) -> V:
        name = field.name
        if name not in self._values:
            self._values[name] = field.read(self._typed[name])
        value: V = self._values[name]
        for wrong, error in self._wrong.get(name, ()):
            if field.equal(value, wrong):
                raise Refused(_behind(self.still_refused(name), error))
        if name not in self._taken:
            if field.check is not None:
                field.check(value, Answers(self._taken, self.typed))
            self._doubt(name)
            self._not_taken.discard(name)
            self._taken[name] = value
        return value

    def _doubt(self, name: str) -> None:
        """This answer is another one now: it and those after it are to be checked."""
        names = list(self._typed)
        for each in names[names.index(name) :]:
            self._taken.pop(each, None)

    async def submit(self) -> T:
        """What the form's ``submit`` makes of the answers.

        Raises :class:`Correct` where the voter would rather change one, and :class:`Refused` with
        the errors of all fields that are not taken, beside what the submit before was refused for,
        or with what ``submit`` itself says.
        """
        answers, submitted = self._answers(), dict(self._typed)
        self._refusal = ()
        try:
            return await self.form.submit(answers)
        except Refused as refusal:
            if refusal.tries in self._was_refused:
                refusal.errors = tuple(e._replace(field=refusal.tries) for e in refusal.errors)
            self._was_refused.update(error.field for error in refusal.errors if error.field)
            typed_anew = {each for each, typed in self._typed.items() if typed != submitted[each]}
            for name in refusal.questions:  # what was typed answers the one before
                self.type(name, "")
            typed_anew -= refusal.questions.keys()
            self._refusal = [error for error in refusal.errors if error.field not in typed_anew]
            self.is_over = refusal.ends and self.form.can_go_back
            if (again := refusal.again) is not None and again.field in self._values:
                wrong = self._values[again.field], again
                self._wrong.setdefault(again.field, []).append(wrong)
            raise

    def _answers(self) -> Answers:
        typed = self.typed
        values: dict[str, Any] = {}
        errors: list[FieldError] = []
        questions: dict[str, str] = {}
        for field in self.form.fields:
            try:
                values[field.name] = self.check(field)
            except Refused as refusal:
                errors.extend(refusal.errors)
                questions.update(refusal.questions)
        if errors:
            wrong = {error.field for error in errors}
            errors += [error for error in self._refusal if error.field not in wrong]
            raise Refused(*errors, questions=questions)
        return Answers(values, typed)

    def leave(self, to: str) -> Left:
        """Left without submitting, for ``to``. Hidden answers that were refused, with those that
        they repeat or that repeat them, are not taken along: nobody would see what is wrong."""
        wrong = {name for name in self._repeats if self._typed[name] and self.is_refused(name)}
        pairs = ({name, of} for name, of in self._repeats.items() if of)
        wrong.update(*(pair for pair in pairs if pair & wrong))
        return Left(to, Typed(self._typed | dict.fromkeys(wrong, NO_SECRET)))

    def unsent(self) -> bool:
        """Whether leaving the program now loses what was typed, secrets too: here, in a text that
        was kept from another time, or on the forms before."""
        return self.form.unfinished or any(
            self._typed[field.name] != field.at_first()
            or (isinstance(field, LongTextField) and bool(self.typed.text(field.name).strip()))
            for field in self.form.fields
        )
