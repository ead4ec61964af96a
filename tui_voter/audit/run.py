"""The audit from the walk to the report of each screen."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import repeat
from multiprocessing import active_children, get_context
from types import FrameType
from typing import Final

from tui_voter import messages
from tui_voter.audit import vocabulary
from tui_voter.audit.heard import Heard, listen
from tui_voter.audit.record import Shown
from tui_voter.audit.report import ControlReport, ScreenReport, pair
from tui_voter.audit.rules import Ledger, merged
from tui_voter.audit.seen import LOOKS, Look, look
from tui_voter.audit.walk import data, walk
from tui_voter.fullscreen.app import forget_textual_settings
from tui_voter.messages import gettext as _
from tui_voter.verifying.progress import Progress

Tell = Callable[[int, int], None]
"""Is told how many looks at a screen were taken, and of how many."""
_ENDS: Final = (signal.SIGINT, signal.SIGTERM)


def unheard(_done: int, _all: int) -> None:
    """The default: progress is not reported."""


def audit(languages: Sequence[str]) -> list[ScreenReport]:
    """Every screen of the product in ``languages``, each language in a process of its own: a
    process speaks one at a time, and it takes minutes. Progress is told on standard error, line by
    line. A signal ends all of it: raises SystemExit."""
    _write(_("Checking every screen, in both modes. This takes about three minutes."))
    with _ends(), ProcessPoolExecutor(len(languages), get_context("spawn"), _leave_signals) as pool:
        found = pool.map(_examine, languages, repeat(messages.language()))
        return [screen for screens in found for screen in screens]


@contextmanager
def _ends() -> Iterator[None]:
    """Let a signal end the processes that examine, too, so that nothing of theirs is left over."""

    def end(number: int, _frame: FrameType | None) -> None:
        for each in _ENDS:
            signal.signal(each, signal.SIG_IGN)  # once is enough: ``timeout`` sends it twice
        for process in active_children():
            process.kill()
        raise SystemExit(128 + number)

    before = {each: signal.signal(each, end) for each in _ENDS}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


def _leave_signals() -> None:
    """Whoever started this process ends it: a terminal and ``timeout`` send to both."""
    for each in _ENDS:
        signal.signal(each, signal.SIG_IGN)


def _examine(language: str, speaks: str) -> list[ScreenReport]:
    """Progress is told in the language that the command ``speaks``."""
    forget_textual_settings()
    progress: Progress | None = None

    def tell(done: int, all_: int) -> None:
        nonlocal progress
        progress = progress or Progress(lambda line: _write(pair(language, line)))
        messages.use(speaks)
        progress(done, all_)
        messages.use(language)

    async def walk_and_judge() -> list[ScreenReport]:
        messages.use(speaks)
        _write(pair(language, _("making the visits whose screens are checked…")))
        there = await walk(next(each for each in messages.LANGUAGES if each != language))
        shown = await walk(language)
        return await judge(shown, there, data(), tell=tell)

    return asyncio.run(walk_and_judge())


def _write(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 progress


async def judge(
    screens: Sequence[Shown],
    other: Sequence[Shown] = (),
    known: Sequence[str] = (),
    looks: Sequence[Look] = LOOKS,
    *,
    tell: Tell = unheard,
) -> list[ScreenReport]:
    """Check ``screens``, in the current language, against every rule.

    ``other`` are the same screens in the other language, ``known`` texts that are the same
    in both. ``looks`` are the themes and sizes in which they are shown.
    """
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        tell(done, len(screens) * len(looks))

    ledgers: dict[Shown, list[Ledger]] = defaultdict(list)
    heard: dict[Shown, Heard] = {}
    for shown, ledger in vocabulary.check_translated(screens, other, known):
        heard[shown] = await listen(shown)
        ledgers[shown] += [ledger, vocabulary.check(shown), heard[shown].ledger]
    views = await asyncio.gather(*(look(screens, how, count) for how in looks))
    orders: dict[Shown, list[str]] = {}
    for seen in views:
        for shown, one in zip(screens, seen, strict=True):
            ledgers[shown].append(one.ledger)
            orders.setdefault(shown, one.order)
    return [
        ScreenReport(
            shown.language,
            shown.kind,
            shown.screen.title,
            _controls(shown, heard[shown].prompts, orders.get(shown, [])),
            merged(ledgers[shown]),
            min((one[place].contrast for one in views), default=21.0),
            heard[shown].words,
        )
        for place, shown in enumerate(screens)
    ]


def _controls(shown: Shown, prompts: dict[str, str], order: list[str]) -> list[ControlReport]:
    return [
        ControlReport(
            control.role,
            control.name,
            control.state,
            order.index(control.stop) + 1 if control.stop in order else 0,
            prompts.get(control.key, ""),
        )
        for control in shown.controls()
    ]
