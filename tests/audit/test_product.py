"""The product has no fault. French, whose words are longer, is looked at in every look here;
``tui-voter audit`` does so in both languages."""

from __future__ import annotations

import pytest

from tui_voter import messages
from tui_voter.audit.run import judge
from tui_voter.audit.seen import LOOKS, Look
from tui_voter.audit.walk import data, walk


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("language", "look"), [*(("fr", look) for look in LOOKS), *(("en", look) for look in LOOKS[:2])]
)
async def test_no_fault(language: str, look: Look) -> None:
    other = next(each for each in messages.LANGUAGES if each != language)
    there = await walk(other)
    reports = await judge(await walk(language), there, await data(), [look])
    faults = [(report.title, fault) for report in reports for fault in report.faults]
    assert faults == []
    assert len(reports) > 60
