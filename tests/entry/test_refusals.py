"""Refusals on the way to an account: what the voter is told, and that nothing is half-done."""

from collections.abc import Callable, Sequence

import pytest

from tests.entry.visitor import ANSWER, NEW_PASSWORD, NEXT, PASSES, PASSWORD, Visitor
from tests.portal.captcha_solver import solve
from tui_voter.audit.player import Reply, act, attempt, choose, fill, leave, sees
from tui_voter.dialogue import SEND

OPENED = sees("Create your password")
QUESTION = (fill(question="first-dish", answer=ANSWER), choose(SEND))
ACTIVE = sees("Your account has been activated.")
FAIR = "Printemps-48217?"
USED = sees("This link has already been used: the account is active. Sign in with your password.")


@pytest.fixture
def link(visitor: Visitor) -> str:
    return visitor.portal.invite(visitor.address)


def state(visitor: Visitor) -> tuple[bool, int, int]:
    """Whether the account is active, how many links of it were used, and its sessions."""
    return visitor.is_active(), visitor.used_links(), visitor.sessions()


NOTHING = (False, 0, 0)


Story = Callable[[Visitor], Sequence[Reply]]
ON_THE_PASSWORD: dict[str, Story] = {
    "fair, and changed": lambda _: [
        *(fill(password=FAIR, captcha=solve), choose("change")),
        sees("Type another password, harder to guess."),
        fill(password=PASSWORD),  # the captcha was not spent: its answer stands
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
    assert not {FAIR, PASSWORD} & set("\n".join(said.said).split())
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
