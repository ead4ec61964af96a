"""``mock-portal backup`` and ``restore``: all that a portal is, compared and verified; or one
sentence, and nothing changed."""

import os
import shutil
import signal
import tarfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from errno import ENOSPC
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from mock_server.cli.mail import invite
from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.db import schema
from mock_server.ops import backup as backups
from mock_server.ops import dumps
from mock_server.ops.archive import DATABASE, KEY, Manifest, pack, put
from mock_server.security.credentials import PortalKey
from tests import portal_database
from tests.portal.conftest import Portal, Run, Stopping, complaint, serving, words_for
from tests.portal.db.postgres import TEMPLATE, Server, program
from tests.portal_process import CHEAP, DEMO_VOTER, OTHER_VOTER


@pytest.fixture
def made(tmp_path: Path, run: Run) -> Path:
    """A portal's folder, the current one, with a backup "b.tar"."""
    for words in (["init"], ["invite", DEMO_VOTER], ["backup", "b.tar"]):
        assert run(*words)[0] == 0
    return tmp_path


def another(settings: Settings, folder: Path) -> Settings:
    """Those of a portal that is not made yet."""
    return replace(settings, database=str(folder / "again.db"), key_file=folder / "again.key")


def test_a_portal_that_serves_is_backed_up_and_made_again(
    portal: Portal, tmp_path: Path, run: Run, stopping: Stopping
) -> None:
    _token, _ticket, session = portal.activated()
    before = portal.everything()
    file = tmp_path / "b.tar"
    code, out, err = run("backup", *words_for(portal.settings), str(file))
    assert (code, err) == (0, "")
    assert out.startswith(f"60 voters, version {schema.VERSION}: verified.\n")
    assert "protect it as you protect the portal" in out
    portal.invite(OTHER_VOTER)  # afterwards: no part of it

    again = another(portal.settings, tmp_path)
    code, out, err = run("restore", *words_for(again), str(file))
    assert (code, out, err) == (0, f"60 voters, version {schema.VERSION}: verified.\n", "")
    assert portal_database.everything(again.database) == before
    for path in (file, Path(again.database), again.key_file):
        assert path.stat().st_mode & 0o077 == 0
    with serving(again, stopping) as restored:
        assert restored.lives(session)
        assert restored.try_sign_in().status_code == 200
    assert sorted(path.name for path in tmp_path.iterdir() if path.name[0] == ".") == []


@pytest.mark.usefixtures("next_version")
def test_a_backup_of_an_older_portal_is_upgraded(
    settings: Settings, tmp_path: Path, run: Run
) -> None:
    file = tmp_path / "b.tar"
    assert run("backup", *words_for(settings), str(file))[0] == 0
    again = another(settings, tmp_path)
    code, out, _err = run("restore", *words_for(again), str(file))
    assert code == 0
    assert "It is from an older version. To upgrade it: mock-portal upgrade" in out
    assert run("upgrade", *words_for(again))[0] == 0
    assert run("invite", *words_for(again))[0] == 0

    repack(version=schema.VERSION)(file)
    code, _out, err = run("restore", "--database", str(tmp_path / "third.db"), str(file))
    assert (code, "does not match the database" in err) == (2, True)


