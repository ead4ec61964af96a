"""A voter who leaves before the end: what is asked, what is said, and the exit code."""

from __future__ import annotations

import re
from pathlib import Path

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
