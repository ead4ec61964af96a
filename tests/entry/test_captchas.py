"""What a captcha is for is said without untruth: the voter may have their computer answer it."""

from __future__ import annotations

import pytest

from tests.walks import walked
from tui_voter.dialogue import CaptchaField, Form
from tui_voter.messages import gettext as _


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_no_help_says_that_it_tells_people_from_robots(language: str) -> None:
    forms = [shown.screen for shown in await walked(language) if isinstance(shown.screen, Form)]
    asking = [form for form in forms if any(isinstance(f, CaptchaField) for f in form.fields)]
    told = _("The captcha slows down bulk requests.")
    assert sum(told in form.help for form in asking) > 2
    assert not [form.title for form in forms if "robot" in form.help.lower()]
