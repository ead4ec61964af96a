"""Any locale, any line: pipes, a dumb terminal of 40 columns, ASCII and Latin-1 alone."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.terminal import PROGRAM, Terminal
from tui_voter.letters import LATIN, names_ascii

pytestmark = pytest.mark.slow

LOCALES = {
    "C": {"LC_ALL": "C"},
    "POSIX": {"LANG": "POSIX"},
    "C, and Python keeps to it": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "a stream of ASCII": {"PYTHONIOENCODING": "ascii"},
}


def run(
    *arguments: str, folder: Path, typed: bytes = b"", locale: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """The program on pipes, with no locale but ``locale``."""
    own = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), **(locale or {})}
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return subprocess.run([*PROGRAM, *arguments], input=typed, capture_output=True, env=kept | own)


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


@pytest.mark.posix
@pytest.mark.parametrize(
    ("locale", "first"), [({}, "Lecteur d’écran, "), ({"LC_ALL": "C"}, "Lecteur d'ecran, ")]
)
def test_the_first_line_names_the_other_voice_before_the_screen(
    tmp_path: Path, locale: dict[str, str], first: str
) -> None:
    """Where only the locale's name is plain, the screen keeps its letters; the line does not."""
    environment = {**locale, "XDG_CONFIG_HOME": str(tmp_path)}
    with Terminal((*PROGRAM, "--lang", "fr"), environment=environment) as terminal:
        terminal.wait_for("Ouvrez votre espace électeur")  # before that, no key is taken
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 1
    line = terminal.written.partition(b"\r\n")[0].decode()
    assert line.startswith(first)
    assert "tui-voter --linear" in line
    assert "\x1b" not in line


@pytest.mark.posix
@pytest.mark.parametrize(
    ("environment", "chosen_by"),
    [
        *(({"ACCESSIBLE": off}, "") for off in ("", "0", " False ", "NO", "off")),
        ({"ACCESSIBLE": "1"}, "ACCESSIBLE"),
        ({"ACCESSIBLE": "off", "TERM": "dumb"}, "TERM"),
    ],
)
def test_who_has_lines_by_the_environment_hears_by_which_variable_and_not_how_to_have_them(
    tmp_path: Path, environment: dict[str, str], chosen_by: str
) -> None:
    own = {"XDG_CONFIG_HOME": str(tmp_path), **environment}
    with Terminal((*PROGRAM, "--lang", "fr"), environment=own) as terminal:
        terminal.wait_to_hear("unique")
        assert (f"Line by line: {chosen_by}\n" in terminal.transcript) is bool(chosen_by)
        assert ("--linear" in terminal.transcript) is (not chosen_by)
