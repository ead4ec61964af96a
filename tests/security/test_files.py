"""Files that a voter names by mistake or by malice of others: nothing is followed, opened or
waited for, and what is there stays as it is."""

import errno
import os
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socket import SHUT_RDWR, socketpair

import pytest

from tests.security.hostile_portal import EVERYTHING
from tui_voter.contract.browser import Save, Saved, line, read
from tui_voter.machine.downloads import Downloads
from tui_voter.machine.files import FileFault, FileRefused, LocalFiles, of_documents


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "taken.txt").write_text("mine")
    (tmp_path / "dangling").symlink_to("nowhere.txt")
    (tmp_path / "link").symlink_to("taken.txt")
    (tmp_path / "looped").symlink_to("looped")
    os.mkfifo(tmp_path / "pipe")  # opening it would wait for a writer
    return tmp_path


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        *(
            (f"{name}/x", FileFault.NO_FOLDER)
            for name in ("dangling", "looped", "taken.txt", "nowhere", "~no-such-voter")
        ),
        *(
            (name, FileFault.BAD_NAME)
            for name in (
                *("~no-such-voter", "~root", "~", ".", "..", "/.", "home/.", "home/..", "/", ""),
                *("x" * 300, "x" * 300 + "/x", "~/" + "x" * 300 + "/x", " \u00a0"),
                *(f"a{bad}b" for bad in "\0\n\x9b\x7f\u202e\u200b\u2028\udce9\x1b"),
            )
        ),
    ],
)
def test_a_name_that_is_not_taken(folder: Path, name: str, fault: FileFault) -> None:
    before = sorted(folder.rglob("*"))
    with pytest.raises(FileRefused) as refused:
        LocalFiles().write(name, "text")
    assert refused.value.fault is fault
    assert sorted(folder.rglob("*")) == before
    assert (folder / "taken.txt").read_text() == "mine"


@pytest.mark.parametrize(
    "name", ["taken.txt", "dangling", "link", "looped", "pipe", "home", "home/../taken.txt"]
)
def test_beside_what_has_the_name_a_new_file_is_written(folder: Path, name: str) -> None:
    before = {each: os.lstat(each) for each in folder.rglob("*")}
    path = Path(LocalFiles().write(name, "text"))
    assert path.read_text() == "text"
    assert path.is_file()
    assert not path.is_symlink()
    assert set(folder.rglob("*")) - before.keys() == {path.resolve()}
    assert {each: os.lstat(each) for each in before} == before
    assert (folder / "taken.txt").read_text() == "mine"


@pytest.mark.parametrize(
    "name", ["/dev/null", "/dev/tty", "/dev/stdout", "/dev/new", "devices/null", "/proc/self/mem"]
)
def test_a_device_is_no_file(folder: Path, name: str) -> None:
    """Nor is it replaced by one, which root might do."""
    (folder / "devices").symlink_to("/dev")
    before = sorted(Path("/dev").iterdir())
    with pytest.raises(FileRefused):
        LocalFiles().write(name, "text")
    assert sorted(Path("/dev").iterdir()) == before
    assert Path("/dev/null").is_char_device()


