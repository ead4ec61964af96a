"""A forgotten password: from asking for a link to being inside with a new password."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.entry.visitor import ANSWER, NEW_PASSWORD, PASSWORD, SIGNS_OUT, Visitor
from tests.portal.captcha_solver import solve
from tests.portal_process import DEMO_VOTER, election_with, start_portal
from tui_voter.audit.player import (
    Reply,
    act,
    attempt,
    choose,
    fill,
    leave,
    propose,
    quit_,
    sees,
    take,
)
from tui_voter.dialogue import NO, YES

WELCOME = sees("Welcome to your elections portal")
CHANGED = sees("Password changed; other sessions ended.")
ON_ITS_WAY = sees(
    "If {identifier} has an active account, it gets a link, valid for {n} minutes.",
    "If {identifier} has an active account, it gets a link, valid for {n} minute.",
    n=60,
)
ANOTHER_CODE = (leave("another_code"), choose(YES))
WRONG_ANSWER = "Le cassoulet"


@pytest.fixture
def active(visitor: Visitor) -> Visitor:
    visitor.activate()
    return visitor


def asking(identifier: str) -> tuple[Reply, ...]:
    """From the front door to the link form again, with a link asked for."""
    return (
        leave("sign_in"),
        fill(identifier=identifier),
        leave("forgotten"),
        sees("Forgotten password"),
        fill(captcha=solve),  # the identifier is there already
        ON_ITS_WAY,
    )


def answer_elsewhere(active: Visitor, link: str, answer: str) -> httpx.Response:
    """Somebody has the same link, in another window."""
    return httpx.post(
        f"{active.portal.url}/api/recovery/answer",
        json={"token": link.rpartition("/")[2], "answer": answer},
        trust_env=False,
    )


@pytest.fixture
def link(active: Visitor) -> str:
    """A recovery link in the voter's mailbox."""
    active.play(*asking(active.address), quit_())
    return active.last_link()


def test_the_mailed_link_leads_to_a_new_password(active: Visitor, link: str) -> None:
    said = active.play(
        fill(link=f"Bonjour,\n\nvotre lien : {link}\n"),
        sees("Answer your challenge question"),
        fill(answer=f"  {ANSWER.upper()} "),
        sees("Choose a new password"),
        attempt(password="trop court"),
        sees("Too short: {n} characters out of {wanted}."),
        fill(password=NEW_PASSWORD),
        CHANGED,
        WELCOME,
        SIGNS_OUT,
    )
    everything = "\n".join(said.said)
    assert NEW_PASSWORD not in everything
    assert ANSWER not in everything
    active.play(
        leave("sign_in"),
        fill(identifier=active.address),
        fill(password=PASSWORD, captcha=solve),  # the old one is no longer taken
        fill(password=NEW_PASSWORD, captcha=solve),
        WELCOME,
        SIGNS_OUT,
    )


def test_the_password_that_the_voter_has_is_told(active: Visitor, link: str) -> None:
    active.play(
        fill(link=link),
        fill(answer=ANSWER),
        fill(password=PASSWORD),
        sees("This is already your password: sign in with it, or choose another one."),
        leave("sign_in"),
        fill(identifier=active.address),
        fill(password=PASSWORD, captcha=solve),
        WELCOME,
        SIGNS_OUT,
    )


def test_a_phrase_is_proposed_and_taken(active: Visitor, link: str) -> None:
    active.play(
        fill(link=link),
        fill(answer=ANSWER),
        propose(),
        sees("A phrase for you"),
        take("close"),
        fill(password="girafe lucarne galaxie menthe tiroir volcan zeste"),
        CHANGED,
        WELCOME,
        SIGNS_OUT,
    )


def test_all_other_sessions_end(active: Visitor, link: str) -> None:
    def somebody_else_is_inside() -> None:
        active.portal.sql(
            "INSERT INTO session (token_hash, voter_id, opened_at, expires_at, unlocked) "
            "SELECT zeroblob(32), id, 0, 9000000000000000, 0 FROM voter WHERE address = ?",
            active.address,
        )
        assert active.sessions() == 1

    active.play(
        act(somebody_else_is_inside),
        fill(link=link),
        fill(answer=ANSWER),
        fill(password=NEW_PASSWORD),
        SIGNS_OUT,
    )
    assert active.sessions() == 0


def test_an_unknown_identifier_is_answered_alike(active: Visitor) -> None:
    mails = len(active.portal.mailbox(active.address))
    active.play(*asking("personne@academie.exemple"), quit_())
    assert len(active.portal.mailbox(active.address)) == mails


