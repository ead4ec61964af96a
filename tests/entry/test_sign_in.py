"""Signing in: who gets in, who does not, and what they are told."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest

from tests.entry.visitor import ANSWER, PASSWORD, SIGNS_OUT, Visitor
from tests.portal.captcha_solver import solve
from tui_voter import messages
from tui_voter.audit.player import Reply, act, attempt, choose, fill, leave, quit_, sees, take
from tui_voter.dialogue import BACK, Form, Menu, TextField, told
from tui_voter.journeys.entry.sites import spelled

WELCOME = sees("Welcome to your elections portal")
WRONG = "The password or the address {identifier} is wrong. To change the address, go back."
NOT_RIGHT = sees(WRONG)


def proof(password: str = PASSWORD) -> Reply:
    return fill(password=password, captcha=solve)


@pytest.fixture
def active(visitor: Visitor) -> Visitor:
    visitor.activate()
    return visitor


def test_a_voter_signs_in_and_out(active: Visitor) -> None:
    said = active.play(
        leave("sign_in"),
        fill(identifier=f" {active.address} "),
        sees("{identifier} · Portal: {host}", identifier=active.address),
        proof(),
        sees("You are signed in."),
        WELCOME,
        act(lambda: sessions_are(active, 1)),
        SIGNS_OUT,
    )
    assert active.sessions() == 0
    assert PASSWORD not in "\n".join(said.said)


def sessions_are(visitor: Visitor, number: int) -> None:
    assert visitor.sessions() == number


def test_once_in_the_countdown_stays_in_sight(active: Visitor) -> None:
    said = active.play(leave("sign_in"), fill(identifier=active.address), proof(), SIGNS_OUT)
    *_earlier, before, admitted, inside, out = said.headings
    assert before.countdown is None
    in_session = before._replace(session=inside.session, losses=inside.losses, rescue=inside.rescue)
    assert admitted == in_session
    assert inside.countdown is not None
    without = inside._replace(countdown=None, session=None)
    assert out == before == without._replace(losses=out.losses, rescue=out.rescue)


def test_quitting_ends_the_session(active: Visitor) -> None:
    active.play(leave("sign_in"), fill(identifier=active.address), proof(), WELCOME, quit_())
    assert active.sessions() == 0


def test_an_activation_leads_to_the_home(visitor: Visitor) -> None:
    visitor.play(*visitor.activation(), WELCOME, SIGNS_OUT)
    assert visitor.sessions() == 0


@pytest.mark.parametrize("known", [True, False])
def test_wrong_ones_never_tell_which(active: Visitor, known: bool) -> None:
    identifier = active.address if known else "personne@academie.exemple"
    said = active.play(
        leave("sign_in"),
        fill(identifier=identifier),
        proof("Tout-autre-chose 12"),
        sees(WRONG, identifier=identifier),  # nothing but the password is asked for again
        proof("Encore-autre-chose 12"),
        NOT_RIGHT,
        quit_(),
    )
    assert [error.field for error in said.refusals] == ["password", "password"]
    assert active.sessions() == 0


def test_after_a_refusal_the_right_password_is_taken(active: Visitor) -> None:
    active.play(
        leave("sign_in"),
        fill(identifier=active.address),
        proof("Tout-autre-chose 12"),
        NOT_RIGHT,
        proof(),
        WELCOME,
        SIGNS_OUT,
    )


@pytest.mark.parametrize(("theirs", "other"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_accents_may_be_typed_on_another_keyboard(
    visitor: Visitor, theirs: Literal["NFC", "NFD"], other: Literal["NFC", "NFD"]
) -> None:
    """A Mac's decomposes "é" where others send one character."""
    password = "Éléphant-vert 47 congères"
    visitor.play(
        fill(link=visitor.portal.invite(visitor.address)),
        fill(password=unicodedata.normalize(theirs, password), captcha=solve),
        fill(question="first-dish", answer=ANSWER),
        choose("send"),
        take("home"),
        SIGNS_OUT,
    )
    visitor.play(
        leave("sign_in"),
        fill(identifier=visitor.address),
        proof(unicodedata.normalize(other, password)),
        WELCOME,
        SIGNS_OUT,
    )


def test_a_wrong_captcha_is_no_try_and_brings_another(active: Visitor) -> None:
    wrong = "Wrong answer. New question."
    active.play(
        leave("sign_in"),
        fill(identifier=active.address),
        *[reply for _ in range(7) for reply in (fill(password=PASSWORD, captcha="x"), sees(wrong))],
        fill(captcha=solve),
        WELCOME,
        SIGNS_OUT,
    )


