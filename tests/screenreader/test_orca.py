"""Every journey in the linear voice, by the speech reader of the desktop."""

from __future__ import annotations

from tests.screenreader.conftest import WALK, Walk, desktop
from tests.screenreader.journeys import Journey
from tests.screenreader.orca import OrcaTerminal

pytestmark = desktop


@WALK
def test_a_journey(walk: Walk, journey: Journey, language: str) -> None:
    walk(OrcaTerminal, journey, language)
