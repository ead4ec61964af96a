"""Whoever has any two of ten backups, the portal's key that is in each, and all that is published,
cannot tell which of the voters whose codes were replaced cast which ballot, within a batch.

The attacker is told more than any would know: who voted with a replacement code in which batch.
What is left is to pair those voters with the ballots from the reserve in it: for certain, with a
code that opens; or by an order found in the backups. By chance one of a batch is right, however
many there are. The controls show that each attack does link where there is something to be found.
"""

from __future__ import annotations

import random
import re
import secrets
import sqlite3
import subprocess
import tarfile
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from itertools import product
from math import comb, factorial
from operator import eq
from pathlib import Path
from typing import Any, Final

import pytest

from mock_server.ops.archive import DATABASE, KEY
from mock_server.ops.backup import backup
from mock_server.security.credentials import PortalKey
from tests.portal.db.postgres import program
from tests.portal.vote.conftest import EVERYBODYS, Vote
from tests.portal_database import is_postgresql
from tui_voter.sealing.codes import ALPHABET, credential, verifier
from tui_voter.sealing.credentials import public_key

pytestmark = [pytest.mark.both_databases, pytest.mark.timeout(300)]

SEED: Final = secrets.randbelow(10**9)
BACKUPS: Final = 10
EACH: Final = 3
"""Voters with replaced codes in each batch, which a backup ends."""
BOTH: Final = (EVERYBODYS, "csa-academique")
"""In whose rolls all voters stand."""
BY_CHANCE: Final = 1e-9
"""How seldom an attack that knows nothing is taken for one that does."""
PURPOSES: Final = ("mail", "receipts", "recovery", "replacement", "reserve")
"""All that a key of the portal's seals anything for."""
SEALED: Final = re.compile("[A-Za-z0-9+/]{50,}=*")
CODE: Final = re.compile(f"[{ALPHABET}]{{20}}")

Row = Mapping[str, str]
Link = tuple[str, int, str]
"""A ballot's id, a voter, the public credential with which they are said to have cast in it."""
Voters = Callable[["Backup", int], Any]
Ballots = Callable[["Backup", str, str], Any]


@pytest.fixture
def in_reserve() -> int:
    return (EACH + 1) * (BACKUPS - 1) + 5


@dataclass
class Backup:
    """What is in one: all rows of its tables as text, and its bytes in every form."""

    rows: Mapping[str, Sequence[Row]]
    raw: bytes
    key: PortalKey
    _opened: dict[PortalKey, set[str]] = field(default_factory=dict)

    def opened(self, *keys: PortalKey) -> set[str]:
        """Every code that one of the keys opens, whatever it was sealed for."""
        for key in keys:
            if key not in self._opened:
                texts = (_opened(key, *each) for each in product(PURPOSES, self._sealed()))
                self._opened[key] = {code for text in texts for code in CODE.findall(text)}
        return set[str]().union(*(self._opened[key] for key in keys))

    def _sealed(self) -> list[str]:
        """Every value that may be sealed."""
        values = (value for rows in self.rows.values() for row in rows for value in row.values())
        return [value for value in values if SEALED.fullmatch(value)]

    def voter_of(self, hashed: str) -> int | None:
        for row in self.rows["voting_code"]:
            if row["verifier_hash"] == hashed:
                return int(row["voter_id"])
        return None


def _opened(key: PortalKey, purpose: str, sealed: str) -> str:
    try:
        return key.unseal(purpose, sealed)
    except ValueError:
        return ""


@dataclass
class Held:
    """An election that was held, with its backups: ``cast`` has for each batch who voted with which
    code, in the order in which the codes were given out."""

    vote: Vote
    backups: list[Backup] = field(default_factory=list)
    cast: list[dict[int, str]] = field(default_factory=list)
    unused: dict[int, str] = field(default_factory=dict)

    def credential(self, ballot_id: str, code: str) -> str:
        return _public(code, self.vote.sealed.elections[ballot_id].uuid)

    def truth(self, batches: Sequence[int]) -> set[Link]:
        return {
            (ballot_id, voter, self.credential(ballot_id, code))
            for batch in batches
            for voter, code in self.cast[batch].items()
            for ballot_id in BOTH
        }


@cache
def _public(code: str, uuid: str) -> str:
    return public_key(credential(code), uuid)


