"""A whole election with a made-up polling board, for a demo, a training or a rehearsal.

The board's programs run as processes of their own, as they would on another computer. The board's
passphrases stand in a file beside its keys: nothing of such a vote is secret.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import closing
from gettext import gettext as _
from hashlib import sha256
from pathlib import Path
from typing import Final

from mock_server.core.errors import Fault
from mock_server.core.files import own_folder
from mock_server.core.handover import (
    PORTAL,
    PREPARED,
    SEAL,
    TRUSTEES,
    Prepared,
    read_as,
    read_file,
    write_new,
)
from mock_server.core.settings import Settings
from mock_server.core.terminal import Say
from mock_server.db.engine import read_url
from mock_server.db.failures import sqlite_file
from mock_server.election.context import open_database
from mock_server.vote.casting import deposit, note_voter
from mock_server.vote.closing import close_vote, export_urns
from mock_server.vote.counting import load_shares
from mock_server.vote.loading import load_seal
from mock_server.vote.preparing import prepare
from mock_server.vote.seal import check_unsealed, own_ballot
from tui_voter.contract.printed import ALPHABET
from tui_voter.sealing.ballot import seal_ballot
from tui_voter.sealing.codes import credential, new_code, read_code, spoken
from tui_voter.sealing.credentials import public_key
from tui_voter.sealing.election import Election, seal_of
from tui_voter.sealing.trustees import read_trustees

PASSPHRASES: Final = "passphrases.txt"
URNS: Final = "urns"
NOTICES: Final = "notices"
_MEMBERS: Final = 6
"""The members of the usual board."""
_CODE: Final = re.compile(rf"\b[{ALPHABET}]{{5}}(?:-[{ALPHABET}]{{5}}){{4}}\b")


def vote_folder(settings: Settings) -> Path:
    """Where a training has its made-up board's keys and its learners' notices."""
    return beside(settings, "vote")


def beside(settings: Settings, what: str) -> Path:
    """The folder beside the database that has this of it."""
    file = sqlite_file(read_url(settings.database))
    return file.with_name(f"{file.stem}-{what}") if file else Path(f"mock-portal-{what}")


def seal_with_made_up_board(settings: Settings, folder: Path, say: Say) -> None:
    """Prepare the vote, make the board's keys, seal and load the seal, so that the vote can open.
    Raises :class:`Fault`."""
    database, _election, _url = open_database(settings)
    with closing(database), database.read() as tx:
        check_unsealed(tx)
    own_folder(folder, may_exist=True)
    passphrases = folder / PASSPHRASES
    write_new(passphrases, "".join(f"{new_code()}\n" for _member in range(_MEMBERS)).encode())
    prepare(settings, folder, say)
    _board(say, "keys", folder, "--passphrases", passphrases)
    _board(say, "seal", folder)
    load_seal(settings, folder, say)
    say(_("Rehearsal only, the board’s passphrases: {path}").format(path=passphrases))


def count_with_made_up_board(settings: Settings, folder: Path, say: Say) -> None:
    """Close the vote at once, have the smallest quorum make its shares, and load these. Raises
    :class:`Fault`."""
    trustees = read_trustees(read_file(folder / PORTAL / TRUSTEES))
    close_vote(settings, say, at_once=True)
    urns = folder / URNS
    export_urns(settings, urns, say)
    files = sorted(urns.glob("*.bel"))
    for number in (owner.number for owner in trustees.owners if owner.index <= owner.threshold):
        (key,) = (folder / "keys").glob(f"{number}-*.key")
        _board(say, "share", key, *files, "--passphrases", folder / PASSPHRASES)
    load_shares(settings, sorted(urns.glob("*.share-*.json")), say)


def cast_made_up_ballots(settings: Settings, folder: Path) -> None:
    """Have every third voter vote in all of their ballots."""
    prepared = read_as(folder / PREPARED, Prepared)
    database, _election, _url = open_database(settings)
    with closing(database), database.write() as tx:
        for voter in [voter.number for voter in prepared.voters][1::3]:
            secret = credential(read_code(code_of(folder, voter)))
            for ballot in prepared.ballots:
                if voter in ballot.voters:
                    election = own_ballot(tx, ballot.id, voter).election
                    sealed = seal_ballot(election, secret, _made_up_choice(election, voter))
                    note_voter(tx, ballot.id, voter)
                    public = public_key(secret, election.uuid)
                    deposit(tx, ballot.id, public, sealed.tracker, sealed.text)


def _made_up_choice(election: Election, voter: int) -> int:
    """The number of the list that a voter chooses. Lists that come first get more votes, so that
    the result is worth looking at."""
    first, second, *_rest = sha256(f"{election.name} {voter}".encode()).digest()
    return min(first % len(election.answers), second % len(election.answers))


def short_seal(folder: Path) -> str:
    """The seal as it stands on the notices. Raises :class:`Fault`."""
    return spoken(seal_of(read_file(folder / PORTAL / SEAL)))


def notice_of(folder: Path, voter: int) -> str:
    """The voting notice of a voter, by number. Raises :class:`Fault`."""
    return read_file(_notice(folder, voter)).decode()


def code_of(folder: Path, voter: int) -> str:
    """The voting code on the notice of a voter, by number. Raises :class:`Fault`."""
    found = _CODE.search(notice_of(folder, voter))
    if found is None:
        path = _notice(folder, voter)
        raise Fault(_("{path} has no voting code.").format(path=path))
    return found[0]


def _notice(folder: Path, voter: int) -> Path:
    return folder / NOTICES / f"{voter:04}.txt"


def _board(say: Say, *words: str | Path) -> None:
    """Run a command of the board's program, in the language of this process. The program is not
    told where the portal's database is."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("MOCK_PORTAL_")
    }
    done = subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-m", "mock_server.polling_board", *map(str, words)],
        stdin=subprocess.DEVNULL,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Fault(done.stderr.strip())
    say(done.stdout.rstrip("\n"))
