"""What the three programs understand of a command line, and what they say of what they do not."""

import argparse
import gettext
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Final, NamedTuple

import pytest

from mock_server import cli as portal
from mock_server.core.program import speak
from mock_server.polling_board import cli as board
from tui_voter import cli as voter
from tui_voter import messages, options
from tui_voter.contract.arguments import language_of_locale, language_of_words
from tui_voter.contract.languages import LANGUAGES


class Program(NamedTuple):
    name: str
    parser: Callable[[Sequence[str]], argparse.ArgumentParser]
    """Makes one for the words of a command line, of which it looks for commands."""

    def __str__(self) -> str:
        return self.name

    def parse(self, *words: str) -> dict[str, object] | str:
        """What the words amount to, or how they are refused."""
        said = StringIO()
        try:
            with redirect_stderr(said), redirect_stdout(said):
                found = vars(self.parser(words).parse_args(words))
        except SystemExit:
            return said.getvalue()
        return {name: value for name, value in found.items() if not callable(value)}


VOTER = Program("tui-voter", lambda _words: options.make_parser())
PORTAL = Program("mock-portal", portal.make_parser)
BOARD = Program("polling-board", lambda _words: board.make_parser())
PROGRAMS: Final = (VOTER, PORTAL, BOARD)


def subparsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def commands(program: Program) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """Every command by its name, and that of its act if it has one."""
    for name in subparsers(program.parser([])):
        parser = subparsers(program.parser([name]))[name]
        for act, inner in (subparsers(parser) or {"": parser}).items():
            yield ((name, act) if act else (name,)), inner


COMMANDS: Final = [(program, names) for program in PROGRAMS for names, _parser in commands(program)]


@pytest.mark.parametrize(
    ("program", "command", "option"),
    [
        *((VOTER, "demo", "--lang en"), (VOTER, "demo", "--linear")),
        *((VOTER, "demo", "--at opening"), (VOTER, "demo", "--opens-in 90s")),
        *((VOTER, "demo", "--theme visual"), (VOTER, "demo", "--transcript heard.txt")),
        *((VOTER, "verify x", "--lang en"), (PORTAL, "init", "--database other.db")),
        *((PORTAL, "serve", "--lang en"), (PORTAL, "serve", "--port 8001")),
        *((PORTAL, "clock show", "--lang en"), (PORTAL, "clock show", "--database other.db")),
        (BOARD, "seal folder", "--lang en"),
    ],
    ids=str,
)
def test_an_option_means_the_same_on_both_sides_of_a_command(
    program: Program, command: str, option: str
) -> None:
    names, words = command.split(), option.split()
    behind = program.parse(*names, *words)
    assert not isinstance(behind, str), behind
    assert behind != program.parse(*names)
    assert program.parse(*words, *names) == behind


@pytest.mark.parametrize(("program", "names"), COMMANDS, ids=str)
def test_a_command_has_its_help(program: Program, names: tuple[str, ...]) -> None:
    command = " ".join((program.name, *names))
    assert f"usage: {command}" in str(program.parse(*names, "--help"))


Speaks = Callable[[Program, str], None]


@pytest.fixture
def speaks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Speaks]:
    """Has a program speak a language for the length of a test."""
    monkeypatch.setenv("LANGUAGE", "")
    domain, spoken = gettext.textdomain(), messages.language()

    def use(program: Program, language: str) -> None:
        messages.use(language)
        if program is VOTER:
            voter.translate_argparse()
        else:
            speak(language)

    yield use
    messages.use(spoken)
    gettext.textdomain(domain)


@pytest.mark.parametrize(
    ("language", "program", "words", "told"),
    [
        ("fr", VOTER, "--them", "option inconnue : --them. Vouliez-vous dire --theme ?"),
        ("fr", VOTER, "verify a b", "verify : argument inconnu : b"),
        ("fr", VOTER, "demi", "commande inconnue : demi. Vouliez-vous dire demo ?"),
        ("fr", PORTAL, "answer", "answer : arguments manquants : NUMÉRO, TEXTE"),
        ("fr", PORTAL, "backup", "backup : argument manquant : FICHIER"),
        ("fr", BOARD, "keys", "keys : argument manquant : DOSSIER"),
        ("en", VOTER, "--opensin 90s", "--opensin. Did you mean --opens-in?"),
        ("en", VOTER, "demo --lineal", "--lineal. Did you mean --linear?"),
        ("en", VOTER, "demo --unheard 90s", "--unheard"),
        ("en", VOTER, "--theme visul", "terminal). Did you mean visual?"),
        ("en", VOTER, "demo --bogus", "unknown option: --bogus"),
        ("en", VOTER, "--la en demo", "--la. Did you mean --lang?"),  # read before the rest
        ("en", PORTAL, "clock shwo", "shwo. Did you mean show?"),
    ],
)
def test_every_program_tells_a_slip_in_the_same_form(
    language: str, program: Program, words: str, told: str, speaks: Speaks
) -> None:
    """What is blamed is the word that is not known alone, with the nearest that is, and not the
    value behind it, nor a command that it is taken for."""
    speaks(program, language)
    said = str(program.parse(*words.split()))
    complaint, help_line = said.replace("\u00a0", " ").splitlines()
    assert complaint.startswith(program.name)
    assert complaint.replace("'", "").endswith(f" {told}"), complaint  # new Pythons quote less
    assert help_line.startswith(f"{'Aide :' if language == 'fr' else 'Help:'} {program.name}")


@pytest.mark.parametrize(
    ("program", "words"),
    [
        *((VOTER, ["--transcript", "demo", "demo"]), (VOTER, ["--transcript", "forget"])),
        (PORTAL, ["--database", "serve", "clock", "show"]),
    ],
)
def test_a_value_is_no_command(program: Program, words: list[str]) -> None:
    """... even where it is called like one."""
    options = program.parser(words).parse_args(words)
    assert vars(options)[words[0][2:]] == words[1]
    assert options.command == (words[2] if words[2:] else None)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        *(("", ""), ("demo --lang en", "en"), ("--lang=fr demo", "fr")),
        ("--lang fr demo --lang en", "en"),  # the last holds, as for argparse
        *(("--lang xx", ""), ("--lang", ""), ("--language en", "")),
    ],
)
def test_the_language_is_read_before_the_rest(words: str, language: str) -> None:
    assert language_of_words(words.split()) == language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        *(({}, "fr"), ({"LANG": "en_GB.UTF-8"}, "en"), ({"LANG": "xx_XX.UTF-8"}, "fr")),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "en:fr"}, "en"),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], language: str) -> None:
    assert language_of_locale(environment) == language


@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_all_that_the_help_says_is_translated(program: Program, speaks: Speaks) -> None:
    said = []
    for language in LANGUAGES:
        speaks(program, language)
        parsers = [program.parser([]), *(parser for _names, parser in commands(program))]
        said.append([it.help for each in parsers for it in each._actions if it.option_strings])
    assert len(said[0]) > 3
    assert [one for one, other in zip(*said, strict=True) if one == other] == []


@pytest.mark.parametrize("program", [PORTAL, BOARD], ids=str)
def test_a_program_that_needs_a_command_shows_them_all(program: Program) -> None:
    """... with what each is for: one sentence about a word that is missing teaches nothing."""
    told = str(program.parse())
    for name in subparsers(program.parser([])):
        assert re.search(rf"^ +{name}\b", told, re.MULTILINE), name
