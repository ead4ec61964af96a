"""Voters imported and exported: all of a file or nothing of it, on both databases."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pyte
import pytest

from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.election.folder import SAMPLE
from mock_server.election.rolls import name_key
from mock_server.voter_files import importer as voter_import
from mock_server.voter_files.exporter import export_voters
from mock_server.voter_files.generator import generate_voters
from mock_server.voter_files.importer import Imported, Progress, import_voters
from tests.portal.conftest import SOON_BUSY, Portal
from tests.portal_database import everything, held, sql
from tests.portal_process import DEMO_VOTER

both_databases = pytest.mark.both_databases

HEADER = "identifier,family_name,first_name,language,affiliation,body,ballots\n"
NEW = "zoe.petit@ac-armorique.exemple,Petit,Zoé,fr,Lycée,,csa-national csa-academique\n"
KNOWN = f"{DEMO_VOTER.upper()},Dumont-Le Goff,Camille,en,Rectorat,Attachés,csa-national\n"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "people.csv"
    path.write_bytes(text if isinstance(text, bytes) else (HEADER + text).encode())
    return path


def imported(settings: Settings, path: Path, *, update: bool = False) -> Imported:
    return import_voters(settings, path, update_known=update, progress=Progress())


def refusal(settings: Settings, path: Path, *, update: bool = False) -> list[str]:
    """The lines of the refusal, after which all is as it was."""
    before = everything(settings.database)
    with pytest.raises(Fault) as caught:
        imported(settings, path, update=update)
    assert everything(settings.database) == before
    return str(caught.value).replace(str(path), "FILE").splitlines()


def assert_rolls_are_right(settings: Settings) -> None:
    """Each entry has its voter's key, and each ballot the number of its entries."""
    for key, *name in sql(
        settings.database,
        "SELECT name_key, family_name, first_name FROM roll_entry JOIN voter ON id = voter_id",
    ):
        assert key == name_key(*name)
    for ballot, voters in sql(settings.database, "SELECT id, voters FROM ballot"):
        counted = sql(
            settings.database, "SELECT count(*) FROM roll_entry WHERE ballot_id = ?", ballot
        )
        assert counted == [(voters,)]


# --- In and out -----------------------------------------------------------------------------


