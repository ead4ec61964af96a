"""The main job, end to end, in both voices: from the mail's link to the countdown; and without any
question in words."""

from tests.portal.captcha_solver import solve
from tests.visit.conftest import MakeVoter, in_pairs
from tests.visit.scene import ACTIVE, WELCOME, Scene
from tests.voters import GOOD_PASSWORD, too_short
from tui_voter.audit.player import act, attempt, choose, fill, leave, quit_, sees, take


@in_pairs(linear="en", fullscreen="fr")
def test_a_voter_opens_their_space(scene: Scene, make_voter: MakeVoter, language: str) -> None:
    is_active: list[bool] = []
    scene.expire_link()
    voter = make_voter(language)
    voter.play(
        fill(link=f"Bonjour,\n\nvoici votre lien unique : {scene.link}\n\nCordialement"),
        *(sees("Do you recognise this portal?"), choose("yes")),
        *(sees("This link has expired. Ask for a new one."), leave("new_link")),
        *(sees("Get a new link"), fill(address=scene.address), sees("Confirm your request")),
        *(fill(at="Confirm your request", captcha=solve), sees("Open your voter account")),
        act(scene.nothing_is_done),
        *(fill(link=lambda _question: scene.last_link()), sees("Account of {name}")),
        *(attempt(password="Aé1"), too_short(3)),
        *(fill(password=GOOD_PASSWORD, captcha="tout faux"), sees("Wrong answer. New question.")),
        *(act(scene.nothing_is_done), fill(captcha=solve, renew="captcha")),
        sees(
            "WARNING! The challenge question is the question that you will have to answer if you "
            "forget your password. So choose this question and its answer with care!"
        ),
        *(fill(question="first-dish", answer="La blanquette"), choose("send")),
        *(ACTIVE, act(lambda: is_active.append(scene.is_active())), take("home"), WELCOME),
        *(choose("vote"), sees("The vote opens in"), quit_()),
    )
    assert is_active == [True]
    assert not any(secret in voter.record for secret in (GOOD_PASSWORD, "blanquette"))
    assert scene.sessions() == 0
    subject = scene.portal.mailbox(scene.address)[-1].subject
    assert subject.startswith(("Votre compte", "Your"))


@in_pairs(linear="en")
def test_a_voter_answers_no_captcha(scene: Scene, make_voter: MakeVoter, language: str) -> None:
    make_voter(language, scene.portal.url).play(
        *(leave("new_link"), fill(address=scene.address), sees("Confirm your request")),
        *(fill(at="Confirm your request", compute="captcha"), sees("Open your voter account")),
        *(fill(link=scene.link), sees("Account of {name}")),
        *(fill(password=GOOD_PASSWORD, compute="captcha"), sees("Choose your challenge question")),
        *(fill(question="first-dish", answer="La blanquette"), choose("send"), ACTIVE, quit_()),
    )
    assert scene.is_active()
