"""Whatever is read can be saved; what a file may be called, and what is done with one that is
there, is tested with the files (`tests/security/test_files.py`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scripted.visits import Visit, play
from tui_voter import messages
from tui_voter.audit.player import Reply, fill, leave, take
from tui_voter.dialogue import Dialogue, Page, Prose
from tui_voter.journeys.shared.saving import of_ballot, read
from tui_voter.machine.files import LocalFiles

SAVE = take("save")


async def played(*script: Reply, name: str = "t.txt") -> Visit:
    """A page that is read, and saved under this name where no other is typed."""

    async def journey(dialogue: Dialogue) -> None:
        await read(dialogue, LocalFiles(), Page(title="T", blocks=[Prose("p")]), name)

    messages.use("en")
    return await play(journey, *script, take("close"))


@pytest.mark.parametrize(
    ("ballot", "name"),
    [
        ("csa-national", "accuse-csa-national.json"),
        ("CAP enseignants, É/../2", "accuse-cap-enseignants-e-2.json"),
        ("选举", "accuse.json"),
        ("a" * 19 + "-" + "b" * 99, f"accuse-{'a' * 19}.json"),
    ],
)
def test_a_file_is_named_after_its_ballot(ballot: str, name: str) -> None:
    assert of_ballot("accuse.json", ballot) == name


@pytest.mark.parametrize(
    ("typed", "folder"),
    [
        *(("~/", ""), ("~", ""), ("..", ""), (".", "here")),
        *((typed, "here/notes") for typed in ("notes", "notes/", " ./notes ")),
    ],
)
async def test_a_folder_takes_the_proposed_name(
    typed: str, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here" / "notes").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("HOME", str(tmp_path))
    said = await played(SAVE, fill(name=typed), SAVE, fill(name=typed), name="a.txt")
    files = {path.name for path in (tmp_path / folder).iterdir() if path.is_file()}
    assert files == {"a.txt", "a-2.txt"}
    assert not said.refusals


async def test_a_page_is_saved_under_another_name_where_the_first_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.txt").write_text("precious")
    said = await played(
        *(SAVE, leave(name="other.txt"), SAVE, fill(name="gone/mine.txt"), fill(name="mine.txt")),
        *(SAVE, fill(name="t.txt"), SAVE, fill()),  # the name that is proposed now
    )
    assert said.shorts == ["no such folder"]
    names = ("mine-2.txt", "t.txt", "t-2.txt")
    assert said.notices == [f"Saved: {tmp_path / name}" for name in names]
    assert (tmp_path / "t-2.txt").read_text() == "T\n\np\n"
    assert (tmp_path / "mine.txt").read_text() == "precious"
