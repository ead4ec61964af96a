"""``python -m docs.man``: write the manual pages of the three programs, in each language."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from gettext import gettext
from pathlib import Path
from typing import Final, NamedTuple

from argparse_manpage.manpage import Manpage

from mock_server import cli as portal
from mock_server.core.program import speak
from mock_server.polling_board import cli as board
from tui_voter import __version__, messages, options
from tui_voter import cli as voter
from tui_voter.contract.arguments import COMPLETION, Parser
from tui_voter.contract.languages import LANGUAGES, within_a_sentence

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = ROOT / "docs" / "man"
HEADINGS: Final = {"NAME": "NAME", "COMMANDS": "COMMANDS", "COMMENTS": "NOTES"}
"""What argparse-manpage writes, and what a reader expects there, which each program's catalogue
translates as it does argparse's own texts."""
COLUMNS: Final = "80"


class Program(NamedTuple):
    name: str
    speak: Callable[[str], object]
    parser: Callable[[], Parser]


def _speak(language: str) -> None:
    messages.use(language)
    voter.translate_argparse()


PROGRAMS: Final = (
    Program("tui-voter", _speak, options.make_parser),
    Program("mock-portal", speak, lambda: portal.make_parser([COMPLETION])),
    Program("polling-board", speak, board.make_parser),
)


def place(program: Program, language: str) -> Path:
    """Where ``man`` looks for it, below its folder."""
    return PAGES / ("" if language == "en" else language) / "man1" / f"{program.name}.1"


def written(program: Program, language: str) -> str:
    os.environ["COLUMNS"] = COLUMNS
    program.speak(language)
    parser = program.parser()
    first = re.split(r"[:.]", " ".join((parser.description or "").split()))[0]
    about = {
        "project_name": "tui-voter",
        "version": __version__,
        "description": within_a_sentence(first, language),
        "manual_title": "tui-voter",
        "date": released(),
    }
    text = str(Manpage(parser, about, format="single-commands-section"))
    for heading, expected in HEADINGS.items():
        text = text.replace(f"\n.SH {heading}\n", f"\n.SH {gettext(expected)}\n")
    return text


def released() -> str:
    """The day of this version, in the list of changes."""
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(rf"^## \[{re.escape(__version__)}\] - (\S+)$", changes, re.M)
    assert found, f"CHANGELOG.md does not say when {__version__} was released"  # noqa: S101
    return found[1]


if __name__ == "__main__":
    for program in PROGRAMS:
        for language in LANGUAGES:
            page = place(program, language)
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(written(program, language), encoding="utf-8")
