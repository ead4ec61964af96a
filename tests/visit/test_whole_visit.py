"""The main job, end to end: from the mail's link to the countdown, in every voice, with a link that
has expired and a captcha that is answered wrongly on the way."""

from __future__ import annotations

from tests.portal.captcha_solver import solve
from tests.visit.conftest import MakeVoter, in_pairs
from tests.visit.scene import Scene
from tests.voters import GOOD_PASSWORD, too_short
from tui_voter.audit.player import act, attempt, choose, fill, leave, quit_, sees, take


@in_pairs(scripted="fr", linear="en", fullscreen="fr")
def test_a_voter_opens_their_space(scene: Scene, make_voter: MakeVoter, language: str) -> None:
    def account_is_active() -> None:
        assert scene.account_is_active()

    scene.expire_link()
    voter = make_voter(language)
    voter.play(
        fill(link=f"Bonjour,\n\nvoici votre lien unique : {scene.link}\n\nCordialement"),
        *(sees("Do you recognise this portal?"), choose("yes")),
        *(sees("This link has expired. Ask for a new one."), leave("new_link")),
        *(sees("Get a new link"), attempt(address="camille")),
        sees("An email address looks like first.last@school.example: check what you typed."),
        *(fill(address=scene.address), sees("Confirm your request")),
        fill(at="Confirm your request", captcha=solve),
        sees(
            "If {address} is a voter’s address, an email with a new link is on its way. Open "
            "it, copy the link and paste it here."
        ),
        act(scene.nothing_is_done),
        *(fill(link=lambda _question: scene.last_link()), sees("Account of {name}")),
        *(attempt(password="Aé1"), too_short(3)),
        *(fill(password=GOOD_PASSWORD, captcha="tout faux"), sees("Wrong answer. New question.")),
        *(act(scene.nothing_is_done), fill(captcha=solve, renew="captcha")),
        sees(
            "WARNING: you will have to answer your challenge question if you forget your password."
        ),
        *(fill(question="first-dish", answer="La blanquette"), choose("send")),
        *(sees("Your account has been activated."), act(account_is_active), take("home")),
        *(sees("Welcome to your elections portal"), choose("vote"), sees("The vote opens in")),
        *(sees("Open from {opening}"), quit_()),
    )
    assert GOOD_PASSWORD not in voter.record
    assert "blanquette" not in voter.record
    assert scene.sessions() == 0
    subject = scene.portal.mailbox(scene.address)[-1].subject
    assert subject.startswith(("Votre compte", "Your"))