@both_databases
def test_a_crowd_comes_in_and_out_as_it_was(settings: Settings, tmp_path: Path) -> None:
    generate_voters(SAMPLE, tmp_path / "crowd.csv", 3000, seed=7)
    assert imported(settings, tmp_path / "crowd.csv") == Imported(added=3000, updated=0)
    assert_rolls_are_right(settings)
    export_voters(settings, tmp_path / "out.csv")
    again = tmp_path / "out.csv"
    assert again.stat().st_mode & 0o777 == 0o600
    lines = again.read_text(encoding="utf-8").splitlines()
    sample = (SAMPLE / "voters.csv").read_text(encoding="utf-8").splitlines()
    assert lines[:61] == sample
    crowd = (tmp_path / "crowd.csv").read_text(encoding="utf-8").splitlines()
    assert [line.rpartition(",")[0] for line in lines[61:]] == [
        line.rpartition(",")[0] for line in crowd[1:]
    ]
    assert imported(settings, again, update=True) == Imported(added=0, updated=3060)
    export_voters(settings, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == again.read_bytes()


@both_databases
def test_no_cell_of_an_export_is_a_formula(settings: Settings, tmp_path: Path) -> None:
    """To a spreadsheet; and what is imported again is what it was."""
    names = ("=1+1", "+33", "-2", "@SUM(A1)", "＝1", "'=1", "''-1", "'s Gravesande", "O'=", "'")
    for number, name in enumerate(names, 1):
        sql(
            settings.database,
            "UPDATE voter SET family_name = ?, affiliation = ? WHERE id = ?",
            *(name, name, number),
        )
    sql(settings.database, "UPDATE voter SET address = '=a@x.exemple' WHERE id = 1")
    sql(settings.database, "UPDATE voter SET address_key = '=a@x.exemple' WHERE id = 1")
    kept = "SELECT address, family_name, first_name, affiliation, body FROM voter ORDER BY id"
    before = sql(settings.database, kept)
    export_voters(settings, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell.startswith(tuple("=+-@＝\t\r"))] == []
    assert {"'s Gravesande", "O'=", "'", "'=1+1", "'=a@x.exemple"} < set(cells)
    assert imported(settings, tmp_path / "out.csv", update=True).updated == 60
    assert sql(settings.database, kept) == before


def test_the_indexes_are_there_after_a_crowd(settings: Settings, tmp_path: Path) -> None:
    indexes = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
    before = sql(settings.database, indexes)
    generate_voters(SAMPLE, tmp_path / "crowd.csv", 200)
    imported(settings, tmp_path / "crowd.csv")
    assert sql(settings.database, indexes) == before


def test_a_crowd_is_the_same_for_a_seed(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        generate_voters(SAMPLE, tmp_path / name, 500, seed=seed)
    a, b, c = ((tmp_path / name).read_text(encoding="utf-8") for name in "abc")
    assert a == b != c
    assert len({line.split(",")[0] for line in a.splitlines()}) == 501


@both_databases
def test_the_portal_serves_voters_who_came_later(portal: Portal, tmp_path: Path) -> None:
    """Those whose names a Mac took apart, too."""
    apart = "elodie@ac-armorique.exemple,Évrard,Élodie,fr,Lycée Éluard,Agrégés,csa-national\n"
    imported(portal.settings, written(tmp_path, NEW + unicodedata.normalize("NFD", apart)))
    columns = "family_name, first_name, affiliation, body"
    kept = portal.sql(f"SELECT {columns} FROM voter ORDER BY id DESC LIMIT 1")  # noqa: S608
    assert kept == [("Évrard", "Élodie", "Lycée Éluard", "Agrégés")]
    assert portal.open(portal.invite("elodie@ac-armorique.exemple"))["name"] == "Élodie É."
    session = portal.activated("Zoe.Petit@ac-armorique.exemple")[2]
    found = portal.ask("POST", "ballots/csa-national/roll", session, search="petit zoé").json()
    assert [entry["first_name"] for entry in found["entries"]] == ["Zoé"]


@both_databases
def test_an_update_changes_all_but_the_account(portal: Portal, tmp_path: Path) -> None:
    portal.activated()
    account = "activated_at, password_hash, question_id, answer_hash, language, telephone"
    before = portal.sql(f"SELECT {account} FROM voter WHERE id = 1")  # noqa: S608
    done = imported(portal.settings, written(tmp_path, KNOWN + NEW), update=True)
    assert done == Imported(added=1, updated=1)
    assert portal.sql(f"SELECT {account} FROM voter WHERE id = 1") == before  # noqa: S608
    assert portal.sql("SELECT address, family_name, affiliation, body FROM voter WHERE id = 1") == [
        (DEMO_VOTER.upper(), "Dumont-Le Goff", "Rectorat", "Attachés")
    ]
    assert portal.sql("SELECT ballot_id, name_key FROM roll_entry WHERE voter_id = 1") == [
        ("csa-national", "dumont le goff camille")
    ]
    assert_rolls_are_right(portal.settings)
    assert portal.sign_in()


@both_databases
def test_others_write_while_a_file_is_read(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = voter_import._stage

    def others(tx: object, voters: object) -> int:
        sql(settings.database, "UPDATE voter SET telephone = '0' WHERE id = 2")
        count = stage(tx, voters)  # type: ignore[arg-type]
        sql(settings.database, "UPDATE voter SET telephone = '1' WHERE id = 2")
        return count

    monkeypatch.setattr(voter_import, "_stage", others)
    assert imported(settings, written(tmp_path, NEW)) == Imported(added=1, updated=0)
    assert sql(settings.database, "SELECT telephone FROM voter WHERE id = 2") == [("1",)]


@SOON_BUSY
@both_databases
def test_a_database_that_is_held_is_told(settings: Settings, tmp_path: Path) -> None:
    path = written(tmp_path, NEW)
    with held(settings.database):
        assert refusal(settings, path) == [
            "The database is in use by another program; try again later."
        ]


# --- What cannot be used --------------------------------------------------------------------


@both_databases
def test_bad_lines_are_named_and_nothing_is_imported(settings: Settings, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        NEW
        + "camille,D,C,fr,L,,csa-national\n"
        + "a@b.exemple,D,C,fr,L,,csa-national \x1b[2Jx\n"
        + "c@b.exemple,D,C,fr,L,,csa-national\n"
        + NEW.replace("zoe.petit", "ZOE.PETIT")
        + "x\n"
        + KNOWN
        + 'a@b.exemple,"D"x,C,fr,L,,csa-national\n',
    )
    *lines, last = refusal(settings, path)
    assert lines == [
        "Nothing was imported: 6 lines are not valid.",
        "FILE, line 3: the value of identifier is not valid.",
        "FILE, line 4: there is no ballot \ufffd[2Jx.",
        "FILE, line 6: this address is already on line 2.",
        "FILE, line 7: the number of columns is wrong.",
        "FILE, line 8: this address is already in the portal.",
    ]
    assert last.startswith("FILE is not valid CSV on line 9: ")


@both_databases
def test_an_address_on_neighbouring_lines_is_told_at_each_of_them(
    settings: Settings, tmp_path: Path
) -> None:
    assert refusal(settings, written(tmp_path, NEW * 3)) == [
        "Nothing was imported: 2 lines are not valid.",
        "FILE, line 3: this address is already on line 2.",
        "FILE, line 4: this address is already on line 2.",
    ]


def test_fifty_faults_are_told_and_the_rest_counted(settings: Settings, tmp_path: Path) -> None:
    lines = refusal(settings, written(tmp_path, "x\n" * 1234))
    assert lines[0] == "Nothing was imported: 1234 lines are not valid."
    numbers = [int(found) for line in lines if (found := "".join(re.findall(r"line (\d+)", line)))]
    assert numbers == list(range(2, 52))
    assert lines[-1] == "And 1184 more."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "FILE is empty."),
        (HEADER.encode(), "FILE contains no voters."),
        (
            HEADER.replace("first_name", "prenom").encode(),
            "FILE: the column first_name is missing.",
        ),
        (
            HEADER.replace("\n", ",body\n").encode() + NEW.encode(),
            "FILE has the column body twice.",
        ),
        ((HEADER + NEW).encode("latin-1"), "FILE is not UTF-8 text."),
        ((HEADER + NEW).encode("utf-16"), "FILE is not UTF-8 text."),
        (
            (HEADER + NEW + NEW.replace("Petit", "Pe\0tit")).encode(),
            "FILE, line 3: there is a NUL character; this is not a text file.",
        ),
    ],
)
def test_what_is_no_file_of_voters(
    settings: Settings, tmp_path: Path, content: bytes, sentence: str
) -> None:
    assert refusal(settings, written(tmp_path, content)) == [sentence]


