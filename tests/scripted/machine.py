"""A machine for tests: stopped clocks, prepared strengths of passwords, receipts in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import cycle
from typing import Final
from zoneinfo import ZoneInfo

from tests.scripted.portal import IDENTIFIER, ORIGIN
from tui_voter import messages
from tui_voter.audit.machine import FAIR, GOOD, PHRASES, FakeFiles, FakeVault
from tui_voter.contract.languages import Language
from tui_voter.contract.shapes import Proof, Work
from tui_voter.countdown import PortalClock
from tui_voter.journeys.shared.machine import Here, Machine
from tui_voter.machine.receipts import KeepingFailed, KeptBallot
from tui_voter.machine.strength import Advice, CrackTime, Strength
from tui_voter.machine.vault import Remembered, VaultState
from tui_voter.secret import Secret

STRENGTHS: Final = {
    **{phrase: Strength(4, 9, CrackTime.CENTURIES, None, ()) for phrase in PHRASES.values()},
    FAIR: Strength(2, 3, CrackTime.MONTHS, Advice.DATE, (Advice.USE_WORDS,)),
    GOOD: Strength(4, 9, CrackTime.CENTURIES, None, ()),
    **{
        f"Not Good, no {n:02}": Strength(n % 2, n % 3 + 1, unit, warning, (suggestion,))
        for n, (warning, suggestion, unit) in enumerate(
            zip(Advice, reversed(Advice), cycle(CrackTime), strict=False)
        )
    },
}
"""What the meter says: every warning, advice and time somewhere."""


class FakeMeter:
    """The :class:`~tui_voter.machine.strength.Meter` that returns prepared results."""

    async def measure(self, password: Secret) -> Strength:
        return STRENGTHS.get(
            password.reveal(), Strength(0, 1, CrackTime.SECONDS, Advice.TOP_10, ())
        )


class FakeBallots:
    """A :class:`~tui_voter.machine.receipts.KeptBallots` in memory, or one that is ``broken``."""

    def __init__(self, kept: Sequence[KeptBallot] = (), *, broken: bool = False) -> None:
        self.kept = tuple(kept)
        self.broken = broken

    def read(self, origin: str, identifier: str) -> tuple[KeptBallot, ...]:  # noqa: ARG002 one voter
        if self.broken:
            raise KeepingFailed
        return self.kept

    def write(self, origin: str, identifier: str, ballots: tuple[KeptBallot, ...]) -> None:  # noqa: ARG002
        if self.broken:
            raise KeepingFailed
        self.kept = ballots


class FakeWork:
    """Proofs of work that nobody checks; the first one is not found in time."""

    def __init__(self) -> None:
        self._begun = False

    async def __call__(self, _work: Work, tell: Callable[[float], None]) -> Proof:
        tell(0.5)
        if not self._begun:
            self._begun = True
            raise TimeoutError
        return Proof(payload="proof")


def machine(
    now: datetime,
    files: FakeFiles,
    vault: VaultState | None,
    *,
    remembers: bool,
    skewed: bool,
    ballots: FakeBallots | None = None,
) -> Machine:
    """A machine whose clock has stopped at ``now``, the portal's time; with ``skewed``, its own
    clock is days ahead. Without ``vault`` nothing is ever remembered."""
    wall = now.replace(year=now.year + 1) if skewed else now
    kept = Remembered(ORIGIN, IDENTIFIER, Secret(GOOD)) if remembers else None
    store = FakeVault(vault or VaultState.ABSENT, kept)
    return Machine(
        meter=lambda _words: FakeMeter(),
        clock=lambda: PortalClock(lambda: 0.0, lambda: wall),
        here=lambda: Here(ZoneInfo("Pacific/Noumea"), "Pacific/Noumea"),
        files=lambda: files,
        propose=lambda _policy: Secret(PHRASES[Language(messages.language())]),
        work_out=FakeWork(),
        vault=(lambda: store) if vault is not None else None,
        remembers=remembers,
        ballots=(lambda: ballots) if ballots is not None else None,
    )
