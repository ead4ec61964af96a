"""What the requests and answers of every subject are made of: their bases, and the texts and bounds
that several of them have."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tui_voter.contract.limits import (
    LONGEST_ADDRESS,
    LONGEST_DOCUMENT,
    LONGEST_LINE,
    LONGEST_SECRET,
    LONGEST_TEXT,
)

ShortText = Annotated[str, Meta(min_length=1, max_length=LONGEST_LINE)]
LongText = Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)]
Markdown = Annotated[str, Meta(min_length=1, max_length=LONGEST_DOCUMENT)]
"""CommonMark of headings, paragraphs, lists and emphasis; a client shows the rest as text."""
Token = Annotated[str, Meta(min_length=1, max_length=200)]
PasswordText = Annotated[str, Meta(min_length=1, max_length=LONGEST_SECRET)]
AnswerText = Annotated[str, Meta(min_length=1, max_length=LONGEST_SECRET)]
Address = Annotated[str, Meta(min_length=3, max_length=LONGEST_ADDRESS)]
Seconds = Annotated[int, Meta(ge=0, le=100 * 366 * 86_400)]
"""A length of time, of a century at most."""
Tries = Annotated[int, Meta(ge=0, le=1_000)]
NewText = Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)]
Key = Annotated[str, Meta(min_length=16, max_length=64, pattern=r"^[0-9A-Za-z_-]+(?!\n)$")]
"""Made up by the client, once for each thing that must be done once. (In Python, though not
in JSON Schema, ``$`` would also match before a line break at the end.)"""

MOST_QUESTIONS: Final = 100
MOST_FAQ_ENTRIES: Final = 1000
MOST_BALLOTS: Final = 2000
MOST_LISTS: Final = 200
MOST_CANDIDATES: Final = 1000
MOST_SUBMISSIONS: Final = 200
MOST_WORDS: Final = 200
"""How many there may be of a thing in one answer: a client makes something to see of each.
A national election has some 600 ballots."""
YEARS: Final = range(1970, 3000)
"""Those that a time may be of: arithmetic with others fails, and no election is in them."""


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the client sends. Its ``repr`` shows no value: most carry a secret."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What the portal sends. Unknown fields are ignored, so that the portal may grow."""


class SecretResponse(Response, frozen=True, kw_only=True):
    """A response that carries a secret: its ``repr`` shows no value, as a request's."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"
