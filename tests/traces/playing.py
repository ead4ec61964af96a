"""Play the visits of the audit in both voices, with all cores.

This is a module of its own, as the other processes do not know what is defined in ``__main__``.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from multiprocessing import get_context
from typing import Final

from tests.traces.in_lines import InLines
from tests.traces.on_screen import OnScreen, Small
from tests.traces.steady import begin, prepare
from tests.traces.trace import LINES, Name, Step, Traces
from tui_voter import messages
from tui_voter.audit.portal import stages
from tui_voter.audit.visits import VISITS, Visit
from tui_voter.audit.walk import DEMO, PlayedBy, demonstration, make_visit
from tui_voter.journeys.demo import At

PERFORMERS: Final[dict[tuple[str, str], type[InLines | OnScreen]]] = {
    (LINES, "fr"): InLines,
    (LINES, "en"): InLines,
    ("80x24", "fr"): OnScreen,
    ("80x24", "en"): OnScreen,
    ("40x12", "fr"): Small,
}
"""Who plays each visit, by voice and language."""
PLANS: Final[dict[str, Visit | At]] = {
    **{f"demo-{at.name.lower()}": at for at in DEMO},
    **{f"{n:02}-{plan.moment.name.lower()}": plan for n, plan in enumerate(VISITS, 1)},
}
NAMES: Final = [Name(*by, visit) for visit, by in product(PLANS, PERFORMERS)]


def play(name: Name) -> list[Step]:
    """One visit in one voice and language, in this process. One that takes another way than its
    script says raises :class:`~tui_voter.audit.player.Disagreement`."""
    return asyncio.run(_played(name))


async def _played(name: Name) -> list[Step]:
    begin("databases")
    await stages()  # the same in each process, whichever visit it makes first
    messages.use(name.language)
    begin("visit")
    by: PlayedBy = PERFORMERS[name.voice, name.language]
    plan = PLANS[name.visit]
    try:
        if isinstance(plan, At):
            performer = await demonstration(plan, name.language, by)
        else:
            performer = await make_visit(plan, name.language, by)
    except Exception as error:
        error.add_note(str(name))
        raise
    assert isinstance(performer, InLines | OnScreen)
    return performer.trace


def play_all(wanted: Sequence[Name]) -> Traces:
    """All of them, with all cores."""
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), prepare) as pool:
        return dict(zip(wanted, pool.map(play, wanted), strict=True))
