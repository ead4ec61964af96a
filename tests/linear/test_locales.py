"""Any locale, any line: pipes, a dumb terminal of 40 columns, ASCII and Latin-1 alone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.terminal import PROGRAM, Terminal
from tui_voter.letters import LATIN, names_ascii

pytestmark = pytest.mark.slow

LOCALES = {
    "C": {"LC_ALL": "C"},
    "POSIX": {"LANG": "POSIX"},
    "C, and Python keeps to it": {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    },
    "a stream of ASCII": {"PYTHONIOENCODING": "ascii"},
}

NO_LOCALE: Mapping[str, str] = MappingProxyType({})


def run(
    *arguments: str, folder: Path, typed: bytes = b"", locale: Mapping[str, str] = NO_LOCALE
) -> subprocess.CompletedProcess[bytes]:
    """The program on pipes, with no locale but ``locale``."""
    kept = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    if "PYTHONPATH" in os.environ:
        kept["PYTHONPATH"] = os.environ["PYTHONPATH"]
    return subprocess.run(
        [*PROGRAM, *arguments],
        input=typed,
        capture_output=True,
        env=kept | dict(locale),
        check=False,
    )


@pytest.mark.parametrize("locale", LOCALES.values(), ids=LOCALES)
def test_an_ascii_locale_gets_plain_letters_help_and_complaints_too(
    tmp_path: Path, locale: dict[str, str]
) -> None:
    done = run("--lang", "fr", typed=b"/aide\n/aide\n/quitter\n", folder=tmp_path, locale=locale)
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.isascii()
    assert "Le lien est a usage unique" in done.stdout.decode()
    assert "/repeter" in done.stdout.decode()
    told = run("--lang", "fr", "--help", folder=tmp_path, locale=locale)
    assert (told.returncode, told.stderr) == (0, b"")
    assert told.stdout.isascii()
    mistaken = run("--lang", "fr", "--proxy", "é@x", folder=tmp_path, locale=locale)
    assert mistaken.returncode == 2
    assert b"Traceback" not in mistaken.stderr


def test_latin_1_gets_its_own_letters(tmp_path: Path) -> None:
    latin = {"PYTHONIOENCODING": "latin-1"}
    done = run("--lang", "fr", typed=b"/aide\n/aide\n", folder=tmp_path, locale=latin)
    assert done.returncode == 1
    assert "Le lien est à usage unique" in done.stdout.decode("latin-1")
    assert "/répéter" in done.stdout.decode("latin-1")


def test_a_keyboard_of_another_encoding_is_understood(tmp_path: Path) -> None:
    for typed in ("/répéter\n".encode(), "/répéter\n".encode("latin-1")):
        done = run("--lang", "fr", typed=typed, folder=tmp_path, locale={"PYTHONUTF8": "1"})
        assert done.returncode == 1
        assert "commande" not in done.stdout.decode()  # it was one that there is


def test_letters_that_were_typed_stay_letters() -> None:
    assert "été".encode().decode("utf-8", LATIN) == "été"
    assert "été".encode("latin-1").decode("utf-8", LATIN) == "été"


@pytest.mark.parametrize(
    ("environment", "utf8_mode", "plain"),
    [
        ({}, 1, False),  # nobody has chosen it
        ({"LANG": "C"}, 1, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, 1, True),  # the latter is Python's own doing
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, 0, False),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "POSIX"}, 1, True),
        ({"LANG": "C", "PYTHONUTF8": "1"}, 1, False),
        ({"LANG": "C", "PYTHONIOENCODING": "utf-8"}, 1, False),
        ({"LANG": "fr_FR.UTF-8"}, 0, False),
    ],
)
def test_who_names_the_plain_locale_is_taken_at_their_word(
    environment: dict[str, str], utf8_mode: int, plain: bool
) -> None:
    assert names_ascii(environment, utf8_mode) is plain


def test_answers_on_a_pipe_end_cleanly_where_they_end(tmp_path: Path) -> None:
    done = run("--lang", "en", "--linear", typed=b"no link at all\n", folder=tmp_path)
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.decode().endswith("\nYou have left tui-voter.\n")
    assert b"\x1b" not in done.stdout
    assert b"\r" not in done.stdout


def test_a_dumb_terminal_of_40_columns_gets_lines_alone(tmp_path: Path) -> None:
    with Terminal(
        (*PROGRAM, "--lang", "fr"),
        columns=40,
        rows=12,
        environment={"TERM": "dumb", "COLUMNS": "40", "XDG_CONFIG_HOME": str(tmp_path)},
    ) as terminal:
        terminal.wait_to_hear("lien unique : +$")
        terminal.type("/aide\r")
        terminal.wait_to_hear("/aide encore : le reste.*lien.* : +$")
        terminal.type("/aide\r")
        terminal.wait_to_hear("/quitter : quitter le programme .*lien.* : +$")
        terminal.type("\x04")
        assert terminal.wait_for_exit() == 1
    assert b"\x1b" not in terminal.written
    prompts = [line for line in terminal.transcript.splitlines() if line.endswith(": ")]
    assert all(len(prompt) < 40 for prompt in prompts)


@pytest.mark.posix
def test_the_first_line_names_the_other_voice_before_the_screen(tmp_path: Path) -> None:
    with Terminal(PROGRAM, environment={"XDG_CONFIG_HOME": str(tmp_path)}) as terminal:
        while b"\x1b[?1049h" not in terminal.written:
            terminal.read_on("the alternate screen")
        first, _end, _rest = terminal.written.partition(b"\r\n")
        assert b"tui-voter --linear" in first
        assert b"\x1b" not in first
        terminal.wait_for("Lien unique|One-time link")  # before that, no key is taken
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 1


def test_the_voice_that_was_kept_speaks_next_time(tmp_path: Path) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path)}
    for options in (("--linear", "--lang", "en", "--save"), ()):
        with Terminal((*PROGRAM, *options), environment=environment) as terminal:
            terminal.wait_to_hear("1 of 4, one-time link: $")
            terminal.type("/quit\r")
            assert terminal.wait_for_exit() == 1
        assert b"\x1b[" not in terminal.written


@pytest.mark.posix
def test_the_full_screen_keeps_its_letters_where_only_the_locales_name_is_plain(
    tmp_path: Path,
) -> None:
    environment = {"LC_ALL": "C", "XDG_CONFIG_HOME": str(tmp_path)}
    with Terminal((*PROGRAM, "--lang", "fr"), environment=environment) as terminal:
        terminal.wait_for("Ouvrez votre espace électeur")
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 1
    assert terminal.written.startswith(b"Lecteur d'ecran, ")
