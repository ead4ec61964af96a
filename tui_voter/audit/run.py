"""The audit from the walk to the report of each screen."""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import count, repeat
from multiprocessing import active_children, get_context
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Final

from tui_voter import messages
from tui_voter.audit import vocabulary
from tui_voter.audit.heard import listen
from tui_voter.audit.record import Shown
from tui_voter.audit.report import pair
from tui_voter.audit.rules import ScreenReport, merged
from tui_voter.audit.seen import LOOKS, Look, look
from tui_voter.audit.walk import data, walk
from tui_voter.fullscreen.app import forget_textual_settings
from tui_voter.messages import gettext as _
from tui_voter.verifying.progress import Progress

_ENDS: Final = (signal.SIGINT, signal.SIGTERM)


def audit(languages: Sequence[str]) -> list[ScreenReport]:
    """Every screen of the product in ``languages``. Each language there is has a process of its
    own, as a process speaks one at a time: one that is not asked for is visited too, since a text
    that it has alike is not translated. Progress is told on standard error, line by line. A signal
    ends all of it: raises SystemExit."""
    _write(_("Checking every screen, in both modes. This takes about three minutes."))
    spoken = messages.LANGUAGES
    looks = [LOOKS if each in languages else () for each in spoken]
    with (
        _ends(),
        TemporaryDirectory(prefix="tui-voter-audit-") as folder,
        ProcessPoolExecutor(len(spoken), get_context("spawn"), _begin, (folder,)) as pool,
    ):
        found = list(pool.map(_examine, spoken, looks, repeat(messages.language())))
    data = [text for _screens, texts in found for text in texts]
    every = [screen for screens, _texts in found for screen in screens]
    vocabulary.check_translated(every, data)
    return [screen for screen in every if screen.language in languages]


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


def _begin(folder: str) -> None:
    """Whoever started this process ends it: a terminal and ``timeout`` send to both. It removes
    ``folder`` too, which has all files of this process."""
    tempfile.tempdir = folder
    for each in _ENDS:
        signal.signal(each, signal.SIG_IGN)


def _examine(
    language: str, looks: Sequence[Look], speaks: str
) -> tuple[list[ScreenReport], list[str]]:
    """The screens in ``language``, and what is in none. Progress is told in the language that the
    command ``speaks``."""
    forget_textual_settings()

    def told(line: str) -> None:
        _write(pair(language, line))

    progress: Progress | None = None

    def tell(done: int, all_: int) -> None:
        nonlocal progress
        progress = progress or Progress(told)  # by the pace since the first look
        messages.use(speaks)
        progress(done, all_)
        messages.use(language)

    async def walk_and_judge() -> list[ScreenReport]:
        return await judge(await walk(language), looks, tell)

    messages.use(speaks)
    told(_("making the visits whose screens are checked…"))
    return asyncio.run(walk_and_judge()), data()


def _write(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 progress


async def judge(
    screens: Sequence[Shown],
    looks: Sequence[Look],
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[ScreenReport]:
    """Check ``screens``, in the current language, against every rule but that they are translated.

    ``looks`` are the themes and sizes in which they are shown; ``tell`` is told how many looks at a
    screen were taken, and of how many.
    """
    done = count(1)

    def seen() -> None:
        tell(next(done), len(screens) * len(looks))

    heard = [await listen(shown) for shown in screens]
    views = await asyncio.gather(*(look(screens, how, seen) for how in looks))
    return [
        ScreenReport(
            shown.language,
            shown.kind,
            shown.screen.title,
            {each.name: told.prompts.get(each.name, "") for each in shown.controls()},
            merged([vocabulary.check(shown), told.ledger, *ledgers]),
            told.words,
            shown.said,
        )
        for shown, told, *ledgers in zip(screens, heard, *views, strict=True)
    ]
