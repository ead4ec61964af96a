"""A whole election with a made-up polling board, for a demo, a training or a rehearsal.

The board's programs run as processes of their own, as they would on another computer. Its
passphrases stand in a file beside the keys: nothing of it is secret.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from gettext import gettext as _
from pathlib import Path
from typing import Final

from mock_server.core.errors import Fault
from mock_server.core.files import unwritable
from mock_server.core.handover import PORTAL, TRUSTEES, read_file, write_new
from mock_server.core.settings import Settings
from mock_server.vote.closing import close_vote, export_urns
from mock_server.vote.counting import load_shares
from mock_server.vote.loading import load_seal
from mock_server.vote.preparing import Say, prepare
from tui_voter.sealing.codes import ALPHABET, new_code
from tui_voter.sealing.trustees import Trustees, read_trustees

PASSPHRASES: Final = "passphrases.txt"
URNS: Final = "urns"
_MEMBERS: Final = 6
"""Of the usual board."""
_CODE: Final = re.compile(rf"\b[{ALPHABET}]{{5}}(?:-[{ALPHABET}]{{5}}){{4}}\b")


def seal_with_made_up_board(settings: Settings, folder: Path, say: Say) -> None:
    """Prepare, make keys, seal and load: the vote can open. Raises :class:`Fault`."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as exc:
        raise unwritable(folder, exc) from exc
    passphrases = folder / PASSPHRASES
    write_new(passphrases, "".join(f"{new_code()}\n" for _member in range(_MEMBERS)).encode())
    prepare(settings, folder, say)
    _board(say, "keys", folder, "--passphrases", passphrases)
    _board(say, "seal", folder)
    load_seal(settings, folder, say)
    say(_("Rehearsal only: the board’s passphrases are in {path}.").format(path=passphrases))


def count_with_made_up_board(settings: Settings, folder: Path, say: Say) -> None:
    """Close the vote at once, have the smallest quorum make its shares, and load them. Raises
    :class:`Fault`."""
    trustees = read_trustees(read_file(folder / PORTAL / TRUSTEES))
    close_vote(settings, say, at_once=True)
    urns = folder / URNS
    export_urns(settings, urns, say)
    files = sorted(urns.glob("*.bel"))
    for number in _quorum(trustees):
        (key,) = (folder / "keys").glob(f"{number}-*.key")
        _board(say, "share", key, *files, "--passphrases", folder / PASSPHRASES)
    load_shares(settings, sorted(urns.glob("*.share-*.json")), say)


def code_of(folder: Path, voter: int) -> str:
    """The voting code on the notice of a voter, by number. Raises :class:`Fault`."""
    path = folder / "notices" / f"{voter:04}.txt"
    found = _CODE.search(read_file(path).decode())
    if found is None:
        raise Fault(_("{path} has no voting code.").format(path=path))
    return found[0]


def _quorum(trustees: Trustees) -> list[int]:
    return [owner.number for owner in trustees.owners if owner.index <= owner.threshold]


def _board(say: Say, *words: str | Path) -> None:
    """One of its commands, in the language of this process; where the portal's database is, it
    is not told."""
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
