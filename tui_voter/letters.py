"""The encoding of the voter's terminal and how to spell what it lacks; the width of its lines."""

from __future__ import annotations

import codecs
import io
import os
import sys
import textwrap
from collections.abc import Mapping
from typing import Final, TextIO

SPELLED: Final[Mapping[str, str]] = {
    "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"',
    "‐": "-", "–": "-", "—": "-", "−": "-", "•": "*", "·": ".", "×": "x", "→": "->", "⁄": "/",
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
    "✓": "+", "✗": "x", "›": ">", "●": "*", "○": "o", "↑": "^", "↓": "v", "░": ".",
    "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "€": "EUR", "°": "o",
}  # fmt: skip
"""What no decomposition of Unicode's tells."""
_SPELLED: Final = str.maketrans(dict(SPELLED))

PLAIN: Final = "tui_voter.plain"
"""The name of the error handler that spells what an encoding lacks."""


def _plain(error: UnicodeError) -> tuple[str, int]:
    """Replace characters that an encoding lacks: é with e, an ellipsis with three dots."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_spelled, error.object[error.start : error.end])), error.end


def _spelled(letter: str) -> str:
    import unicodedata  # late: rarely needed

    parts = unicodedata.normalize("NFKD", SPELLED.get(letter, letter))
    base = "".join(SPELLED.get(p, p) for p in parts if not unicodedata.combining(p))
    return base if base.isascii() else _drawn(letter)


def folded(text: str) -> str:
    """``text`` for comparison: without capitals, accents and typographic signs."""
    import unicodedata  # late: not needed at the start

    plain = text.casefold().translate(_SPELLED)
    if plain.isascii():
        return plain
    parts = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in parts if c.isascii() or not unicodedata.combining(c))


def finds(search: str, text: str) -> bool:
    """Whether ``text`` has all the words of ``search``, in whichever order, each at least inside of
    a word, whatever its accents and capitals. Both are :func:`folded`."""
    return all(word in text for word in search.split())


def _drawn(sign: str) -> str:
    """A line or a block, each in one column as before; what else there is, nobody can spell."""
    if "─" <= sign <= "╿":
        return "|" if sign in "│┃║" else "-"
    return "#" if "▀" <= sign <= "▟" else "?"


LATIN: Final = "tui_voter.latin"
"""The name of the error handler that reads Latin-1 where an encoding cannot be read."""


def _latin(error: UnicodeError) -> tuple[str, int]:
    """A keyboard that does not keep to its encoding sends Latin-1: letters are letters then, and a
    password with an accent is the same each time."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error(PLAIN, _plain)
codecs.register_error(LATIN, _latin)


def encoded(text: str, encoding: str) -> bytes:
    """``text`` in ``encoding``, whatever it lacks."""
    return text.encode(encoding, PLAIN)


def columns_of(descriptor: int) -> int:
    """Columns of the terminal that the file ``descriptor`` leads to; 0 where lines have no limit,
    because it leads to no terminal, or to one that does not know its size and says 0."""
    try:
        return os.get_terminal_size(descriptor).columns
    except OSError:
        return 0


def fitted(text: str, stream: TextIO) -> str:
    """``text`` in lines of ``stream``'s terminal, if it is one, which would break them within
    words. A word that is longer, a link say, stays whole, and so do the text's own lines."""
    try:
        width = columns_of(stream.fileno())
    except (OSError, ValueError):  # nothing of the system's is behind it
        return text
    if not width:
        return text
    wrapper = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(wrapper.fill, text.split("\n")))


def suit(stream: TextIO, *, lines: bool = True) -> None:
    """Make ``stream`` replace characters that it cannot encode, instead of failing.

    Nobody can draw the full screen in ASCII: where it is not for ``lines``, the locale's
    name alone does not forbid UTF-8.
    """
    if isinstance(stream, io.TextIOWrapper):
        named = ("ascii" if lines else "utf-8") if names_ascii() else None
        stream.reconfigure(encoding=named, errors=PLAIN)


def names_ascii(
    environment: Mapping[str, str] = os.environ, utf8_mode: int = sys.flags.utf8_mode
) -> bool:
    """Whether the locale has been set to C or POSIX explicitly.

    Python writes UTF-8 there all the same, since most who have that locale never chose it;
    whoever names it is taken at their word. ``LC_CTYPE`` tells nothing: Python itself has
    set it by now.
    """
    if not utf8_mode or environment.get("PYTHONUTF8") or environment.get("PYTHONIOENCODING"):
        return False
    return (environment.get("LC_ALL") or environment.get("LANG")) in ("C", "POSIX")
