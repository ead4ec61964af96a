"""Every refusal on the way to an account: what the voter is told, and that nothing is lost or
half-done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.entry.visitor import ANSWER, NEW_PASSWORD, NEXT, PASSES, PASSWORD, Visitor
from tests.portal.captcha_solver import solve
from tui_voter.audit.player import Reply, act, attempt, choose, fill, leave, sees
from tui_voter.dialogue import SEND

OPENED = sees("Create your password")
QUESTION = (fill(question="first-dish", answer=ANSWER), choose(SEND))
ACTIVE = sees("Your account has been activated.")
WEAK, FAIR = "MotDePasse2026!", "Printemps-48217?"
USED = sees("This link has already been used: the account is active. Sign in with your password.")
ON_ITS_WAY = sees("If {address} is a voter’s address, an email with a new link is on its way.")


@pytest.fixture
def link(visitor: Visitor) -> str:
    return visitor.portal.invite(visitor.address)


def state(visitor: Visitor) -> tuple[bool, int, int]:
    """Whether the account is active, how many links of it were used, and its sessions."""
    return visitor.is_active(), visitor.used_links(), visitor.sessions()


NOTHING = (False, 0, 0)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("bonjour https://portail.exemple", "This link leads to another page"),
        ("{start}", "This link is incomplete: its end is missing."),
        ("{altered}", "This link has been altered"),
        ("http://portail.exemple/activation/{token}", "This link does not use a secure connection"),
        (
            "https://portail.exemple@autre.exemple/activation/{token}",
            "This link is written to hide where it leads. Nothing was sent.",
        ),
        (
            "https://192.0.2.7/activation/{token}",
            "The name of the site is not clear in this link: {host}. Nothing was sent.",
        ),
        ("{link} {link}x", "This text contains several links."),
    ],
)
def test_what_is_no_link_is_refused_at_once(
    visitor: Visitor, link: str, typed: str, says: str
) -> None:
    altered = link[:-12] + ("a" if link[-12] != "a" else "b") + link[-11:]
    token = link.rpartition("/")[2]
    text = typed.format(link=link, token=token, start=link[:-9], altered=altered)
    visitor.play(attempt(link=text), sees(says), fill(link=link), OPENED)
    assert state(visitor) == NOTHING


@pytest.mark.parametrize(
    ("happened", "says", "used"),
    [
        ("token_hash = randomblob(32)", "The portal does not recognise this link.", 0),
        ("used_at = 0", "This link no longer works: your account has been reset", 1),
        ("expires_at = created_at", "This link has expired. Ask for a new one.", 0),
    ],
)
def test_a_link_that_the_portal_does_not_take_and_the_way_to_a_new_one(
    visitor: Visitor, link: str, happened: str, says: str, used: int
) -> None:
    visitor.rows(f"UPDATE mailed_link SET {happened}")  # noqa: S608 our own words
    visitor.play(
        *(fill(link=link), sees(says), leave("new_link"), attempt(address="camille")),
        sees("An email address looks like first.last@school.example: check what you typed."),
        *(fill(address=visitor.address), fill(captcha=solve), ON_ITS_WAY),
    )
    assert "/activation/" in visitor.portal.mailbox(visitor.address)[-1].body
    assert state(visitor) == (False, used, 0)


Story = Callable[[Visitor], Sequence[Reply]]
ON_THE_PASSWORD: dict[str, Story] = {
    "too easy": lambda _: [attempt(password=WEAK), sees("Too easy to guess."), PASSES],
    "fair, and kept": lambda _: [
        *(fill(password=FAIR, captcha=solve), sees("Your password could be better")),
        choose("keep"),
    ],
    "fair, and changed": lambda _: [
        *(fill(password=FAIR, captcha=solve), choose("change")),
        sees("Type another password, harder to guess."),
        fill(password=PASSWORD),  # the captcha was not spent: its answer stands
    ],
    "a wrong captcha": lambda _: [
        *(fill(password=PASSWORD, captcha="tout faux"), sees("Wrong answer. New question.")),
        fill(captcha=solve, renew="captcha"),
    ],
    "a captcha that comes too late": lambda visitor: [
        *(act(lambda: visitor.portal.sql("UPDATE captcha SET expires_at = 0")), PASSES),
        sees("The captcha is no longer valid: it can be used once, within 5 minutes."),
        fill(captcha=solve),
    ],
}


@pytest.mark.parametrize("story", ON_THE_PASSWORD.values(), ids=ON_THE_PASSWORD)
def test_a_password_that_is_not_taken_at_once(visitor: Visitor, link: str, story: Story) -> None:
    said = visitor.play(fill(link=link), OPENED, *story(visitor), NEXT)
    assert not {WEAK, FAIR, PASSWORD} & set("\n".join(said.said).split())
    assert state(visitor) == NOTHING


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("blé", "This answer is too short: at least 4 letters or digits are needed."),
        ("learned", "This answer appears in the question itself: choose another one."),
        (PASSWORD, "The answer must not be your password: choose another one."),
    ],
)
def test_an_answer_that_is_not_taken(visitor: Visitor, link: str, answer: str, says: str) -> None:
    then: list[object] = []
    visitor.play(
        *(fill(link=link), PASSES, attempt(question="first-dish"), attempt(answer=answer)),
        *(sees(says), act(lambda: then.append(state(visitor)))),
        *(fill(answer=ANSWER), choose(SEND), ACTIVE),
    )
    assert then == [NOTHING]
    assert state(visitor) == (True, 1, 0)  # quitting has ended the session


def test_a_password_created_elsewhere_meanwhile(visitor: Visitor, link: str) -> None:
    token, then = link.rpartition("/")[2], list[object]()
    visitor.play(
        *(fill(link=link), PASSES, NEXT),
        *(act(lambda: visitor.portal.create_password(token, NEW_PASSWORD)), *QUESTION),
        sees("Meanwhile, someone, perhaps you in another window, has created another password"),
        *(act(lambda: then.append(state(visitor))), leave(), OPENED, PASSES, NEXT, fill()),
        *(choose(SEND), ACTIVE),
    )
    assert then == [NOTHING]
    assert state(visitor) == (True, 1, 0)


def test_an_account_activated_elsewhere_meanwhile(visitor: Visitor, link: str) -> None:
    said = visitor.play(
        *(fill(link=link), PASSES, NEXT),
        *(act(lambda: visitor.portal.activate(link.rpartition("/")[2])), *QUESTION, USED),
    )
    assert not any("link has not been used" in notice for notice in said.notices)
    visitor.play(fill(link=link), USED)
    assert state(visitor) == (True, 1, 1)
