"""Whatever is read can be saved: new files only, private, whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tui_voter import messages
from tui_voter.audit.player import Player, fill, leave, play, take
from tui_voter.dialogue import Dialogue, Page, Prose
from tui_voter.journeys.shared.saving import of_ballot, read
from tui_voter.machine.files import FileFault, FileRefused, LocalFiles


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    messages.use("en")


def refusal(name: str) -> FileFault:
    with pytest.raises(FileRefused) as refused:
        LocalFiles().write(name, "text")
    return refused.value.fault


def test_a_file_is_private_and_whole(tmp_path: Path) -> None:
    path = LocalFiles().write(" édito.txt ", "Bonjour à tous\n")
    assert path == str(tmp_path / "édito.txt")
    assert Path(path).read_bytes() == "Bonjour à tous\n".encode()
    assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["édito.txt"]


def test_home_is_understood(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    assert LocalFiles().write("~/notes/a.txt", "x") == str(tmp_path / "notes" / "a.txt")


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


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("precious")
    (tmp_path / "dangling").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "folder").mkdir()
    assert LocalFiles().write("a.txt", "new") == str(tmp_path / "a-2.txt")
    assert LocalFiles().write("a.txt", "newer") == str(tmp_path / "a-3.txt")
    assert LocalFiles().write("dangling", "new") == str(tmp_path / "dangling-2")
    assert LocalFiles().write("folder", "new") == str(tmp_path / "folder-2")
    assert (tmp_path / "a.txt").read_text() == "precious"
    assert not (tmp_path / "elsewhere").exists()
    assert not [*(tmp_path / "folder").iterdir()]
    assert LocalFiles().free_name("a.txt") == "a-4.txt"
    assert LocalFiles().free_name("b.txt") == "b.txt"


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

    async def journey(dialogue: Dialogue) -> None:
        await read(dialogue, LocalFiles(), Page(title="T", blocks=[Prose("p")]), "a.txt")

    saves = take("save"), fill(name=typed)
    said = await play(journey, *saves, *saves, take("close"))
    files = {path.name for path in (tmp_path / folder).iterdir() if path.is_file()}
    assert files == {"a.txt", "a-2.txt"}
    assert not said.refusals


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", FileFault.BAD_NAME),
        ("   ", FileFault.BAD_NAME),
        ("a\x1b[2J.txt", FileFault.BAD_NAME),
        ("a\nb", FileFault.BAD_NAME),
        ("folder/", FileFault.NO_FOLDER),
        ("x" * 300, FileFault.BAD_NAME),
        ("nowhere/a.txt", FileFault.NO_FOLDER),
        ("~nobody-of-this-name/a.txt", FileFault.NO_FOLDER),
    ],
)
def test_a_name_that_cannot_be(name: str, fault: FileFault, tmp_path: Path) -> None:
    assert refusal(name) is fault
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        with Path("/dev/full").open("wb", buffering=0) as device:
            device.write(b"x")  # the kernel's own refusal

    monkeypatch.setattr(os, "fsync", full)
    assert refusal("a.txt") is FileFault.NO_ROOM
    assert list(tmp_path.iterdir()) == []


async def test_a_page_is_saved_under_another_name_where_the_first_is_taken(
    tmp_path: Path,
) -> None:
    (tmp_path / "mine.txt").write_text("precious")

    async def journey(dialogue: Dialogue) -> None:
        assert await read(dialogue, LocalFiles(), Page(title="T", blocks=[Prose("p")]), "t.txt")

    said: Player = await play(
        journey,
        take("save"),
        leave(name="other.txt"),
        take("save"),
        fill(name="gone/mine.txt"),
        fill(name="mine.txt"),
        take("save"),
        fill(name="t.txt"),
        take("save"),
        fill(),  # the name that is proposed now
        take("close"),
    )
    assert said.shorts == ["no such folder"]
    saved = (f"Saved: {tmp_path / name}" for name in ("mine-2.txt", "t.txt", "t-2.txt"))
    assert said.notices == [*saved]
    assert (tmp_path / "t-2.txt").read_text() == "T\n\np\n"
    assert (tmp_path / "mine.txt").read_text() == "precious"
