"""Going back from a later step: what was typed is there, hidden answers too. A password that was
taken is kept, unless the voter would rather choose another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.entry.visitor import ANSWER, NEW_PASSWORD, NEXT, PASSES, PASSWORD, SIGNS_OUT, Visitor
from tests.portal.captcha_solver import solve
from tui_voter.audit.player import Player, choose, fill, leave, propose, sees, take
from tui_voter.conversation.filling import Filling
from tui_voter.dialogue import SEND, Dictation, Form, Page

KEEPS = (sees("Keep your password?"), fill())
CHANGES = (sees("Keep your password?"), leave("change"))
IN = (fill(question="first-dish", answer=ANSWER), choose(SEND), take("home"), SIGNS_OUT)


@pytest.fixture
def link(visitor: Visitor) -> str:
    return visitor.portal.invite(visitor.address)


def are_begun(said: Player, *titles: str) -> list[bool]:
    """Whether the voter has begun to fill in each of these forms, so that quitting asks."""
    forms = [(one.screen, one.holds) for one in said.shown if isinstance(one.screen, Form)]
    return [Filling(form, holds).is_begun for form, holds in forms if form.title in titles]


def test_an_unchanged_password_is_not_typed_or_sent_again(visitor: Visitor, link: str) -> None:
    said = visitor.play(
        *(fill(link=link), PASSES, leave(question="first-dish", answer=ANSWER), *KEEPS),
        *(fill(), choose(SEND), take("home")),  # the question and its answer are there as well
    )
    assert said.refusals == []
    assert not any(secret in "".join(said.said) for secret in (PASSWORD, ANSWER))


def test_another_password_is_sent_with_its_captcha(visitor: Visitor, link: str) -> None:
    said = visitor.play(
        *(fill(link=link), PASSES, leave(), *CHANGES, leave()),
        *CHANGES,  # who goes back from there is asked again
        *(fill(password=NEW_PASSWORD, captcha=solve), *IN),
    )
    assert are_begun(said, "Keep your password?", "Create your password")[-2:] == [True, True]
    visitor.play(*visitor.signs_in(NEW_PASSWORD), SIGNS_OUT)


def test_a_password_left_behind_is_there_for_its_own_link(visitor: Visitor, link: str) -> None:
    said = visitor.play(
        *(fill(link=link), leave(password=PASSWORD), fill()),
        *(fill(captcha=solve), leave(), leave()),  # the password is there
        *(fill(link=visitor.portal.invite(visitor.address)), PASSES, NEXT),
    )
    assert are_begun(said, "Create your password") == [False, True, False]


@pytest.mark.parametrize("step", [2, 3])
def test_who_asks_for_no_new_link_after_all_goes_on(visitor: Visitor, link: str, step: int) -> None:
    before, typed, after = {
        2: ([], {"password": PASSWORD}, [fill(captcha=solve)]),
        3: ([PASSES], {"answer": ANSWER}, []),
    }[step]
    said = visitor.play(
        *(fill(link=link), *before, leave("new_link", **typed), sees("Get a new link"), leave()),
        *(*after, *IN),
    )
    assert said.refusals == []


def test_a_proposed_phrase_is_there_until_the_password_is_chosen_for_its_account(
    visitor: Visitor, link: str, addresses: Iterator[str]
) -> None:
    look = (propose(), take("close"))
    said = visitor.play(
        *(fill(link=link), *look, leave(), fill(), *look),  # who has noted it finds it again
        *(leave(), fill(link=visitor.portal.invite(visitor.address)), *look, leave("new_link")),
        *(leave(), *look, leave(), fill(link=visitor.portal.invite(next(addresses))), *look),
    )
    pages = [one.screen for one in said.shown if isinstance(one.screen, Page)]
    first, *own, another = (
        block for page in pages for block in page.blocks if isinstance(block, Dictation)
    )
    assert own == [first] * 3
    assert another != first


def test_an_entry_that_is_not_confirmed_yet_is_asked_for_again(visitor: Visitor, link: str) -> None:
    said = visitor.play(
        *(fill(link=link), fill(password=PASSWORD, again="", captcha=solve)),
        *(fill(again="other", captcha=solve), fill(again=PASSWORD, captcha=solve), NEXT),
    )
    assert said.shorts == ["nothing typed", "entries differ"]
