"""What asks nobody to remember or to solve anything, in every voice: the voter's computer answers
the captchas, and a mailed code stands for the answer to the challenge question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.entry.visitor import NEW_PASSWORD, Visitor
from tests.portal_process import link_in
from tests.visit.conftest import MakeVoter, in_pairs
from tests.visit.scene import Scene
from tests.voters import GOOD_PASSWORD
from tui_voter.audit.player import Reply, choose, fill, leave, quit_, sees, take


def asking_for_a_link(address: str) -> Sequence[Reply]:
    """Of who has forgotten the password, with the captcha answered by the computer."""
    return (
        leave("sign_in"),
        leave("forgotten"),
        sees("Send me a link"),
        fill(at="Forgotten password", identifier=address, compute="captcha"),
        sees(
            "If {identifier} has an active account, it gets a link, valid for {n} minutes.",
            "If {identifier} has an active account, it gets a link, valid for {n} minute.",
        ),
    )


@in_pairs(scripted="en")
def test_a_voter_answers_no_question_in_words(
    scene: Scene, make_voter: MakeVoter, language: str
) -> None:
    make_voter(language, scene.portal.url).play(
        leave("new_link"),
        fill(address=scene.address),
        sees("Confirm your request"),
        fill(at="Confirm your request", compute="captcha"),
        sees(
            "If {address} is a voter’s address, an email with a new link is on its way. Open "
            "it, copy the link and paste it here."
        ),
        fill(link=scene.link),
        sees("Account of {name}"),
        fill(password=GOOD_PASSWORD, compute="captcha"),
        sees("Choose your challenge question"),
        fill(question="first-dish", answer="La blanquette"),
        choose("send"),
        sees("Your account has been activated."),
        take("home"),
        sees("Welcome to your elections portal"),
        quit_(),
    )
    assert scene.account_is_active()
    make_voter(language, scene.portal.url).play(
        *asking_for_a_link(scene.address),
        leave("sign_in"),
        fill(identifier=scene.address),
        fill(at="Sign in", password=GOOD_PASSWORD, compute="captcha"),
        sees("Welcome to your elections portal"),
        quit_(),
    )
    kinds = [kind for (kind,) in scene.portal.sql("SELECT kind FROM mail ORDER BY id")]
    assert kinds[-3:] == ["new_link", "confirmation", "recovery"]


@in_pairs(scripted="en")
def test_a_voter_who_has_forgotten_the_answer_is_mailed_a_code(
    scene: Scene, make_voter: MakeVoter, language: str
) -> None:
    Visitor(scene.portal, scene.address).activate()

    def link(_question: str) -> str:
        return link_in(scene.portal.mailbox(scene.address)[-1])

    def code(_question: str) -> str:
        body = scene.portal.mailbox(scene.address)[-1].body
        (found,) = re.findall(r"^\d{5} \d{5} \d{5}$", body, re.M)
        return str(found)

    make_voter(language, scene.portal.url).play(
        *asking_for_a_link(scene.address),
        fill(link=link),
        sees("Answer your challenge question"),
        leave("code"),
        sees("A code has been emailed to {address}."),
        fill(mailed=code),
        fill(at="Choose a new password", password=NEW_PASSWORD),
        sees("Welcome to your elections portal"),
        quit_(),
    )
    kinds = [kind for (kind,) in scene.portal.sql("SELECT kind FROM mail ORDER BY id")]
    assert kinds[-3:] == ["recovery", "recovery_code", "password_changed"]
