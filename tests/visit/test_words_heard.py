"""A voter hears little, and what they need."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.visit.words_heard import GOALS, MORE, is_too_long, walk
from tui_voter import messages


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_no_step_says_more_than_is_enough(language: str, tmp_path: Path) -> None:
    voter = walk(language, tmp_path)
    goals = GOALS | {step: most[language] for step, most in MORE.items() if language in most}
    too_much = {step for step, goal in goals.items() if voter.counted[step] > goal}
    assert {step: (voter.counted[step], voter.said[step]) for step in too_much} == {}
    assert [prompt for prompt in voter.prompts if is_too_long(prompt)] == []