def test_later_writes_are_left_out(made: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy is of one moment, and does not begin again for each write."""
    settings = Settings("mock-portal.db", Path("mock-portal.key"))
    steps: list[int] = []

    def percent(_say: Any) -> Callable[[int, int], None]:
        def told(done: int, whole: int) -> None:
            steps.append(done)
            if done < whole:
                invite(settings, [])

        return told

    before = portal_database.everything("mock-portal.db")
    monkeypatch.setattr(dumps, "_PAGES", 10)
    monkeypatch.setattr(backups, "_percent", percent)
    assert run("backup", "meanwhile.tar")[0] == 0
    assert len(steps) >= 5
    monkeypatch.undo()
    monkeypatch.chdir(made)
    assert portal_database.everything("mock-portal.db") != before
    assert run("restore", "meanwhile.tar", "--database", "again.db")[0] == 0
    assert portal_database.everything("again.db") == before


@pytest.mark.parametrize(
    ("there", "words", "name"),
    [
        (Path.exists, ["backup", "b.tar"], "b.tar"),
        (Path.exists, ["restore", "b.tar"], "mock-portal.db"),
        (lambda folder: (folder / "again.db-wal").touch(), ["restore", "b.tar"], "again.db-wal"),
        (lambda folder: (folder / "again.db").touch(), ["restore", "b.tar"], "again.db"),
        (lambda folder: (folder / "link").symlink_to("none"), ["backup", "link"], "link"),
        (
            *(lambda folder: (folder / "again.key").write_bytes(bytes(32)), ["restore", "b.tar"]),
            "again.key",
        ),
    ],
)
def test_what_is_there_stays_as_it_is(
    made: Path, run: Run, there: Callable[[Path], Any], words: list[str], name: str
) -> None:
    there(made)
    if name.startswith("again"):
        words = [*words, "--database", "again.db"]
    assert complaint(run, *words).endswith(f"{name} already exists and was not changed.")


def test_the_same_key_may_be_there(made: Path, run: Run) -> None:
    (made / "mock-portal.db").unlink()
    assert (run("restore", "b.tar")[0], run("mailbox")[0]) == (0, 0)


def cut(length: int) -> Callable[[Path], None]:
    return lambda file: os.truncate(file, length)


def flip(member: str) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        with tarfile.open(file) as tar:
            place = tar.getmember(member).offset_data + 20
        content = bytearray(file.read_bytes())
        content[place] ^= 1
        file.write_bytes(content)

    return damage


def repack(**changes: Any) -> Callable[[Path], None]:
    """A whole archive, whose manifest says something else."""

    def damage(file: Path) -> None:
        parts = file.with_name("parts")
        with tarfile.open(file) as tar:
            tar.extractall(parts, filter="data")
        file.unlink()
        manifest = msgspec.json.decode((parts / "manifest.json").read_bytes(), type=Manifest)
        changed = msgspec.structs.replace(manifest, **changes)
        with suppress(Fault):  # it is read again
            pack(file, changed, {name: parts / name for name in (KEY, DATABASE)})
        shutil.rmtree(parts)

    return damage


NONE: Final = "is not a portal’s backup, or it is damaged"


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (Path.unlink, "cannot be read: it does not exist"),
        (lambda file: file.write_text("a text" * 1000), NONE),
        *((cut(0), NONE), (cut(200_000), NONE), (flip("manifest.json"), NONE), (flip(KEY), NONE)),
        *((flip(DATABASE), NONE), (repack(format=2), "made by a newer version")),
        (repack(version=99), "made by a newer version"),
        (repack(counts={"voter": 60}), "does not match the database"),
        (repack(database="postgresql"), "is a backup of a postgresql database"),
    ],
)
def test_a_damaged_backup_is_one_sentence_and_changes_nothing(
    made: Path, run: Run, damage: Callable[[Path], Any], sentence: str
) -> None:
    damage(made / "b.tar")
    assert sentence in complaint(run, "restore", "b.tar", "--database", "again.db")


def test_a_damaged_database_is_not_backed_up(made: Path, run: Run) -> None:
    content = (made / "mock-portal.db").read_bytes()
    half = len(content) // 2
    (made / "mock-portal.db").write_bytes(content[:half] + b"\xff" * half)
    assert "damaged" in complaint(run, "backup", "c.tar")


@pytest.mark.parametrize(
    "words", [["backup", "c.tar"], ["restore", "b.tar", "--database", "again.db"]]
)
@pytest.mark.usefixtures("made")
def test_a_signal_leaves_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    def percent(_say: Any) -> Callable[[int, int], None]:
        return lambda _done, _whole: signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(backups, "_percent", percent)
    assert complaint(run, *words).endswith("was stopped; nothing was written.")


@pytest.mark.usefixtures("made")
def test_a_database_that_cannot_be_put_in_place_takes_its_key_along(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(draft: Path, path: Path) -> None:
        if path.suffix == ".db":
            raise OSError(ENOSPC, "full")
        put(draft, path)

    monkeypatch.setattr(backups, "put", full)
    told = complaint(run, "restore", "b.tar", "--database", "again.db")
    assert told.endswith("again.db cannot be written: the disk is full.")


def test_on_postgresql(
    postgresql: Server, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into an empty database whose name needs quoting, by client programs of the server's own
    version: pg_dump reads none that is newer."""
    monkeypatch.setenv("PATH", f"{program('pg_dump').parent}:{os.environ['PATH']}")
    name, file = "it's=2", str(tmp_path / "b.tar")
    with postgresql.database(TEMPLATE) as url:
        postgresql.create(f'"{name}"', "template0")
        one = Settings(url, tmp_path / "1.key", profile=CHEAP)
        two = Settings(postgresql.database_url(name), tmp_path / "2.key", profile=CHEAP)
        PortalKey.create(one.key_file)
        invite(one, [])
        assert run("backup", *words_for(one), file)[0] == 0

        damaged = Path(shutil.copy(file, tmp_path / "damaged.tar"))
        flip(DATABASE)(damaged)
        assert NONE in complaint(run, "restore", *words_for(two), str(damaged))

        code, out, err = run("restore", *words_for(two), file)
        assert (code, out, err) == (0, f"60 voters, version {schema.VERSION}: verified.\n", "")
        whole = portal_database.everything(two.database)
        assert whole == portal_database.everything(one.database)
        assert two.key_file.read_bytes() == one.key_file.read_bytes()
        assert run("mailbox", *words_for(two), DEMO_VOTER)[0] == 0
        told = complaint(run, "restore", *words_for(two), file)
        assert told.endswith("already exists and was not changed.")
        assert portal_database.everything(two.database) == whole
        postgresql.run(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.parametrize("installed", [True, False])
def test_without_client_programs_for_the_server(
    postgresql: Server, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, installed: bool
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    PortalKey.create(tmp_path / "portal.key")
    if installed:  # such as is older than the server
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "pg_dump").write_text("#!/bin/sh\necho mismatch >&2\nexit 1\n")
        (tmp_path / "bin" / "pg_dump").chmod(0o700)
    with postgresql.database(TEMPLATE) as url:
        settings = Settings(url, tmp_path / "portal.key")
        told = complaint(run, "backup", *words_for(settings), "b.tar")
    assert ("pg_dump failed: mismatch" if installed else "pg_dump was not found") in told
