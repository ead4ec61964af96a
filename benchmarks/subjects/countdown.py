"""The live countdown of a signed-in voter, with the theme as its argument."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

from tui_voter.contract.languages import Language
from tui_voter.countdown import PortalClock
from tui_voter.dialogue import Dialogue, Heading
from tui_voter.fullscreen.app import run
from tui_voter.journeys.shared.machine import Here
from tui_voter.journeys.vote.hours import VoteCountdown, watch

try:
    from tui_voter.contract.election import Election
    from tui_voter.contract.passwords import PasswordPolicy
except ImportError:  # another checkout may be measured, from before the contract had subjects
    from tui_voter.contract.shapes import (  # type: ignore[attr-defined, no-redef]
        Election,
        PasswordPolicy,
    )

if TYPE_CHECKING:
    from tui_voter.contract.portal import Portal

NOW = datetime.now(UTC)
OPENS_AT = NOW + timedelta(days=43, hours=22, minutes=38, seconds=7)
ELECTION = Election(
    name="MARK",
    organiser="Portal",
    opens_at=OPENS_AT,
    closes_at=OPENS_AT + timedelta(days=7),
    time_zone="Europe/Paris",
    portal_time=NOW,
    languages=(Language.FR,),
    policy=PasswordPolicy(),
    support="-",
    claims_until=OPENS_AT,
    lists_from=NOW,
)


class TimePortal:
    """All that a countdown asks of a portal; another checkout has other tests."""

    async def call(self, *_asked: object) -> Election:
        return ELECTION

    async def election(self) -> Election:
        """The same, as older checkouts ask it."""
        return ELECTION


async def journey(dialogue: Dialogue) -> None:
    clock = PortalClock()
    clock.set(NOW, clock.elapsed())
    portal = cast("Portal", TimePortal())
    countdown = VoteCountdown(portal, ELECTION, Here(UTC, "UTC"), clock)
    dialogue.head(Heading("MARK", "portal.example", "", countdown.block()))
    await watch(dialogue, countdown)


raise SystemExit(run(journey, theme=sys.argv[1]))
