"""Signing in: who gets in, who does not, and what they are told."""

import pytest

from tests.entry.visitor import PASSES, PASSWORD, SIGNS_OUT, WELCOME, Visitor
from tests.portal.captcha_solver import solve
from tui_voter.audit.player import Reply, act, attempt, fill, leave, sees
from tui_voter.journeys.entry.sites import spelled

WHO = "{identifier} · Portal: {host}"
WRONG = "The password or the address {identifier} is wrong. To change the address, go back."
STRANGER = "personne@academie.exemple"


def proof(password: str) -> Reply:
    return fill(password=password, captcha=solve)


def test_a_voter_signs_in_and_out(active: Visitor) -> None:
    inside: list[int] = []
    said = active.play(
        *(leave("sign_in"), fill(identifier=f" {active.address} ")),
        *(sees(WHO, identifier=active.address), PASSES, sees("You are signed in."), WELCOME),
        *(act(lambda: inside.append(active.sessions())), SIGNS_OUT),
    )
    assert (inside, active.sessions()) == ([1], 0)
    assert PASSWORD not in "\n".join(said.said)
    *_earlier, before, _admitted, home, out = said.headings
    assert before.countdown is None
    assert home.countdown is not None
    assert out == before._replace(losses=out.losses, rescue=out.rescue)


@pytest.mark.parametrize("known", [True, False])
def test_wrong_ones_never_tell_which(active: Visitor, known: bool) -> None:
    identifier = active.address if known else STRANGER
    said = active.play(
        *(leave("sign_in"), fill(identifier=identifier), proof("Tout-autre-chose 12")),
        sees(WRONG, identifier=identifier),  # nothing but the password is asked for again
        *(proof("Encore-autre-chose 12"), sees(WRONG)),
        *([PASSES, WELCOME] if known else []),
    )
    assert [error.field for error in said.refusals] == ["password", "password"]
    assert active.sessions() == 0


WRONG_CAPTCHA = (fill(password=PASSWORD, captcha="x"), sees("Wrong answer. New question."))
UNCHANGED = sees("You already gave this password, and it was refused: it was not sent again")
WITHOUT_A_TRY = {
    "a wrong captcha": (*WRONG_CAPTCHA * 7, fill(captcha=solve)),
    "the same wrong password": (
        proof("Tout-autre-chose 12"),
        *(fill(captcha=solve), UNCHANGED) * 7,  # the captcha is a new one, and stays so
        fill(password=PASSWORD),
    ),
    "what is missing": (
        *(attempt(password=""), sees("Type your password."), attempt(captcha=" ")),
        *(sees("Answer the captcha’s question."), PASSES),
    ),
}


@pytest.mark.parametrize("script", WITHOUT_A_TRY.values(), ids=WITHOUT_A_TRY)
def test_what_is_no_try(active: Visitor, script: tuple[Reply, ...]) -> None:
    active.play(
        *(leave("sign_in"), attempt(identifier="camille")),
        sees("An email address looks like first.last@school.example: check what you typed."),
        *(fill(identifier=active.address), *script, WELCOME),
    )


def test_too_many_tries_tell_how_long_to_wait_and_the_way_past(active: Visitor) -> None:
    *there, _proof = active.signs_in()
    said = active.play(
        *(*there, *[proof(f"Tout-autre-chose {n}") for n in range(5)], PASSES),
        sees("Too many attempts. {again} Or use “Forgotten password” to get a link."),
        act(lambda: active.portal.sql("UPDATE guessing SET until = 0")),
        *(fill(), WELCOME),  # who must wait spends no captcha: the answer stands
    )
    assert said.refusals[-1].field == "password", "it may be as wrong as those before"


def test_going_back_leads_to_another_identifier_then_to_the_link(active: Visitor) -> None:
    said = active.play(
        *(leave("sign_in"), fill(identifier=STRANGER), leave(password=PASSWORD), leave()),
        leave("sign_in"),
        *(fill(), sees(WHO, identifier=STRANGER), leave()),
        *(fill(identifier=active.address), PASSES, WELCOME),  # the other one stood there still
    )
    first = ["Open your voter account", *["Sign in"] * 3, "Open your voter account"]
    assert said.titles[:5] == first
    assert not any(one.holds.get("password") for one in said.shown), "it is for one address alone"


def test_a_host_is_spelled() -> None:
    assert spelled("a-b.fr:8443") == "Letter by letter: a, hyphen, b, dot, f r, port 8443"
    assert spelled("[::1]:80") == "Letter by letter: colon, colon, 1, port 80"
