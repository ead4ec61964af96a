"""No captcha is said to tell people from robots: the voter may have their computer answer it."""

from __future__ import annotations

import pytest

from tests.walks import walked
from tui_voter.dialogue import Form


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_no_help_says_that_it_tells_people_from_robots(language: str) -> None:
    forms = [shown.screen for shown in await walked(language) if isinstance(shown.screen, Form)]
    assert forms
    assert not [form.title for form in forms if "robot" in form.help.lower()]
