"""What tests lend a voter in the place of their computer: prepared strengths, ballots in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tui_voter.audit.machine import FAIR, GOOD
from tui_voter.machine.receipts import KeptBallot
from tui_voter.machine.strength import Advice, CrackTime, Strength
from tui_voter.secret import Secret

STRENGTHS: Final = {
    FAIR: Strength(2, 3, CrackTime.MONTHS, Advice.DATE, (Advice.USE_WORDS,)),
    GOOD: Strength(4, 9, CrackTime.CENTURIES, None, ()),
}


class FakeMeter:
    """The :class:`~tui_voter.machine.strength.Meter` that returns prepared results."""

    async def measure(self, password: Secret) -> Strength:
        return STRENGTHS.get(
            password.reveal(), Strength(0, 1, CrackTime.SECONDS, Advice.TOP_10, ())
        )


class FakeBallots:
    """A :class:`~tui_voter.machine.receipts.KeptBallots` in memory, of one voter."""

    def __init__(self, kept: Sequence[KeptBallot]) -> None:
        self.kept = tuple(kept)

    def read(self, origin: str, identifier: str) -> tuple[KeptBallot, ...]:  # noqa: ARG002
        return self.kept

    def write(self, origin: str, identifier: str, ballots: tuple[KeptBallot, ...]) -> None:  # noqa: ARG002
        self.kept = ballots
