"""Creating the password: all of it is in sight at 80 by 24, whatever is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fullscreen.stage import Stage, on_stage
from tui_voter import messages
from tui_voter.audit.heard import present
from tui_voter.audit.record import Shown
from tui_voter.audit.walk import walk
from tui_voter.dialogue import CaptchaField, Dialogue, Form, Heading
from tui_voter.messages import gettext as _

pytestmark = pytest.mark.slow

NAMED = Heading("Élections professionnelles 2026", "elections.academie.exemple")
LONG = "Combien de mots y a-t-il dans cette liste : pantalon, poire, mangue, rouge, manteau ?"
"""A question of two lines; demo and real portals have some, and a hint of three."""
WARNED = NAMED._replace(
    warning="Portail d’essai, sur cet ordinateur : la connexion n’est pas chiffrée."
)


async def step_two(language: str) -> Form[object]:
    """The form as the journey asks it."""
    met: list[Shown] = await walk(language)
    messages.use(language)
    title = _("Create your password")
    form = next(s.screen for s in met if isinstance(s.screen, Form) and s.screen.title == title)
    *others, captcha = form.fields
    assert isinstance(captcha, CaptchaField)
    return replace(form, fields=[*others, replace(captcha, question=LONG, hint="Aide : " * 30)])


def whole(stage: Stage) -> bool:
    """Whether the button is in sight, and nothing above it is scrolled away."""
    form = stage.form
    return not form.body.scroll_y and form.body.region.contains_region(form.button.region)


@pytest.mark.parametrize("typed", ["", "soleil", "Zeppelin-vert 47 girafes"])
@pytest.mark.parametrize("heading", [NAMED, WARNED], ids=["portal", "demo"])
@pytest.mark.parametrize("language", messages.LANGUAGES)
async def test_the_button_is_in_sight_without_a_scroll(
    language: str, heading: Heading, typed: str
) -> None:
    asked = await step_two(language)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(heading)
        await present(dialogue, asked)

    async with on_stage(journey) as stage:
        await stage.sees(asked.title, _("Your answer"))
        await stage.enter(typed)
        if typed:
            await stage.until(lambda: "—" not in stage.row(_("Strength")))
        assert whole(stage), stage.text
        await stage.press("enter", "x", "enter")
        await stage.until(lambda: stage.form.boxes[1].has_class("-fault"))
        assert heading is WARNED or whole(stage), stage.text
