"""The voter's computer answers all captchas."""

from __future__ import annotations

from tests.visit.conftest import MakeVoter, in_pairs
from tests.visit.scene import Scene
from tests.voters import GOOD_PASSWORD
from tui_voter.audit.player import choose, fill, leave, quit_, sees, take


@in_pairs(scripted="en")
def test_a_voter_answers_no_question_in_words(
    scene: Scene, make_voter: MakeVoter, language: str
) -> None:
    make_voter(language, scene.portal.url).play(
        *(leave("new_link"), fill(address=scene.address), sees("Confirm your request")),
        fill(at="Confirm your request", compute="captcha"),
        sees(
            "If {address} is a voter’s address, an email with a new link is on its way. Open "
            "it, copy the link and paste it here."
        ),
        *(fill(link=scene.link), sees("Account of {name}")),
        *(fill(password=GOOD_PASSWORD, compute="captcha"), sees("Choose your challenge question")),
        *(fill(question="first-dish", answer="La blanquette"), choose("send")),
        *(sees("Your account has been activated."), take("home")),
        *(sees("Welcome to your elections portal"), quit_()),
    )
    assert scene.account_is_active()
    make_voter(language, scene.portal.url).play(
        *(leave("sign_in"), leave("forgotten"), sees("Send me a link")),
        fill(at="Forgotten password", identifier=scene.address, compute="captcha"),
        sees("a link, valid for {n} minutes", n=60),
        *(leave("sign_in"), fill(identifier=scene.address)),
        fill(at="Sign in", password=GOOD_PASSWORD, compute="captcha"),
        *(sees("Welcome to your elections portal"), quit_()),
    )
    kinds = [kind for (kind,) in scene.portal.sql("SELECT kind FROM mail ORDER BY id")]
    assert kinds[-3:] == ["new_link", "confirmation", "recovery"]
