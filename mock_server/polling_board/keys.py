"""``keys``: a key for each member of the board, which exists nowhere else."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext
from itertools import chain
from pathlib import Path
from typing import Final

from mock_server.core.errors import Fault
from mock_server.core.files import own_folder, taken
from mock_server.core.handover import TRUSTEES, write_new
from mock_server.core.terminal import tell
from mock_server.polling_board import passphrases
from mock_server.polling_board.key_files import REHEARSAL, USUAL, protect
from mock_server.polling_board.members import Group
from tui_voter.sealing.trustees import make_item, read_trustees, trustees_text

KEYS: Final = "keys"


def make_keys(folder: Path, board: Sequence[Group], rehearsal: Path | None) -> None:
    """Make the board's public file and a protected file for each member. All passphrases are chosen
    before anything is made, so that an interruption leaves nothing behind. Raises
    :class:`.Fault`."""
    for path in (folder / TRUSTEES, folder / KEYS):
        if path.exists():
            raise taken(path)
    members = [member for group in board for member in group.members]
    _tell(board)
    chosen = _of_rehearsal(rehearsal, members) if rehearsal else passphrases.choose(members)
    tell("")
    tell(_("The keys are being made."))
    items = [make_item(len(group.members), group.threshold) for group in board]
    trustees = trustees_text(item for item, _shares in items)
    read_trustees(trustees)  # check the file as everybody will later
    secrets = chain.from_iterable(shares for _item, shares in items)
    keys, cost = folder / KEYS, REHEARSAL if rehearsal else USUAL
    own_folder(folder, may_exist=True)
    own_folder(keys)
    try:
        for owner, (member, secret, passphrase) in enumerate(
            zip(members, secrets, chosen, strict=True), 1
        ):
            key = protect(
                secret, passphrase, trustees=trustees, owner=owner, member=member, cost=cost
            )
            write_new(keys / f"{owner}-{_as_file_name(member)}.key", key.text)
        write_new(folder / TRUSTEES, trustees)
    except BaseException:
        shutil.rmtree(keys)
        raise
    tell(
        ngettext(
            "{count} key is in {keys}: give it to its member, and delete it here.",
            "{count} keys are in {keys}: give each member theirs, and delete them here.",
            len(members),
        ).format(count=len(members), keys=keys)
    )
    tell(
        _(
            "Nothing else is kept: a lost key or a forgotten passphrase cannot be replaced. The "
            "public part: {path}"
        ).format(path=folder / TRUSTEES)
    )


def _tell(board: Sequence[Group]) -> None:
    tell(_("To count, the board will need all of the following:"))
    for group in board:
        tell(
            _("  {threshold} of {count}: {members}").format(
                threshold=group.threshold,
                count=len(group.members),
                members=", ".join(group.members),
            )
        )


def _of_rehearsal(path: Path, members: Sequence[str]) -> list[str]:
    chosen = passphrases.from_file(path)
    if len(chosen) != len(members):
        raise Fault(
            _("{path} has {lines} passphrases for {members} members.").format(
                path=path, lines=len(chosen), members=len(members)
            )
        )
    for member, passphrase in zip(members, chosen, strict=True):
        if fault := passphrases.weakness(passphrase, members):
            raise Fault(
                _("{path}, {member}: {fault}").format(path=path, member=member, fault=fault)
            )
    return chosen


def _as_file_name(name: str) -> str:
    """A name as part of a file's name: letters without accents, digits, and "-" for anything
    else."""
    letters = unicodedata.normalize("NFKD", name.lower())
    kept = "".join(c for c in letters if not unicodedata.combining(c))
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in kept)[:40]