@pytest.mark.usefixtures("pg_dump")
def test_no_two_backups_link_a_replaced_code_to_its_ballot(vote: Vote, tmp_path: Path) -> None:
    held = hold(vote, tmp_path)
    no_backup_opens_the_reserve(held)
    reserve = PortalKey.read(vote.portal.settings.reserve_key_file)
    totals = Counter[str]()
    for second in range(1, BACKUPS):
        found = held.backups[second]
        by_batch = [Counter(dict(in_order(held, found, batch))) for batch in range(second)]
        totals += by_batch[-1]
        for first in range(second):
            pair, batches = (held.backups[first], found), range(first, second)
            assert certain(held, pair, []) == set(), (SEED, first, second)
            assert certain(held, pair, [reserve]) >= held.truth(batches), "the control"
            hits = sum(by_batch[first:], Counter[str]())
            assert max(hits.values()) <= most_by_chance(len(BOTH) * len(batches)), (SEED, hits)
    groups = len(BOTH) * (BACKUPS - 1)
    print(  # noqa: T201
        f"{EACH * groups} ballots, linked for certain: 0 by any of {comb(BACKUPS, 2)} pairs; by "
        f"{len(totals)} orders {sorted(totals.values())} (chance {groups}, "
        f"at most {most_by_chance(groups)})"
    )
    assert max(totals.values()) <= most_by_chance(groups), (SEED, totals)
    assert linked_by_a_log_with_names(held) == EACH * groups, "the control"


def hold(vote: Vote, tmp_path: Path) -> Held:
    """In each batch some voters lose their codes, and vote; one loses it, and does not; others vote
    with their own."""
    print(f"seed {SEED}")  # noqa: T201
    chance = random.Random(SEED)  # noqa: S311 (no secret)
    vote.all_have_accounts()
    held = Held(vote)
    voters = chance.sample(range(2, 61), 59)
    held.backups.append(read_backup(vote, tmp_path / "0"))
    for number in range(1, BACKUPS):
        lost = [voters.pop() for _voter in range(EACH + 1)]
        codes = {voter: vote.replace(voter) for voter in lost}
        unused = chance.choice(lost)
        held.unused[unused] = codes.pop(unused)
        for voter in chance.sample(list(codes), EACH):
            vote.cast_with(codes[voter], voter, chance.randrange(3), BOTH)
        vote.vote(voters.pop())
        held.cast.append(codes)
        held.backups.append(read_backup(vote, tmp_path / str(number)))
    return held


def no_backup_opens_the_reserve(held: Held) -> None:
    """Of the key that does there is no byte sequence, of the codes none that opens."""
    settings = held.vote.portal.settings
    secret = settings.reserve_key_file.read_bytes()
    reserve = PortalKey.read(settings.reserve_key_file)
    codes = held.vote.sealed.reserve
    for each in held.backups:
        assert settings.key_file.read_bytes() in each.raw, "the control"
        for form in (secret, secret[:16], secret[16:], secret.hex().encode(), b64encode(secret)):
            assert form not in each.raw
        assert settings.reserve_key_file.name.encode() not in each.raw
        assert not [code for code in codes if code.encode() in each.raw]
        assert each.opened(each.key) == set()
    last = held.backups[-1]
    assert last.opened(reserve) >= set(held.unused.values()), "the control: told again, and open"


# --- The attacks ----------------------------------------------------------------------------------


def certain(held: Held, pair: tuple[Backup, Backup], more: list[PortalKey]) -> set[Link]:
    """With the portal's key and ``more``: the code of a voter who is known by its verifier, and of
    a ballot that is known by its credential."""
    codes = set[str]().union(*(each.opened(each.key, *more) for each in pair))
    links = set[Link]()
    for code in codes:
        hashed = sha256(verifier(code, held.vote.sealed.seal).encode()).hexdigest()
        voter = pair[1].voter_of(hashed)
        for ballot_id in BOTH if voter is not None else ():
            public = held.credential(ballot_id, code)
            if public in credentials(pair[1], ballot_id):
                links.add((ballot_id, voter or 0, public))
    return links


def credentials(found: Backup, ballot_id: str) -> list[str]:
    """Those of the mixed ballots, as their rows lie."""
    return [row["credential"] for row in found.rows["urn"] if row["ballot_id"] == ballot_id]


def place(rows: Iterable[Row], **named: str) -> int:
    """Of the last row that has these values."""
    return max(
        number for number, row in enumerate(rows) if all(row[k] == v for k, v in named.items())
    )


