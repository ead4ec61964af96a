"""Play the visits of the audit in both voices, with all cores.

This is a module of its own, as the other processes do not know what is defined in ``__main__``.

Chance begins anew, and alike, with each visit, so that captchas, codes and tracking numbers are the
same each time, and so is each line that is broken to fit a screen. Nothing is said because
something has lasted, and no timer runs.
"""

import asyncio
import os
import random
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from io import StringIO
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from mock_server.polling_board.cli import main as polling_board
from mock_server.training import rehearsal
from tests.traces.in_lines import InLines
from tests.traces.on_screen import OnScreen, Small
from tests.traces.performer import Performer
from tests.traces.trace import LINES, Name, Step
from tui_voter import messages
from tui_voter.audit.portal import stages
from tui_voter.audit.visits import VISITS, Visit
from tui_voter.audit.walk import DEMO, PlayedBy, demonstration, make_visit
from tui_voter.fullscreen import journey_task, pulse, session
from tui_voter.fullscreen.app import forget_textual_settings
from tui_voter.fullscreen.screens import background_task
from tui_voter.journeys.demo import At
from tui_voter.linear import waiting

PERFORMERS: Final[dict[str, PlayedBy]] = {LINES: InLines, "80x24": OnScreen, "40x12": Small}
"""Who plays each visit, by voice."""
PLANS: Final[dict[str, Visit | At]] = {
    **{f"demo-{at.name.lower()}": at for at in DEMO},
    **{f"{n:02}-{plan.moment.name.lower()}": plan for n, plan in enumerate(VISITS, 1)},
}
NEVER: Final = 3_600.0
"""Seconds: no visit lasts so long."""
NAMES: Final = [
    Name(voice, language, visit)
    for visit, voice, language in product(PLANS, PERFORMERS, messages.LANGUAGES)
]


def begin(what: str) -> None:
    """Let all that this process draws from now on depend on ``what`` begins."""
    chance = random.Random(what)  # noqa: S311 nothing secret
    random._urandom = chance.randbytes  # type: ignore[attr-defined] # that of ``secrets`` as well


def prepare() -> None:
    """Let neither a busy machine nor an idle one show in a trace, and chance be that of this
    process alone: the polling board works in it, too, which has one of its own in a demo. A program
    is told by its bare name, wherever this one is installed."""
    forget_textual_settings()
    journey_task.FIRST_WORD = session.INTERVAL = pulse.TICK = NEVER  # type: ignore[misc]
    background_task.SOON = background_task.LONG = NEVER  # type: ignore[misc]
    waiting.HESITATION = waiting.PATIENCE = NEVER  # type: ignore[misc]
    for module in [*sys.modules.values()]:
        if hasattr(module, "elapsed_seconds"):
            vars(module)["elapsed_seconds"] = float  # always zero

    def board(say: Callable[[str], None], *words: str | Path) -> None:
        with redirect_stdout(StringIO()) as said:
            assert not polling_board([*map(str, words)])
        say(said.getvalue())

    rehearsal._board = board
    os.environ["PATH"] += os.pathsep + str(Path(sys.executable).parent)


def play(name: Name) -> list[Step]:
    """One visit in one voice and language, in this process. One that takes another way than its
    script says raises :class:`~tui_voter.audit.player.Disagreement`."""
    return asyncio.run(_played(name))


async def _played(name: Name) -> list[Step]:
    begin("databases")
    await stages()  # the same in each process, whichever visit it makes first
    messages.use(name.language)
    begin("visit")
    plan, by = PLANS[name.visit], PERFORMERS[name.voice]
    make: Any = demonstration if isinstance(plan, At) else make_visit
    try:
        performer = await make(plan, name.language, by)
    except Exception as error:
        error.add_note(str(name))
        raise
    assert isinstance(performer, Performer)
    return performer.trace


def play_all(wanted: Sequence[Name]) -> dict[Name, list[Step]]:
    """All of them, with all cores."""
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), prepare) as pool:
        return dict(zip(wanted, pool.map(play, wanted), strict=True))
