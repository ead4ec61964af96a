"""The audit from the walk to the report of each screen."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tui_voter import messages
from tui_voter.audit import vocabulary, words
from tui_voter.audit.heard import listen
from tui_voter.audit.record import Role, Shown
from tui_voter.audit.report import ControlReport, ScreenReport
from tui_voter.audit.rules import Fault
from tui_voter.audit.seen import LOOKS, Look, look
from tui_voter.audit.walk import data, walk
from tui_voter.fullscreen.app import forget_textual_settings


def audit(languages: Sequence[str]) -> list[ScreenReport]:
    """Every screen of the product in ``languages``, each language in a process of its own: a
    process speaks one at a time, and it takes half a minute or so."""
    with ProcessPoolExecutor(len(languages), get_context("spawn")) as pool:
        return [report for reports in pool.map(_examine, languages) for report in reports]


def _examine(language: str) -> list[ScreenReport]:
    forget_textual_settings()
    return asyncio.run(_walk_and_judge(language))


async def _walk_and_judge(language: str) -> list[ScreenReport]:
    other = next(each for each in messages.LANGUAGES if each != language)
    there = await walk(other)
    shown = await walk(language)
    return await judge(shown, there, await data())


async def judge(
    screens: Sequence[Shown],
    other: Sequence[Shown] = (),
    known: Sequence[str] = (),
    looks: Sequence[Look] = LOOKS,
) -> list[ScreenReport]:
    """Hold ``screens``, in the language spoken now, against every rule.

    ``other`` are the same screens in the other language, ``known`` texts that are the same
    in both. ``looks`` are the themes and sizes in which they are shown.
    """
    faults: dict[Shown, list[Fault]] = defaultdict(list)
    prompts: dict[Shown, dict[str, str]] = {}
    orders: dict[Shown, list[str]] = {}
    for shown, fault in words.check(screens, other, known):
        faults[shown].append(fault)
    for shown in screens:
        faults[shown] += vocabulary.check(shown)
        heard = await listen(shown)
        faults[shown] += heard.faults
        prompts[shown] = heard.prompts
    for how, seen in zip(looks, await asyncio.gather(*(look(screens, how) for how in looks)), strict=True):
        for shown, one in zip(screens, seen, strict=True):
            faults[shown] += one.faults
            if how is looks[0]:
                orders[shown] = one.order
    return [
        ScreenReport(
            shown.language,
            shown.kind,
            shown.screen.title,
            _controls(shown, prompts[shown], orders.get(shown, [])),
            faults[shown],
        )
        for shown in screens
    ]


def _controls(shown: Shown, prompts: dict[str, str], order: list[str]) -> list[ControlReport]:
    def place(role: Role, key: str) -> int:
        """Where the focus comes to it, from 1; a menu's options are one place, and so are the
        rows of a list."""
        name = role.value if role in (Role.OPTION, Role.ROW) else key
        return order.index(name) + 1 if name in order else 0

    return [
        ControlReport(
            control.role,
            control.name,
            control.state,
            place(control.role, control.key),
            prompts.get(control.key, ""),
        )
        for control in shown.controls()
    ]
