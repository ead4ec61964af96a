"""The transcript of everything spoken or shown, with times: ``--transcript FILE``.

The file shows what a screen reader or a braille display had to work with, and no secret:
whoever records a secret answer hands in :data:`MASK` instead, and what looks like a mailed
link's token is masked wherever it turns up.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Final

from tui_voter import __version__
from tui_voter.messages import gettext as _
from tui_voter.messages import gettext_noop

MASK: Final = "[secret]"

_LINK: Final = r"(/(?:activation|recovery)/)\S+"
_RUN: Final = r"[A-Za-z0-9_-]{16,}"
_MIXED: Final = r"(?=(?:.*[A-Z]){2})(?=(?:.*[a-z]){2})(?=.*[0-9_]|.{24})"
"""Patterns, which the first use compiles: most visits keep no transcript."""


class Kind(Enum):
    """What a line of a transcript is: said, a prompt, an answer typed, the cursor's row on
    the full screen, or a message that stands elsewhere on it."""

    SAID = gettext_noop("said")
    ASKED = gettext_noop("asked")
    TYPED = gettext_noop("typed")
    ROW = gettext_noop("row")
    MESSAGE = gettext_noop("message")


Record = Callable[[Kind, str], None]


def unrecorded(_kind: Kind, _text: str) -> None:
    """The record of a visit that keeps none."""


class TranscriptRefused(Exception):
    """The file cannot be had; the message is a sentence for the voter."""


class Transcript:
    """A new file of mode 0600, flushed with every line. ``now`` tells the local time."""

    def __init__(self, path: str, now: Callable[[], datetime]) -> None:
        """Raises :class:`TranscriptRefused`; what stands in a file already stays there."""
        self._path = path
        self._now = now
        self._tell: Callable[[str], None] = lambda _sentence: None
        try:
            self._fd: int | None = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except (OSError, ValueError) as error:
            raise TranscriptRefused(_sentence(path, error)) from error

    def begin(self, tell: Callable[[str], None]) -> None:
        """Write the heading. ``tell`` is called once, with a sentence, if the file cannot be
        gone on with."""
        self._tell = tell
        self._append(
            _("Transcript of {date}, tui-voter {version}").format(
                date=f"{self._now():%Y-%m-%d %H:%M:%S %z}", version=__version__
            )
        )

    def write(self, kind: Kind, text: str) -> None:
        """Add ``text``, of one line or more, with the time of now."""
        time = f"{self._now():%H:%M:%S.%f}"[:-3]
        for line in masked(text).split("\n"):
            self._append(
                _("{time} {kind}: {text}").format(time=time, kind=_(kind.value), text=line).rstrip()
            )

    def _append(self, line: str) -> None:
        if self._fd is None:
            return
        data = memoryview(f"{line}\n".encode("utf-8", "replace"))
        try:
            while data:
                data = data[os.write(self._fd, data) :]
        except OSError:
            os.close(self._fd)
            self._fd = None
            self._tell(
                _(
                    "The transcript ends here: nothing more can be written to {path}. Your "
                    "visit continues."
                ).format(path=_shown(self._path))
            )


def masked(text: str) -> str:
    """``text`` without what a mailed link opens with."""
    return re.sub(
        _RUN,
        lambda run: MASK if re.match(_MIXED, run[0]) else run[0],
        re.sub(_LINK, rf"\1{MASK}", text),
    )


def _sentence(path: str, error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in (errno.EEXIST, errno.EISDIR):
        return _(
            "{path} already exists and was not changed: a transcript needs a new file."
        ).format(path=_shown(path))
    return _(
        "No transcript can be written to {path}: choose a file in an existing folder where you "
        "are allowed to write."
    ).format(path=_shown(path))


def _shown(path: str) -> str:
    from tui_voter.contract.text import shown  # late: rarely needed

    return shown(path)
