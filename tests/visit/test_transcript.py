"""``--transcript`` over a whole activation on the full screen: all that is heard, no secret. What
the linear voice writes down is looked at without a terminal (`tests/test_transcript.py`)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal
from tests.terminal import PROGRAM, Terminal
from tests.visit.scene import ACTIVE, WELCOME
from tests.voters import GOOD_PASSWORD, FullscreenVoter, too_short
from tui_voter.audit.player import act, attempt, choose, fill, quit_, sees, take

ANSWER: Final = "Blanquette-canari"
SHOW_SECRETS: Final = "\x1bOQ"
"""F2."""


def test_the_full_screen_is_written_down(
    portal: RunningPortal, address: str, tmp_path: Path
) -> None:
    link, file = portal.invite(address), tmp_path / "transcript.txt"
    command = (*PROGRAM, "--lang", "en", f"--portal={portal.url}", "--transcript", str(file))
    with Terminal(command, rows=60, environment={"XDG_CONFIG_HOME": str(tmp_path)}) as terminal:
        show = act(lambda: terminal.type(SHOW_SECRETS))
        FullscreenVoter(terminal).play(
            fill(link=f"Bonjour,\n\nvoici votre lien unique : {link}\n\nCordialement"),
            *(sees("Create your password"), show, attempt(password="Court"), too_short(5)),
            *(fill(password=GOOD_PASSWORD, captcha=solve), sees("Choose your challenge question")),
            *(show, fill(question="first-dish", answer=ANSWER), choose("send")),
            *(ACTIVE, take("home"), WELCOME, choose("vote"), sees("The vote opens in"), quit_()),
        )
        assert ANSWER[-2:] in terminal.written.decode()  # it was to be seen
    text, token = file.read_text(encoding="utf-8"), link.rpartition("/")[2]
    for secret in (GOOD_PASSWORD, GOOD_PASSWORD[:8], ANSWER, ANSWER[:6], token, token[:16]):
        assert secret not in text
    written = [" ".join(line.partition(" ")[2].split()) for line in text.splitlines()[1:]]
    for line in (
        "row: One-time link [secret]",
        "row: Password [secret]",
        "message: ✗ Too short: 5 characters out of 12. Still needed: digit, sign",
    ):  # and a better strength, where it has been measured by then
        assert any(told.startswith(line) for told in written)
