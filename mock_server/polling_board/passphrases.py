"""The members' passphrases: typed unseen, proposed to who asks, or read from a file in a
rehearsal."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from getpass import getpass
from gettext import gettext as _
from pathlib import Path
from typing import Final

from mock_server.core.errors import Fault, reason
from mock_server.core.files import read_text
from mock_server.core.languages import catalogue, spoken
from mock_server.core.terminal import say, tell
from tui_voter.contract.languages import Language
from tui_voter.contract.normal import normal_password
from tui_voter.contract.passwords import PasswordPolicy
from tui_voter.machine.phrases import propose
from tui_voter.machine.strength import folded_words, measure_now
from tui_voter.secret import Secret

SHORTEST: Final = 16
_STRONG: Final = 4
"""The score that a passphrase needs, the best: a thief of the file can try as often as they
like."""


def rules() -> str:
    return _(
        "A passphrase has at least {shortest} characters and must be hard to guess: five or six "
        "unrelated words do well. Type {propose}, and some are proposed."
    ).format(shortest=SHORTEST, propose=_("/propose"))


def choose(members: Sequence[str]) -> list[str]:
    """Have each member choose a passphrase and type it twice; nothing that is typed is shown."""
    _need_terminal()
    tell(rules())
    return [
        _choose(number, len(members), member, members) for number, member in enumerate(members, 1)
    ]


def _choose(number: int, count: int, member: str, words: Sequence[str]) -> str:
    place = _("{number} of {count}").format(number=number, count=count)
    tell("")
    tell(
        _("Member {place}: {member}. Please take the keyboard.").format(place=place, member=member)
    )
    wrong, has_shown = "", False
    while True:
        typed = _hidden(wrong + _("{place}, passphrase: ").format(place=place))
        if _asks_for_one(typed):
            _show(_proposed(words))
            wrong, has_shown = "", True
            continue
        if fault := weakness(typed, words):
            tell(fault)
            wrong = _("Refused. ")
            continue
        if _hidden(_("{place}, once more: ").format(place=place)) == typed:
            if has_shown:
                _clear()
            return typed
        tell(_("The two passphrases are not the same. Type both again."))
        wrong = _("Different. ")


def _asks_for_one(typed: str) -> bool:
    word = typed.strip().casefold()
    return any(word == catalogue(language).gettext("/propose") for language in Language)


def _proposed(words: Sequence[str]) -> str:
    """A phrase drawn at random, again if a member's name makes it easy to guess."""
    while weakness(phrase := propose(PasswordPolicy(), spoken()).reveal(), words):
        pass
    return phrase


def _show(phrase: str) -> None:
    tell(_("A phrase for you"))
    for number, word in enumerate(phrase.split(), 1):
        say(f"{number}. {word}")
    tell(
        _(
            "Picked at random: nobody else has it, and it is kept nowhere. Type it yourself as "
            "your passphrase, with a space between words, and note it in a safe place."
        )
    )


def _clear() -> None:
    """Clear the terminal and its history, which showed a phrase, before the next member comes."""
    if os.environ.get("TERM", "dumb") == "dumb":
        tell(_("This terminal still shows something confidential: clear it, or close it."))
        return
    sys.stdout.write("\x1b[H\x1b[2J\x1b[3J")
    tell(_("The terminal has been cleared: it showed something confidential."))


def ask(member: str, key: Path) -> str:
    """Ask once for the passphrase of a member's key."""
    _need_terminal()
    tell(_("{path} is the key of: {member}.").format(path=key, member=member))
    return _hidden(_("Passphrase: "))


def weakness(passphrase: str, words: Sequence[str]) -> str:
    """What is wrong with a passphrase, in a sentence; "" if nothing is."""
    if len(passphrase) < SHORTEST:
        return _("That has {count} characters, and {shortest} are needed.").format(
            count=len(passphrase), shortest=SHORTEST
        )
    if measure_now(Secret(passphrase), folded_words(words)).score < _STRONG:
        return _("That is too easy to guess. Add unrelated words.")
    return ""


def from_file(path: Path) -> list[str]:
    """Read the passphrases of a file, a line for each member in the board's order. Raises
    :class:`.Fault`."""
    lines = read_text(path).splitlines()
    tell(
        _(
            "The passphrases come from {path}. That is for rehearsals only: whoever has the file "
            "and the keys can open the urn."
        ).format(path=path)
    )
    return [normal_password(line) for line in lines]


def _need_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Fault(
            _(
                "Passphrases are typed in a terminal. In a rehearsal --passphrases FILE reads "
                "them from a file."
            )
        )


def _hidden(prompt: str) -> str:
    try:
        return normal_password(getpass(prompt))
    except EOFError as exc:
        raise KeyboardInterrupt from exc  # Ctrl+D means to stop
    except OSError as exc:
        raise Fault(_("The terminal cannot be read: {why}.").format(why=reason(exc))) from exc
