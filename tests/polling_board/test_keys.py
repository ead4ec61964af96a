"""The board's keys: typed in turn at a real terminal, protected, and nowhere else."""

import re
import sys
from pathlib import Path

import msgspec
import pytest

from mock_server.core.errors import Fault
from mock_server.polling_board.key_files import KeyFile
from mock_server.polling_board.members import Group, read_board, usual_board
from tests.polling_board.conftest import Board
from tests.terminal import Terminal
from tui_voter.audit.player import folded
from tui_voter.sealing.trustees import read_trustees

PROGRAM = (sys.executable, "-m", "mock_server.polling_board")
STRONG = "lanterne orageuse sous la barque mauve"


def typed(terminal: Terminal, prompt: str, text: str, since: int = 0) -> int:
    """Answer a prompt that came after ``since``, once what is typed is hidden; the place from
    which the next one is looked for."""
    terminal.wait_to_hear(prompt, since)
    terminal.wait_until(lambda: terminal.hides, "a hidden answer")
    heard = len(terminal.transcript)
    terminal.type(text + "\r")
    return heard


def test_each_member_types_a_passphrase_twice_unseen(tmp_path: Path) -> None:
    folder = tmp_path / "vote"
    members = "1: Ana Roy, Jo Diop; 2: Sam Le Gall, Lou Brun"
    words = ("--lang", "en", "keys", str(folder), "--members", members)
    with Terminal((*PROGRAM, *words), columns=40) as terminal:
        at = typed(terminal, "1 of 4, passphrase: ", "azerty")
        at = typed(terminal, "Refused. 1 of 4, passphrase: ", "motdepassemotdepasse2026", at)
        at = typed(terminal, "Refused. 1 of 4, passphrase: ", STRONG, at)
        at = typed(terminal, "1 of 4, once more: ", STRONG + "s", at)
        at = typed(terminal, "Different. 1 of 4, passphrase: ", STRONG, at)
        at = typed(terminal, "1 of 4, once more: ", STRONG, at)
        for number in (2, 3, 4):
            at = typed(terminal, f"{number} of 4, passphrase: ", f"{STRONG} {number}", at)
            at = typed(terminal, f"{number} of 4, once more: ", f"{STRONG} {number}", at)
        assert terminal.wait_for_exit() == 0
        said = terminal.transcript
    assert max(map(len, said[:at].splitlines())) <= 40, "no wider than a braille display"
    assert "That has 6 characters, and 16 are needed." in folded(said)
    assert "That is too easy to guess." in folded(said)
    assert STRONG not in said
    assert "azerty" not in said
    assert "\x1b[" not in said
    keys = sorted((folder / "keys").iterdir())
    assert [key.name for key in keys] == [
        "1-ana-roy.key", "2-jo-diop.key", "3-sam-le-gall.key", "4-lou-brun.key"
    ]  # fmt: skip
    assert {key.stat().st_mode & 0o777 for key in keys} == {0o600}
    trustees = read_trustees((folder / "trustees.json").read_bytes())
    held = [msgspec.json.decode(key.read_bytes(), type=KeyFile) for key in keys]
    assert [owner.public_key.text for owner in trustees.owners] == [key.public_key for key in held]
    assert sorted(path.name for path in folder.iterdir()) == ["keys", "trustees.json"]


def test_a_proposed_passphrase_is_typed_twice_and_gone_before_the_next_member(
    tmp_path: Path,
) -> None:
    """Asked for in any language; a word a line, as the voter's program dictates it."""
    words = ("--lang", "en", "keys", str(tmp_path / "vote"), "--members", "1: Ana, Jo")
    with Terminal((*PROGRAM, *words), columns=40) as terminal:
        phrases, at = [], 0
        for word in ("/Propose", "/proposer"):
            at = typed(terminal, "1 of 2, passphrase: ", word, at)
            terminal.wait_to_hear("1 of 2, passphrase: ", at)
            drawn = re.findall(r"^\d\. ([a-z]+)$", terminal.transcript[at:], re.MULTILINE)
            phrases.append(" ".join(drawn))
        assert phrases[0] != phrases[1]
        assert min(len(phrase.split()) for phrase in phrases) >= 6
        at = typed(terminal, "1 of 2, passphrase: ", phrases[1], at)
        at = typed(terminal, "1 of 2, once more: ", phrases[1], at)
        terminal.wait_to_hear("2 of 2, passphrase: ", at)
        assert phrases[1].split()[0] not in terminal.screen
        at = typed(terminal, "2 of 2, passphrase: ", STRONG, at)
        typed(terminal, "2 of 2, once more: ", STRONG, at)
        assert terminal.wait_for_exit() == 0
        assert terminal.transcript.count("\x1b[3J") == 1
        assert phrases[1] not in terminal.transcript


@pytest.mark.parametrize("ending", ["\x03", "\x04"], ids=["ctrl-c", "ctrl-d"])
def test_a_break_leaves_nothing_behind(tmp_path: Path, ending: str) -> None:
    folder = tmp_path / "vote"
    with Terminal((*PROGRAM, "--lang", "en", "keys", str(folder))) as terminal:
        at = typed(terminal, "1 of 6, passphrase: ", STRONG)
        at = typed(terminal, "1 of 6, once more: ", STRONG, at)
        terminal.wait_to_hear("2 of 6, passphrase: ", at)
        terminal.wait_until(lambda: terminal.hides, "a hidden answer")
        terminal.type(ending)
        assert terminal.wait_for_exit() == 1
    assert not folder.exists()


def test_passphrases_are_typed_in_a_terminal_or_come_from_a_file_that_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], board: Board
) -> None:
    assert "That is for rehearsals only" in capsys.readouterr().out
    other = Board.make(tmp_path / "other", members=5)
    assert other.run("keys", other.folder) == 2
    assert "Passphrases are typed in a terminal." in capsys.readouterr().err
    assert other.keys() == 2
    assert "has 5 passphrases for 6 members." in capsys.readouterr().err
    other.passphrases.write_text("motdepasse\n" * 6, encoding="utf-8")
    assert other.keys() == 2
    assert "president: That has 10 characters" in capsys.readouterr().err
    assert [path.name for path in other.folder.iterdir()] == ["passphrases.txt"]


def test_a_board_s_keys_are_never_replaced(
    board: Board, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (board.folder / "trustees.json").read_bytes()
    assert board.keys() == 2
    assert "trustees.json already exists and was not changed." in capsys.readouterr().err
    assert (board.folder / "trustees.json").read_bytes() == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        *(("", "not a group of members"), ("a, b", "not a group of members")),
        *(("1: a\x1b[2J", "not a group of members"), ("3: a, b", "must be from 1 to 2")),
        ("1: a, b; 1: A", "the same name: a"),
        ("1: " + ",".join(map(str, range(51))), "at most 50 members"),
    ],
)
def test_a_board_that_cannot_be_is_refused(text: str, told: str) -> None:
    assert [(group.threshold, len(group.members)) for group in usual_board()] == [(1, 2), (2, 4)]
    assert read_board(" 1 : Ana  Roy ,Jo Diop") == (Group(1, ("Ana Roy", "Jo Diop")),)
    with pytest.raises(Fault, match=told):
        read_board(text)
