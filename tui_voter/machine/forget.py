"""``tui-voter forget``: erase what this computer remembers of the voter, and say what."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tui_voter.contract.text import shown
from tui_voter.contract.typed import command
from tui_voter.machine.config import Config, ConfigError, change, erase, save, without_portal
from tui_voter.machine.receipts import KeepingFailed, LocalBallots
from tui_voter.machine.vault import Erased, Vault, VaultRefused, VaultState
from tui_voter.messages import gettext as _
from tui_voter.tuples import NamedTuple


class Forgotten(NamedTuple):
    """Whether everything is erased, and sentences about what was and what was not."""

    is_complete: bool
    told: tuple[str, ...]


def forget(config: Config, path: Path, vault: Vault) -> Forgotten:
    """Erase what ``vault`` contains, then the preferences ``config`` in the file ``path``.

    If the key store was not emptied, the preferences still say that it contains something.
    """
    emptied, of_the_store = _empty(vault, config.remembers)
    left = Config(remembers=config.remembers and not emptied)
    try:
        of_the_file = _erase(config, path, left)
    except ConfigError as error:
        return Forgotten(is_complete=False, told=(of_the_store, str(error)))
    return Forgotten(emptied, (of_the_store, of_the_file, *_choices(config, config.portals)))


def forget_portal(config: Config, path: Path, vault: Vault, origin: str) -> Forgotten:
    """Erase one portal from the preferences, and what ``vault`` contains for it."""
    emptied, of_the_store = _empty(vault, config.remembers, origin)
    if origin not in config.portals:
        told = _("{portal} is not one of the portals known in {path}.")
        choices: Sequence[str] = ()
    else:
        try:
            change(path, partial(without_portal, origin=origin))
        except ConfigError as error:
            return Forgotten(is_complete=False, told=(of_the_store, str(error)))
        told = _("Erased: {portal} from the portals known in {path}.")
        choices = _choices(config, [origin])
    return Forgotten(emptied, (of_the_store, told.format(portal=origin, path=path), *choices))


def forget_ballots(ballots: LocalBallots, origin: str = "") -> Forgotten:
    """Erase the stored receipts, of one portal or of all. Nothing is said if there are none."""
    try:
        if not ballots.forget(origin):
            return Forgotten(is_complete=True, told=())
    except KeepingFailed:
        told = _("The receipts that are kept in {path} cannot be erased.")
        return Forgotten(is_complete=False, told=(told.format(path=ballots.folder),))
    return Forgotten(is_complete=True, told=(_("Erased: the receipts of your ballots."),))


def _empty(vault: Vault, remembers: bool, origin: str = "") -> tuple[bool, str]:
    """Empty the key store, of one portal or altogether. Returns whether nothing is left, and
    sentences about what was erased."""
    try:
        erased = asyncio.run(vault.forget(origin))
        if origin and not any(erased):
            return True, _("The keyring contained nothing for this portal.")
        return True, _in_words(erased)
    except VaultRefused as refused:
        state = refused.state
    again = command("tui-voter", "forget")
    if state is VaultState.LOCKED:
        return False, _(
            "The keyring is locked: nothing was erased from it. Unlock it, then run "
            "{command} again."
        ).format(command=again)
    if state is VaultState.REFUSING:
        return False, _(
            "The keyring did not allow it: its contents may still be there. Run "
            "{command} again later."
        ).format(command=again)
    if remembers:
        return False, _(
            "The keyring that was used is not accessible from here: nothing was erased from "
            "it. Run {command} again in your usual session."
        ).format(command=again)
    return True, _("There is no usable keyring here: nothing was stored in one.")


def _in_words(erased: Erased) -> str:
    if erased.identifier and erased.password:
        return _("Erased from the keyring: your portal, your email address and your password.")
    if erased.identifier:
        return _("Erased from the keyring: your portal and your email address.")
    if erased.password:
        return _("Erased from the keyring: your password.")
    return _("The keyring contained nothing about you: there was nothing to erase.")


def _choices(config: Config, origins: Sequence[str]) -> tuple[str, ...]:
    """The sentences about the files of authorities that are no longer chosen for these portals."""
    told = _("Erased: the choice of the authorities in {file} for {portal}. The file is kept.")
    return tuple(
        told.format(portal=origin, file=shown(config.authorities[origin]))
        for origin in origins
        if origin in config.authorities
    )


def _erase(config: Config, path: Path, left: Config) -> str:
    """Leave only ``left`` of the preferences. Returns what was erased. Raises ConfigError."""
    there_were = path.exists()
    if left == Config():
        erase(path)
    else:
        save(left, path)
    if not there_were:
        return _("There were no preferences in {path}.").format(path=path)
    if not config.portals:
        return _("Erased: the preferences in {path}.").format(path=path)
    return _("Erased: the preferences in {path}, and the portals known there: {portals}.").format(
        path=path, portals=", ".join(config.portals)
    )
