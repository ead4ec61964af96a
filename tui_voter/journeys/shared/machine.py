"""What the voter's computer provides to a visit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from tui_voter.tuples import NamedTuple

if TYPE_CHECKING:
    from datetime import tzinfo

    from tui_voter.contract.captchas import Proof, Work
    from tui_voter.contract.passwords import PasswordPolicy
    from tui_voter.countdown import PortalClock
    from tui_voter.machine.files import Files
    from tui_voter.machine.receipts import KeptBallots
    from tui_voter.machine.strength import Meter
    from tui_voter.machine.vault import Vault
    from tui_voter.sealing.receipt import Receipt
    from tui_voter.secret import Secret


class Here(NamedTuple):
    """The voter's time zone, and the name they know it by ("Pacific/Noumea")."""

    zone: tzinfo
    name: str


class Verified(NamedTuple):
    """What ``tui-voter verify`` says of a receipt and a ballot box: what ``holds``, and the
    ``fault``, "" if there is none."""

    holds: Sequence[str]
    fault: str = ""


Verify = Callable[["Receipt", bytes], Verified]
"""Holds a receipt against the bytes of a ballot box. It may take seconds."""


class Machine(NamedTuple):
    """The computer's clocks, files and keyring. Each is made when it is first needed.

    ``meter`` makes the strength meter for one voter, from the parts of their name and address.
    ``clock`` makes a clock that follows the portal's time. ``propose`` draws a passphrase that a
    policy accepts. ``work_out`` computes a captcha's proof, reports its progress, and raises
    ``TimeoutError``. ``verify`` does what ``tui-voter verify`` does. Without a ``vault`` nothing is
    remembered. ``remembers`` says whether the vault holds something, and ``note`` stores that.
    ``tell_once`` is true the first time that the voter is to be told why nothing can be kept.
    Without ``ballots`` no receipt is kept.
    """

    meter: Callable[[Sequence[str]], Meter]
    clock: Callable[[], PortalClock]
    here: Callable[[], Here]
    files: Callable[[], Files]
    propose: Callable[[PasswordPolicy], Secret]
    work_out: Callable[[Work, Callable[[float], None]], Awaitable[Proof]]
    verify: Verify
    vault: Callable[[], Vault] | None = None
    remembers: bool = False
    note: Callable[[bool], None] = lambda _remembers: None
    tell_once: Callable[[], bool] = lambda: True
    ballots: Callable[[], KeptBallots] | None = None
