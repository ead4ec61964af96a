"""An election of one's own: asked for, written whole or not at all, checked, and run."""

from __future__ import annotations

import re
import sys
import tomllib
from io import StringIO
from pathlib import Path

import pytest

from mock_server.cli import main
from mock_server.election import new_folder
from mock_server.election.ballots import CandidateDefinition
from mock_server.election.folder import ElectionFile
from mock_server.election.model import Policy
from tests.terminal import Terminal, need_terminals
from tui_voter.contract.languages import LANGUAGES

BALLOTS = ("--ballot", "Comité d’été ; 3; Les Dunes; “Phare”", "--ballot", "Comite d'ete; 1; A; a")


@pytest.fixture(autouse=True)
def nobody_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())


@pytest.mark.parametrize("languages", [*LANGUAGES, ",".join(LANGUAGES)])
def test_a_new_election_teaches_every_key_and_has_no_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], languages: str
) -> None:
    folder, comments = tmp_path / "ours", languages[-2:]
    words = ["--lang", comments, "new-election", str(folder), "--languages", languages, *BALLOTS]
    assert main(words) == 0
    assert (
        capsys.readouterr().out.splitlines()[-1].endswith(f"mock-portal train --election {folder}")
    )
    assert main(["--lang", "en", "check-election", str(folder)]) == 0
    assert capsys.readouterr().out.startswith("Nothing is wrong. Ballots: 2. Voters: 10. The vote")
    text = (folder / "election.toml").read_text(encoding="utf-8")
    toml = tomllib.loads(text)
    assert ({*toml}, {*toml["policy"]}) == (
        {*ElectionFile.__struct_fields__},
        {*Policy.__struct_fields__},
    )
    assert ",".join(toml["texts"]) == languages
    for block in text.split("\n\n")[:-8]:  # below the first question, there are more of them
        assert block.startswith(("# ", f"[texts.{comments}]")), block
    ballots = (folder / "ballots.toml").read_text(encoding="utf-8")
    taught = " ".join(line for line in ballots.splitlines() if line.startswith("#"))
    first, second = tomllib.loads(ballots)["ballots"]
    keys = {
        *first,
        *first["lists"][0],
        *first["texts"][comments],
        *CandidateDefinition.__struct_fields__,
    }
    assert [key for key in keys if key not in taught] == []
    assert [item["id"] for item in (first, second)] == ["comite-d-ete", "comite-d-ete-2"]
    assert [item["id"] for item in second["lists"]] == ["a", "a-2"]
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    assert main(words) == 2
    assert {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--closes-at", "2026-12-03 08:00"], "the vote closes after it opens"),
        (["--time-zone", "Europe/Pari"], "no time zone; the nearest is Europe/Paris"),
        (["--languages", "fr,de"], "fr,de names no languages; possible: fr, en"),
        (["--ballot", "CSA; many; A"], "many is not a number from 1 to 100"),
    ],
)
def test_an_election_that_cannot_be_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    opening = ["--opens-at", "2026-12-03 08:00"]
    with pytest.raises(SystemExit, match="2"):
        sys.exit(main(["--lang", "en", "new-election", str(tmp_path / "x"), *opening, *words]))
    assert told in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == []


def test_what_stops_the_writing_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(new_folder, "write_voters", stopped)
    main(["new-election", str(tmp_path / "ours")])
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("is_ended", [False, True])
def test_on_a_terminal_each_question_is_asked_until_it_is_answered(
    tmp_path: Path, *, is_ended: bool
) -> None:
    need_terminals()
    folder = tmp_path / "ours"
    program = (sys.executable, "-m", "mock_server", "--lang", "en", "new-election", str(folder))
    answers = (
        ("Languages [en]:", "xx\r"),
        ("possible: fr, en.", "\r"),
        ("Name of the election [Training election {year}]:", "Ours\r"),
        ("Organiser [Training team]:", "\r"),
        ("The vote opens [", "tomorrow\r"),
        ("such as 2026-12-03 08:00.", "2026-12-03 08:00\r"),
        ("It closes [2026-12-10 17:00]:", "\x03" if is_ended else "\r"),
        ("Time zone [Europe/Paris]:", "Europe/Berlin\r"),
        ("Name of a ballot [Works council]:", "\r"),
        ("Its seats [5]:", "2\r"),
        ("two [List A; List B]:", "One\r"),
        ("Name of another ballot, or Enter for none:", "\r"),
        ("Voters to make up [10]:", "3\r"),
    )
    with Terminal(program, columns=150) as terminal:
        for asked, answer in answers[: 7 if is_ended else None]:
            terminal.wait_for(re.escape(asked))
            terminal.type(answer)
        terminal.wait_for("Nothing was written" if is_ended else "train --election")
    assert folder.exists() is not is_ended
    if not is_ended:
        toml = (folder / "election.toml").read_text(encoding="utf-8")
        assert re.search('name = "Ours"', toml)
        assert tomllib.loads(toml)["time_zone"] == "Europe/Berlin"
        assert (folder / "voters.csv").read_text(encoding="utf-8").count("\n") == 4
