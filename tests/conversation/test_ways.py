"""The one list of what the voter can do: when each way is there, and why it is not."""

from typing import Any

import pytest

from tests.stories import (
    Clock,
    captcha,
    countdown_page,
    form,
    menu,
    page,
    roll_listing,
    secret,
    text,
)
from tui_voter.conversation.ways import Now, Place, find, missing, times, ways
from tui_voter.dialogue import Action, Heading, Role, TimeLimit
from tui_voter.secret import Secret


async def _nothing() -> Any:
    raise AssertionError("nobody extends the session")


async def _phrase() -> Secret:
    return Secret("a b c")


SIGNED_IN = Heading(session=TimeLimit(lambda: 800, lambda: "Session.", _nothing, lambda: "13 min"))
MENU = menu("A")
FIRST = MENU._replace(can_go_back=False)
PROPOSED = secret("secret", propose=_phrase)
COMPUTED = captcha("?", asks=False)
TIMED = form(text("text"), time_left=lambda: "Soon.")
EVERYWHERE = {Role.HELP, Role.REPEAT, Role.QUIT}


def offered(place: Place | None, heading: Heading | None = None, **now: Any) -> set[Role | None]:
    return {way.role for way in ways(place, heading or Heading(), Now(**now))}


@pytest.mark.parametrize(
    ("place", "more"),
    [
        *((None, set()), (FIRST, set()), (MENU, {Role.BACK})),
        (form(), {Role.BACK, None}),  # its button is a way on without a role
        (form(text("text")), {Role.BACK, Role.SUBMIT}),
        (form(secret("secret")), {Role.BACK, Role.SUBMIT, Role.REVEAL}),
        (form(PROPOSED), {Role.BACK, Role.SUBMIT, Role.REVEAL, Role.PROPOSE}),
        (form(captcha("?", compute=None)), {Role.BACK, Role.SUBMIT, Role.RENEW}),
        (form(COMPUTED), {Role.BACK, Role.SUBMIT, Role.COMPUTE}),
        (TIMED, {Role.BACK, Role.SUBMIT, Role.TIME}),
        (
            page(actions=[Action("a", "A", role=Role.SAVE), Action("b", "B")]),
            {Role.BACK, Role.SAVE, None},
        ),
        (countdown_page(Clock(60)), {Role.BACK, Role.TIME, None}),
    ],
)
def test_what_a_place_offers(place: Place | None, more: set[Role | None]) -> None:
    assert offered(place) == EVERYWHERE | more


def test_within_a_session_there_are_more_time_the_way_out_and_the_way_home() -> None:
    within = {Role.TIME, Role.EXTEND, Role.SIGN_OUT}
    assert offered(FIRST, SIGNED_IN) == EVERYWHERE | within
    assert offered(MENU, SIGNED_IN) == EVERYWHERE | within | {Role.BACK, Role.HOME}


def test_a_place_that_signs_out_itself_does_so_in_place_of_the_program() -> None:
    action = Action("out", "Sign out and quit", role=Role.SIGN_OUT)
    there = ways(FIRST._replace(actions=[action]), SIGNED_IN)
    assert [way.action for way in there if way.role is Role.SIGN_OUT] == [action]


def test_while_a_form_works_one_stops_waits_or_leaves() -> None:
    place = form(PROPOSED, COMPUTED, actions=[Action("a", "A")], can_go_back=False)
    assert offered(place, SIGNED_IN, under_way=True) == EVERYWHERE | {Role.BACK, Role.TIME}


CODE = Action("code", "Send me a code", role=Role.RENEW)


@pytest.mark.parametrize(
    ("place", "now", "role", "label"),
    [
        (form(), Now(under_way=True), Role.BACK, "stop"),
        # The way back first shows again what was left out.
        *((FIRST, Now(), Role.BACK, None), (FIRST, Now(narrowed=True), Role.BACK, "show all")),
        (roll_listing(), Now(narrowed=True), Role.BACK, "clear the search"),
        # Rows that could not be fetched are fetched again.
        (roll_listing(), Now(), Role.RENEW, None),
        (roll_listing(), Now(failed=True), Role.RENEW, "try again"),
        # The computer does not answer twice.
        (form(COMPUTED), Now(), Role.COMPUTE, "let the computer answer"),
        (form(COMPUTED), Now(computed=True), Role.COMPUTE, None),
        # What a field does comes before an action of the same role.
        (form(captcha("?"), actions=[CODE]), Now(), Role.RENEW, "another question"),
        # The button is called what it does now.
        (form(text("text")), Now(), Role.SUBMIT, "Send"),
        (form(text("text")), Now(button="Try again"), Role.SUBMIT, "Try again"),
    ],
)
def test_what_a_way_is_called_now(place: Place, now: Now, role: Role, label: str | None) -> None:
    way = find(role, ways(place, Heading(), now))
    assert (way and way.label) == label


def test_each_time_limit_is_told_once() -> None:
    asked = countdown_page(clock := Clock(90))
    heading = SIGNED_IN._replace(countdown=clock.block())
    assert times(asked, heading) == ["Session.", clock.block().view().spoken]
    assert times(TIMED, heading)[0] == "Soon."
    assert times(None, Heading()) == []


@pytest.mark.parametrize(
    ("role", "heading", "says"),
    [
        (Role.SAVE, Heading(), "There is nothing to save here."),
        (Role.SIGN_OUT, Heading(), "You are not signed in."),
        (Role.TIME, Heading(), "There is no time limit here."),
        (Role.EXTEND, Heading(), "There is no session to extend: one begins when you sign in."),
        (Role.HOME, Heading(), "The home page opens once you have signed in."),
        (Role.HOME, SIGNED_IN, "You cannot go back from here. Q leaves the program."),
        (Role.BACK, Heading(), "You cannot go back from here. Q leaves the program."),
        (Role.MAIL, Heading(), None),
    ],
)
def test_why_something_is_not_there(role: Role, heading: Heading, says: str | None) -> None:
    notice = missing(role, heading, "Q")
    assert (notice and notice.text) == says
