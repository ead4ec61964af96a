"""Every event in every state of a form, as a table: ``table.txt`` beside this file.

A state is named and made by events; below it stands a row for each event: what comes of it, the
errors by the field where they show, the fields still wanted, and those that the core changed.
"""

from typing import Final

import pytest

from tests.conversation.booking import Booking
from tests.conversation.tables import Row, rows

ALL: Final = "take name Ada; take question q1; take answer soup; take again soup; take captcha 1; "
STATES: Final = {
    "nothing is typed": "",
    "a name is typed": "type name Ada",
    "a name is accepted": "type name Ada; enter name",
    "a name is not readable": "type name A1; enter name",
    "an answer is too short": "type answer abc; enter answer",
    "two answers differ": "type answer soup; enter answer; type again soap; enter again",
    "an empty form was submitted": "submit",
    "all is answered": ALL,
    "another question is chosen": ALL + "type question q2",
    "the computer has answered": "compute",
    "the captcha expired unanswered": "take name Ada; expire",
    "the name was refused": ALL + "submit refuse",
    "the answer was refused for good": ALL + "submit wrong",
    "the repeated answer was refused": ALL + "submit refuse again",
    "the portal is busy": ALL + "submit busy",
    "the captcha is spent": ALL + "submit spend",
    "no other try can succeed": ALL + "submit end",
    "the answer is to be corrected": ALL + "submit correct answer",
}
EVENTS: Final = (
    *("type name Bo", "type answer stew", "type again stew", "take answer soup", "enter name"),
    *("enter question", "enter answer", "enter again", "enter captcha", "submit", "submit busy"),
    *("renew", "renew fail", "compute", "compute fail", "back", "leave"),
)


async def held(state: str, event: str) -> str:
    """What holds after an event in a state."""
    booking = Booking()
    await booking.play(STATES[state])
    booking.changed.clear()
    came = await booking.act(event)
    wanted, changed = " ".join(booking.filling.wanted), " ".join(booking.changed)
    return " | ".join([came, booking.shown, wanted, changed])


@pytest.mark.parametrize("row", rows("table.txt"), ids=str)
async def test_what_holds_after_each_event_in_each_state(row: Row) -> None:
    assert await held(row.state, row.event) == row.holds


def test_the_table_is_whole() -> None:
    told = [(row.state, row.event) for row in rows("table.txt")]
    assert told == [(state, event) for state in STATES for event in EVENTS]


async def test_what_the_portal_refused_is_told_again_beside_what_is_wrong_since() -> None:
    booking = Booking()
    await booking.play(ALL + "submit refuse; type answer abc; type again abc; submit")
    assert booking.shown == "name: Not this name.; answer: Too short."
    assert len(booking.sent) == 1


async def test_what_differs_from_a_refused_answer_is_wrong_with_it() -> None:
    booking = Booking()
    await booking.play("type answer abc; enter answer; type again abd")
    assert booking.shown == "answer: Too short."
    assert booking.filling.wrong == {"answer", "again"}


async def test_a_captcha_that_is_to_be_changed_and_has_expired_asks_another_question() -> None:
    booking = Booking()
    await booking.play(ALL + "expire; submit correct captcha")
    assert booking.filling.question("captcha") == "Number 2?"
    assert booking.filling["captcha"] == ""
    assert booking.filling.wanted == ["captcha"]
