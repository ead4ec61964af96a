"""Going back from a later step: what was typed is there, hidden answers too. A password that was
taken is kept, unless the voter would rather choose another. Leaving: what became of the link."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.entry.visitor import (
    ANSWER,
    NEW_PASSWORD,
    NEXT,
    PASSES,
    PASSWORD,
    SIGNED_OUT,
    SIGNS_OUT,
    Visitor,
)
from tests.portal.captcha_solver import solve
from tests.scripted.portal import FakePortal, Moment, activation_link
from tests.scripted.visits import play_at
from tests.terminal import PROGRAM, Terminal
from tui_voter.audit.player import Player, act, choose, fill, leave, propose, sees, take
from tui_voter.contract.errors import PortalUnreachable
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


NOT_USED = re.compile(r"Your link has not been used: you can open it again until \w+day \d+ \w+")
NOT_KEPT = "The password that you created has not been kept: you will create one again."


def test_what_became_of_a_link_is_told(visitor: Visitor, tmp_path: Path) -> None:
    """And is kept in a dated record, without secrets, once the account is active."""
    link = fill(link=visitor.portal.invite(visitor.address))
    opened, created = visitor.play(link), visitor.play(link, PASSES, NEXT)
    for said, keeps_nothing in ((opened, False), (created, True)):
        assert NOT_USED.match(said.notices[-1])
        assert said.notices[-1].endswith(NOT_KEPT) is keeps_nothing
    assert visitor.play().notices == visitor.play(fill(link="x")).notices == []
    file = tmp_path / "activation.txt"
    said = visitor.play(*visitor.activation()[:-1], take("save"), fill(name=str(file)))
    assert said.notices[-1] == SIGNED_OUT
    saved = file.read_text(encoding="utf-8")
    assert saved.startswith("Your account has been activated.\n\nElections: ")
    assert "\nCreated: " in saved
    assert not any(secret in saved for secret in (PASSWORD, ANSWER))


async def test_an_activation_without_an_answer_is_told_as_what_it_is() -> None:
    portal = FakePortal(Moment.EARLY)
    fails = act(lambda: setattr(portal, "failure", PortalUnreachable()))
    said = await play_at(
        portal,
        *(fill(link=activation_link()), fill(password=PASSWORD, captcha="7294"), fails),
        *(
            *(fill(question="city", answer=ANSWER), choose(SEND)),
            sees("The portal cannot be reached."),
        ),
    )
    assert said.notices[-1].startswith("The portal was asked to finish")


def test_the_full_screen_says_it_below_its_screens(visitor: Visitor, tmp_path: Path) -> None:
    """In lines that the terminal need not cut; and it exits as its help says."""
    command = (*PROGRAM, "--lang", "en", f"--portal={visitor.portal.url}")
    environment = {"XDG_CONFIG_HOME": str(tmp_path)}
    with Terminal(command, columns=80, environment=environment) as terminal:
        terminal.wait_for("One-time link")
        terminal.paste(visitor.portal.invite(visitor.address))
        terminal.wait_for("/activation")
        terminal.type("\r")
        terminal.wait_for("Confirm password")
        terminal.type("\x03")
        assert terminal.wait_for_exit() == 1
    left = terminal.written.rpartition(b"\x1b[?1049l")[2].decode()
    assert NOT_USED.search(" ".join(left.split()))
    assert max(map(len, left[left.index("Your link") :].splitlines())) <= 80