def test_the_same_wrong_password_is_not_sent_again(active: Visitor) -> None:
    unchanged = sees("You already gave this password, and it was refused: it was not sent again")
    active.play(
        leave("sign_in"),
        fill(identifier=active.address),
        proof("Tout-autre-chose 12"),
        *[fill(captcha=solve), unchanged] * 7,  # the captcha is a new one, and stays so
        fill(password=PASSWORD),
        WELCOME,
        SIGNS_OUT,
    )


def test_too_many_tries_tell_how_long_to_wait_and_the_way_past(active: Visitor) -> None:
    too_many = sees("Too many attempts. {again} Or use “Forgotten password” to get a link.")

    def the_time_is_over() -> None:
        active.portal.sql("UPDATE guessing SET until = 0")

    said = active.play(
        leave("sign_in"),
        fill(identifier=active.address),
        *[proof(f"Tout-autre-chose {n}") for n in range(5)],
        proof(),
        too_many,
        act(the_time_is_over),
        fill(),  # who must wait spends no captcha: the answer stands
        WELCOME,
        SIGNS_OUT,
    )
    assert said.refusals[-1].field == "password", "it may be as wrong as those before"


def test_what_is_missing_is_told_before_anything_is_sent(active: Visitor) -> None:
    active.play(
        leave("sign_in"),
        attempt(identifier="camille"),
        sees("An email address looks like first.last@school.example: check what you typed."),
        fill(identifier=active.address),
        attempt(password=""),
        sees("Type your password."),
        attempt(captcha=" "),
        sees("Answer the captcha’s question."),
        quit_(),
    )


def test_going_back_leads_to_another_identifier_then_to_the_link(active: Visitor) -> None:
    said = active.play(
        leave("sign_in"),
        fill(identifier="personne@academie.exemple"),
        leave(),
        leave(),
        leave("sign_in"),
        fill(),  # the identifier is still there
        sees("{identifier} · Portal: {host}", identifier="personne@academie.exemple"),
        leave(),
        fill(identifier=active.address),
        proof(),
        SIGNS_OUT,
    )
    assert said.titles[:5] == [
        "Open your voter account",
        "Sign in",
        "Sign in",
        "Sign in",
        "Open your voter account",
    ]


def test_a_portal_that_is_not_known_yet_is_typed_and_compared(active: Visitor) -> None:
    active.origins = ()
    said = active.play(
        leave("sign_in"),
        fill(identifier=active.address, portal=active.portal.url),
        sees("Do you recognise this portal?"),
        choose(BACK),
        sees(
            "Nothing was sent to {host}. Compare the address with your elections office’s letter."
        ),
        fill(),
        choose("yes"),
        proof(),
        WELCOME,
        SIGNS_OUT,
    )
    menus = [one.screen for one in said.shown if isinstance(one.screen, Menu)]
    asked = [menu.place for menu in menus if menu.title == "Do you recognise this portal?"]
    assert asked == ["This site"] * 2, "on the cursor's line it is no choice among one's portals"


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("portail.fr", "p o r t a i l, dot, f r"),
        ("a-b.fr:8443", "a, hyphen, b, dot, f r, port 8443"),
        ("[::1]:80", "colon, colon, 1, port 80"),
    ],
)
def test_a_host_is_spelled(host: str, told: str) -> None:
    messages.use("en")
    assert spelled(host) == f"Letter by letter: {told}"


def test_who_has_asked_for_a_new_link_is_not_sent_to_the_mail_before_it(visitor: Visitor) -> None:
    messages.use("en")
    said = visitor.play(
        leave("new_link"),
        fill(address=visitor.address),
        fill(captcha=solve),
        sees("Paste this email, or its link."),
        quit_(),
    )
    first, *_others, last = [shown.screen for shown in said.shown if isinstance(shown.screen, Form)]
    titled = "Opening of the professional elections portal"
    assert [titled in str([*map(told, form.intro)]) for form in (first, last)] == [True, False]


def test_the_email_address_has_one_name_wherever_it_is_asked(active: Visitor) -> None:
    said = active.play(
        leave("new_link"),
        leave(),
        leave("sign_in"),
        fill(identifier=active.address),
        leave("forgotten"),
        quit_(),
    )
    asked = [
        (item.label, item.brief, item.hint)
        for shown in said.shown
        if isinstance(shown.screen, Form)
        for item in shown.screen.fields
        if isinstance(item, TextField)
    ]
    assert len(asked) == 3
    assert set(asked) == {
        (
            "Email address",
            "email",
            "",
        )
    }
