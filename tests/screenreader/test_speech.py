"""Every journey in the linear voice, by speech."""

from __future__ import annotations

from tests.screenreader.conftest import WALK, Walk, speech
from tests.screenreader.fenrir import SpokenTerminal
from tests.screenreader.journeys import Journey

pytestmark = speech


@WALK
def test_a_journey(walk: Walk, journey: Journey, language: str) -> None:
    walk(SpokenTerminal, journey, language)
