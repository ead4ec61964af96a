"""The main job, end to end: from the mail's link to the countdown, in every voice."""

from __future__ import annotations

from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal
from tests.visit.conftest import MakeVoter, in_pairs
from tests.visit.scene import signing_in
from tests.voters import GOOD_PASSWORD, LinearVoter
from tui_voter.audit.player import act, choose, fill, propose, quit_, sees, take
from tui_voter.dialogue import BACK


@in_pairs(scripted="fr", linear="en", fullscreen="fr")
def test_a_voter_opens_their_space(
    portal: RunningPortal, address: str, make_voter: MakeVoter, language: str
) -> None:
    link = portal.invite(address)

    def account_is_active() -> None:
        account = portal.sql(
            "SELECT activated_at IS NOT NULL FROM voter WHERE address = ?", address
        )
        assert account == [(1,)]

    voter = make_voter(language)
    voter.play(
        fill(link=f"Bonjour,\n\nvoici votre lien unique : {link}\n\nCordialement"),
        sees("Do you recognise this portal?"),
        choose("yes"),
        sees("Account of {name}"),
        fill(password=GOOD_PASSWORD, captcha=solve),
        sees(
            "WARNING: you will have to answer your challenge question if you forget your password."
        ),
        fill(question="first-dish", answer="La blanquette"),
        choose("send"),
        sees("Your account has been activated."),
        act(account_is_active),
        take("home"),
        sees("Welcome to your elections portal"),
        choose("vote"),
        sees("The vote opens in"),
        sees("Open from {opening}"),
        quit_(),
    )
    assert GOOD_PASSWORD not in voter.record
    assert "blanquette" not in voter.record
    assert portal.mailbox(address)[-1].subject.startswith(("Votre compte", "Your"))


def test_a_password_that_begins_like_a_command_signs_in(
    portal: RunningPortal, address: str, make_voter: MakeVoter
) -> None:
    password = "/quitter Girafe-47 lucarne"
    portal.activate(portal.invite(address).rpartition("/")[2], password)
    voter = make_voter("fr", portal.url)
    voter.play(*signing_in(address, password), sees("Welcome to your elections portal"), quit_())
    assert password not in voter.record


def test_a_phrase_in_small_letters_is_a_password(
    portal: RunningPortal, address: str, make_voter: MakeVoter
) -> None:
    voter = make_voter("fr")
    voter.play(
        fill(link=portal.invite(address)),
        sees("Do you recognise this portal?"),
        choose("yes"),
        sees("Account of {name}"),
        propose(),
        sees("A phrase for you"),
        take(BACK),
        fill(password="girafe lucarne galaxie menthe tiroir volcan zeste", captcha=solve),
        sees("Choose your challenge question"),
        quit_(),
    )
    assert "girafe lucarne" not in voter.record
    if isinstance(voter, LinearVoter):  # of the phrase that was proposed
        assert "\x1b[H\x1b[2J\x1b[3J" in voter.record
