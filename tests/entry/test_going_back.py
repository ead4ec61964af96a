"""Going back from a later step: what was typed is there, hidden answers too. A password that was
taken is kept, unless the voter would rather choose another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.entry.visitor import ANSWER, NEW_PASSWORD, PASSWORD, SIGNS_OUT, Visitor
from tests.fullscreen.stage import on_stage
from tests.portal.captcha_solver import solve
from tui_voter.audit.player import (
    Player,
    act,
    choose,
    fill,
    leave,
    propose,
    quit_,
    sees,
    take,
)
from tui_voter.conversation.filling import Filling
from tui_voter.dialogue import SEND, Dictation, Form, Page
from tui_voter.journeys.entry.ways import NEW_LINK

KEEPS = (sees("Keep your password?"), fill())
CHANGES = (sees("Keep your password?"), leave("change"))


@pytest.fixture
def link(visitor: Visitor) -> str:
    return visitor.portal.invite(visitor.address)


def test_an_unchanged_password_is_not_typed_or_sent_again(visitor: Visitor, link: str) -> None:
    said = visitor.play(
        fill(link=link),
        fill(password=PASSWORD, captcha=solve),
        leave(question="first-dish", answer=ANSWER),
        *KEEPS,
        fill(),  # the question and its answer are there as well
        choose(SEND),
        take("home"),
        SIGNS_OUT,
    )
    assert said.refusals == []
    assert PASSWORD not in "".join(said.said)
    assert ANSWER not in "".join(said.said)


def test_another_password_is_sent_with_its_captcha(visitor: Visitor, link: str) -> None:
    visitor.play(
        fill(link=link),
        fill(password=PASSWORD, captcha=solve),
        leave(),
        *CHANGES,
        leave(),
        *CHANGES,  # who goes back from there is asked again
        fill(password=NEW_PASSWORD, captcha=solve),
        fill(question="first-dish", answer=ANSWER),
        choose(SEND),
        take("home"),
        SIGNS_OUT,
    )
    visitor.play(
        leave("sign_in"),
        fill(identifier=visitor.address),
        fill(password=NEW_PASSWORD, captcha=solve),
        SIGNS_OUT,
    )


def test_who_quits_with_a_password_that_was_taken_is_asked_first(
    visitor: Visitor, link: str
) -> None:
    said = visitor.play(
        fill(link=link), fill(password=PASSWORD, captcha=solve), leave(), *CHANGES, quit_()
    )
    kept, another = (one.screen for one in said.shown[-2:])
    for form in (kept, another):
        assert isinstance(form, Form)
        assert Filling(form).is_begun


def test_who_quits_with_a_password_that_was_left_is_asked_first(
    visitor: Visitor, link: str
) -> None:
    """It came with the form again, and is no less the voter's work."""
    said = visitor.play(fill(link=link), leave(password=PASSWORD), fill(), quit_())
    begun, again = (
        Filling(one.screen, one.holds).is_begun
        for one in said.shown
        if isinstance(one.screen, Form) and one.screen.title == "Create your password"
    )
    assert (begun, again) == (False, True)


def test_a_password_is_kept_for_its_own_link_only(visitor: Visitor, link: str) -> None:
    visitor.play(
        fill(link=link),
        leave(password=PASSWORD),
        fill(),
        fill(captcha=solve),  # the password is there
        leave(),
        leave(),
        fill(link=visitor.portal.invite(visitor.address)),
        fill(password=PASSWORD, captcha=solve),
        quit_(),
    )


@pytest.mark.parametrize("step", [2, 3])
def test_who_asks_for_no_new_link_after_all_is_at_the_step_that_they_left(
    visitor: Visitor, link: str, step: int
) -> None:
    """With what was typed there."""
    said = visitor.play(
        fill(link=link),
        *([fill(password=PASSWORD, captcha=solve)] if step == 3 else []),
        leave("new_link", **({"answer": ANSWER} if step == 3 else {"password": PASSWORD})),
        sees("Get a new link"),
        leave(),
        *([fill(captcha=solve)] if step == 2 else []),
        fill(question="first-dish", answer=ANSWER),
        choose(SEND),
        take("home"),
        SIGNS_OUT,
    )
    assert said.refusals == []


