"""A fake machine for an audited visit: stopped clocks, and files and a key store in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import cycle
from typing import Final
from zoneinfo import ZoneInfo

from tui_voter import messages
from tui_voter.audit.portal import IDENTIFIER, ORIGIN
from tui_voter.contract.languages import Language
from tui_voter.contract.shapes import Proof, Work
from tui_voter.countdown import PortalClock
from tui_voter.journeys.shared.machine import Here, Machine
from tui_voter.machine.files import FileFault, FileRefused
from tui_voter.machine.receipts import KeepingFailed, KeptBallot
from tui_voter.machine.strength import Advice, CrackTime, Strength
from tui_voter.machine.vault import Erased, Remembered, VaultRefused, VaultState
from tui_voter.secret import Secret

HOME: Final = "/home/camille"
FAIR: Final = "Fair enough 2022?"
"""Passwords that keep every rule: one that is warned about, and a good one."""
GOOD: Final = "Zeppelin-vert 47 girafes"
PHRASES: Final = {
    Language.FR: "Abeille lucarne galaxie menthe tiroir volcan guitare 7",
    Language.EN: "Acoustic bamboo lantern maple orchard pelican velvet 7",
}
"""What is proposed, where an election takes no phrase without a capital letter and a digit."""
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


class FakeFiles:
    """Fake files: nothing is written. ``failure`` is raised by the next write."""

    failure: FileFault | None = None
    program = "tui-voter"

    def free_name(self, name: str) -> str:
        return name

    def folder(self) -> str:
        return HOME

    def within(self, typed: str, name: str) -> str:
        return f"{typed}/{name}" if typed == HOME else typed

    def write(self, name: str, text: str) -> str:  # noqa: ARG002 nothing is written
        failure, self.failure = self.failure, None
        if failure is not None:
            raise FileRefused(failure)
        return f"{HOME}/{name}"


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


class FakeVault:
    """A :class:`~tui_voter.machine.vault.Vault` that is in ``its_state``; what it was asked to
    keep is in ``kept``."""

    def __init__(self, state: VaultState = VaultState.GOOD, kept: Remembered | None = None) -> None:
        self.its_state = state
        self.kept = kept
        self.recalled = 0

    def _open(self) -> None:
        if self.its_state is not VaultState.GOOD:
            raise VaultRefused(self.its_state)

    async def state(self) -> VaultState:
        return self.its_state

    async def recall(self) -> Remembered | None:
        self.recalled += 1
        self._open()
        return self.kept

    async def keep(self, remembered: Remembered) -> None:
        self._open()
        self.kept = remembered

    async def forget(self, origin: str = "") -> Erased:
        self._open()
        if origin and (self.kept is None or self.kept.origin != origin):
            return Erased(identifier=False, password=False)
        kept, self.kept = self.kept, None
        return Erased(kept is not None, kept is not None and bool(kept.password))


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
