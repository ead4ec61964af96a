"""Whoever has all backups, and the portal's key that is in each, opens no voting code with it: none
of the reserve, and none that replaced another. The controls show that there is something to be
found. What the order of rows tells: ``tests/portal/vote/test_linking.py``.
"""

import random
import re
from base64 import b64encode
from contextlib import suppress
from itertools import islice, product
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from mock_server.security.credentials import PortalKey
from tests.portal.vote.backups import taken
from tests.portal.vote.conftest import Vote
from tui_voter.contract.printed import ALPHABET

pytestmark = [pytest.mark.both_databases, pytest.mark.timeout(300)]

BACKUPS: Final = 3
EACH: Final = 3
"""Voters with replaced codes before each backup."""
PURPOSES: Final = ("mail", "receipts", "recovery", "replacement", "reserve")
"""All that a key of the portal's seals anything for."""
SEALED: Final = re.compile("[A-Za-z0-9+/]{50,}=*")
CODE: Final = re.compile(f"[{ALPHABET}]{{20}}")


@pytest.fixture
def in_reserve() -> int:
    return (EACH + 1) * (BACKUPS - 1) + 5


class Backup(NamedTuple):
    """What is in one: its bytes, and every code that a key opens of it, whatever it was sealed for:
    the portal's key, which is in it, and the reserve's."""

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
    return Backup(found.raw, opened(found.key), opened(reserve))


@pytest.mark.usefixtures("pg_dump")
def test_no_backup_opens_the_reserve(vote: Vote, tmp_path: Path) -> None:
    """Some voters lose their codes, and vote; one loses it, and does not; others vote with their
    own. Of the key that opens the reserve there is no byte sequence, of the codes none that
    opens."""
    vote.all_have_accounts()
    voters = iter(random.sample(range(2, 61), 59))
    backups, unused = [read(vote, tmp_path / "0")], set[str]()
    for number in range(1, BACKUPS):
        codes = {voter: vote.replace(voter) for voter in islice(voters, EACH + 1)}
        unused.add(codes.popitem()[1])
        for voter, code in codes.items():
            vote.cast_with(code, voter, voter % 3)
        vote.vote(next(voters))
        backups.append(read(vote, tmp_path / str(number)))
    settings = vote.portal.settings
    secret = settings.reserve_key_file.read_bytes()
    forms = (secret, secret[:16], secret[16:], secret.hex().encode(), b64encode(secret))
    reserve = [code.encode() for code in vote.sealed.reserve]
    absent = (*forms, *reserve, settings.reserve_key_file.name.encode())
    for each in backups:
        assert settings.key_file.read_bytes() in each.raw, "the control"
        assert not [part for part in absent if part in each.raw]
        assert each.opened == set()
    last = backups[-1].with_the_reserves_key
    assert last >= unused, "the control: told again, and open"
