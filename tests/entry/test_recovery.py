"""A forgotten password: from asking for a link to being inside with a new password."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.entry.visitor import ANSWER, NEW_PASSWORD, PASSWORD, SIGNS_OUT, WELCOME, Visitor
from tests.portal.captcha_solver import solve
from tests.portal_process import DEMO_VOTER, election_with, start_portal
from tui_voter.audit.player import Reply, act, attempt, choose, fill, leave, propose, sees, take
from tui_voter.dialogue import NO, YES

RESET = (
    *(fill(password=NEW_PASSWORD), sees("Password changed; other sessions ended."), WELCOME),
    SIGNS_OUT,
)
CHOOSES = sees("Choose a new password")
ASKED_QUESTION = sees("Answer your challenge question")
SPENT = sees("Too many wrong answers: this link no longer works. Ask for another one.")
ELSEWHERE = "To get another one, choose “Sign in”, then “Forgotten password”."
CODE_FORM = sees("The code that we have emailed to you")
CODE_SENT = sees("A code has been emailed to {address}.")
ANOTHER_CODE = (leave("another_code"), choose(YES))
WRONG_ANSWER, RIGHT = "Le cassoulet", fill(answer=ANSWER)
WRONG_CODE = "0" * 15
SENT_BEFORE = sees("You already gave this answer, and it was refused: it was not sent again")


def tries(number: int, wrong: str = "That is not the recorded answer.") -> Reply:
    plural = "" if number == 1 else "s"
    return sees(f"{wrong} {{tries}} attempt{plural} left.", tries=number)


@pytest.fixture
def link(active: Visitor) -> str:
    return active.recovery_link()


def answer_elsewhere(active: Visitor, link: str, answer: str) -> httpx.Response:
    """Somebody has the same link, in another window."""
    return httpx.post(
        f"{active.portal.url}/api/recovery/answer",
        json={"token": link.rpartition("/")[2], "answer": answer},
        trust_env=False,
    )


def mailed_code(active: Visitor, between: str = " ") -> Callable[[str], str]:
    """What types the code of the latest mail, as it is spaced there or otherwise."""

    def typed(_question: str) -> str:
        body = active.portal.mailbox(active.address)[-1].body
        (groups,) = re.findall(r"^(\d{5}) (\d{5}) (\d{5})$", body, re.M)
        return between.join(groups)

    return typed


def test_the_link_leads_to_a_new_password_and_ends_sessions(active: Visitor, link: str) -> None:
    active.portal.sql(
        "INSERT INTO session (token_hash, voter_id, opened_at, expires_at, unlocked) "
        "SELECT zeroblob(32), id, 0, 9000000000000000, 0 FROM voter WHERE address = ?",
        active.address,
    )
    assert active.sessions() == 1
    said = active.play(
        fill(link=f"Bonjour,\n\nvotre lien : {link}\n"),
        *(ASKED_QUESTION, fill(answer=f"  {ANSWER.upper()} "), CHOOSES),
        attempt(password="trop court"),
        *(sees("Too short: {n} characters out of {wanted}."), fill(password=PASSWORD)),
        sees("This is already your password: sign in with it, or choose another one."),
        *(propose(), sees("A phrase for you"), take("close"), *RESET),
    )
    assert active.sessions() == 0
    assert not any(secret in "\n".join(said.said) for secret in (NEW_PASSWORD, ANSWER))
    proof = fill(password=NEW_PASSWORD, captcha=solve)  # the old one is no longer taken
    active.play(*active.signs_in(), proof, WELCOME)


Story = Callable[[Visitor, str], Sequence[Reply]]
WITH_A_LINK: dict[str, Story] = {
    "another link is not wanted after all": lambda _, link: [
        *(fill(answer=WRONG_ANSWER), leave("forgotten"), sees("Forgotten password"), leave()),
        *(tries(4, ""), RIGHT, leave("forgotten"), leave(), CHOOSES, leave("sign_in"), leave()),
        *(CHOOSES, leave(), fill(link=link), CHOOSES),  # what was right is not asked again
    ],
    "the same wrong answer is not sent again": lambda _, _link: [
        *(fill(answer=WRONG_ANSWER), tries(4), fill(), SENT_BEFORE),
        *(fill(answer=f" {WRONG_ANSWER.upper()}"), SENT_BEFORE, fill(answer="La choucroute")),
        *(tries(3), fill(answer=WRONG_ANSWER), sees("You already gave this answer"), RIGHT),
        CHOOSES,
    ],
    "answered elsewhere meanwhile": lambda active, link: [
        *(RIGHT, CHOOSES, act(lambda: answer_elsewhere(active, link, ANSWER).raise_for_status())),
        fill(password=NEW_PASSWORD),
        sees("Meanwhile, someone, perhaps you in another window, has answered the question"),
        *(leave(), RIGHT, *RESET),
    ],
    "what cannot be the code is not sent": lambda _, _link: [
        *(leave("code"), attempt(mailed="12345 67890")),
        *(sees("The emailed code has {n} digits; no attempt was used.", n=15), leave()),
        sees("{n} attempts left.", n=5),
    ],
    "wrong codes are counted down with wrong answers": lambda _, _link: [
        *(fill(answer=WRONG_ANSWER), leave("code"), fill(mailed=WRONG_CODE)),
        tries(3, "This is not the code that was emailed to you."),
        *(fill(mailed="00000-00000-00000"), sees("You already gave this code, and it was refused")),
        *(fill(mailed="1" * 15), tries(2, "This is not the code that was emailed to you.")),
        *(fill(mailed="2" * 15), fill(mailed="3" * 15), SPENT, sees("Forgotten password")),
    ],
    "no other code is mailed than the voter wants": lambda active, link: [
        *(leave("code"), leave(), ASKED_QUESTION, sees("Type the code that I was sent")),
        *(leave("code"), fill(mailed="1" * 15), leave("another_code")),
        *(sees("The code that you have been emailed will no longer work."), choose(NO)),
        *(fill(mailed=mailed_code(active)), CHOOSES, leave(), fill(link=link), *RESET),
    ],
    "a code whose time is over": lambda active, _link: [
        leave("code"),
        act(lambda: active.portal.sql("UPDATE mailed_link SET code_expires_at = created_at")),
        fill(mailed=mailed_code(active)),
        sees("The emailed code is no longer valid: it has expired or has been used."),
        *(*ANOTHER_CODE, fill(mailed=mailed_code(active)), CHOOSES),
    ],
}


@pytest.mark.parametrize("story", WITH_A_LINK.values(), ids=WITH_A_LINK)
def test_with_a_link(active: Visitor, link: str, story: Story) -> None:
    active.play(fill(link=link), *story(active, link))


@pytest.mark.parametrize("between", [" ", "", "-", " – "])
def test_a_mailed_code_leads_to_a_new_password(active: Visitor, link: str, between: str) -> None:
    active.play(
        *(fill(link=link), leave("code"), CODE_SENT, CODE_FORM, sees("{n} attempts left.", n=5)),
        *(fill(mailed=mailed_code(active, between)), CHOOSES, *RESET),
    )


@contextmanager
def portal_that_asks(folder: Path, way: str) -> Iterator[Visitor]:
    """A voter whose account is active at a portal that offers one way alone."""
    election = election_with(folder, [])
    toml = election / "election.toml"
    toml.write_text(toml.read_text("utf-8").replace('["question", "code"]', f'["{way}"]'), "utf-8")
    with start_portal(folder, election=election) as portal:
        visitor = Visitor(portal, DEMO_VOTER)
        visitor.activate()
        yield visitor


@pytest.mark.parametrize("asked", [1, 3])
def test_where_a_code_alone_is_mailed_an_earlier_one_works(tmp_path: Path, asked: int) -> None:
    """Another one would take its place, or is not mailed any more."""
    with portal_that_asks(tmp_path, "code") as active:
        link = fill(link=active.recovery_link())
        said = active.play(link, CODE_SENT, CODE_FORM, *ANOTHER_CODE * (asked - 1))
        assert "Answer your challenge question" not in "\n".join(said.said)
        code = mailed_code(active)("")
        valid = sees("The emailed code is valid for another {time}.")
        active.play(link, CODE_FORM, valid, fill(mailed=code), CHOOSES)
        spent = sees("No more codes are emailed with this link"), sees("Forgotten password")
        # It is used up: another one is mailed, or another link is asked for.
        again = [CODE_FORM, fill(mailed=mailed_code(active)), CHOOSES, *RESET]
        active.play(link, *(spent if asked == 3 else again))


def test_an_election_that_mails_no_code_offers_none(tmp_path: Path) -> None:
    with portal_that_asks(tmp_path, "question") as active:
        said = active.play(fill(link=active.recovery_link()), ASKED_QUESTION)
    assert "I cannot remember: send me a code" not in "\n".join(said.said)
