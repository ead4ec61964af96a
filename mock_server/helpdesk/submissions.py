"""What claims and requests for assistance have in common: a voter's text, sent once."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from mock_server.core.refusals import Refusal
from tui_voter.contract.errors import ErrorCode

NOT_BLANK: Final = r"[^\s\x1c-\x1f\x85]"
"""For OpenAPI: what a text must hold, so that something is left of it once it is stripped."""

PERIOD: Final = timedelta(days=1)
MOST_A_PERIOD: Final = 20
"""Claims, and as many requests, of one voter."""

LISTED: Final = 50
"""The latest of a voter's claims, or requests, that are listed: with their answers they
stay below the 1 MiB that a client reads."""


def plain_text(text: str, longest: int) -> str:
    """A text as it is kept: stripped, in NFC, a NUL replaced (PostgreSQL keeps none), and
    never interpreted. Raises :class:`Refusal` when nothing is left, or more than
    ``longest`` characters."""
    kept = unicodedata.normalize("NFC", text).strip().replace("\0", "\ufffd")
    if not 0 < len(kept) <= longest:
        raise Refusal(ErrorCode.INVALID_REQUEST)
    return kept


def refuse_too_many(sent: Sequence[datetime], now: datetime) -> None:
    """``sent`` are the moments of the last period, oldest first. Raises :class:`Refusal`."""
    if len(sent) >= MOST_A_PERIOD:
        again = sent[-MOST_A_PERIOD] + PERIOD
        raise Refusal(
            ErrorCode.TOO_MANY, retry_after=max(1, math.ceil((again - now).total_seconds()))
        )
