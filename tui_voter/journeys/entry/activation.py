"""Opening a voter account, from the emailed one-time link to an active account.

The steps are those of the portal's activation guide: the link, the password with the captcha, the
challenge question, the confirmation. Going back from a step shows the previous one, still filled in
(secrets stay hidden).
"""

from __future__ import annotations

from tui_voter.dialogue import BACK, Dialogue, Left, Took
from tui_voter.journeys.entry.opening import ActivationOpened
from tui_voter.journeys.entry.password import create_password
from tui_voter.journeys.entry.progress import Progress, Taken
from tui_voter.journeys.entry.question import choose_question
from tui_voter.journeys.entry.ways import LINK
from tui_voter.journeys.shared.machine import Machine
from tui_voter.journeys.shared.session import Admission


async def activate(
    dialogue: Dialogue, opened: ActivationOpened, machine: Machine, progress: Progress
) -> Admission | Left:
    """Take the voter through steps 2 and 3 of the opened link, starting at the step that they left.
    Returns the signed-in voter, or the way that they took instead."""
    while isinstance(
        created := progress.resumed_third_step
        or await create_password(dialogue, opened, machine, progress),
        Taken,
    ):
        outcome = await choose_question(dialogue, opened, created, machine.clock, progress)
        progress.left_third_step = outcome is not BACK
        if outcome is not BACK:
            return outcome
    return Took(LINK) if created is BACK else created
