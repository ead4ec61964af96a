"""The session's time on the screen: told by a key, warned of without moving the focus, extended."""

import pytest

from tests import stories
from tests.fullscreen.stage import on_stage
from tests.stories import Expiring
from tui_voter.dialogue import Answers, Dialogue, Heading, Notice
from tui_voter.fullscreen import session as session_module


@pytest.fixture(autouse=True)
def _time_flies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "INTERVAL", 0.005)


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_the_warning_moves_no_focus_and_comes_once(theme: str) -> None:
    session = Expiring(800)
    heading = Heading(session=session.limit())
    async with on_stage(stories.password_form(), heading=heading, theme=theme) as stage:
        await stage.enter("Se")
        assert "La session dure" not in stage.text
        session.seconds = 110
        await stage.sees("La session dure encore 110 t.", "Ctrl+R extend the session")
        assert stage.focused == "password"
        await stage.enter("cret")
        assert stage.typed("password") == "Secret"
        session.seconds = 90
        await stage.press("tab")
        await stage.at_rest()
        assert "La session dure" not in stage.text


async def test_a_key_extends_it_and_another_tells_it() -> None:
    session = Expiring(110)
    heading = Heading(session=session.limit())
    async with on_stage(stories.password_form(), heading=heading) as stage:
        await stage.press("ctrl+r", sees="La session dure encore 900 t.")
        assert (session.extended, stage.focused) == (1, "password")
        session.seconds = 880
        await stage.press("ctrl+t")
        await stage.sees("Il vous reste 9 minutes 47 secondes.", "La session dure encore 880 t.")
        session.seconds = 100  # it is warned of again
        await stage.sees("La session dure encore 100 t.")


async def test_what_is_told_at_a_question_is_shown_there_at_once_and_moves_no_focus() -> None:
    """During a submit, it comes with what comes next."""
    voices: list[Dialogue] = []

    async def submit(_answers: Answers) -> None:
        voices[0].notify(Notice("Envoyé."))

    async def journey(dialogue: Dialogue) -> None:
        voices.append(dialogue)
        await dialogue.ask(stories.form(stories.text("name", "Nom"), submit=submit))
        await dialogue.show(stories.page("Fin"))

    async with on_stage(journey, sees="Nom") as stage:
        await stage.enter("Ad")
        voices[0].notify(Notice("À table."))
        voices[0].notify(Notice("Reprise."))
        await stage.sees("Reprise.")
        assert (stage.focused, stage.typed("name")) == ("name", "Ad")
        assert "À table." not in stage.text
        await stage.enter("a", "enter", "enter", sees=["Envoyé.", "Fin"])
        assert "Reprise." not in stage.text
