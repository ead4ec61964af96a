"""The product has no fault. ``tui-voter audit`` shows every screen in every look and in both
languages; here French, whose words are longer, is shown whole where there is least room, and
each screen of either language in one of the looks, which take turns. Each test has one screen in
so many."""

from __future__ import annotations

from copy import deepcopy

import pytest

from tests.walks import walked
from tui_voter import messages
from tui_voter.audit.run import judge
from tui_voter.audit.seen import LOOKS, Look
from tui_voter.audit.vocabulary import check_translated
from tui_voter.audit.walk import data

NARROWEST = min(LOOKS, key=lambda look: look.columns)
TURNS = [(look, slice(first, None, len(LOOKS))) for first, look in enumerate(LOOKS)]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("language", "looks", "part"),
    [
        *(("fr", list(dict.fromkeys([NARROWEST, look])), part) for look, part in TURNS),
        *(("en", [look], part) for look, part in TURNS),
    ],
)
async def test_no_fault(language: str, looks: list[Look], part: slice) -> None:
    other = next(each for each in messages.LANGUAGES if each != language)
    there = await judge(await walked(other), [])
    screens = (await walked(language))[part]
    reports = await judge(screens, looks)
    assert deepcopy(reports) == reports  # as they come from a process for each language
    check_translated([*reports, *there], data())
    faults = [(report.title, fault) for report in reports for fault in report.faults]
    assert faults == []
    assert len(reports) == len(screens) > 20
