"""Every journey in the linear voice, by braille."""

from __future__ import annotations

from tests.screenreader.brltty import BrailleTerminal
from tests.screenreader.conftest import WALK, Walk, braille
from tests.screenreader.journeys import Journey

pytestmark = braille


@WALK
def test_a_journey(walk: Walk, journey: Journey, language: str) -> None:
    walk(BrailleTerminal, journey, language)
