"""The audit from the walk to the report of each screen."""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context

from tui_voter import messages
from tui_voter.audit import vocabulary, words
from tui_voter.audit.evidence import ControlReport, ScreenReport
from tui_voter.audit.heard import VOICE, listen
from tui_voter.audit.ledger import Ledger, merged
from tui_voter.audit.record import Shown
from tui_voter.audit.seen import LOOKS, Look, Seen, look
from tui_voter.audit.walk import data, walk
from tui_voter.fullscreen.app import forget_textual_settings
from tui_voter.messages import gettext as _

Tell = Callable[[str], None]
"""Is told what has been looked at."""


def unheard(_what: str) -> None:
    """The default: progress is not reported."""


def audit(languages: Sequence[str]) -> list[ScreenReport]:
    """Every screen of the product in ``languages``, each language in a process of its own: a
    process speaks one at a time, and it takes half a minute or so. On a terminal, progress is
    reported on standard error, line by line."""
    tells = sys.stderr.isatty()
    if tells:
        _write(
            _(
                "Checking every screen, in full-screen and line-by-line modes. This takes "
                "about a minute."
            )
        )
    with ProcessPoolExecutor(len(languages), get_context("spawn")) as pool:
        found = pool.map(_examine, languages, repeat(tells))
        return [report for reports in found for report in reports]


def _examine(language: str, tells: bool) -> list[ScreenReport]:
    forget_textual_settings()
    tell = (lambda what: _write(f"{language}: {what}")) if tells else unheard
    return asyncio.run(_walk_and_judge(language, tell))


def _write(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 progress


async def _walk_and_judge(language: str, tell: Tell) -> list[ScreenReport]:
    other = next(each for each in messages.LANGUAGES if each != language)
    there = await walk(other)
    shown = await walk(language)
    return await judge(shown, there, await data(), tell=tell)


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
    ledgers: dict[Shown, list[Ledger]] = defaultdict(list)
    prompts: dict[Shown, dict[str, str]] = {}
    for shown, ledger in words.check(screens, other, known):
        heard = await listen(shown)
        ledgers[shown] += [ledger, vocabulary.check(shown), heard.ledger]
        prompts[shown] = heard.prompts
    tell(VOICE)

    async def look_at(how: Look) -> list[Seen]:
        seen = await look(screens, how)
        tell(str(how))
        return seen

    views = await asyncio.gather(*map(look_at, looks))
    orders: dict[Shown, list[str]] = {}
    contrasts: dict[Shown, list[tuple[str, float]]] = defaultdict(list)
    for how, seen in zip(looks, views, strict=True):
        for shown, one in zip(screens, seen, strict=True):
            ledgers[shown].append(one.ledger)
            contrasts[shown].append((str(how), one.contrast))
            orders.setdefault(shown, one.order)
    return [
        ScreenReport(
            shown.language,
            shown.kind,
            shown.screen.title,
            _controls(shown, prompts[shown], orders.get(shown, [])),
            merged(ledgers[shown]),
            contrasts[shown],
        )
        for shown in screens
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
