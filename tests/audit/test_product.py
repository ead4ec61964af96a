"""The product has no fault. ``tui-voter audit`` shows every screen in every look and in both
languages, and so does this where ``EACH_WAY`` is set; else French, whose words are longer, is shown
where there is least room, of each title the screen that says most, and every other screen in
English, in looks that take turns."""

from collections.abc import Sequence
from copy import deepcopy
from itertools import product

import pytest

from tests.walks import walked
from tests.ways import EACH_WAY, some
from tui_voter import messages
from tui_voter.audit.record import Shown
from tui_voter.audit.rules import Ledger, ScreenReport
from tui_voter.audit.run import judge
from tui_voter.audit.seen import LOOKS, Look
from tui_voter.audit.vocabulary import check_translated
from tui_voter.audit.walk import data

NARROWEST = min(LOOKS, key=lambda look: look.columns)
QUARTERS = [slice(quarter, None, 4) for quarter in range(4)]
TURNS = [slice(2 * turn, None, 2 * len(LOOKS)) for turn in range(len(LOOKS))]


def telling_most(screens: Sequence[Shown]) -> Sequence[Shown]:
    """Of each title, the screen with the most to say."""
    told = sorted(screens, key=lambda shown: sum(map(len, shown.said)))
    return [*{(shown.kind, shown.screen.title): shown for shown in told}.values()]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("language", "look", "part"),
    some(
        *(("fr", NARROWEST, quarter) for quarter in QUARTERS),
        *(("en", look, turn) for look, turn in zip(LOOKS, TURNS, strict=True)),
        of=product(messages.LANGUAGES, LOOKS, QUARTERS),
    ),
)
async def test_no_fault(language: str, look: Look, part: slice) -> None:
    screens = await walked(language)
    if language == "fr" and not EACH_WAY:
        screens = telling_most(screens)
    screens = screens[part]
    reports = await judge(screens, [look])
    assert deepcopy(reports) == reports  # as they come from a process for each language
    assert [(report.title, fault) for report in reports for fault in report.faults] == []
    assert len(reports) == len(screens) > 20


@pytest.mark.slow
async def test_every_text_is_translated() -> None:
    reports = [
        ScreenReport(shown.language, shown.kind, shown.screen.title, {}, Ledger(), said=shown.said)
        for language in messages.LANGUAGES
        for shown in await walked(language)
    ]
    check_translated(reports, data())
    assert [(report.title, fault) for report in reports for fault in report.faults] == []
    assert all(report.ledger.checks for report in reports)
