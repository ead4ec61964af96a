"""Going back from a later step: what was typed is there, hidden answers too. A password that was
taken is kept, unless the voter would rather choose another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.entry.visitor import ANSWER, NEW_PASSWORD, PASSWORD, SIGNS_OUT, Visitor
from tests.portal.captcha_solver import solve
from tui_voter.audit.player import Player, choose, fill, leave, propose, sees, take
from tui_voter.conversation.filling import Filling
from tui_voter.dialogue import SEND, Dictation, Form, Page

TAKEN = fill(password=PASSWORD, captcha=solve)
NEXT = sees("Choose your challenge question")
KEEPS = (sees("Keep your password?"), fill())
CHANGES = (sees("Keep your password?"), leave("change"))
IN = (fill(question="first-dish", answer=ANSWER), choose(SEND), take("home"), SIGNS_OUT)


@pytest.fixture
def link(visitor: Visitor) -> str:
    return visitor.portal.invite(visitor.address)


def test_an_unchanged_password_is_not_typed_or_sent_again(visitor: Visitor, link: str) -> None:
    said = visitor.play(
        *(fill(link=link), TAKEN, leave(question="first-dish", answer=ANSWER), *KEEPS),
        *(fill(), choose(SEND), take("home")),  # the question and its answer are there as well
    )
    assert said.refusals == []
    assert PASSWORD not in "".join(said.said)
    assert ANSWER not in "".join(said.said)


def test_another_password_is_sent_with_its_captcha(visitor: Visitor, link: str) -> None:
    said = visitor.play(
        *(fill(link=link), TAKEN, leave(), *CHANGES, leave()),
        *CHANGES,  # who goes back from there is asked again
        *(fill(password=NEW_PASSWORD, captcha=solve), *IN),
    )
    passwords = ("Keep your password?", "Create your password")
    *_first, kept, another = [one.screen for one in said.shown if one.screen.title in passwords]
    assert isinstance(kept, Form)
    assert isinstance(another, Form)
    assert [Filling(form).is_begun for form in (kept, another)] == [True, True], "quitting asks"
    visitor.play(*visitor.signs_in(NEW_PASSWORD), SIGNS_OUT)


def test_a_password_that_was_left_is_there_for_its_own_link_only(
    visitor: Visitor, link: str
) -> None:
    said = visitor.play(
        *(fill(link=link), leave(password=PASSWORD), fill()),
        *(fill(captcha=solve), leave(), leave()),  # the password is there
        *(fill(link=visitor.portal.invite(visitor.address)), TAKEN, NEXT),
    )
    begun, again, *_others = (
        Filling(one.screen, one.holds).is_begun
        for one in said.shown
        if isinstance(one.screen, Form) and one.screen.title == "Create your password"
    )
    assert (begun, again) == (False, True), "it is no less the voter's work"


@pytest.mark.parametrize("step", [2, 3])
def test_who_asks_for_no_new_link_after_all_is_at_the_step_that_they_left(
    visitor: Visitor, link: str, step: int
) -> None:
    """With what was typed there."""
    before, typed, after = (
        ([TAKEN], {"answer": ANSWER}, [])
        if step == 3
        else ([], {"password": PASSWORD}, [fill(captcha=solve)])
    )
    said = visitor.play(
        *(fill(link=link), *before, leave("new_link", **typed), sees("Get a new link"), leave()),
        *(*after, *IN),
    )
    assert said.refusals == []


def test_who_has_asked_for_a_new_link_is_asked_for_that_one(visitor: Visitor, link: str) -> None:
    visitor.play(
        *(fill(link=link), TAKEN, leave("new_link"), fill(address=visitor.address)),
        *(fill(captcha=solve), sees("Paste this email, or its link.")),
    )


def proposed(said: Player) -> list[str]:
    """The phrases that were shown, each time that one was."""
    pages = [one.screen for one in said.shown if isinstance(one.screen, Page)]
    blocks = [block for page in pages for block in page.blocks if isinstance(block, Dictation)]
    return [" ".join(word for word, _letters in block.words) for block in blocks]


def test_a_proposed_phrase_is_there_until_the_password_is_chosen_for_its_account(
    visitor: Visitor, link: str, addresses: Iterator[str]
) -> None:
    look = (propose(), take("close"))
    said = visitor.play(
        *(fill(link=link), *look, leave(), fill(), *look),  # who has noted it finds it again
        *(leave(), fill(link=visitor.portal.invite(visitor.address)), *look, leave("new_link")),
        *(leave(), *look, leave(), fill(link=visitor.portal.invite(next(addresses))), *look),
    )
    *own, another = proposed(said)
    assert len(own) == 4
    assert len(set(own)) == 1
    assert another not in own


def test_an_entry_that_is_not_confirmed_yet_is_asked_for_again(visitor: Visitor, link: str) -> None:
    said = visitor.play(
        *(fill(link=link), fill(password=PASSWORD, again="", captcha=solve)),
        *(fill(again="other", captcha=solve), fill(again=PASSWORD, captcha=solve)),
        *(fill(question="first-dish", answer=ANSWER, again=""), fill(again=ANSWER)),
    )
    assert said.shorts == ["nothing typed", "entries differ", "nothing typed"]
    assert said.refusals[0].text == "Type the same again, to confirm it."


def test_an_answer_that_was_right_is_not_asked_again(active: Visitor) -> None:
    said = active.play(
        *(fill(link=active.recovery_link()), fill(answer=ANSWER), leave(password=NEW_PASSWORD)),
        *(fill(), fill(), SIGNS_OUT),  # the link, and the new password, are there
    )
    assert said.refusals == []
