"""How both programs read their command lines: the language first, in which the rest is told;
then options, which mean the same on both sides of a command's name."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from gettext import gettext, ngettext
from typing import Any, Final, NoReturn

from tui_voter.contract.languages import LANGUAGES

COMPLAINT: Final = "%(prog)s: %(message)s"
HELP: Final = "Help: %s"
NEAREST: Final = "Did you mean %s?"
UNKNOWN_OPTION: Final = "unknown option: %s", "unknown options: %s"
UNKNOWN_WORD: Final = "unknown argument: %s", "unknown arguments: %s"
UNKNOWN_COMMAND: Final = "unknown command: %s"
MISSING: Final = "missing argument: %s", "missing arguments: %s"
SLIPS: Final = (UNKNOWN_OPTION, UNKNOWN_WORD, UNKNOWN_COMMAND, MISSING)
"""Texts that both programs translate, each in the domain of its own argparse."""

_REQUIRED: Final = "the following arguments are required: %s"
"""Argparse's own text, which knows no single one."""


def complaint(program: str, message: str) -> str:
    """What is wrong, as every program says it."""
    return gettext(COMPLAINT) % {"prog": program, "message": message}


def _counted(texts: tuple[str, str], words: Sequence[str], between: str) -> str:
    return ngettext(*texts, len(words)) % between.join(words)


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
    the command's own parser. No option is abbreviated; what is nearly a known word is told
    with it, and a program that does nothing without a command shows them all."""

    _commands: Mapping[str, argparse.ArgumentParser] = {}
    _needs = ""
    """Where the command must be found, if there must be one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_abbrev=False, **kwargs)
        self.suggest_on_error = False  # Python 3.15 would, in English

    def add_subparsers(self, **kwargs: Any) -> Any:
        if kwargs.pop("required", False):
            self._needs = kwargs["dest"]
        action = super().add_subparsers(**kwargs)
        self._commands = action.choices
        return action

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        words = self._command_first(list(args))
        if self._commands and not set(words[:1]) & set(self._commands):
            self._know([word for word in words if word.startswith("--")])  # before their values
        found, unknown = super().parse_known_args(words, namespace)
        self._know(unknown)  # told here, with the usage of the command that does not know them
        if self._needs and getattr(found, self._needs) is None:
            self.print_help(sys.stderr)
            self.exit(2)
        return found, unknown

    def _know(self, words: Sequence[str]) -> None:
        """Ends with an error where there is an unknown option, or a word too many."""
        names = {word: word.partition("=")[0] for word in words}
        unknown = [
            word for word in words if names[word] not in (*self._option_string_actions, "--")
        ]
        if not unknown:
            return
        blamed = [word for word in unknown if word.startswith("-")] or unknown  # not their values
        kind = UNKNOWN_OPTION if blamed[0].startswith("-") else UNKNOWN_WORD
        told = _counted(kind, blamed, " ")
        parsers = (self, *self._commands.values())
        known = (option for parser in parsers for option in parser._option_string_actions)  # noqa: SLF001
        self.error(told + _nearest(names[blamed[0]], known))

    def error(self, message: str) -> NoReturn:
        """What is wrong comes first, and the usage, which is long, where it is asked for."""
        start = gettext(_REQUIRED).partition("%s")[0]
        if message.startswith(start):
            message = _counted(MISSING, message.removeprefix(start).split(", "), ", ")
        told = complaint(self.prog, message)
        self.exit(2, f"{told}\n{gettext(HELP) % f'{self.prog} --help'}\n")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is self._commands and value not in self._commands:
            told = gettext(UNKNOWN_COMMAND) % value + _nearest(value, self._commands)
            raise argparse.ArgumentError(None, told)
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as error:
            error.message += _nearest(str(value), map(str, action.choices or ()))
            raise

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


def _nearest(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # late: only slips need it

    near = get_close_matches(word, known, n=1, cutoff=0.75)
    return f". {gettext(NEAREST) % near[0]}" if near else ""
