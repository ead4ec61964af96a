"""Every journey in the linear voice, by the speech reader of the desktop."""

from __future__ import annotations

import pytest

from tests.screenreader.conftest import Walk, desktop
from tests.screenreader.journeys import WALKS, Journey
from tests.screenreader.listeners import THOROUGH
from tests.screenreader.orca import OrcaTerminal

pytestmark = desktop
SHORT = [walk for walk in WALKS if THOROUGH or walk[0].name == "activation"]
"""A desktop takes a core for itself."""


@pytest.mark.parametrize(
    ("journey", "language"), SHORT, ids=[f"{walk.name} {language}" for walk, language in SHORT]
)
def test_a_journey(walk: Walk, journey: Journey, language: str) -> None:
    walk(OrcaTerminal, journey, language)
