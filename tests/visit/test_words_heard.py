"""A voter who knows the program hears little, and what they need."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.portal_process import RunningPortal
from tests.visit.words_heard import ENOUGH, heard, words
from tui_voter import messages
from tui_voter.messages import gettext as _


def counted(said: Mapping[str, str]) -> dict[str, int]:
    return {step: words(text) for step, text in said.items()}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_no_step_says_more_than_is_enough(
    portal: RunningPortal, address: str, language: str, tmp_path: Path
) -> None:
    said = heard(portal, address, tmp_path, language)
    count = counted(said)
    assert {step: count[step] for step, most in ENOUGH.items() if count[step] > most} == {}, said
    assert _("Local connection, not encrypted.") in said["password"]
