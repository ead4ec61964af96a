"""Whoever has all of ten backups, the portal's key that is in each, and all that is published,
cannot tell which of the voters whose codes were replaced cast which ballot, within a batch.

The attacker is told more than any would know: who voted with a replacement code in which batch.
What is left is to pair those voters with the ballots from the reserve in it: for certain, with a
code that opens; or by an order found in a backup. By chance one of a batch is right, however many
there are. The controls show that there is something to be found.
"""

from __future__ import annotations

import random
import re
import secrets
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from itertools import product
from operator import eq
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from mock_server.security.credentials import PortalKey
from tests.portal.vote.backups import Row, taken
from tests.portal.vote.conftest import EVERYBODYS, Vote
from tui_voter.contract.printed import ALPHABET
from tui_voter.sealing.codes import credential
from tui_voter.sealing.credentials import public_key

pytestmark = [pytest.mark.both_databases, pytest.mark.timeout(300)]

SEED: Final = secrets.randbelow(10**9)
BACKUPS: Final = 10
EACH: Final = 3
"""Voters with replaced codes in each batch, which a backup ends."""
BOTH: Final = (EVERYBODYS, "csa-academique")
"""In whose rolls all voters stand."""
BY_CHANCE: Final = 46
"""Of all 18 groups of EACH together, the ballots that an order links but for a chance of 1e-9: one
of a group is right on average."""
PURPOSES: Final = ("mail", "receipts", "recovery", "replacement", "reserve")
"""All that a key of the portal's seals anything for."""
SEALED: Final = re.compile("[A-Za-z0-9+/]{50,}=*")
CODE: Final = re.compile(f"[{ALPHABET}]{{20}}")

Voters = Callable[["Backup", int], Any]
Ballots = Callable[["Backup", str, str], Any]


@pytest.fixture
def in_reserve() -> int:
    return (EACH + 1) * (BACKUPS - 1) + 5


class Backup(NamedTuple):
    """What is in one: its rows and bytes, and every code that a key opens of it, whatever it was
    sealed for: the portal's key, which is in it, and the reserve's."""

    rows: Mapping[str, Sequence[Row]]
    raw: bytes
    opened: set[str]
    with_the_reserves_key: set[str]


def read(vote: Vote, folder: Path) -> Backup:
    found = taken(vote.portal.settings, folder)
    values = {value for rows in found.rows.values() for row in rows for value in row.values()}
    sealed = [value for value in values if SEALED.fullmatch(value)]

    def opened(file: Path) -> set[str]:
        key, texts = PortalKey.read(file), list[str]()
        for purpose, value in product(PURPOSES, sealed):
            with suppress(ValueError):
                texts.append(key.unseal(purpose, value))
        return {code for text in texts for code in CODE.findall(text)}

    reserve = vote.portal.settings.reserve_key_file
    return Backup(found.rows, found.raw, opened(found.key), opened(reserve))


class Held(NamedTuple):
    """An election that was held, with its backups: ``cast`` has for each batch who voted with which
    code, in the order in which the codes were given out."""

    vote: Vote
    backups: list[Backup]
    cast: list[dict[int, str]]
    unused: set[str]

    def credential(self, ballot_id: str, code: str) -> str:
        return _public(code, self.vote.sealed.elections[ballot_id].uuid)


@cache
def _public(code: str, uuid: str) -> str:
    return public_key(credential(code), uuid)


@pytest.mark.usefixtures("pg_dump")
def test_no_backup_links_a_replaced_code_to_its_ballot(vote: Vote, tmp_path: Path) -> None:
    held = hold(vote, tmp_path)
    no_backup_opens_the_reserve(held)
    hits = Counter[str]()
    for batch, codes in enumerate(held.cast):
        for when, found in (("at once", held.backups[batch + 1]), ("late", held.backups[-1])):
            mails = sorted(codes, key=lambda voter: VOTERS["mail"](found, voter))
            assert mails == [*codes], "the control: they tell in which order codes were given out"
            for order, number in in_order(held, found, batch):
                hits[f"{when}: {order}"] += number
    print(f"{len(BOTH) * EACH * (BACKUPS - 1)} ballots, linked: {sorted(hits.values())}")  # noqa: T201
    assert max(hits.values()) <= BY_CHANCE, (SEED, hits)


def hold(vote: Vote, tmp_path: Path) -> Held:
    """In each batch some voters lose their codes, and vote; one loses it, and does not; others vote
    with their own."""
    print(f"seed {SEED}")  # noqa: T201
    chance = random.Random(SEED)  # noqa: S311 (no secret)
    vote.all_have_accounts()
    voters = chance.sample(range(2, 61), 59)
    held = Held(vote, [read(vote, tmp_path / "0")], [], set())
    for number in range(1, BACKUPS):
        lost = [voters.pop() for _voter in range(EACH + 1)]
        codes = {voter: vote.replace(voter) for voter in lost}
        held.unused.add(codes.pop(chance.choice(lost)))
        for voter in chance.sample(list(codes), EACH):
            vote.cast_with(codes[voter], voter, chance.randrange(3), BOTH)
        vote.vote(voters.pop())
        held.cast.append(codes)
        held.backups.append(read(vote, tmp_path / str(number)))
    return held


def no_backup_opens_the_reserve(held: Held) -> None:
    """Of the key that does there is no byte sequence, of the codes none that opens."""
    settings = held.vote.portal.settings
    secret = settings.reserve_key_file.read_bytes()
    forms = (secret, secret[:16], secret[16:], secret.hex().encode(), b64encode(secret))
    codes = (code.encode() for code in held.vote.sealed.reserve)
    absent = (*forms, *codes, settings.reserve_key_file.name.encode())
    for each in held.backups:
        assert settings.key_file.read_bytes() in each.raw, "the control"
        assert not [part for part in absent if part in each.raw]
        assert each.opened == set()
    last = held.backups[-1].with_the_reserves_key
    assert last >= held.unused, "the control: told again, and open"


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
    "code's row": lambda found, voter: place(found.rows["voting_code"], voter_id=str(voter)),
    "mail": lambda found, voter: max(
        int(row["id"]) for row in found.rows["mail"] if row["voter_id"] == str(voter)
    ),
    "register's row": lambda found, voter: place(found.rows["register"], voter_id=str(voter)),
}
BALLOTS: Final[dict[str, Ballots]] = {
    "position": lambda found, ballot_id, public: next(
        int(row["position"])
        for row in found.rows["urn"]
        if (row["ballot_id"], row["credential"]) == (ballot_id, public)
    ),
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
