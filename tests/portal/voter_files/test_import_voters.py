"""Voters imported and exported: all of a file or nothing of it."""

import csv
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from mock_server.cli import main
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


MISTAKES = {
    "camille,D,C,fr,L,,csa-national": "identifier: “camille” is no email address: write it as "
    "name@school.example.",
    ",D,C,fr,L,,csa-national": "identifier: it is empty, and every voter needs one.",
    "a@b.exemple,D,C,de,L,,csa-national": "language: “de” is not possible; possible, the nearest "
    "first: en, fr.",
    "a@b.exemple,D,C,,L,,csa-national": "language: it is empty; possible: en, fr.",
    "a@b.exemple,D\x1b[2J,C,fr,L,,csa-national": "family_name: “D�[2J” has a sign that is "
    "lost or not shown: type the text anew, or save the file as UTF-8.",
    "a@b.exemple,D,Zo�,fr,L,,csa-national": "first_name: “Zo�” has a sign that is lost or "
    "not shown: type the text anew, or save the file as UTF-8.",
    "a@b.exemple,D,,fr,L,,csa-national": "first_name: it is empty, and every voter needs one.",
    f"a@b.exemple,{'D' * 101},C,fr,L,,csa-national": f"family_name: “{'D' * 39}…” has 101 "
    "characters, and 100 are possible.",
    f"a@b.exemple,D,C,fr,{'L' * 999},,csa-national": f"affiliation: “{'L' * 39}…” has 999 "
    "characters, and 200 are possible.",
    "a@b.exemple,D,C,fr,L,,": "ballots: it is empty; possible: "
    "cap-administratifs, cap-enseignants, ccp-contractuels, csa-academique, csa-national.",
    "a@b.exemple,D,C,fr,L,,csa-national csa-nationol": "ballots: “csa-nationol” is not possible; "
    "possible, the nearest first: csa-national, cap-administratifs, csa-academique, "
    "cap-enseignants, ccp-contractuels.",
    "a@b.exemple,D,C": "from “a@b.exemple” on, the number of cells is 3, not 7: leave a cell "
    "empty, not out, and put one that has a separator in quotes.",
    "a@b.exemple,D,C,fr,L, 12, rue,,csa-national": "from “a@b.exemple” on, the number of "
    "cells is 9, not 7: leave a cell empty, not out, and put one that has a separator in quotes.",
    'a@b.exemple,"D"x,C,fr,L,,csa-national': "the quotes are not right: put all of a cell in "
    "quotes or nothing, and write a quote inside twice.",
    NEW.replace("zoe.petit", "ZOE.PETIT").strip(): "this address is already on line 2; keep one of "
    "the two.",
}
"""A line with each mistake, and what is told of it."""


