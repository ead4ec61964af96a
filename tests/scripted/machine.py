"""What tests lend a voter in the place of their computer: prepared strengths of passwords."""

from __future__ import annotations

from typing import Final

from tui_voter.audit.machine import FAIR, GOOD
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
