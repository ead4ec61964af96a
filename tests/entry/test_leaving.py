"""A voter who leaves before the end: what is asked, what is said, and the exit code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.entry.visitor import ANSWER, NEXT, PASSES, PASSWORD, SIGNED_OUT, Visitor
from tests.scripted.portal import FakePortal, Moment, activation_link
from tests.scripted.visits import play_at
from tests.terminal import PROGRAM, Terminal
from tui_voter.audit.player import act, choose, fill, sees
from tui_voter.contract.errors import PortalUnreachable
from tui_voter.dialogue import SEND

NOT_USED = re.compile(r"Your link has not been used: you can open it again until \w+day \d+ \w+")
NOT_KEPT = "The password that you created has not been kept: you will create one again."


def test_what_became_of_a_link_is_told(visitor: Visitor) -> None:
    link = fill(link=visitor.portal.invite(visitor.address))
    opened, created = visitor.play(link), visitor.play(link, PASSES, NEXT)
    for said, keeps_nothing in ((opened, False), (created, True)):
        assert NOT_USED.match(said.notices[-1])
        assert said.notices[-1].endswith(NOT_KEPT) is keeps_nothing
    assert visitor.play().notices == visitor.play(fill(link="x")).notices == []
    said = visitor.play(*visitor.activation()[:-1], sees("Your account has been activated."))
    assert said.notices[-1] == SIGNED_OUT


async def test_an_activation_without_an_answer_is_told_as_what_it_is() -> None:
    portal = FakePortal(Moment.EARLY)
    fails = act(lambda: setattr(portal, "failure", PortalUnreachable()))
    said = await play_at(
        portal,
        *(fill(link=activation_link()), fill(password=PASSWORD, captcha="7294"), fails),
        *(
            fill(question="city", answer=ANSWER),
            choose(SEND),
            sees("The portal cannot be reached."),
        ),
    )
    assert said.notices[-1].startswith("The portal was asked to finish")


@pytest.mark.parametrize(("voice", "columns"), [("--linear", 40), ("--theme=visual", 80)])
def test_the_program_asks_says_and_exits_as_its_help_says(
    visitor: Visitor, voice: str, columns: int, tmp_path: Path
) -> None:
    command = (*PROGRAM, voice, "--lang", "en", f"--portal={visitor.portal.url}")
    environment = {"XDG_CONFIG_HOME": str(tmp_path)}
    with Terminal(command, columns=columns, environment=environment) as terminal:
        if voice == "--linear":
            terminal.wait_for("1 of 4, one-time link:")
            terminal.type(visitor.portal.invite(visitor.address) + "\r")
            terminal.wait_for("2 of 4, password:")
            terminal.type("half a pass")
        else:
            terminal.wait_for("One-time link")
            terminal.paste(visitor.portal.invite(visitor.address))
            terminal.wait_for("/activation")
            terminal.type("\r")
            terminal.wait_for("Confirm password")
            terminal.type("half a pass")
            terminal.wait_for("•{4}")
        terminal.type("\x03")
        terminal.wait_for("what you typed would be")
        terminal.type("\x03")
        assert terminal.wait_for_exit() == 1
    left = terminal.written.rpartition(b"\x1b[?1049l")[2].decode()  # below the screens, if any
    assert NOT_USED.search(" ".join(left.split()))
    said = left[left.index("Your link") :].splitlines()
    assert max(map(len, said)) <= columns  # the terminal need not cut a word
    assert "half a pass" not in terminal.transcript
