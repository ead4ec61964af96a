"""A roll imported: its time against the ``sqlite3`` shell's own import, and its memory.

    python -m benchmarks.import_voters [--voters N] [--rounds N]

The shell is given the easier task: rows that are valid, numbered, folded and sorted already,
one file for each table, foreign keys unchecked, as large a cache, and it makes the same
indexes afterwards as the schema has. In turn, on the same folder; CPU seconds too, for a
busy machine.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks.shared.clocks import ratio
from benchmarks.shared.figures import Subject
from mock_server.cli.init import init
from mock_server.core.settings import Settings
from mock_server.election.folder import SAMPLE
from mock_server.voter_files.generator import generate_voters

GOAL: Final = 1.3
SUBJECT: Final = Subject(
    "Both programs end with code 0; the portal then has as many voters more as the file, and the "
    "shell's tables have as many rows as the portal's."
)
TABLES: Final = {
    "voter": "id, address, address_key, family_name, first_name, affiliation, body, telephone,"
    " language",
    "roll_entry": "ballot_id, name_key, voter_id",
}
_PLAIN: Final = """
CREATE TABLE voter (
    id INTEGER PRIMARY KEY, address TEXT, address_key TEXT, family_name TEXT, first_name TEXT,
    affiliation TEXT, body TEXT, telephone TEXT, language TEXT
);
CREATE TABLE roll_entry (
    ballot_id TEXT, name_key TEXT, voter_id INTEGER, PRIMARY KEY (ballot_id, name_key, voter_id)
) WITHOUT ROWID;
"""
_INDEXES: Final = """
CREATE UNIQUE INDEX by_address ON voter (address_key);
CREATE INDEX by_voter ON roll_entry (voter_id);
"""


def timed(command: list[str], entered: str = "") -> tuple[float, float, int]:
    """Seconds, CPU seconds, and the most memory in KiB of one process."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        said.write(entered.encode())
        said.seek(0)
        process = subprocess.Popen(
            command, stdin=said, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    taken = time.perf_counter() - start
    SUBJECT.check(process.returncode == 0, f"{command}: code {process.returncode}")
    return taken, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def fresh(folder: Path) -> Settings:
    for path in folder.glob("portal.*"):
        path.unlink()
    settings = Settings(database=str(folder / "portal.db"), key_file=folder / "portal.key")
    init(settings, SAMPLE, None)
    return settings


def imported(folder: Path, file: Path) -> tuple[float, float, int]:
    settings = fresh(folder)
    program = [sys.executable, "-m", "mock_server", "import-voters", str(file)]
    return timed([*program, "--database", settings.database])


def rows(database: Path) -> list[int]:
    """How many each table has."""
    with closing(sqlite3.connect(database)) as connection:
        counts = [connection.execute(f"SELECT count(*) FROM {table}") for table in TABLES]  # noqa: S608
        return [count for cursor in counts for (count,) in cursor]


def written_out(folder: Path) -> None:
    """The tables of an imported portal as the shell's files."""
    with closing(sqlite3.connect(folder / "portal.db")) as connection:
        for table, columns in TABLES.items():
            with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                rows = connection.execute(f"SELECT {columns} FROM {table}")  # noqa: S608
                csv.writer(file).writerows(rows)


def by_shell(folder: Path, shell: str) -> tuple[float, float, int]:
    for path in folder.glob("shell.db*"):
        path.unlink()
    files = "".join(f".import {folder / table}.csv {table}\n" for table in TABLES)
    script = (
        f"PRAGMA journal_mode = WAL;\nPRAGMA synchronous = FULL;\n"
        f"PRAGMA cache_size = -{64 * 1024};\nBEGIN;\n{_PLAIN}.mode csv\n"
        f"{files}{_INDEXES}COMMIT;\n"
    )
    return timed([shell, "-batch", str(folder / "shell.db")], script)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options = SUBJECT.options(parser, voters=(300_000, 3_000), rounds=(2, 1))
    shell = shutil.which("sqlite3")
    if shell is None:
        raise SystemExit("the sqlite3 shell is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate_voters(SAMPLE, folder / "crowd.csv", options.voters)
        ours, theirs = [], []
        known, _entries = rows(Path(fresh(folder).database))
        for _round in range(options.rounds):
            ours.append(imported(folder, folder / "crowd.csv"))
            voters, entries = rows(folder / "portal.db")
            SUBJECT.check(voters - known == options.voters, f"{voters} voters")
            written_out(folder)
            theirs.append(by_shell(folder, shell))
            by_it = rows(folder / "shell.db")
            SUBJECT.check(by_it == [voters, entries], by_it)
        size = (folder / "portal.db").stat().st_size
        print(f"{options.voters} voters, {entries} roll entries, {size / 1e6:.0f} MB on disk")
        print(f"{'':14}{'seconds':>9}{'CPU s':>9}{'peak MB':>9}")
        for label, runs in (("import-voters", ours), ("sqlite3 shell", theirs)):
            seconds, cpu, memory = (statistics.median(values) for values in zip(*runs, strict=True))
            print(f"{label:14}{seconds:9.1f}{cpu:9.1f}{memory / 1024:9.0f}")
        seconds, cpu_seconds, _memory = (
            ratio(a, b)
            for a, b in zip(zip(*ours, strict=True), zip(*theirs, strict=True), strict=True)
        )
        print(f"ratio of CPU seconds {cpu_seconds:.2f}")
        SUBJECT.note("roll_import_ratio", seconds, "ratio", GOAL)


if __name__ == "__main__":
    main()
