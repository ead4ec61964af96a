"""How many words a voter hears at each step of the demonstration in the linear voice."""

from pathlib import Path

import pytest

from benchmarks.words_heard import too_much, walk
from tui_voter import messages


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_no_step_says_more_than_is_enough(language: str, tmp_path: Path) -> None:
    assert too_much(walk(language, tmp_path), language) == {}