def test_who_has_asked_for_a_new_link_is_asked_for_that_one(visitor: Visitor, link: str) -> None:
    visitor.play(
        fill(link=link),
        fill(password=PASSWORD, captcha=solve),
        leave("new_link"),
        fill(address=visitor.address),
        fill(captcha=solve),
        sees("Paste this email, or its link."),
        quit_(),
    )


def proposed(said: Player) -> list[str]:
    """The phrases that were shown, each time that one was."""
    pages = [one.screen for one in said.shown if isinstance(one.screen, Page)]
    blocks = [block for page in pages for block in page.blocks if isinstance(block, Dictation)]
    return [" ".join(word for word, _letters in block.words) for block in blocks]


def test_a_proposed_phrase_is_there_until_the_password_is_chosen(
    visitor: Visitor, link: str
) -> None:
    look = (propose(), take("close"))
    said = visitor.play(
        *(fill(link=link), *look, leave(), fill(), *look),  # who has noted it finds it again
        *(leave(), fill(link=visitor.portal.invite(visitor.address)), *look),
        *(leave("new_link"), leave(), *look, quit_()),
    )
    phrases = proposed(said)
    assert len(phrases) == 4
    assert len(set(phrases)) == 1


def test_no_other_account_is_proposed_the_same_phrase(
    visitor: Visitor, link: str, addresses: Iterator[str]
) -> None:
    other = visitor.portal.invite(next(addresses))
    look = (propose(), take("close"))
    said = visitor.play(fill(link=link), *look, leave(), fill(link=other), *look, quit_())
    assert len(set(proposed(said))) == 2


def test_an_entry_that_is_not_confirmed_yet_is_asked_for_again(visitor: Visitor, link: str) -> None:
    said = visitor.play(
        fill(link=link),
        fill(password=PASSWORD, again="", captcha=solve),
        fill(again="other", captcha=solve),
        fill(again=PASSWORD, captcha=solve),
        fill(question="first-dish", answer=ANSWER, again=""),
        fill(again=ANSWER),
        quit_(),
    )
    assert said.shorts == ["nothing typed", "entries differ", "nothing typed"]
    assert said.refusals[0].text == "Type the same again, to confirm it."


def test_a_password_that_was_replaced_elsewhere_is_sent_again(visitor: Visitor, link: str) -> None:
    visitor.play(
        fill(link=link),
        fill(password=PASSWORD, captcha=solve),
        act(lambda: visitor.portal.create_password(link.rpartition("/")[2], NEW_PASSWORD)),
        fill(question="first-dish", answer=ANSWER),
        choose(SEND),
        sees("Meanwhile, someone, perhaps you in another window, has created another password"),
        leave(),
        fill(password=PASSWORD, captcha=solve),
        fill(),
        choose(SEND),
        take("home"),
        SIGNS_OUT,
    )


def test_an_answer_that_was_right_is_not_asked_again(visitor: Visitor) -> None:
    visitor.activate()
    visitor.play(
        leave("sign_in"),
        fill(identifier=visitor.address),
        leave("forgotten"),
        fill(captcha=solve),
        quit_(),
    )
    said = visitor.play(
        fill(link=visitor.last_link()),
        fill(answer=ANSWER),
        leave(password=NEW_PASSWORD),
        fill(),  # the link
        fill(),  # the new password is there
        SIGNS_OUT,
    )
    assert said.refusals == []


async def test_who_looks_at_another_way_in_comes_back_to_its_button(visitor: Visitor) -> None:
    async with on_stage(visitor.journey) as stage:
        await stage.sees("One-time link")
        await stage.press("tab", "tab", "enter")
        await stage.sees("Email address")
        await stage.press("escape")
        await stage.sees("One-time link")
        assert stage.program.screen.focused is not None
        assert stage.program.screen.focused.name == NEW_LINK