def test_a_wrong_captcha_brings_another(active: Visitor) -> None:
    active.play(
        leave("sign_in"),
        fill(identifier=active.address),
        leave("forgotten"),
        fill(captcha="x"),
        sees("Wrong answer. New question."),
        fill(captcha=solve),
        ON_ITS_WAY,
        quit_(),
    )


def test_wrong_answers_are_counted_down_and_spend_the_link(active: Visitor, link: str) -> None:
    def left(number: int) -> Reply:
        if number == 1:
            return sees("That is not the recorded answer. {tries} attempt left.", tries=1)
        return sees("That is not the recorded answer. {tries} attempts left.", tries=number)

    active.play(
        fill(link=link),
        sees("{n} attempts left.", n=5),
        attempt(answer="blé"),  # too short to be an answer: no try is spent
        sees("This answer is too short: at least 4 letters or digits are needed."),
        *[
            reply
            for number in (4, 3, 2, 1)
            for reply in (fill(answer=f"{WRONG_ANSWER} {number}"), left(number))
        ],
        fill(answer=WRONG_ANSWER),
        sees("Too many wrong answers: this link no longer works. Ask for another one."),
        sees("Forgotten password"),  # where another link is asked for
        leave(),
        leave(),
        fill(link=link),  # even the right answer would come too late
        sees(
            "Too many wrong answers: this link no longer works. To get another one, choose "
            "“Sign in”, then “Forgotten password”."
        ),
        leave("sign_in"),
        fill(identifier=active.address),
        leave("forgotten"),
        fill(identifier=active.address, captcha=solve),
        ON_ITS_WAY,
        quit_(),
    )
    assert active.last_link() != link
    active.play(
        fill(link=link),
        sees(
            "Too many wrong answers: this link no longer works. To get another one, choose "
            "“Sign in”, then “Forgotten password”."
        ),
        quit_(),
    )
    active.play(fill(link=active.last_link()), fill(answer=ANSWER), quit_())


@pytest.mark.parametrize("way", ["forgotten", "sign_in"])
def test_who_wants_no_other_link_after_all_is_at_the_step_that_they_left(
    active: Visitor, link: str, way: str
) -> None:
    active.play(
        fill(link=link),
        fill(answer=WRONG_ANSWER),
        leave("forgotten"),
        sees("Forgotten password"),
        leave(),
        sees("{tries} attempts left.", tries=4),
        fill(answer=ANSWER),
        leave(way),
        leave(),
        sees("Choose a new password"),
        leave(),
        fill(link=link),
        sees("Choose a new password"),  # what was right is not asked again
        quit_(),
    )


def test_the_same_wrong_answer_is_not_sent_again(active: Visitor, link: str) -> None:
    active.play(
        fill(link=link),
        fill(answer=WRONG_ANSWER),
        sees("That is not the recorded answer. {tries} attempts left.", tries=4),
        *[
            reply
            for again in ({}, {"answer": f" {WRONG_ANSWER.upper()}"})
            for reply in (
                fill(**again),
                sees("You already gave this answer, and it was refused: it was not sent again"),
            )
        ],
        fill(answer="La choucroute"),
        sees("That is not the recorded answer. {tries} attempts left.", tries=3),
        fill(answer=WRONG_ANSWER),
        sees("You already gave this answer"),
        fill(answer=ANSWER),
        sees("Choose a new password"),
        quit_(),
    )


def test_wrong_answers_over_several_links_must_wait(active: Visitor, link: str) -> None:
    def somebody_guesses() -> None:
        answer_elsewhere(active, link, WRONG_ANSWER)
        active.portal.sql("UPDATE guessing SET tries = 9")  # the others were with other links
        answer_elsewhere(active, link, WRONG_ANSWER)

    must_wait = (
        "Too many wrong answers, with this link and others. {again} If this link has expired by "
        "then, get another one. If these answers were not yours, tell the help desk."
    )
    active.play(
        fill(link=link),
        act(somebody_guesses),
        fill(answer=ANSWER),
        sees(must_wait),
        act(lambda: active.portal.sql("UPDATE guessing SET until = 0")),
        fill(answer=ANSWER),
        fill(password=NEW_PASSWORD),
        CHANGED,
        SIGNS_OUT,
    )


def test_a_link_that_was_used(active: Visitor, link: str) -> None:
    active.play(fill(link=link), fill(answer=ANSWER), fill(password=NEW_PASSWORD), SIGNS_OUT)
    active.play(
        fill(link=link),
        sees(
            "This link is no longer valid: the password or the challenge question has been "
            "changed since it was sent. Sign in with your current password. If you did not make "
            "this change, tell the help desk."
        ),
        quit_(),
    )