def test_a_name_alone_is_one_of_the_documents_wherever_the_program_was_started(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clone, say, where a file would be lost or committed. Without such a folder it is the home;
    in both, the path that is told leads there."""
    home = folder / "home"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    assert of_documents().folder() == str(home)
    (home / "config").mkdir(mode=0o700)
    (home / "config" / "user-dirs.dirs").write_text('XDG_DOCUMENTS_DIR="$HOME/Mes documents"\n')
    documents = home / "Mes documents"
    documents.mkdir()
    (documents / "a.txt").write_text("mine")
    files = of_documents()
    assert (files.folder(), files.free_name("a.txt")) == (str(documents), "a-2.txt")
    (documents / "votes").mkdir()
    typed = ("a.txt", "votes/b.txt", files.within("votes", "c.txt"), "~/d.txt", f"{folder}/e.txt")
    assert [files.write(name, "text").removeprefix(f"{folder}/") for name in typed] == [
        *("home/Mes documents/a-2.txt", "home/Mes documents/votes/b.txt"),
        *("home/Mes documents/votes/c.txt", "home/d.txt", "e.txt"),
    ]
    assert (documents / "a.txt").read_text() == "mine"


AS_NOBODY = """
import os
from tui_voter.machine.files import FileRefused, LocalFiles
if os.getuid() == 0:  # whom nothing is closed to
    os.setuid(65534)
try:
    LocalFiles().write("closed/within/new.txt", "text")
except FileRefused as refused:
    print(refused.fault)
"""


def test_a_folder_that_may_not_be_looked_into() -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        (Path(name) / "closed").mkdir(mode=0)
        program = [sys.executable, "-c", AS_NOBODY]
        done = subprocess.run(
            program, cwd=name, env=environment, capture_output=True, text=True, check=False
        )
    assert (done.stdout, done.stderr) == ("not_allowed\n", "")


@pytest.mark.parametrize(
    "name", ["-rf", "--", "$(id)", "`id`", "a;b|c&d", "*", "%s{0}", "~/é.txt", "[b]", " a "]
)
def test_a_name_is_only_a_name(folder: Path, name: str) -> None:
    path = Path(LocalFiles().write(name, EVERYTHING))
    assert path.is_relative_to(folder)
    assert path.name == Path(name.strip()).name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().decode() == EVERYTHING


@pytest.mark.parametrize(("module", "step"), [(Path, "replace"), (os, "fsync")])
@pytest.mark.parametrize("fails", [errno.ENOSPC, errno.EDQUOT])
def test_a_last_step_that_fails_leaves_nothing_and_the_name_is_free(
    folder: Path, monkeypatch: pytest.MonkeyPatch, module: object, step: str, fails: int
) -> None:
    def fail(*_what: object) -> None:
        raise OSError(fails, "full")

    before = sorted(folder.iterdir())
    with monkeypatch.context() as broken:
        broken.setattr(module, step, fail)
        with pytest.raises(FileRefused) as refused:
            LocalFiles().write("claim.txt", "text")
    assert refused.value.fault is FileFault.NO_ROOM
    assert sorted(folder.iterdir()) == before
    assert LocalFiles().free_name("claim.txt") == "claim.txt"
    assert LocalFiles().write(" claim.txt ", "text") == str(folder / "claim.txt")
    assert LocalFiles().free_name("claim.txt") == "claim-2.txt"


def test_in_a_browser_a_file_is_downloaded_and_no_path_leads_anywhere(folder: Path) -> None:
    ours, theirs = socketpair()
    downloads = Downloads(theirs)
    with ours, theirs, downloads._answers, ThreadPoolExecutor() as portal:
        before = sorted(folder.rglob("*"))
        for name in ("/etc/x", "../x", "~/x", "home/x", "c:\\x", f"{downloads.folder()}/x"):
            with pytest.raises(FileRefused, match="no_folder"):
                downloads.write(name, "mine")
        for name in ("", ".", "..", " ", "a\nb", "a\x1bb"):
            with pytest.raises(FileRefused, match="bad_name"):
                downloads.write(name, "mine")
        assert downloads.within(downloads.folder(), "receipt.json") == "receipt.json"
        assert downloads.within("/etc", "receipt.json") == "/etc", "which is no folder"
        assert downloads.free_name("taken.txt") == "taken.txt", "whether it is there is not told"
        with ours.makefile("rb") as said:
            for done in (True, False):
                saved = portal.submit(downloads.write, "taken.txt", "é" * done)
                assert read(said.readline(), Save) == Save("taken.txt", "é".encode() * done)
                ours.sendall(line(Saved(done)))
                if done:
                    assert saved.result() == "taken.txt"
                else:  # no browser was there
                    with pytest.raises(FileRefused, match="failed"):
                        saved.result()
        ours.shutdown(SHUT_RDWR)
        with pytest.raises(FileRefused, match="failed"):
            downloads.write("late.txt", "mine")
        assert sorted(folder.rglob("*")) == before
