"""A form while it is filled in: what is read, what is checked, and what Enter alone keeps.

What comes of each event in each state: ``test_table.py``.
"""

from typing import Any

import pytest

from tests.conversation.booking import Booking
from tests.conversation.test_table import ALL
from tui_voter.conversation.filling import Filling
from tui_voter.dialogue import Answers, Field, FieldError, Form, Refused, SecretField, TextField
from tui_voter.secret import Secret


class Seats:
    """A row, which is filled in at first, and a code that must not be the row's own number."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.checked: list[Secret] = []
        self.row = TextField(name="row", label="Row", parse=self._number, value="3")
        self.code = SecretField(name="code", label="Code", check=self._check)
        fields: list[Field[Any]] = [self.row, self.code]
        self.form = Filling(Form(title="Seats", fields=fields, submit=self.submit, busy="…"))

    def _number(self, text: str) -> int:
        self.read.append(text)
        if not text.isdecimal():
            raise Refused(FieldError("row", "Type a number.", "no number"))
        return int(text)

    def _check(self, code: Secret, answers: Answers) -> None:
        self.checked.append(code)
        if code == Secret(str(answers.get(self.row))):
            raise Refused(FieldError("code", "Not the row.", "the row"))

    async def submit(self, answers: Answers) -> tuple[int, Secret]:
        return answers[self.row], answers[self.code]


async def test_an_answer_is_read_and_checked_once() -> None:
    seats = Seats()
    seats.form.type("code", Secret("x"))
    assert seats.form.check(seats.row) == 3
    seats.form.check(seats.code)
    assert await seats.form.submit() == (3, Secret("x"))
    assert (seats.read, seats.checked) == (["3"], [Secret("x")])


async def test_what_was_typed_anew_is_read_again_and_what_follows_it_is_checked_again() -> None:
    seats = Seats()
    seats.form.type("code", Secret("4"))
    seats.form.check(seats.code)
    seats.form.type("row", "4")
    with pytest.raises(Refused, match="Not the row"):
        await seats.form.submit()
    seats.form.type("row", "5")
    assert await seats.form.submit() == (5, Secret("4"))
    assert seats.read == ["4", "5"]


async def test_what_was_checked_before_an_earlier_answer_was_known_is_checked_again() -> None:
    seats = Seats()
    seats.form.type("code", Secret("3"))
    seats.form.check(seats.code)
    with pytest.raises(Refused, match="Not the row"):
        await seats.form.submit()


def test_whatever_was_typed_is_unsent_secrets_too_and_what_was_given_before() -> None:
    form = Seats().form
    assert not form.is_begun  # what it came with is not the voter's work
    for name, typed, is_begun in (("row", "4", True), ("row", "3", False)):
        form.type(name, typed)
        assert form.is_begun is is_begun
    form.type("code", Secret("x"))
    assert form.is_begun
    last = Form(title="", fields=[], submit=Seats().submit, busy="", unfinished=True)
    assert Filling(last).is_begun


def test_a_refused_line_gives_way_to_what_is_offered_in_its_place() -> None:
    form = Seats().form
    form.take("row", "?")
    form.forget_refused()
    assert form["row"] == "3"


async def test_an_answer_to_the_question_of_before_is_none_to_another_one() -> None:
    booking = Booking()
    await booking.play("type answer soup; type again soup")  # before a question was chosen
    await booking.play("take question q1; type question q2; take question q1")  # and back
    assert not booking.changed
    await booking.play("take question q2")
    assert booking.changed == ["answer", "again"]
    assert booking.filling["answer"] == booking.filling["again"] == Secret()


async def test_an_answer_whose_question_is_no_choice_of_the_form_stands() -> None:
    booking = Booking(["answer"])
    await booking.play("take answer soup")
    assert booking.filling["answer"] == Secret("soup")


@pytest.mark.parametrize(
    ("events", "shown"),
    [
        ("submit spend; type captcha 2; type captcha ; submit", "captcha: Answer it, please."),
        # Who must wait is told so at the answer, once that was wrong.
        ("submit wait", "form: Wait."),
        ("submit wrong; type answer stew; type again stew; submit wait", "answer: Wait."),
    ],
)
async def test_what_a_refusal_is_shown_as(events: str, shown: str) -> None:
    booking = Booking()
    await booking.play(f"{ALL}{events}")
    assert booking.shown == shown


async def test_enter_alone_keeps_the_latest_answer_that_was_not_refused() -> None:
    form, kept = Seats().form, []
    for typed in ("4", "", "?", "5", ""):  # where nothing is, one goes back to it
        if typed:
            form.take("row", typed)
        else:
            form.go_back("code")
        kept.append((form.kept("row"), form.keeps_earlier("row")))
    assert kept == [("3", True), ("4", False), ("4", True), ("4", True), ("5", False)]
    for name, end in (("name", "refuse"), ("answer", "wrong")):
        booking = Booking(["name", "answer"])
        booking.begin({"name": "Ada", "answer": Secret("soup")})
        assert booking.filling.kept(name)
        await booking.play(f"submit {end}")
        assert not booking.filling.kept(name)


@pytest.mark.parametrize(
    ("events", "again", "wanted"),
    [
        *(("take answer soup", "soup", ""), ("take answer soup", "Soup", "")),
        *(("take answer soup", "stew", "again"), ("take answer stew", "soup", "again")),
        ("take answer stew; take again rice", "soup", "answer again"),
        ("take answer stew; take again rice; take answer soup", "soup", ""),
    ],
)
async def test_who_keeps_an_answer_keeps_the_one_that_repeats_it(
    events: str, again: str, wanted: str
) -> None:
    booking = Booking(["answer", "again"])
    booking.begin({"answer": Secret("soup"), "again": Secret(again)})
    await booking.play(events)
    assert " ".join(booking.filling.wanted) == wanted
    assert not booking.filling.kept("again")  # by itself
