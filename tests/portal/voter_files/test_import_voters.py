"""Voters imported and exported: all of a file or nothing of it."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.election.folder import SAMPLE
from mock_server.election.rolls import name_key
from mock_server.voter_files import importer as voter_import
from mock_server.voter_files.exporter import export_voters
from mock_server.voter_files.generator import generate_voters
from mock_server.voter_files.importer import Imported, Progress, import_voters
from tests.portal.conftest import Portal
from tests.portal_database import everything, sql
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
    names = "SELECT name_key, family_name, first_name FROM roll_entry JOIN voter ON id = voter_id"
    for key, *name in sql(settings.database, names):
        assert key == name_key(*name)
    entries = "(SELECT count(*) FROM roll_entry WHERE ballot_id = ballot.id)"
    assert sql(settings.database, f"SELECT id FROM ballot WHERE voters != {entries}") == []  # noqa: S608


@both_databases
def test_a_crowd_comes_in_and_out_as_it_was(settings: Settings, tmp_path: Path) -> None:
    generate_voters(SAMPLE, tmp_path / "crowd.csv", 3000, seed=7)
    assert imported(settings, tmp_path / "crowd.csv") == Imported(added=3000, updated=0)
    assert_rolls_are_right(settings)
    again = tmp_path / "out.csv"
    export_voters(settings, again)
    assert again.stat().st_mode & 0o777 == 0o600
    files = (again, SAMPLE / "voters.csv", tmp_path / "crowd.csv")
    lines, sample, crowd = (file.read_text(encoding="utf-8").splitlines() for file in files)
    assert lines[:61] == sample
    added, made_up = ([row.rpartition(",")[0] for row in rows] for rows in (lines[61:], crowd[1:]))
    assert added == made_up
    assert imported(settings, again, update=True) == Imported(added=0, updated=3060)
    export_voters(settings, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == again.read_bytes()


def test_no_cell_of_an_export_is_a_formula(settings: Settings, tmp_path: Path) -> None:
    """To a spreadsheet; and what is imported again is what it was."""
    names = ("=1+1", "+33", "-2", "@SUM(A1)", "＝1", "'=1", "''-1", "'s Gravesande", "O'=", "'")
    for number, name in enumerate(names, 1):
        change = "UPDATE voter SET family_name = ?, affiliation = ? WHERE id = ?"
        sql(settings.database, change, name, name, number)
    address = "'=a@x.exemple'"
    change = f"UPDATE voter SET address = {address}, address_key = {address} WHERE id = 1"  # noqa: S608
    sql(settings.database, change)
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
def test_others_write_meanwhile(
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
        ("", "FILE is empty."),
        (HEADER, "FILE contains no voters."),
        (HEADER.replace("first_name", "prenom"), "FILE: the column first_name is missing."),
        (HEADER.replace("\n", ",body\n") + NEW, "FILE has the column body twice."),
        ((HEADER + NEW).encode("latin-1"), "FILE is not UTF-8 text."),
        (HEADER + NEW.replace("Petit", "Pe\0tit"), "FILE, line 2: there is a NUL character"),
    ],
)
def test_no_file_of_voters(
    settings: Settings, tmp_path: Path, content: str | bytes, sentence: str
) -> None:
    path = written(tmp_path, content if isinstance(content, bytes) else content.encode())
    (told,) = refusal(settings, path)
    assert told.startswith(sentence)


def test_an_export_is_whole_and_overwrites_nothing(settings: Settings, tmp_path: Path) -> None:
    path = written(tmp_path, NEW)
    with pytest.raises(Fault, match="already exists"):
        export_voters(settings, path)
    assert path.read_text("utf-8") == HEADER + NEW
    with pytest.raises(Fault, match="cannot be written: it does not exist"):
        export_voters(settings, tmp_path / "no" / "such.csv")
    sql(settings.database, "UPDATE voter SET language = 'xx' WHERE id = 50")
    with pytest.raises(ValueError, match="xx"):
        export_voters(settings, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def command(settings: Settings, *words: str) -> list[str]:
    words = (*words, "--database", settings.database, "--key-file", str(settings.key_file))
    return [sys.executable, "-m", "mock_server", "--lang", "en", *words]


def done(settings: Settings, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """A command that was run, with this as its standard input."""
    return subprocess.run(command(settings, *words), input=given, capture_output=True, text=True)


def test_from_one_portal_to_another_through_a_pipe(settings: Settings, tmp_path: Path) -> None:
    generate_voters(SAMPLE, tmp_path / "crowd.csv", 40)
    crowd = (tmp_path / "crowd.csv").read_text("utf-8")
    assert done(settings, "import-voters", "-", given=crowd).stdout == "40 voters were added.\n"
    exported = done(settings, "export-voters").stdout
    assert exported.count("\n") == 101
    for secret in ("argon2", "password", "answer"):
        assert secret not in exported
    bad = done(settings, "import-voters", "-", given="x")
    told = "mock-portal: standard input: the column identifier is missing.\n"
    assert (bad.returncode, bad.stdout, bad.stderr) == (2, "", told)
