"""Commands as a person is to type them into a shell, in whichever folder they are."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import Final

BY_MAKE: Final = "TUI_VOTER_BY_MAKE"
"""Set where `make demo` started the program: what it says to type is typed there then."""


def demo_command(*options: str) -> str:
    """What starts the demonstration with ``options``, as this one was started."""
    if BY_MAKE not in os.environ:
        return command("tui-voter", "demo", *options)
    words = " ".join(options)
    return f'make demo ARGS="{words}"' if " " in words else f"make demo ARGS={words}"


def command(program: str, *words: str) -> str:
    """``program`` of this installation with ``words``: by its bare name where the shell finds it,
    else by its path. Everything is quoted that needs it; the home is written ``~``."""
    return " ".join(map(_word, (_called(program), *words)))


def _called(program: str) -> str:
    from shutil import which  # late: slow

    ours = which(program, path=str(Path(sys.executable).parent))
    if ours is None:  # started otherwise, as by python -m: its name is all that is known
        return program
    found = which(program)
    return program if found and Path(found).samefile(ours) else ours


def _word(text: str) -> str:
    below = text.removeprefix(str(Path("~").expanduser()) + os.sep)
    if below != text and shlex.quote(below) == below:
        return f"~/{below}"  # a quoted ~ would be no home
    return shlex.quote(text)
