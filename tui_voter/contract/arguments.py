"""How both programs read their command lines: the language first, in which the rest is told;
then options, which mean the same on both sides of a command's name."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from gettext import gettext
from typing import Any, Final

from tui_voter.contract.languages import LANGUAGES

_UNKNOWN: Final = "unrecognized arguments: %s"
"""Argparse's own text, which both programs translate."""


def language_of_words(words: Sequence[str]) -> str:
    """The language of ``--lang``, or "" where there is none. Read before the arguments are
    parsed, since the parser speaks already."""
    found = ""
    for word, after in zip(words, [*words[1:], ""], strict=False):
        name, equals, value = word.partition("=")
        wanted = value if equals else after
        if name == "--lang" and wanted in LANGUAGES:
            found = wanted
    return found


def language_of_locale(environment: Mapping[str, str] = os.environ) -> str:
    """The language that a POSIX locale asks for, else the first."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = environment.get(name, "")[:2].lower()
        if wanted in LANGUAGES:
            return wanted
    return LANGUAGES[0]


COMPLETION: Final = "--print-completion"
_SHELLS: Final = ("bash", "zsh", "fish")


def add_completion(parser: argparse.ArgumentParser, purpose: str, files: Sequence[str]) -> None:
    """Let a program print what its users' shells complete it with. ``files`` are the names that
    stand for files in its help."""
    parser.add_argument(COMPLETION, choices=_SHELLS, action=_Completion, help=purpose, const=files)


class _Completion(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, _space: Any, shell: Any, *_: Any) -> None:
        import shtab  # late: hardly ever needed

        for each in (parser, *_commands_of(parser)):
            for action in each._actions:  # noqa: SLF001 (no other way to them)
                if action.metavar in self.const:
                    action.complete = shtab.FILE  # type: ignore[attr-defined] # what shtab reads
        sys.stdout.write(f"{shtab.complete(parser, shell=shell)}\n")
        parser.exit()


def _commands_of(parser: argparse.ArgumentParser) -> Iterable[argparse.ArgumentParser]:
    return parser._commands.values() if isinstance(parser, Parser) else ()  # noqa: SLF001


class Parser(argparse.ArgumentParser):
    """A parser, and those of its commands: whatever stands before a command's name is read by
    the command's own parser. No option is abbreviated."""

    _commands: Mapping[str, argparse.ArgumentParser] = {}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_abbrev=False, **kwargs)

    def add_subparsers(self, **kwargs: Any) -> Any:
        action = super().add_subparsers(**kwargs)
        self._commands = action.choices
        return action

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        found, unknown = super().parse_known_args(self._command_first(list(args)), namespace)
        if unknown:  # told here, with the usage of the command that does not know them
            self.error(gettext(_UNKNOWN) % " ".join(unknown))
        return found, unknown

    def _command_first(self, words: list[str]) -> list[str]:
        before = ""
        for at, word in enumerate(words):
            if word in self._commands and not self._takes_value(before):
                return [word, *words[:at], *words[at + 1 :]]
            before = word
        return words

    def _takes_value(self, option: str) -> bool:
        parsers = (self, *self._commands.values())
        actions = (parser._option_string_actions.get(option) for parser in parsers)  # noqa: SLF001
        return any(action is not None and action.nargs not in (0, "?") for action in actions)
