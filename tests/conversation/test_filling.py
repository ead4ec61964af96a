"""A form while it is filled in: what is read, what is checked, and when."""

from __future__ import annotations

from typing import Any

import pytest

from tui_voter.conversation.filling import Filling
from tui_voter.dialogue import (
    Answers,
    CaptchaField,
    ChoiceField,
    Field,
    FieldError,
    Form,
    Option,
    Refused,
    SecretField,
    TextField,
)
from tui_voter.secret import Secret


class Booking:
    """Seats in a row, and a code that must not be the row's own number."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.checked: list[Secret] = []
        self.row = TextField(name="row", label="Row", parse=self._number, value="3")
        self.code = SecretField(name="code", label="Code", check=self._check)
        self.form = Filling(
            Form(
                title="Booking",
                fields=[self.row, self.code],
                submit=self._submit,
                submit_label="Book",
                busy="Booking…",
            )
        )

    def _number(self, text: str) -> int:
        self.read.append(text)
        if not text.isdecimal():
            raise Refused(FieldError("row", "Type a number.", "no number"))
        return int(text)

    def _check(self, code: Secret, answers: Answers) -> None:
        self.checked.append(code)
        if code == Secret(str(answers.get(self.row))):
            raise Refused(FieldError("code", "Not the row.", "the row"))

    async def _submit(self, answers: Answers) -> tuple[int, Secret]:
        return answers[self.row], answers[self.code]


async def test_an_answer_is_read_and_checked_once() -> None:
    booking = Booking()
    booking.form.type("code", Secret("x"))
    assert booking.form.check(booking.row) == 3
    booking.form.check(booking.code)
    assert await booking.form.submit() == (3, Secret("x"))
    assert (booking.read, booking.checked) == (["3"], [Secret("x")])


async def test_what_was_typed_anew_is_read_again_and_what_follows_it_is_checked_again() -> None:
    booking = Booking()
    booking.form.type("code", Secret("4"))
    booking.form.check(booking.code)
    booking.form.type("row", "4")
    with pytest.raises(Refused, match="Not the row"):
        await booking.form.submit()
    booking.form.type("row", "5")
    assert await booking.form.submit() == (5, Secret("4"))
    assert booking.read == ["4", "5"]


async def test_what_was_checked_before_an_earlier_answer_was_known_is_checked_again() -> None:
    booking = Booking()
    booking.form.type("code", Secret("3"))
    booking.form.check(booking.code)
    with pytest.raises(Refused, match="Not the row"):
        await booking.form.submit()


async def test_all_that_is_not_taken_is_told_at_once() -> None:
    booking = Booking()
    booking.form.type("row", "?")
    booking.form.type("code", Secret("None"))
    with pytest.raises(Refused) as refused:
        await booking.form.submit()
    assert [error.field for error in refused.value.errors] == ["row", "code"]


async def test_what_was_refused_for_good_is_told_again_and_not_sent() -> None:
    sent: list[str] = []
    unchanged = FieldError("code", "You gave this one before.", "unchanged")

    async def submit(answers: Answers) -> None:
        sent.append(answers.typed.secret("code").reveal())
        if sent[-1] != "Right":
            raise Refused(FieldError("code", "Wrong.", "wrong"), again=unchanged)

    code = SecretField(name="code", label="Code", normalise=str.casefold)
    row = TextField(name="row", label="Row", parse=str)
    form = Filling(
        Form(title="Door", fields=[code, row], submit=submit, submit_label="Open", busy="Opening…")
    )
    for typed, error in [
        ("One", "^Wrong.$"),
        ("One", "^Wrong. You gave this one before.$"),  # what is left of the attempts, too
        ("One", "^Wrong. You gave this one before.$"),
        ("ONE", "^You gave this one before.$"),
        ("Two", "^Wrong.$"),
        ("one", "^You gave this one before.$"),
    ]:
        form.type("code", Secret(typed))
        form.type("row", f"{len(sent)}")  # another answer makes this one no better
        with pytest.raises(Refused, match=error):
            await form.submit()
    form.type("code", Secret("Right"))
    await form.submit()
    assert sent == ["One", "Two", "Right"]


def test_who_leaves_takes_along_what_was_typed_hidden_answers_as_hidden() -> None:
    booking = Booking()
    booking.form.type("code", Secret("x"))
    left = booking.form.leave()
    assert left.text("row") == "3"
    assert left.secret("code") == Secret("x")
    assert "x" not in f"{left.secret('code')!r}"


@pytest.mark.parametrize(
    ("typed", "again", "kept"),
    [("court", "", ""), ("long assez", "autre", ""), ("long assez", "", "long assez")],
    ids=["refused", "repeated wrongly", "not repeated yet"],
)
async def test_who_leaves_takes_along_no_hidden_answer_that_was_refused(
    typed: str, again: str, kept: str
) -> None:
    def long_enough(answer: Secret, _answers: Answers) -> None:
        if len(answer.reveal()) < 8:
            raise Refused(FieldError("one", "Trop court.", "trop court"))

    def same(answer: Secret, answers: Answers) -> None:
        if answer != answers.typed.secret("one"):
            raise Refused(FieldError("two", "Pas la même réponse.", "différente"))

    async def nothing(_answers: Answers) -> None:
        """Never sent."""

    one = SecretField(name="one", label="Réponse", check=long_enough)
    two = SecretField(name="two", label="Encore", repeats="one", check=same)
    form = Form(title="Question", fields=[one, two], submit=nothing, submit_label="Go", busy="…")
    state = Filling(form)
    for field, answer in ((one, typed), (two, again)):
        state.type(field.name, Secret(answer))
        state.enter(field.name)
    left = state.leave()
    assert left.secret("one") == Secret(kept)
    assert left.secret("two") == Secret()


def test_whatever_was_typed_is_unsent_secrets_too() -> None:
    booking = Booking()
    assert not booking.form.is_begun  # what it came with is not the voter's work
    booking.form.type("row", "4")
    assert booking.form.is_begun
    booking.form.type("row", "3")
    assert not booking.form.is_begun
    booking.form.type("code", Secret("x"))
    assert booking.form.is_begun


def test_a_refused_line_gives_way_to_what_is_offered_in_its_place() -> None:
    booking = Booking()
    booking.form.type("row", "?")
    booking.form.enter("row")
    booking.form.forget_refused()
    assert booking.form["row"] == "3"


def test_what_was_given_on_the_forms_before_is_unsent_as_well() -> None:
    form = Form(
        title="The end of it",
        fields=[],
        submit=Booking()._submit,
        submit_label="Book",
        busy="Booking…",
        unfinished=True,
    )
    assert Filling(form).is_begun


async def test_an_answer_to_the_question_of_before_is_none_to_another_one() -> None:
    question = ChoiceField(
        name="question",
        label="Question",
        options=[Option("q1", "1?"), Option("q2", "2?")],
        parse=str,
    )
    answer = SecretField(name="answer", label="Answer", question_field="question")
    again = SecretField(name="again", label="Again", repeats="answer")
    fields: list[Field[Any]] = [question, answer, again]

    async def submit(answers: Answers) -> None: ...

    changed: list[str] = []
    form = Filling(
        Form(title="Q", fields=fields, submit=submit, submit_label="Send", busy="Sending…"),
        changed=changed.append,
    )
    form.type("answer", Secret("Soup"))  # before a question was chosen
    form.type("again", Secret("Soup"))
    form.type("question", "q1")
    form.enter("question")
    form.type("question", "q2")
    form.type("question", "q1")  # and back
    form.enter("question")
    assert not changed
    form.type("question", "q2")
    form.enter("question")
    assert changed == ["answer", "again"]
    assert form.typed.secret("answer") == form.typed.secret("again") == Secret()
    form.type("answer", Secret("Soup"))
    form.enter("answer")
    assert form.typed.secret("answer") == Secret("Soup")


async def test_an_answer_whose_question_is_no_choice_of_the_form_stands() -> None:
    answer = SecretField(name="answer", label="Answer", question_field="question")

    async def submit(answers: Answers) -> None: ...

    form = Filling(
        Form(title="Q", fields=[answer], submit=submit, submit_label="Send", busy="Sending…")
    )
    form.type("answer", Secret("Soup"))
    form.enter("answer")
    assert form.typed.secret("answer") == Secret("Soup")


class Refusing:
    """A password and a captcha, which the portal refuses for what the test says."""

    def __init__(self, *errors: FieldError) -> None:
        self.sent: list[str] = []
        self._errors = errors
        password = SecretField(name="password", label="Password")
        self.captcha = CaptchaField(
            name="captcha", label="Captcha", question="One?", renew=self._renew, check=self._check
        )
        self.form = Filling(
            Form(
                title="Sign in",
                fields=[password, self.captcha],
                submit=self._submit,
                submit_label="Sign in",
                busy="Signing in…",
            )
        )
        self.form.type("password", Secret("x"))
        self.form.type("captcha", "1")

    async def _renew(self) -> str:
        return "Two?"

    def _check(self, answer: str, _answers: Answers) -> None:
        if not answer:
            raise Refused(FieldError("captcha", "Answer.", "missing"))

    async def _submit(self, answers: Answers) -> None:
        self.sent.append(answers[self.captcha])
        raise Refused(*self._errors, questions={"captcha": "Two?"})

    async def refusal(self) -> list[str]:
        with pytest.raises(Refused) as refused:
            await self.form.submit()
        return [error.text for error in refused.value.errors]


async def test_an_answer_that_a_refusal_emptied_is_still_the_wrong_one() -> None:
    signing_in = Refusing(FieldError("captcha", "Wrong.", "wrong"))
    assert [await signing_in.refusal(), await signing_in.refusal()] == [["Wrong."]] * 2
    with pytest.raises(Refused, match="Wrong"):
        signing_in.form.check(signing_in.captcha)
    signing_in.form.type("captcha", " ")
    signing_in.form.type("captcha", "")
    assert await signing_in.refusal() == ["Answer."]
    assert signing_in.sent == ["1"]


async def test_who_must_wait_after_a_wrong_answer_is_told_so_where_that_is_typed_anew() -> None:
    wait, wrong = FieldError("", "Wait.", "wait"), FieldError("code", "Wrong.", "wrong")
    refusals = [
        Refused(wait, rate_limited_field="code"),
        Refused(wrong),
        Refused(wait, rate_limited_field="code"),
    ]

    async def submit(_answers: Answers) -> None:
        raise refusals.pop(0)

    code = SecretField(name="code", label="Code")
    state = Filling(Form(title="", fields=[code], submit=submit, submit_label="", busy=""))
    told = []
    for typed in ("1", "1", "2"):
        state.type("code", Secret(typed))
        with pytest.raises(Refused) as refused:
            await state.submit()
        told.append((refused.value.errors[0].field, state.is_refused("code")))
    assert told == [("", False), ("code", True), ("code", True)]


async def test_what_a_submit_was_refused_for_is_told_until_it_is_typed_anew() -> None:
    signing_in = Refusing(FieldError("", "Busy.", "busy"), FieldError("password", "No.", "no"))
    assert await signing_in.refusal() == ["Busy.", "No."]
    assert await signing_in.refusal() == ["Answer.", "Busy.", "No."]
    signing_in.form.type("password", Secret("y"))
    assert await signing_in.refusal() == ["Answer.", "Busy."]
    signing_in.form.type("captcha", "2")
    assert await signing_in.refusal() == ["Busy.", "No."]
    assert signing_in.sent == ["1", "2"]


async def test_enter_alone_keeps_the_latest_answer_that_was_not_refused() -> None:
    booking = Booking()
    kept = []
    for typed in ("4", "", "?", "5", ""):  # where nothing is, one goes back to it
        if typed:
            booking.form.take("row", typed)
        else:
            booking.form.go_back("code")
        kept.append((booking.form.kept("row"), booking.form.keeps_earlier("row")))
    assert kept == [("3", True), ("4", False), ("4", True), ("4", True), ("5", False)]
    refusing = Refusing(FieldError("password", "No.", "no"))
    refusing.form.take("password", Secret("x"))
    refusing.form.go_back("captcha")
    assert refusing.form.kept("password") == Secret("x")
    await refusing.refusal()
    assert not refusing.form.kept("password")


def kept_twice(again: str, *, first: str = "soup") -> Filling[None]:
    """An answer and the one that repeats it, in whatever letters, as they were given before."""

    async def submit(answers: Answers) -> None: ...

    def same(repeated: Secret, answers: Answers) -> None:
        if repeated.reveal().casefold() != answers.typed.secret("answer").reveal():
            raise Refused(FieldError("again", "Not the same.", "different"))

    fields = [
        SecretField(name="answer", label="Answer", value=Secret(first)),
        SecretField(
            name="again",
            label="Again",
            value=Secret(again),
            repeats="answer",
            normalise=str.casefold,
            check=same,
        ),
    ]
    return Filling(Form(title="Q", fields=fields, submit=submit, busy="Sending…"))


@pytest.mark.parametrize(
    ("given", "again", "wanted"),
    [
        ("soup", "soup", []),
        ("soup", "Soup", []),
        ("soup", "stew", ["again"]),
        ("stew", "soup", ["again"]),
    ],
    ids=["kept", "in other letters", "repeated wrongly", "another one"],
)
def test_who_keeps_an_answer_keeps_the_one_that_repeats_it(
    given: str, again: str, wanted: list[str]
) -> None:
    form = kept_twice(again)
    form.take("answer", Secret(given))
    assert form.wanted == wanted
    assert not form.kept("again")  # by itself


def test_an_answer_that_is_kept_outlives_another_one_that_was_repeated_wrongly() -> None:
    form = kept_twice("soup")
    form.take("answer", Secret("stew"))
    form.take("again", Secret("rice"))
    assert form.wanted == ["answer", "again"]
    assert form.kept("answer") == Secret("soup")
    assert form.keeps_earlier("answer")
    form.take("answer", Secret("soup"))
    assert not form.wanted


async def test_an_answer_that_stood_there_and_was_refused_is_not_kept() -> None:
    async def submit(_answers: Answers) -> None:
        raise Refused(*(FieldError(name, "Wrong.", "wrong") for name in ("code", "row")))

    code = SecretField(name="code", label="Code", value=Secret("1234"))
    row = TextField(name="row", label="Row", parse=str, value="3")
    form = Filling(Form(title="Door", fields=[code, row], submit=submit, busy="Opening…"))
    assert (form.kept("code"), form.kept("row")) == (Secret("1234"), "3")
    with pytest.raises(Refused):
        await form.submit()
    assert [form.kept("code"), form.kept("row")] == [Secret(), ""]
