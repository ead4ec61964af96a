"""Run a whole audit, from the walks to the results of each screen."""

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
from tui_voter.audit.seen import LOOKS, Look, inspect
from tui_voter.audit.walk import data, walk
from tui_voter.fullscreen.app import forget_textual_settings
from tui_voter.messages import gettext as _
from tui_voter.verifying.progress import Progress

_ENDS: Final = (signal.SIGINT, signal.SIGTERM)


def audit(languages: Sequence[str]) -> list[ScreenReport]:
    """Check every screen of the product in ``languages``. A process speaks one language at a time,
    so that each has its own. The other languages are walked too: a text that is the same in two is
    not translated. Progress goes to standard error, line by line. A signal ends all processes, and
    raises SystemExit."""
    _write(_("Checking every screen, in both modes. This takes some minutes."))
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
    """Within a ``with``, a signal also ends the worker processes, so that they leave nothing."""

    def end(number: int, _frame: FrameType | None) -> None:
        for each in _ENDS:
            signal.signal(each, signal.SIG_IGN)  # ``timeout`` sends it twice
        for process in active_children():
            process.kill()
        raise SystemExit(128 + number)

    before = {each: signal.signal(each, end) for each in _ENDS}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


def _begin(folder: str) -> None:
    """Prepare a worker process. Its parent ends it, as a terminal and ``timeout`` signal both, and
    removes ``folder``, where all files of this process are."""
    tempfile.tempdir = folder
    for each in _ENDS:
        signal.signal(each, signal.SIG_IGN)


def _examine(
    language: str, looks: Sequence[Look], speaks: str
) -> tuple[list[ScreenReport], list[str]]:
    """The results of the screens in ``language``, and the texts of no language. Progress is
    reported in the language that the command ``speaks``."""
    forget_textual_settings()

    def say(line: str) -> None:
        _write(pair(language, line))

    progress: Progress | None = None

    def report(done: int, all_: int) -> None:
        nonlocal progress
        messages.use(speaks)
        sentence = _("{done} of {all} screens checked, about {time} left.")
        progress = progress or Progress(say, sentence)  # its pace counts from the first look
        progress(done, all_)
        messages.use(language)

    async def walk_and_judge() -> list[ScreenReport]:
        return await judge(await walk(language), looks, report)

    messages.use(speaks)
    say(_("making the visits whose screens are checked…"))
    return asyncio.run(walk_and_judge()), data()


def _write(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 progress


async def judge(
    screens: Sequence[Shown],
    looks: Sequence[Look],
    report: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[ScreenReport]:
    """Check ``screens``, in the current language, by every rule except that of translation.

    ``looks`` are the themes and sizes in which they are shown; ``report`` is called with the number
    of screens checked so far, of which one that was shown in some of the looks is a part, and the
    number of all.
    """
    done = count(1)

    def looked() -> None:
        report(next(done) // len(looks), len(screens))

    listened = [await listen(shown) for shown in screens]
    views = await asyncio.gather(*(inspect(screens, look, looked) for look in looks))
    return [
        ScreenReport(
            shown.language,
            shown.kind,
            shown.screen.title,
            {each.name: heard.prompts.get(each.name, "") for each in shown.controls()},
            merged([vocabulary.check(shown), heard.ledger, *ledgers]),
            heard.words,
            shown.said,
        )
        for shown, heard, *ledgers in zip(screens, listened, *views, strict=True)
    ]