def test_a_link_whose_time_is_over(active: Visitor, link: str) -> None:
    active.portal.sql("UPDATE mailed_link SET expires_at = created_at")
    active.play(
        fill(link=link),
        sees(
            "This link has expired. To get another one, choose “Sign in”, "
            "then “Forgotten password”."
        ),
        quit_(),
    )


def test_a_question_answered_elsewhere_meanwhile(active: Visitor, link: str) -> None:
    def somebody_else_answers() -> None:
        answer = answer_elsewhere(active, link, ANSWER)
        assert answer.is_success, answer.text

    active.play(
        fill(link=link),
        fill(answer=ANSWER),
        sees("Choose a new password"),
        act(somebody_else_answers),
        fill(password=NEW_PASSWORD),
        sees(
            "Meanwhile, someone, perhaps you in another window, has answered the question or "
            "typed a code again. Go back and do it once more."
        ),
        leave(),
        fill(answer=ANSWER),
        fill(password=NEW_PASSWORD),
        CHANGED,
        SIGNS_OUT,
    )


def test_the_mailed_link_gets_past_the_delay(active: Visitor) -> None:
    active.play(
        leave("sign_in"),
        fill(identifier=active.address),
        *[fill(password=f"Tout-autre-chose {n}", captcha=solve) for n in range(6)],
        sees("Too many attempts. {again} Or use “Forgotten password” to get a link."),
        leave("forgotten"),
        fill(captcha=solve),
        ON_ITS_WAY,
        quit_(),
    )
    active.play(
        fill(link=active.last_link()),
        fill(answer=ANSWER),
        fill(password=NEW_PASSWORD),
        WELCOME,
        SIGNS_OUT,
    )
    active.play(
        leave("sign_in"),
        fill(identifier=active.address),
        fill(password=NEW_PASSWORD, captcha=solve),
        WELCOME,
        SIGNS_OUT,
    )


# --- A code by email instead of the answer ----------------------------------------------------

CODE_FORM = sees("The code that we have emailed to you")
WRONG_CODE = "0" * 15


def mailed_code(active: Visitor, between: str = " ") -> Callable[[str], str]:
    """What types the code of the latest mail, as it is spaced there or otherwise."""

    def typed(_question: str) -> str:
        body = active.portal.mailbox(active.address)[-1].body
        (groups,) = re.findall(r"^(\d{5}) (\d{5}) (\d{5})$", body, re.M)
        return between.join(groups)

    return typed


@contextmanager
def portal_that_asks(folder: Path, way: str) -> Iterator[Visitor]:
    """A voter whose account is active, where the election offers one way alone."""
    election = election_with(folder, [])
    toml = election / "election.toml"
    text = toml.read_text(encoding="utf-8").replace('["question", "code"]', f'["{way}"]')
    toml.write_text(text, encoding="utf-8")
    with start_portal(folder, election=election) as portal:
        visitor = Visitor(portal, DEMO_VOTER)
        visitor.activate()
        yield visitor


@pytest.mark.parametrize("between", [" ", "", "-", " – "])
def test_a_mailed_code_leads_to_a_new_password(active: Visitor, link: str, between: str) -> None:
    active.play(
        fill(link=link),
        leave("code"),
        sees("A code has been emailed to {address}."),
        CODE_FORM,
        sees("{n} attempts left.", n=5),
        fill(mailed=mailed_code(active, between)),
        sees("Choose a new password"),
        fill(password=NEW_PASSWORD),
        CHANGED,
        WELCOME,
        SIGNS_OUT,
    )


def test_what_cannot_be_the_code_is_not_sent(active: Visitor, link: str) -> None:
    active.play(
        fill(link=link),
        leave("code"),
        attempt(mailed="12345 67890"),
        sees("The emailed code has {n} digits; no attempt was used.", n=15),
        attempt(mailed="Reykjavik"),
        sees("The emailed code has {n} digits; no attempt was used.", n=15),
        leave(),
        sees("{n} attempts left.", n=5),
        quit_(),
    )


def test_wrong_codes_are_counted_down_with_wrong_answers(active: Visitor, link: str) -> None:
    wrong = "This is not the code that was emailed to you. {tries} attempts left."
    active.play(
        fill(link=link),
        fill(answer=WRONG_ANSWER),
        leave("code"),
        fill(mailed=WRONG_CODE),
        sees(wrong, tries=3),
        fill(mailed="00000-00000-00000"),
        sees("You already gave this code, and it was refused"),
        fill(mailed="1" * 15),
        sees(wrong, tries=2),
        fill(mailed="2" * 15),
        fill(mailed="3" * 15),
        sees("Too many wrong answers: this link no longer works. Ask for another one."),
        sees("Forgotten password"),
        quit_(),
    )


