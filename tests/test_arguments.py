"""Options mean the same before and after a command's name: all of them, for every command."""

from __future__ import annotations

import argparse
import gettext
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from typing import Any, Final, NamedTuple

import pytest

from mock_server import cli as portal
from mock_server.core.program import speak
from mock_server.polling_board import cli as board
from tui_voter import cli as voter
from tui_voter import messages, options
from tui_voter.contract.arguments import language_of_locale, language_of_words
from tui_voter.contract.languages import LANGUAGES


class Program(NamedTuple):
    """``parser`` makes one for the words of a command line, of which it looks for commands."""

    name: str
    parser: Callable[[Sequence[str]], argparse.ArgumentParser]


PROGRAMS: Final = (
    Program("tui-voter", lambda _words: options.make_parser()),
    Program("mock-portal", portal.make_parser),
    Program("polling-board", lambda _words: board.make_parser()),
)
ARGUMENTS: Final = {
    "answer": ("--accept", "R-000001", "Done."),
    "backup": ("portal.tar",),
    "deliver": ("maildir:mail",),
    "export-voters": (),
    "generate-voters": ("3",),
    "handouts": ("folder",),
    "import-voters": ("people.csv",),
    "restore": ("portal.tar",),
    **dict.fromkeys(
        ("prepare", "load-seal", "export-urns", "load-share", "rehearse", "rehearse-count"),
        ("folder",),
    ),
    "set": ("2026-12-01T08:00",),
    "opening-in": ("2m",),
    "closing-in": ("2m",),
    "speed": ("2",),
    **dict.fromkeys(("keys", "seal"), ("folder",)),
    "share": ("1-president.key", "urn.bel"),
}
"""What a command cannot do without."""
VALUES: Final = {
    "--host": "127.0.0.2",
    "--learners": "3",
    "--mix-every": "5",
    "--metrics": "127.0.0.1:9464",
    "--opens-in": "90s",
    "--out": "people.csv",
    "--port": "8001",
    "--public-url": "https://portail.exemple",
    "--seed": "5",
    "--workers": "2",
}
"""Of options that do not take any word."""


WORD: Final = re.compile(r"[A-Za-zÀ-ÿ]{3,}")
IN_BOTH_LANGUAGES: Final = frozenset(
    WORD.findall(
        "ACCESSIBLE ACTION ALTCHA ARGON CERT CSV Ctrl DATABASE EARL FILE For Forwarded JSON MOCK "
        "Markdown PASSWORD PEM PORT PORTAL PROXY Prometheus SMTP SQLAlchemy SSL STARTTLS TLS TUI "
        "URL VOTER "
        "activation arguments armorique assistance bel braille camille chose clause client codes "
        "clauses csv dumont exemple format http https local mail maildir menu minute minutes mock "
        "mode notices options page part passes pem president question questions secret secrets "
        "signal situation smtps standard tar tui txt verdict visible vote voter"
    )
)
"""Of what stands in the help: names, and words that mean the same."""


class Command(NamedTuple):
    """``names`` are its own name, and that of its action if it has one."""

    program: Program
    names: tuple[str, ...]
    options: dict[str, argparse.Action]

    def __str__(self) -> str:
        return " ".join((self.program.name, *self.names))

    def outcome(self, option: Sequence[str], place: int) -> dict[str, Any] | str:
        """What ``option`` amounts to behind the first ``place`` words, or how it is refused."""
        words = [*self.names[:place], *option, *self.names[place:]]
        words += ARGUMENTS.get(self.names[-1], ()) if self.names else ()
        said = StringIO()
        try:
            with redirect_stderr(said), redirect_stdout(said):
                found = vars(parser_for(self.program, self.names).parse_args(words))
        except SystemExit:
            return said.getvalue()
        return {name: value for name, value in found.items() if not callable(value)}


def commands_of(program: Program) -> Iterator[Command]:
    yield Command(program, (), options_of(program.parser([])))
    for name in subparsers(program.parser([])):
        parser = subparsers(program.parser([name]))[name]
        for act, inner in (subparsers(parser) or {"": parser}).items():
            yield Command(program, (name, act) if act else (name,), options_of(inner))


def subparsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def options_of(parser: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    return {
        action.option_strings[-1]: action for action in parser._actions if action.option_strings
    }


def typed(name: str, action: argparse.Action) -> list[str]:
    """The option with a value that is not its default."""
    if action.nargs == 0:
        return [name]
    return [name, VALUES.get(name) or list(action.choices or ["other"])[-1]]


@cache
def parser_for(program: Program, names: tuple[str, ...]) -> argparse.ArgumentParser:
    """Made once for a command: it keeps nothing of what it has parsed."""
    return program.parser(names)


COMMANDS: Final = [command for program in PROGRAMS for command in commands_of(program)]


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.names], ids=str)
def test_an_option_means_the_same_on_both_sides_of_a_command(command: Command) -> None:
    every = {
        name: action
        for other in COMMANDS
        if other.program is command.program
        for name, action in other.options.items()
    }
    behind = len(command.names)
    for name, action in every.items():
        option = typed(name, action)
        wanted = command.outcome(option, behind)
        for place in range(behind):
            assert command.outcome(option, place) == wanted, (option, place)


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_a_command_takes_its_own_options(command: Command) -> None:
    if not command.names and command.program.name != "tui-voter":
        return  # it does nothing without a command
    plain = command.outcome((), 0)
    assert not isinstance(plain, str), plain
    for name, action in command.options.items():
        given = command.outcome(typed(name, action), len(command.names))
        if action.dest in ("help", "version"):
            assert isinstance(given, str)
        elif name not in ARGUMENTS.get(command.names[-1] if command.names else "", ()):
            assert given != plain, name


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.names], ids=str)
def test_every_command_has_its_language_its_help_and_its_word_for_an_unknown_option(
    command: Command,
) -> None:
    given = command.outcome(["--lang", "en"], 0)
    assert not isinstance(given, str), given
    assert given["lang"] == "en"
    assert f"usage: {command}" in str(command.outcome(["--help"], 0))
    told = str(command.outcome(["--bogus"], 0))
    assert told == f"{command}: unknown option: --bogus\nHelp: {command} --help\n"


Speaks = Callable[[Program, str], None]


@pytest.fixture
def speaks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Speaks]:
    """Has a program speak a language for the length of a test."""
    monkeypatch.setenv("LANGUAGE", "")
    domain, spoken = gettext.textdomain(), messages.language()

    def use(program: Program, language: str) -> None:
        messages.use(language)
        if program is PROGRAMS[0]:
            voter.translate_argparse()
        else:
            speak(language)

    yield use
    messages.use(spoken)
    gettext.textdomain(domain)


SLIPS: Final = [
    ("fr", PROGRAMS[0], "--them", "option inconnue : --them. Vouliez-vous dire --theme ?"),
    ("fr", PROGRAMS[0], "verify a b", "verify : argument inconnu : b"),
    ("fr", PROGRAMS[0], "verify a b c", "verify : arguments inconnus : b c"),
    ("fr", PROGRAMS[0], "demi", "commande inconnue : demi. Vouliez-vous dire demo ?"),
    ("fr", PROGRAMS[0], "zzz", "commande inconnue : zzz"),
    ("fr", PROGRAMS[1], "answer", "answer : arguments manquants : NUMÉRO, TEXTE"),
    ("fr", PROGRAMS[1], "backup", "backup : argument manquant : FICHIER"),
    ("fr", PROGRAMS[1], "serv", "commande inconnue : serv. Vouliez-vous dire serve ?"),
    ("fr", PROGRAMS[2], "keys", "keys : argument manquant : DOSSIER"),
    ("en", PROGRAMS[0], "--opensin 90s", "--opensin. Did you mean --opens-in?"),
    ("en", PROGRAMS[0], "demo --lineal", "--lineal. Did you mean --linear?"),
    ("en", PROGRAMS[0], "demo --unheard 90s", "--unheard"),
    ("en", PROGRAMS[0], "forget one two", "two"),
    ("en", PROGRAMS[0], "dem", "dem. Did you mean demo?"),
    ("en", PROGRAMS[0], "--theme visul", "terminal). Did you mean visual?"),
    ("en", PROGRAMS[1], "innit", "innit. Did you mean init?"),
    ("en", PROGRAMS[1], "clock shwo", "shwo. Did you mean show?"),
]
"""What is blamed is the word that is not known alone, with the nearest that is, and not the value
behind it, nor a command that it is taken for."""


