"""The one list of what the voter can do: when each way is there, and why it is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fullscreen import stories
from tui_voter.conversation.ways import Now, Place, find, missing, times, ways
from tui_voter.dialogue import (
    Action,
    CaptchaField,
    Field,
    Form,
    Heading,
    Menu,
    Option,
    Page,
    Prose,
    Role,
    SecretField,
    TextField,
    TimeLimit,
)
from tui_voter.secret import Secret


async def _nothing(*_given: Any) -> Any:
    raise AssertionError("nobody submits, renews or computes")


def form(*fields: Field[Any], **more: Any) -> Form[Any]:
    return Form(title="A form", fields=fields, submit=_nothing, busy="…", **more)


def captcha(*, asks: bool = True, compute: Any = None) -> Field[Any]:
    return CaptchaField(
        name="captcha", label="Captcha", question="?", renew=_nothing, asks=asks, compute=compute
    )


async def _phrase() -> Secret:
    return Secret("a b c")


TEXT = TextField(name="text", label="Text", parse=str)
SECRET = SecretField(name="secret", label="Secret")
PROPOSED = SecretField(name="secret", label="Secret", propose=_phrase)
SESSION = TimeLimit(lambda: 800, lambda: "Session.", _nothing, lambda: "13 min")


SIGNED_IN = Heading(session=SESSION)
MENU = Menu(title="Menu", options=[Option("a", "A")])
FIRST = MENU._replace(can_go_back=False)
PAGE = Page(title="Page", blocks=[Prose("Text.")])
EVERYWHERE = {Role.HELP, Role.REPEAT, Role.QUIT}


def offered(place: Place | None, heading: Heading | None = None, **now: Any) -> set[Role | None]:
    return {way.role for way in ways(place, heading or Heading(), Now(**now))}


@pytest.mark.parametrize(
    ("place", "more"),
    [
        (None, set()),
        (FIRST, set()),
        (MENU, {Role.BACK}),
        (form(), {Role.BACK, None}),  # its button is a way on without a role
        (form(TEXT), {Role.BACK, Role.SUBMIT}),
        (form(SECRET), {Role.BACK, Role.SUBMIT, Role.REVEAL}),
        (form(PROPOSED), {Role.BACK, Role.SUBMIT, Role.REVEAL, Role.PROPOSE}),
        (form(captcha()), {Role.BACK, Role.SUBMIT, Role.RENEW}),
        (form(captcha(asks=False, compute=_nothing)), {Role.BACK, Role.SUBMIT, Role.COMPUTE}),
        (form(TEXT, time_left=lambda: "Soon."), {Role.BACK, Role.SUBMIT, Role.TIME}),
        (
            PAGE._replace(actions=[Action("a", "A", role=Role.SAVE), Action("b", "B")]),
            {Role.BACK, Role.SAVE, None},
        ),
        (stories.countdown_page(stories.Clock(60)), {Role.TIME, None}),
    ],
)
def test_what_a_place_offers(place: Place | None, more: set[Role | None]) -> None:
    assert offered(place) - {Role.BACK} == EVERYWHERE | more - {Role.BACK}
    assert (Role.BACK in offered(place)) is (place is not None and place.can_go_back)


def test_within_a_session_there_are_more_time_the_way_out_and_the_way_home() -> None:
    within = {Role.TIME, Role.EXTEND, Role.SIGN_OUT}
    assert offered(FIRST, SIGNED_IN) == EVERYWHERE | within
    assert offered(MENU, SIGNED_IN) == EVERYWHERE | within | {Role.BACK, Role.HOME}


def test_a_place_that_signs_out_itself_does_so_in_place_of_the_program() -> None:
    action = Action("out", "Sign out and quit", role=Role.SIGN_OUT)
    there = [way for way in ways(FIRST._replace(actions=[action]), SIGNED_IN) if way.action]
    assert [way.role for way in there] == [Role.SIGN_OUT]
    everything = ways(FIRST._replace(actions=[action]), SIGNED_IN)
    assert [way.role for way in everything].count(Role.SIGN_OUT) == 1


def test_while_a_form_works_one_stops_waits_or_leaves() -> None:
    place = form(PROPOSED, captcha(compute=_nothing), actions=[Action("a", "A")], can_go_back=False)
    assert offered(place, SIGNED_IN, under_way=True) == EVERYWHERE | {Role.BACK, Role.TIME}
    stop = find(Role.BACK, ways(place, SIGNED_IN, Now(under_way=True)))
    assert stop is not None
    assert stop.label == "stop"


def test_back_first_shows_again_what_was_left_out() -> None:
    listing = stories.roll_listing()._replace(can_go_back=False)
    for place, label in ((FIRST, "show all"), (listing, "clear the search")):
        assert Role.BACK not in offered(place)
        back = find(Role.BACK, ways(place, Heading(), Now(narrowed=True)))
        assert back is not None
        assert back.label == label


def test_rows_that_could_not_be_fetched_are_fetched_again() -> None:
    listing = stories.roll_listing()
    assert Role.RENEW not in offered(listing)
    assert Role.RENEW in offered(listing, failed=True)


def test_the_computer_does_not_answer_twice() -> None:
    place = form(captcha(compute=_nothing))
    assert Role.COMPUTE in offered(place)
    assert Role.COMPUTE not in offered(place, computed=True)


def test_what_a_field_does_comes_before_an_action_of_the_same_role() -> None:
    action = Action("code", "Send me a code", role=Role.RENEW)
    way = find(Role.RENEW, ways(form(captcha(), actions=[action]), Heading()))
    assert way is not None
    assert way.action is None
    assert way.label == "another question"


def test_the_button_is_called_what_it_does_now() -> None:
    for button, label in (("", "Continue"), ("Try again", "Try again")):
        (way, *_others) = ways(form(TEXT), Heading(), Now(button=button))
        assert (way.role, way.label) == (Role.SUBMIT, label)


def test_each_time_limit_is_told_once() -> None:
    page = stories.countdown_page(clock := stories.Clock(90))
    heading = SIGNED_IN._replace(countdown=clock.block())
    assert times(page, heading) == ["Session.", clock.block().view().spoken]
    assert times(form(TEXT, time_left=lambda: "Soon."), heading)[0] == "Soon."
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
