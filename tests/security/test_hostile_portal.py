"""A portal that is hostile in every text, met by the real program in both voices: what
reaches the terminal is looked at byte by byte."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.hostile_portal import (
    MARKUP,
    PAYLOADS,
    SIGNS_IN,
    HostilePortal,
    escapes_in,
    hostile_portal,
)
from tests.voters import LinearVoter, TerminalVoter, voter_at
from tui_voter.audit.player import Reply, act, choose, fill, open_row, quit_, sees, take
from tui_voter.contract.text import REPLACEMENT
from tui_voter.dialogue import BACK

END = "\x1b[F"


@pytest.fixture
def portal() -> Iterator[HostilePortal]:
    with hostile_portal() as portal:
        yield portal


@pytest.fixture(params=["linear", "fullscreen"])
def voter(
    request: pytest.FixtureRequest, portal: HostilePortal, tmp_path: Path
) -> Iterator[TerminalVoter]:
    """A voter at the real program in a terminal of its own, with an empty home."""
    folders = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    environment = {**folders, "TZ": "Europe/Paris"}
    with voter_at(request.param, f"--portal={portal.url}", environment=environment) as voter:
        yield voter


def to_the_end(voter: TerminalVoter) -> Reply:
    """Read the whole of a long page."""
    if isinstance(voter, LinearVoter):
        return act(voter.read_on)

    def go() -> None:
        voter.terminal.wait_for(r"(Enter|F\d+) [Cc]lose")  # a key before that is ignored
        voter.terminal.type(END)

    return act(go)


def test_a_visit_of_some_rooms(voter: TerminalVoter, portal: HostilePortal, tmp_path: Path) -> None:
    """A long page, which the linear voice saves to a file, a list with a row that opens, and a
    roll. Every other text is cleaned by the same act: ``tests/client/test_texts.py``."""
    at_home, rest = sees("Welcome to your elections portal"), to_the_end(voter)
    is_linear = isinstance(voter, LinearVoter)
    kept = (take("save"), fill(name="edito.txt"), sees("Saved: {path}")) if is_linear else ()
    voter.play(
        *(*SIGNS_IN, at_home, choose("edito"), sees("Édito"), rest, *kept, take("close"), at_home),
        *(choose("voting-guide"), sees("Guide"), rest, take("close"), at_home),
        *(choose("claims"), sees("Make or follow a claim"), open_row("R-0001"), rest),
        *(take("close"), take(BACK), at_home, choose("roll"), open_row("Comité"), sees("BÉZOUT")),
        *(take(BACK), take(BACK), at_home, quit_()),
    )
    written = voter.terminal.written.decode()  # strictly: it is whole characters
    assert escapes_in(written) == set()
    assert [payload for payload in PAYLOADS if len(payload) > 2 and payload in written] == []
    assert REPLACEMENT in written
    assert {"GET /api/documents/edito", "POST /api/ballots/csa/roll"} <= portal.asked
    if is_linear:
        assert "\x1b" not in written
        saved = (tmp_path / "edito.txt").read_bytes().decode()
        assert (escapes_in(saved), "\r" in saved, MARKUP in saved) == (set(), False, True)