def test_going_back_sends_no_other_code(active: Visitor, link: str) -> None:
    def mails() -> int:
        return len(active.portal.mailbox(active.address))

    before = mails()
    active.play(
        fill(link=link),
        leave("code"),
        leave(),
        sees("Answer your challenge question"),
        sees("Type the code that I was sent"),
        leave("code"),
        fill(mailed=mailed_code(active)),
        sees("Choose a new password"),
        leave(),
        fill(link=link),
        fill(password=NEW_PASSWORD),
        CHANGED,
        SIGNS_OUT,
    )
    assert mails() == before + 2, "one code, and that the password has been changed"


def test_another_code_is_mailed_three_times_at_most(active: Visitor, link: str) -> None:
    active.play(
        fill(link=link),
        leave("code"),
        *ANOTHER_CODE,
        *ANOTHER_CODE,
        *ANOTHER_CODE,
        sees("No more codes are emailed with this link: get another link."),
        CODE_FORM,
        fill(mailed=mailed_code(active)),  # the latest is valid still
        sees("Choose a new password"),
        quit_(),
    )


@pytest.mark.parametrize("asked", [1, 3])
def test_a_code_of_an_earlier_visit_can_be_given(tmp_path: Path, asked: int) -> None:
    """Another one would take its place, or is not mailed any more."""
    with portal_that_asks(tmp_path, "code") as active:
        active.play(*asking(active.address), quit_())
        link = active.last_link()
        more = [*ANOTHER_CODE] * (asked - 1)
        active.play(fill(link=link), CODE_FORM, *more, quit_())
        code = mailed_code(active)("")
        active.play(
            fill(link=link),
            CODE_FORM,
            sees("The emailed code is valid for another {time}."),
            fill(mailed=code),
            sees("Choose a new password"),
            quit_(),
        )
        spent = sees("No more codes are emailed with this link"), sees("Forgotten password")
        # It is used up: another one is mailed, or another link is asked for.
        active.play(fill(link=link), *(spent if asked == 3 else [CODE_FORM]), quit_())


def test_a_code_of_an_earlier_visit_stands_behind_the_question(active: Visitor, link: str) -> None:
    active.play(fill(link=link), leave("code"), CODE_FORM, quit_())
    code = mailed_code(active)("")
    active.play(
        fill(link=link), leave("code"), fill(mailed=code), sees("Choose a new password"), quit_()
    )


def test_a_code_whose_time_is_over(active: Visitor, link: str) -> None:
    active.play(
        fill(link=link),
        leave("code"),
        act(lambda: active.portal.sql("UPDATE mailed_link SET code_expires_at = created_at")),
        fill(mailed=mailed_code(active)),
        sees("The emailed code is no longer valid: it has expired or has been used."),
        *ANOTHER_CODE,
        fill(mailed=mailed_code(active)),
        sees("Choose a new password"),
        quit_(),
    )


def test_help_with_the_question_names_the_mailed_code(active: Visitor, link: str) -> None:
    active.play(
        fill(link=link),
        sees("If you no longer know the answer, choose “{action}”, or contact the help desk"),
        quit_(),
    )


def test_an_election_that_mails_no_code_offers_none(tmp_path: Path) -> None:
    with portal_that_asks(tmp_path, "question") as active:
        active.play(*asking(active.address), quit_())
        said = active.play(
            fill(link=active.last_link()), sees("Answer your challenge question"), quit_()
        )
    assert "I cannot remember: send me a code" not in "\n".join(said.said)
    assert "If you no longer know the answer, contact the help desk" in "\n".join(said.said)


def test_an_election_that_asks_no_question_mails_a_code(tmp_path: Path) -> None:
    with portal_that_asks(tmp_path, "code") as active:
        active.play(*asking(active.address), quit_())
        said = active.play(
            fill(link=active.last_link()),
            sees("A code has been emailed to {address}."),
            CODE_FORM,
            fill(mailed=mailed_code(active)),
            fill(password=NEW_PASSWORD),
            CHANGED,
            SIGNS_OUT,
        )
    assert "Answer your challenge question" not in "\n".join(said.said)


def test_another_code_is_asked_for_first_and_none_is_mailed_where_it_is_not_wanted(
    active: Visitor, link: str
) -> None:
    def mails() -> int:
        return len(active.portal.mailbox(active.address))

    before = mails()
    active.play(
        fill(link=link),
        leave("code"),
        fill(mailed="1" * 15),
        leave("another_code"),
        sees("The code that you have been emailed will no longer work."),
        choose(NO),
        fill(mailed=mailed_code(active)),
        sees("Choose a new password"),
        quit_(),
    )
    assert mails() == before + 1
