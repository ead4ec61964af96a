"""Rules that both sides check."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from tui_voter.contract.errors import AnswerFault
from tui_voter.contract.limits import LONGEST_TELEPHONE

CAPTCHA_LIFETIME: Final = timedelta(minutes=5)
RECOVERY_LIFETIME: Final = timedelta(minutes=60)
REPLACEMENT_LIFETIME: Final = timedelta(minutes=15)
"""Of the mailed code that brings another voting code, from the latest request on."""
MAILED_CODE_DIGITS: Final = 8
RECOVERY_CODE_LIFETIME: Final = timedelta(minutes=15)
"""Of the mailed code that stands for the answer to the challenge question."""
RECOVERY_CODE_DIGITS: Final = 15
SESSION_LEEWAY: Final = timedelta(minutes=1)
"""By which a session may end earlier than its idle time after the last request: its end is not
written with every request."""
RECOVERY_TRIES: Final = 5
"""Wrong answers to the challenge question, and wrong codes, that one recovery link takes."""
MIN_ANSWER_LENGTH: Final = 4
"""Letters and digits of an answer to the challenge question."""
SMALL_ROLL: Final = 20
"""A roll with fewer voters is small: those who prepare and seal the vote are warned, and so are the
readers of its result. If each voter chooses the leading list with a probability of 80 %, all of 20
ballots but at most one agree with a probability of 7 %, and of 10 ballots with 38 %. No number is
safe (docs/vote.md)."""


def normalise_answer(answer: str) -> str:
    """An answer as it is compared: NFKC, case-folded, letters and digits only, unaccented."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", answer).casefold())
    return "".join(c for c in folded if c.isalnum())


def answer_fault(answer: str, question: str, password: str | None = None) -> AnswerFault | None:
    """Why ``answer`` is not taken, or None. The portal, which has no clear password at
    that moment, leaves ``password`` out and compares hashes instead."""
    normal = normalise_answer(answer)
    if len(normal) < MIN_ANSWER_LENGTH:
        return AnswerFault.TOO_SHORT
    if normal in normalise_answer(question):
        return AnswerFault.IN_QUESTION
    if password is not None and normal == normalise_answer(password):
        return AnswerFault.IS_PASSWORD
    return None


def ballots_apart(votes: Sequence[int]) -> int | None:
    """How many ballots are for another choice than all the rest, where the result reveals votes:
    with 0, everybody who knows who voted knows how; with 1, whoever cast that one knows how all
    the others voted. None for every other result, which leaves each vote open.

    ``votes`` are those of each answer, the blank vote among them.
    """
    apart = sum(votes) - max(votes)
    return apart if sum(votes) and apart <= 1 else None


def is_telephone(text: str) -> bool:
    """Whether this can be a telephone number: 6 to 15 digits (ITU E.164), a leading plus,
    and what people write between the digits."""
    digits = text.removeprefix("+")
    between = set(" .-()/\u00a0\u202f")
    return (
        6 <= sum(c in "0123456789" for c in digits) <= 15
        and all(c in "0123456789" or c in between for c in digits)
        and len(text) <= LONGEST_TELEPHONE
    )
