"""Play all visits in both voices and both languages, with all cores."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from multiprocessing import get_context
from typing import Final

from tests.traces.in_lines import InLines
from tests.traces.on_screen import OnScreen, Small
from tests.traces.steady import begin, have_one_process, stop_timers
from tests.traces.trace import LINES, Name, Step
from tui_voter import messages
from tui_voter.audit.portal import stages
from tui_voter.audit.visits import VISITS, Visit
from tui_voter.audit.walk import DEMO, PlayedBy, demonstration, make_visit
from tui_voter.fullscreen.app import forget_textual_settings
from tui_voter.journeys.demo import At

PERFORMERS: Final[dict[str, type[InLines | OnScreen]]] = {
    LINES: InLines,
    "80x24": OnScreen,
    "40x12": Small,
}
LANGUAGES: Final = {LINES: ("fr", "en"), "80x24": ("fr", "en"), "40x12": ("fr",)}
PLANS: Final[dict[str, Visit | At]] = {
    **{f"demo-{at.name.lower()}": at for at in DEMO},
    **{f"{n:02}-{plan.moment.name.lower()}": plan for n, plan in enumerate(VISITS, 1)},
}


def names() -> Iterator[Name]:
    """All traces there are to be."""
    for visit, voice in product(PLANS, PERFORMERS):
        yield from (Name(voice, language, visit) for language in LANGUAGES[voice])


def record(wanted: Iterable[Name]) -> Iterator[tuple[Name, Sequence[Step]]]:
    """Play each visit anew. One that takes another way than its script says raises
    :class:`~tui_voter.audit.player.Disagreement`."""
    wanted = list(wanted)
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), _prepare) as pool:
        yield from zip(wanted, pool.map(_play, wanted), strict=True)


def _prepare() -> None:
    forget_textual_settings()
    stop_timers()
    have_one_process()


def _play(name: Name) -> list[Step]:
    """One visit in one voice and language."""
    return asyncio.run(_played(name))


async def _played(name: Name) -> list[Step]:
    begin("databases")
    await stages()  # the same in each process, whichever visit it makes first
    messages.use(name.language)
    begin("visit")
    by: PlayedBy = PERFORMERS[name.voice]
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