def test_an_export_overwrites_nothing_and_leaves_no_half(
    settings: Settings, tmp_path: Path
) -> None:
    path = written(tmp_path, NEW)
    before = path.read_bytes()
    with pytest.raises(Fault, match="already exists"):
        export_voters(settings, path)
    assert path.read_bytes() == before
    with pytest.raises(Fault, match="cannot be written: it does not exist"):
        export_voters(settings, tmp_path / "no" / "such.csv")
    sql(settings.database, "UPDATE voter SET language = 'xx' WHERE id = 50")
    with pytest.raises(ValueError, match="xx"):
        export_voters(settings, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


# --- The commands ---------------------------------------------------------------------------


def portal_command(settings: Settings, *words: str) -> list[str]:
    return [
        *(sys.executable, "-m", "mock_server", "--lang", "en", *words),
        *("--database", settings.database, "--key-file", str(settings.key_file)),
    ]


def test_from_one_portal_to_another_through_a_pipe(settings: Settings) -> None:
    generated = subprocess.run(
        [sys.executable, "-m", "mock_server", "generate-voters", "40"],
        capture_output=True,
        check=True,
    )
    done = subprocess.run(
        portal_command(settings, "import-voters", "-"),
        input=generated.stdout,
        capture_output=True,
        check=True,
    )
    assert done.stdout == b"40 voters were added.\n"
    exported = subprocess.run(
        portal_command(settings, "export-voters"), capture_output=True, check=True
    )
    assert exported.stdout.decode().count("\n") == 101
    for secret in (b"argon2", b"password", b"answer"):
        assert secret not in exported.stdout
    bad = subprocess.run(
        portal_command(settings, "import-voters", "-"), input=b"x", capture_output=True, check=False
    )
    told = b"mock-portal: standard input: the column identifier is missing.\n"
    assert (bad.returncode, bad.stdout, bad.stderr) == (2, b"", told)


def test_progress_is_plain_lines_where_nothing_is_written_over(
    settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "crowd.csv"
    generate_voters(SAMPLE, path, 25_000)
    done = subprocess.run(
        portal_command(settings, "import-voters", str(path)),
        capture_output=True,
        text=True,
        check=True,
    )
    *steps, last = done.stderr.splitlines()
    assert len(steps) == 10
    for step in steps:
        assert re.fullmatch(r"\d+%, [\d\xa0]+ voters, [\d\xa0]+ per second, .*\d+ s left", step)
    assert steps[-1].startswith("100%, 25\xa0000 voters, ")
    assert last == "25\xa0000 voters read; checking and writing them."


def test_on_a_terminal_progress_is_one_line(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "crowd.csv"
    generate_voters(SAMPLE, path, 5000)
    terminal, theirs = os.openpty()
    process = subprocess.Popen(
        portal_command(settings, "import-voters", str(path)),
        stderr=theirs,
        stdout=subprocess.DEVNULL,
        env={**{k: v for k, v in os.environ.items() if k != "ACCESSIBLE"}, "TERM": "xterm"},
    )
    os.close(theirs)
    seen = b""
    try:
        while more := os.read(terminal, 65_536):
            seen += more
    except OSError:  # Linux's way to say that nobody writes any more
        pass
    os.close(terminal)
    assert process.wait() == 0
    screen = pyte.Screen(100, 24)
    pyte.ByteStream(screen).feed(seen)
    assert re.search(r"━.* \d+%, [\d\xa0]+ voters, ", seen.decode())
    assert not screen.cursor.hidden
    assert [line.strip() for line in screen.display if line.strip()] == [
        "5\xa0000 voters read; checking and writing them."
    ]
