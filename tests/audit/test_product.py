"""The product has no fault. ``tui-voter audit`` shows every screen in every look and in both
languages, and so does this where ``EACH_WAY`` is set; else French, whose words are longer, is shown
whole where there is least room, and each screen in English in one of the looks, which take turns.
Each test has one screen in so many."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from itertools import product

import pytest

from tests.walks import walked
from tests.ways import some
from tui_voter import messages
from tui_voter.audit.run import judge
from tui_voter.audit.seen import LOOKS, Look
from tui_voter.audit.vocabulary import check_translated
from tui_voter.audit.walk import data

NARROWEST = min(LOOKS, key=lambda look: look.columns)
PARTS = [slice(first, None, len(LOOKS)) for first in range(len(LOOKS))]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("language", "looks", "part"),
    some(
        *(("fr", [NARROWEST], part) for part in PARTS),
        *(("en", [look], part) for look, part in zip(LOOKS, PARTS, strict=True)),
        of=product(messages.LANGUAGES, [LOOKS], PARTS),
    ),
)
async def test_no_fault(language: str, looks: Sequence[Look], part: slice) -> None:
    other = next(each for each in messages.LANGUAGES if each != language)
    there = await judge(await walked(other), [])
    screens = (await walked(language))[part]
    reports = await judge(screens, looks)
    assert deepcopy(reports) == reports  # as they come from a process for each language
    check_translated([*reports, *there], data())
    faults = [(report.title, fault) for report in reports for fault in report.faults]
    assert faults == []
    assert len(reports) == len(screens) > 20