@pytest.mark.parametrize(("language", "program", "words", "told"), SLIPS)
def test_every_program_tells_a_slip_in_the_same_form(
    language: str, program: Program, words: str, told: str, speaks: Speaks
) -> None:
    speaks(program, language)
    said = StringIO()
    with redirect_stderr(said), pytest.raises(SystemExit, match="2"):
        program.parser(words.split()).parse_args(words.split())
    complaint, help_line = said.getvalue().replace("\u00a0", " ").splitlines()
    assert complaint.startswith(program.name)
    assert complaint.replace("'", "").endswith(f" {told}"), complaint  # new Pythons quote less
    assert help_line.startswith(f"{'Aide :' if language == 'fr' else 'Help:'} {program.name}")


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (PROGRAMS[0], ["--transcript", "demo", "demo"]),
        (PROGRAMS[0], ["--transcript", "forget"]),
        (PROGRAMS[1], ["--database", "serve", "clock", "show"]),
    ],
)
def test_a_value_is_no_command(program: Program, words: list[str]) -> None:
    """... even where it is called like one."""
    options = program.parser(words).parse_args(words)
    assert vars(options)[words[0][2:]] == words[1]
    assert options.command == (words[2] if words[2:] else None)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_no_option_is_abbreviated(program: Program) -> None:
    """The language is read before the rest: "--la" would be taken, and change nothing."""
    words = ["--la", "en", "demo"]
    with pytest.raises(SystemExit), redirect_stderr(StringIO()):
        program.parser(words).parse_args(words)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ([], ""),
        (["demo", "--lang", "en"], "en"),
        (["--lang=fr", "demo"], "fr"),
        (["--lang", "fr", "demo", "--lang", "en"], "en"),  # the last holds, as for argparse
        (["--lang", "xx"], ""),
        (["--lang"], ""),
        (["--language", "en"], ""),
    ],
)
def test_the_language_is_read_before_the_rest(words: list[str], language: str) -> None:
    assert language_of_words(words) == language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "xx_XX.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "en:fr"}, "en"),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], language: str) -> None:
    assert language_of_locale(environment) == language


@pytest.fixture
def helped(
    speaks: Speaks, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Program, str], Iterator[str]]:
    """The help of a program and of each of its commands, in a language."""
    monkeypatch.setenv("COLUMNS", "200")

    def helped(program: Program, language: str) -> Iterator[str]:
        speaks(program, language)
        yield program.parser([]).format_help()
        for name in subparsers(program.parser([])):
            parser = subparsers(program.parser([name]))[name]
            yield parser.format_help()
            yield from (act.format_help() for act in subparsers(parser).values())

    return helped


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_the_french_help_has_no_english_words(
    program: Program, helped: Callable[[Program, str], Iterator[str]]
) -> None:
    said = {
        language: set(WORD.findall(" ".join(helped(program, language)))) for language in LANGUAGES
    }
    typed = " ".join(
        " ".join((*command.names, name, *map(str, action.choices or ())))
        for command in COMMANDS
        for name, action in command.options.items()
    )
    both = said["fr"] & said["en"] - set(WORD.findall(f"{program.name} {typed}"))
    assert both - IN_BOTH_LANGUAGES == set()


@pytest.mark.parametrize("program", PROGRAMS[1:], ids=lambda program: program.name)
def test_a_program_that_needs_a_command_shows_them_all(program: Program) -> None:
    """... with what each is for: one sentence about a word that is missing teaches nothing."""
    (nothing,) = (command for command in COMMANDS if command[:2] == (program, ()))
    told = str(nothing.outcome((), 0))
    for name in subparsers(program.parser([])):
        assert re.search(rf"^ +{name}\b", told, re.MULTILINE), name
