"""An election of one's own: asked for, written whole or not at all, and without a mistake."""

import re
import sys
import tomllib
from io import StringIO
from pathlib import Path

import pytest

from mock_server.cli import main
from mock_server.election import new_folder
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
    assert (main(words), main(["--lang", "en", "check-election", str(folder)])) == (0, 0)
    out = capsys.readouterr().out
    assert f"mock-portal train --election {folder}\n" in out
    assert "Nothing is wrong. Ballots: 2. Voters: 10. The vote opens" in out
    text = (folder / "election.toml").read_text(encoding="utf-8")
    toml = tomllib.loads(text)
    assert {*toml} == {*ElectionFile.__struct_fields__}
    assert {*toml["policy"]} == {*Policy.__struct_fields__}
    assert ",".join(toml["texts"]) == languages
    for block in text.split("\n\n")[: -len(toml["questions"])]:
        assert block.startswith(("# ", f"[texts.{comments}]")), block
    text = (folder / "ballots.toml").read_text(encoding="utf-8")
    first, second = tomllib.loads(text)["ballots"]
    (one, *_), taught = first["lists"], text.partition("[[ballots]]")[0]
    keys = (*first, *one, *one["candidates"][0], *first["texts"][comments])
    assert [key for key in keys if key not in taught] == []
    assert [item["id"] for item in (first, second)] == ["comite-d-ete", "comite-d-ete-2"]
    assert [item["id"] for item in second["lists"]] == ["a", "a-2"]
    assert f",{comments}," in (folder / "voters.csv").read_text(encoding="utf-8")
    (folder / "election.toml").unlink()
    assert main(words) == 2
    assert not (folder / "election.toml").exists(), "what is there is left alone"


def test_what_cannot_be_or_stops_the_writing_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--lang", "en", "new-election", str(tmp_path / "ours")]
    dates = ["--opens-at", "2026-12-03 08:00", "--closes-at", "2026-12-03 08:00"]
    assert main([*words, *dates]) == 2
    assert "the vote closes after it opens" in capsys.readouterr().err

    def stopped(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(new_folder, "write_voters", stopped)
    main(words)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("is_ended", [False, True])
def test_on_a_terminal_each_question_is_asked_until_it_is_answered(
    tmp_path: Path, *, is_ended: bool
) -> None:
    need_terminals()
    folder = tmp_path / "ours"
    program = (sys.executable, "-m", "mock_server", "--lang", "en", "new-election", str(folder))
    answers = (
        *(("Languages [en]:", "xx\r"), ("possible: fr, en.", "\r")),
        ("Name of the election [Training election {year}]:", "Ours\r"),
        *(("Organiser [Training team]:", "\r"), ("The vote opens [", "tomorrow\r")),
        ("such as 2026-12-03 08:00.", "2026-12-03 08:00\r"),
        ("It closes [2026-12-10 17:00]:", "\x03" if is_ended else "\r"),
        ("Time zone [Europe/Paris]:", "Europe/Berlni\r"),
        ("the nearest is Europe/Berlin.", "Europe/Berlin\r"),
        *(("Name of a ballot [Works council]:", "\r"), ("Its seats [5]:", "2\r")),
        *(("two [List A; List B]:", "One\r"), ("Name of another ballot, or Enter for none:", "\r")),
        ("Voters to make up [10]:", "3\r"),
    )
    with Terminal(program, columns=150) as terminal:
        for asked, answer in answers[: 7 if is_ended else None]:
            terminal.wait_for(re.escape(asked))
            terminal.type(answer)
        terminal.wait_for("Nothing was written" if is_ended else "train --election")
    assert folder.exists() is not is_ended
    if not is_ended:
        toml = tomllib.loads((folder / "election.toml").read_text(encoding="utf-8"))
        assert (toml["texts"]["en"]["name"], toml["time_zone"]) == ("Ours", "Europe/Berlin")
        assert (folder / "voters.csv").read_text(encoding="utf-8").count("\n") == 4
