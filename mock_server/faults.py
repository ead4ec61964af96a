"""What a person at the command line got wrong, said in one sentence."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path


class Fault(Exception):
    """Bad input: a broken file, a busy port, an unknown address. Nothing was changed.

    Its text is one full sentence in the reader's language; the command ends with 2.
    """


def unreadable(path: Path, exc: OSError | UnicodeDecodeError) -> Fault:
    """What is wrong with a file that could not be read as text."""
    if isinstance(exc, UnicodeDecodeError):
        return Fault(_("{path} is not UTF-8 text.").format(path=path))
    return Fault(_("{path} cannot be read: {why}.").format(path=path, why=exc.strerror))
