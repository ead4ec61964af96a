"""Neither the choice nor the voting code is left anywhere but in files that the voter saved."""

import os
import pty
import re
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.fullscreen.stage import on_stage
from tests.linear.conversation import converse
from tests.scripted.portal import CODE, LISTS
from tests.vote.conftest import MakeVoter, Voter
from tests.voters import OPTIONS
from tui_voter.fullscreen.listener import Listener
from tui_voter.linear.run import run
from tui_voter.transcript import MASK, Kind

VOTE = str(OPTIONS["vote"])
CHOSEN = LISTS[0].name
CHOICES = ("Your choice", "Votre choix")
LINES = (VOTE, CODE, "1", "1", "2", "", "1", "1", "/back", "/back", "/signout", "3")


class Recorded(list[tuple[Kind, str]]):
    def __call__(self, kind: Kind, text: str) -> None:
        self.append((kind, text))

    @property
    def text(self) -> str:
        return "\n".join(text for _kind, text in self)


def nothing_of_the_choice(text: str) -> None:
    for word in (CHOSEN, *CHOICES, CODE, CODE[:5]):
        assert word not in text, text


def test_no_transcript_of_the_lines_has_the_choice_or_the_code(voter: Voter) -> None:
    record = Recorded()
    said = converse(voter.visit, *LINES, record=record)
    assert said.code == 0, said.text
    assert "Your choice: “Pour un service" in said.text
    assert "csa" in voter.portal.urn
    nothing_of_the_choice(record.text)
    assert "Voted: your ballot is in the ballot box." in record.text
    typed = [text for kind, text in record if kind is Kind.TYPED]
    assert typed == [VOTE, MASK, "1", "/back", "/back", "/signout", "3"], "not which list either"


def test_no_transcript_tells_a_list_from_the_blank_vote(make_voter: MakeVoter) -> None:
    shapes = []
    for choice in ("1", "3"):
        record = Recorded()
        typed = (VOTE, CODE, "1", choice, "", "1", "1", "/back", "/signout", "3")
        converse(make_voter().visit, *typed, record=record)
        tracker = r"\b[0-9A-Z]{4}(\xa0[0-9A-Z]{4}){2}\b"
        shapes.append([re.sub(tracker, "", text) for _kind, text in record])
    assert shapes[0] == shapes[1]


async def test_no_transcript_of_the_full_screen_has_the_choice(voter: Voter) -> None:
    record = Recorded()
    async with on_stage(voter.visit, size=(80, 40)) as stage:
        stage.program.listener = Listener(record)
        for text, typed in (
            *(("Welcome to your elections portal", VOTE), ("Your voting code", CODE)),
            *(("My ballots", "1"), ("Candidates", "1"), ("Tracking number: ", "")),
            ("Once cast, it is final.", "1"),
        ):
            await stage.sees(text)
            await stage.until(lambda: stage.program.seen is stage.program.screen)
            await stage.enter(typed)
            await stage.press("enter")
        await stage.sees("Voted: your ballot is in the ballot box.")
    nothing_of_the_choice(record.text)
    assert (Kind.ROW, MASK) in record


def on_a_terminal(voter: Voter, *lines: str, term: str, monkeypatch: Any) -> str:
    monkeypatch.setenv("TERM", term)
    keyboard, keys = os.pipe()
    screen, tty = pty.openpty()
    got = bytearray()

    def read() -> None:
        with suppress(OSError):  # the program has closed it
            while data := os.read(screen, 65536):
                got.extend(data)

    os.write(keys, "".join(f"{line}\n" for line in lines).encode())
    os.close(keys)
    reader = threading.Thread(target=read)
    reader.start()
    with os.fdopen(keyboard) as stdin, os.fdopen(tty, "w") as stdout:
        run(voter.visit, stdin=stdin, stdout=stdout)
    reader.join()
    os.close(screen)
    return got.decode()


CLEARED = "\x1b[H\x1b[2J\x1b[3J"


@pytest.mark.parametrize("end", [("/signout", "3"), ("/quit", "/quit")])
def test_the_terminal_is_cleared_of_the_choice_at_the_end(
    voter: Voter, end: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    got = on_a_terminal(voter, *LINES[:-2], *end, term="xterm", monkeypatch=monkeypatch)
    before, cleared, after = got.partition(CLEARED)
    assert CHOSEN in before
    assert cleared
    assert "The terminal has been cleared: it showed something confidential." in after
    nothing_of_the_choice(after)


def test_a_terminal_that_is_not_cleared(voter: Voter, monkeypatch: pytest.MonkeyPatch) -> None:
    got = on_a_terminal(voter, *LINES, term="dumb", monkeypatch=monkeypatch)
    assert "\x1b" not in got
    assert "This terminal still shows something confidential: clear it, or close it." in got
    nothing_chosen = (VOTE, CODE, "/back", "/signout")
    got = on_a_terminal(voter, *nothing_chosen, term="xterm", monkeypatch=monkeypatch)
    assert CLEARED not in got


def test_no_file_is_written_but_those_that_the_voter_saved(voter: Voter) -> None:
    converse(voter.visit, VOTE, CODE, "1", "1", "", "1", "/save", "", "", "/back", "/signout", "3")
    saved = voter.saved()
    assert CHOSEN not in "".join(saved.values())
    assert {Path(name).suffix for name in saved} == {".json", ".bel"}