VOTERS: Final[dict[str, Voters]] = {
    "number": lambda _found, voter: voter,
    "verifier": lambda found, voter: next(
        row["verifier_hash"] for row in found.rows["voting_code"] if row["voter_id"] == str(voter)
    ),
    "code's row": lambda found, voter: place(found.rows["voting_code"], voter_id=str(voter)),
    "mail": lambda found, voter: max(
        int(row["id"]) for row in found.rows["mail"] if row["voter_id"] == str(voter)
    ),
    "session": lambda found, voter: place(found.rows["session"], voter_id=str(voter)),
    "register's row": lambda found, voter: place(found.rows["register"], voter_id=str(voter)),
}
BALLOTS: Final[dict[str, Ballots]] = {
    "position": lambda found, ballot_id, public: next(
        int(row["position"])
        for row in found.rows["urn"]
        if (row["ballot_id"], row["credential"]) == (ballot_id, public)
    ),
    "credential": lambda _found, _ballot_id, public: public,
    "row": lambda found, ballot_id, public: credentials(found, ballot_id).index(public),
    "place in the roll": lambda found, _ballot_id, public: place(
        found.rows["credential"], credential=public
    ),
}


def in_order(held: Held, found: Backup, batch: int) -> Iterator[tuple[str, int]]:
    """How many each order links of one batch: the voter at a place is said to have cast the ballot
    of that place."""
    codes = held.cast[batch]
    for (mine, by_mine), (theirs, by_theirs) in product(VOTERS.items(), BALLOTS.items()):
        voters = sorted(codes, key=lambda voter: by_mine(found, voter))
        right = Counter[str]()
        for ballot_id in BOTH:
            truth = [held.credential(ballot_id, codes[voter]) for voter in voters]
            said = sorted(truth, key=lambda public: by_theirs(found, ballot_id, public))
            right[""] += sum(map(eq, truth, said))
            right[" backwards"] += sum(map(eq, truth, reversed(said)))
        for way, number in right.items():
            yield f"{mine}, {theirs}{way}", number


def linked_by_a_log_with_names(held: Held) -> int:
    """Had each line of the log the public credential of its code, in the order of the mails."""
    linked = 0
    for codes, ballot_id in product(held.cast, BOTH):
        logged = [held.credential(ballot_id, code) for code in codes.values()]
        voters = sorted(codes, key=lambda voter: VOTERS["mail"](held.backups[-1], voter))
        truth = [held.credential(ballot_id, codes[voter]) for voter in voters]
        linked += sum(map(eq, truth, logged))
    return linked


def most_by_chance(groups: int) -> int:
    """Of so many groups of EACH, how many are right in all, at most, but for rare chance."""
    one = [comb(EACH, hits) * _derangements(EACH - hits) / factorial(EACH)
           for hits in range(EACH + 1)]  # fmt: skip
    all_of_them = [1.0]
    for _group in range(groups):
        longer = [0.0] * (len(all_of_them) + EACH)
        for (have, p), (more, q) in product(enumerate(all_of_them), enumerate(one)):
            longer[have + more] += p * q
        all_of_them = longer
    most = len(all_of_them) - 1
    while most and sum(all_of_them[most:]) <= BY_CHANCE:
        most -= 1
    return most


def _derangements(n: int) -> int:
    return 1 if n == 0 else n * _derangements(n - 1) + (-1) ** n


# --- Backups --------------------------------------------------------------------------------------


def read_backup(vote: Vote, folder: Path) -> Backup:
    """Make one, and take it apart."""
    folder.mkdir()
    file = folder / "b.tar"
    backup(vote.portal.settings, file, lambda _sentence: None)
    with tarfile.open(file) as archive:
        names = archive.getnames()
        archive.extractall(folder, filter="data")
    assert names == ["manifest.json", KEY, DATABASE]
    told = b""
    if is_postgresql(vote.portal.settings.database):
        told = subprocess.run(
            [program("pg_restore"), "--data-only", "--file=-", folder / DATABASE],
            capture_output=True,
            check=True,
        ).stdout
        rows = rows_of_dump(told.decode())
    else:
        rows = rows_of_sqlite(folder / DATABASE)
    return Backup(rows, file.read_bytes() + told, PortalKey.read(folder / KEY))


def rows_of_sqlite(file: Path) -> dict[str, list[Row]]:
    """In the order in which they lie there."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        tables = [name for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'"
        )]  # fmt: skip
        return {
            table: [
                {name: _text(row[name]) for name in row.keys()}  # noqa: SIM118 (not its values)
                for row in connection.execute(f"SELECT * FROM {table}")  # noqa: S608 (our own)
            ]
            for table in tables
        }


def _text(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def rows_of_dump(told: str) -> dict[str, list[Row]]:
    found = re.findall(r"^COPY public\.(\w+) \((.*?)\) .*?;\n(.*?)^\\\.$", told, re.M | re.S)
    return {
        table: [
            dict(
                zip(
                    columns.replace('"', "").split(", "),
                    map(_of_dump, line.split("\t")),
                    strict=True,
                )
            )
            for line in lines.splitlines()
        ]
        for table, columns, lines in found
    }


def _of_dump(value: str) -> str:
    return value.removeprefix("\\\\x")
