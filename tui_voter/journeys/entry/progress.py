"""The voter's progress with one link."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tui_voter.contract.errors import ErrorCode, PortalError, PortalRefused
from tui_voter.dialogue import Dialogue
from tui_voter.journeys.shared.passwords import NewPassword
from tui_voter.journeys.shared.proposal import Proposal
from tui_voter.secret import Secret
from tui_voter.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui_voter.contract.activation import Invitation
    from tui_voter.contract.links import MailedLink
    from tui_voter.contract.recovery import Recovery
    from tui_voter.journeys.shared.machine import Machine


STEP_KEYS: Final = ("keep_password", "password", "question", "answer", "code", "new_password")
"""The keys of all forms of steps 2 and 3, which hold what the voter typed with one link."""


class Taken(NamedTuple):
    """The secret that the portal has taken at step 2 (a password, answer or code), and the ticket
    that the portal gave for it."""

    secret: Secret
    ticket: Secret


@dataclass(eq=False, repr=False)
class Progress:
    """How far the voter has come with the ``link``.

    Once step 2 is ``taken``, it need not be done again. ``left_third_step`` says that the voter
    took another way from step 3, where they will continue. ``is_over`` says that only another link
    leads on. ``proposals`` are the phrases proposed in this visit, by the words of the voter's name
    and address: a voter who noted a phrase finds it again with any link.
    """

    link: MailedLink
    taken: Taken | None = None
    left_third_step: bool = False
    is_over: bool = False
    proposals: dict[Sequence[str], Proposal] = field(default_factory=dict)

    def begin(self) -> None:
        """Start again from a link that has just been opened."""
        self.left_third_step = self.is_over = False

    @property
    def resumed_third_step(self) -> Taken | None:
        """What was taken at step 2, if the voter continues at step 3; otherwise None."""
        return self.taken if self.left_third_step else None

    def new_password(
        self, dialogue: Dialogue, machine: Machine, opened: Invitation | Recovery
    ) -> NewPassword:
        """Make the fields of a new password, with the phrase that was proposed to this voter."""
        policy, meter = opened.election.policy, machine.meter(opened.words)
        proposal = Proposal(dialogue, machine.propose, policy, meter)
        proposal = self.proposals.setdefault(opened.words, proposal)
        return NewPassword(policy, meter, proposal=proposal)

    def failed(self, error: PortalError) -> None:
        """Note that step 3 failed. If the ticket was replaced, step 2 must be done again."""
        if isinstance(error, PortalRefused) and error.code is ErrorCode.TICKET_REPLACED:
            self.taken = None
