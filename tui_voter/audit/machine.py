"""The voter's machine on an audited visit: the program's own modules, in a new folder. Three parts
are scripted, as a real machine does not do this on demand: a disk that refuses to write, a proof of
work that is not found in time, and the key store, which might ask the machine's owner for a
password. The clock stands still, so that nothing expires during a check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from tui_voter import messages
from tui_voter.contract.captchas import Proof, Work
from tui_voter.contract.languages import Language
from tui_voter.countdown import PortalClock
from tui_voter.journeys.shared.machine import Here, Machine
from tui_voter.machine.files import FileFault, FileRefused, Files, LocalFiles
from tui_voter.machine.receipts import KeptBallots
from tui_voter.machine.strength import meter
from tui_voter.machine.vault import Erased, Remembered, VaultRefused, VaultState
from tui_voter.machine.work import DEADLINE, work_out
from tui_voter.secret import Secret
from tui_voter.verifying.command import verify_receipt

FAIR: Final = "Grenouille.83a"
"""Passwords that meet every rule: one that gets a warning, and a good one."""
GOOD: Final = "Zeppelin-vert 47 girafes"
PHRASES: Final[Mapping[str, str]] = {
    Language.FR: "Abeille lucarne galaxie menthe tiroir volcan guitare 7",
    Language.EN: "Acoustic bamboo lantern maple orchard pelican velvet 7",
}
"""The proposed phrases, the same in each run. A language without one is offered English words, as
:mod:`~tui_voter.machine.phrases` does."""


class Disk(LocalFiles):
    """The files of the current folder; ``failure`` is raised by the next write."""

    failure: FileFault | None = None

    def write(self, name: str, content: str | bytes) -> str:
        failure, self.failure = self.failure, None
        if failure is not None:
            raise FileRefused(failure)
        return super().write(name, content)


class FakeVault:
    """A :class:`~tui_voter.machine.vault.Vault` with a given state; ``kept`` is what it
    remembers."""

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


def machine(
    now: datetime,
    files: Files | None = None,
    vault: VaultState | None = None,
    *,
    remembered: Remembered | None = None,
    skewed: bool = False,
    ballots: KeptBallots | None = None,
) -> Machine:
    """A machine whose clock has stopped at ``now``, the portal's time, or with ``skewed`` a year
    later. Without ``vault`` nothing can be remembered."""
    wall = now.replace(year=now.year + 1) if skewed else now
    store = FakeVault(vault or VaultState.ABSENT, remembered)
    deadlines = iter([-1.0])  # the first proof is not found in time

    async def work(asked: Work, tell: Callable[[float], None]) -> Proof:
        return await work_out(asked, tell, deadline=next(deadlines, DEADLINE))

    return Machine(
        meter=meter,
        clock=lambda: PortalClock(lambda: 0.0, lambda: wall),
        here=lambda: Here(ZoneInfo("Pacific/Noumea"), "Pacific/Noumea"),
        files=lambda: files or LocalFiles(),
        propose=lambda _policy: Secret(PHRASES.get(messages.language(), PHRASES[Language.EN])),
        work_out=work,
        verify=verify_receipt,
        vault=(lambda: store) if vault is not None else None,
        remembers=remembered is not None,
        ballots=(lambda: ballots) if ballots is not None else None,
    )
