"""Opening a voter account: from the one-time link in the email to an active account.

The steps are those of the portal's activation guide: the unique link, the password with the
captcha, the challenge question, the confirmation. Going back from a step returns to the one
before, which shows again what was typed there, hidden answers as hidden.
"""

from __future__ import annotations

from tui_voter.dialogue import BACK, Dialogue
from tui_voter.journeys.entry.opening import Opened
from tui_voter.journeys.entry.password import create_password
from tui_voter.journeys.entry.progress import Progress
from tui_voter.journeys.entry.question import choose_question
from tui_voter.journeys.entry.ways import LINK
from tui_voter.journeys.shared.machine import Machine
from tui_voter.journeys.shared.session import Admission


async def activate(
    dialogue: Dialogue, opened: Opened, machine: Machine, progress: Progress
) -> Admission | str:
    """Steps 2 and 3, from the one that the voter left, once the link is open; or the way that they
    took from them."""
    while not isinstance(
        created := progress.third_begun
        or await create_password(dialogue, opened, machine, progress),
        str,
    ):
        outcome = await choose_question(dialogue, opened, created, machine.clock, progress)
        progress.is_at_third = outcome != BACK
        if outcome != BACK:
            return outcome
    return LINK if created == BACK else created