@pytest.mark.parametrize("command", ["import-voters", "init", "train"])
def test_every_command_that_reads_voters_tells_all_mistakes_at_once(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    election = Path(shutil.copytree(SAMPLE, tmp_path / "election"))
    voters, toml = election / "voters.csv", election / "election.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace(DEMO_VOTER, NEW.partition(",")[0]))
    text = "\n".join(MISTAKES) + '\na@b.exemple,"never ended\n\n'
    voters.write_text(HEADER + NEW + text, encoding="utf-8")
    words = {
        "import-voters": [str(voters), "--database", settings.database],
        "init": ["--election", str(election), "--database", str(tmp_path / "new.db")],
        "train": ["--voters", str(voters), "--port", "0", "--database", str(tmp_path / "new.db")],
    }
    assert main(["--lang", "en", command, *words[command]]) == 2
    assert not (tmp_path / "new.db").exists()
    _out, err = capsys.readouterr()
    told = err.replace(str(voters), "FILE").splitlines()
    heading = next(line for line in told if "There are 16 mistakes in " in line)
    told = told[told.index(heading) + 1 :]  # an import tells its progress before
    end = "lines 18 to 19: the quotes are not right: put all of a cell in quotes or nothing"
    assert told.pop().startswith(f"FILE, {end}")
    places = [f"FILE, line {number}" for number in range(3, 18)]
    columns = ("identifier", "language", "fam", "first", "affil", "ballots")
    assert told == [
        f"{place}{', ' if what.startswith(columns) else ': '}{what}"
        for place, what in zip(places, MISTAKES.values(), strict=True)
    ]


@both_databases
def test_mistakes_that_the_portal_knows_stand_between_the_others(
    settings: Settings, tmp_path: Path
) -> None:
    lines = refusal(settings, written(tmp_path, NEW * 3 + KNOWN + "x\n" + NEW))
    assert [line.partition(";")[0] for line in lines] == [
        *("There are 5 mistakes in FILE", "FILE, line 3: this address is already on line 2"),
        "FILE, line 4: this address is already on line 2",
        "FILE, line 5: this address is already in the portal",
        "FILE, line 6: from “x” on, the number of cells is 1, not 7: leave a cell empty, not out, "
        "and put one that has a separator in quotes.",
        "FILE, line 7: this address is already on line 2",
    ]


def test_fifty_mistakes_are_told_and_the_rest_counted(settings: Settings, tmp_path: Path) -> None:
    lines = refusal(settings, written(tmp_path, "x\n" * 1234))
    assert lines[0] == "There are 1234 mistakes in FILE; nothing was changed."
    numbers = [int(found) for line in lines if (found := "".join(re.findall(r"line (\d+)", line)))]
    assert numbers == list(range(2, 52))
    assert lines[-1] == "And 1184 more."


@pytest.mark.parametrize(
    ("encoding", "separator", "told"),
    [
        *(("utf-8", ",", ""), ("utf-8-sig", ",", "")),
        ("utf-8-sig", ";", "FILE was read as UTF-8, separated by semicolons."),
        ("utf-8", "\t", "FILE was read as UTF-8, separated by tabs."),
        ("cp1252", ";", "FILE was read as cp1252, separated by semicolons."),
        ("cp1252", ",", "FILE was read as cp1252, separated by commas."),
        ("utf-16", "\t", "FILE was read as UTF-16, separated by tabs."),
    ],
)
def test_a_file_is_read_as_a_spreadsheet_saves_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str, separator: str, told: str
) -> None:
    """Its empty rows, too. What was taken is told, and first of all to whoever has a mistake."""
    election = Path(shutil.copytree(SAMPLE, tmp_path / "election"))
    voters, more = election / "voters.csv", tmp_path / "more.csv"
    for path, line in ((voters, KNOWN), (more, NEW.replace("Petit", "L’Œuf"))):
        text = (HEADER + line + ",,,,,,\n").replace(",", separator).replace("\n", "\r\n")
        path.write_bytes(text.encode(encoding))

    def run(*words: str) -> list[str]:
        assert main(["--lang", "en", *words, "--database", str(tmp_path / "new.db")]) in (0, 2)
        heard = capsys.readouterr()
        said = (heard.out or heard.err).replace(str(voters), "FILE").replace(str(more), "FILE")
        return said.splitlines()

    taken = [told] * bool(told)
    assert run("init", "--election", str(election)) == [*taken, "1 voter is in the portal."]
    assert run("import-voters", str(more)) == [*taken, "1 voter was added."]
    name = "SELECT family_name, first_name FROM voter ORDER BY id DESC LIMIT 1"
    assert sql(str(tmp_path / "new.db"), name) == [("L’Œuf", "Zoé")]
    heading, *mistakes = run("import-voters", str(more))[-2 - len(taken) :]
    assert heading.startswith("mock-portal: There is 1 mistake in FILE")
    assert mistakes[:-1] == taken


def test_a_sign_in_another_encoding_than_the_file_is_told_with_its_line(
    settings: Settings, tmp_path: Path
) -> None:
    lines = (HEADER + NEW + NEW.replace("zoe", "chloe")).encode() + KNOWN.encode("cp1252")
    (_heading, told) = refusal(settings, written(tmp_path, lines), update=True)
    assert told.startswith("FILE, line 4, body: “Attach�s” has a sign that is lost")


def test_a_question_mark_in_a_name_is_a_sign_that_was_lost(
    settings: Settings, tmp_path: Path
) -> None:
    """It is remarked on, and no mistake."""
    path = written(tmp_path, NEW.replace("Zoé", "Zo?"))
    assert imported(settings, path).remarks == (f"{path}, line 2: “Zo?” may have lost a sign.",)
    path = written(tmp_path, NEW.replace("Zoé,fr", "?,de") + NEW.replace("Petit", "P?"))
    assert refusal(settings, path, update=True)[1] == (
        "FILE: 2 names may have lost a sign; the first is on line 2: “?”."
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        *((b"", "FILE is empty."), (HEADER.encode(), "FILE contains no voters.")),
        ((HEADER + NEW).encode("utf-16-le"), "FILE is no text: save it in the spreadsheet program"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08", "FILE is no text: save it in the spreadsheet program"),
        (b'"identifier"x,language', "FILE, line 1: the quotes are not right"),
    ],
)
def test_no_file_of_voters(
    settings: Settings, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = written(tmp_path, content)
    (told,) = refusal(settings, path)
    assert told.startswith(sentence)


def test_all_columns_that_are_not_there_once_are_told(settings: Settings, tmp_path: Path) -> None:
    """Headings of other languages are named with the column that they mean."""
    header = "identifier ;Nom;Prénom;Langue;lieu;body;body;ballots\n"
    assert refusal(settings, written(tmp_path, header.encode()))[2:] == [
        "FILE, line 1: the column “Nom” must be called family_name.",
        "FILE, line 1: the column “Prénom” must be called first_name.",
        "FILE, line 1: the column “Langue” must be called language.",
        "FILE, line 1: the column affiliation is missing; these are there: identifier, Nom, "
        "Prénom, Langue, lieu, body, body, ballots.",
        "FILE, line 1: the column body is there twice: take one away.",
    ]


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
    told = "standard input, line 1: the column identifier is missing; these are there: x.\n"
    assert (bad.returncode, bad.stdout) == (2, "")
    assert told in bad.stderr
