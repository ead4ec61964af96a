"""How far the voter has got with one link, and what they typed on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from tui_voter.contract.errors import ErrorCode, PortalError, PortalRefused
from tui_voter.dialogue import UNTYPED, Typed
from tui_voter.journeys.shared.proposal import Proposal
from tui_voter.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui_voter.contract.links import MailedLink


class Taken(NamedTuple):
    """The hidden answer of step 2, which the portal has taken, and the ticket that it gave."""

    secret: Secret
    ticket: Secret


@dataclass(eq=False, repr=False)
class Progress:
    """What was typed behind ``link`` at steps 2 and 3: hidden answers too, in memory only, until
    the voter is in or opens another link.

    While ``taken`` is there, step 2 need not be done again. Who took another way from step 3
    ``is_at_third`` when they come back, unless it ``is_over``: only another link leads on then.
    ``proposals`` are the phrases proposed in this visit, by the words of the voter's name and
    address: who has noted one finds it again, whatever link they open.
    """

    link: MailedLink
    second: Typed = UNTYPED
    third: Typed = UNTYPED
    taken: Taken | None = None
    is_at_third: bool = False
    is_over: bool = False
    proposals: dict[Sequence[str], Proposal] = field(default_factory=dict)

    def begin(self) -> None:
        """The link has been opened, perhaps once more."""
        self.is_at_third = self.is_over = False

    @property
    def third_begun(self) -> Taken | None:
        """What step 3 goes on from, where that is the step that the voter left."""
        return self.taken if self.is_at_third else None

    def failed(self, error: PortalError) -> None:
        """Step 3 was refused: the ticket may be good for nothing any more."""
        if isinstance(error, PortalRefused) and error.code is ErrorCode.TICKET_REPLACED:
            self.taken = None
