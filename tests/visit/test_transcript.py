"""``--transcript`` over a whole activation, in both voices: all that is heard, no secret."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal
from tests.terminal import IN_LINES, PROGRAM, Terminal
from tests.voters import GOOD_PASSWORD, FullscreenVoter, LinearVoter, too_short
from tui_voter import messages
from tui_voter.audit.player import Reply, act, attempt, choose, fill, quit_, sees, take

ANSWER: Final = "Blanquette-canari"
SHOW_SECRETS: Final = "\x1bOQ"
"""F2."""


class Activation:
    """One voter's activation, and what a transcript has of it."""

    def __init__(self, portal: RunningPortal, address: str, folder: Path) -> None:
        self.link = portal.invite(address)
        self._file = folder / "transcript.txt"
        self.command = (
            *(*PROGRAM, "--lang", "en", f"--portal={portal.url}"),
            *("--transcript", str(self._file)),
        )
        self.environment = {"XDG_CONFIG_HOME": str(folder)}
        messages.use("en")

    def script(self, *, at_each_form: Reply, slip: Sequence[Reply] = ()) -> list[Reply]:
        return [
            fill(link=f"Bonjour,\n\nvoici votre lien unique : {self.link}\n\nCordialement"),
            sees("Create your password"),
            at_each_form,
            *slip,
            fill(password=GOOD_PASSWORD, captcha=solve),
            sees("Choose your challenge question"),
            at_each_form,
            fill(question="first-dish", answer=ANSWER),
            choose("send"),
            sees("Your account has been activated."),
            take("home"),
            sees("Welcome to your elections portal"),
            choose("vote"),
            sees("The vote opens in"),
            quit_(),
        ]

    def written(self) -> list[str]:
        """The transcript's lines without their times; no secret is in them."""
        text = self._file.read_text(encoding="utf-8")
        token = self.link.rpartition("/")[2]
        for secret in (GOOD_PASSWORD, GOOD_PASSWORD[:8], ANSWER, ANSWER[:6], token, token[:16]):
            assert secret not in text
        return [line.partition(" ")[2] for line in text.splitlines()[1:]]


@pytest.fixture
def activation(portal: RunningPortal, address: str, tmp_path: Path) -> Activation:
    return Activation(portal, address, tmp_path)


def test_the_linear_voice_is_written_down(activation: Activation) -> None:
    with Terminal((*activation.command, *IN_LINES), environment=activation.environment) as terminal:
        LinearVoter(terminal).play(*activation.script(at_each_form=act(lambda: None)))
        heard = terminal.transcript.splitlines()
    written = activation.written()
    said = [line.removeprefix("said: ") for line in written if line.startswith("said: ")]
    assert set(said) <= set(heard)
    for line in (
        "asked: 1 of 4, one-time link:",
        "typed: [secret]",
        "asked: 2 of 4, password:",
        "asked: Account active, Enter:",
        "said: You have signed out.",
    ):
        assert line in written


def test_the_full_screen_is_written_down_as_its_cursor_goes(activation: Activation) -> None:
    with Terminal(activation.command, rows=60, environment=activation.environment) as terminal:
        FullscreenVoter(terminal).play(
            *activation.script(
                at_each_form=act(lambda: terminal.type(SHOW_SECRETS)),
                slip=[
                    attempt(password="Court"),
                    too_short(5),
                ],
            ),
        )
        assert ANSWER[-2:] in terminal.written.decode()  # it was to be seen
    written = [" ".join(line.split()) for line in activation.written()]
    for line in (
        "row: One-time link [secret]",
        "row: Password [secret]",
        "message: ✗ Too short: 5 characters out of 12. Still needed: digit, sign",
    ):  # and a better strength, where it has been measured by then
        assert any(told.startswith(line) for told in written)
