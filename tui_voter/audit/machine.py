"""The voter's machine on an audited visit. Its clock stands still; its disk and its key store are
in memory, and fail on demand. Passwords are measured and work is done in earnest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from tui_voter import messages
from tui_voter.contract.languages import Language
from tui_voter.contract.shapes import Proof, Work
from tui_voter.countdown import PortalClock
from tui_voter.journeys.shared.machine import Here, Machine
from tui_voter.machine.files import FileFault, FileRefused
from tui_voter.machine.receipts import KeptBallots
from tui_voter.machine.strength import meter
from tui_voter.machine.vault import Erased, Remembered, VaultRefused, VaultState
from tui_voter.machine.work import work_out
from tui_voter.secret import Secret

HOME: Final = "/home/camille"
FAIR: Final = "Grenouille.83a"
"""Passwords that keep every rule: one that is warned about, and a good one."""
GOOD: Final = "Zeppelin-vert 47 girafes"
PHRASES: Final = {
    Language.FR: "Abeille lucarne galaxie menthe tiroir volcan guitare 7",
    Language.EN: "Acoustic bamboo lantern maple orchard pelican velvet 7",
}
"""What is proposed: the same in each run."""


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


class _Work:
    """Proofs of work, of which the first is not found in time."""

    def __init__(self) -> None:
        self._begun = False

    async def __call__(self, work: Work, tell: Callable[[float], None]) -> Proof:
        tell(0.5)
        if not self._begun:
            self._begun = True
            raise TimeoutError
        return await work_out(work, tell)


def machine(
    now: datetime,
    files: FakeFiles,
    vault: VaultState | None,
    *,
    remembered: Remembered | None = None,
    skewed: bool = False,
    ballots: KeptBallots | None = None,
) -> Machine:
    """A machine whose clock has stopped at ``now``, the portal's time; with ``skewed``, its own
    clock is days ahead. Without ``vault`` nothing is ever remembered."""
    wall = now.replace(year=now.year + 1) if skewed else now
    store = FakeVault(vault or VaultState.ABSENT, remembered)
    return Machine(
        meter=meter,
        clock=lambda: PortalClock(lambda: 0.0, lambda: wall),
        here=lambda: Here(ZoneInfo("Pacific/Noumea"), "Pacific/Noumea"),
        files=lambda: files,
        propose=lambda _policy: Secret(PHRASES[Language(messages.language())]),
        work_out=_Work(),
        vault=(lambda: store) if vault is not None else None,
        remembers=remembered is not None,
        ballots=(lambda: ballots) if ballots is not None else None,
    )
