"""Hidden answers on the full screen: bullets, what is judged with each key, and two that differ."""

import asyncio

from tests import stories
from tests.fullscreen.stage import on_stage
from tui_voter import messages
from tui_voter.dialogue import StrengthView
from tui_voter.fullscreen.fields.secret import RulesList
from tui_voter.secret import Secret


async def test_a_secret_is_hidden_shown_on_request_and_never_copied() -> None:
    async with on_stage(stories.password_form()) as stage:
        await stage.enter("Soleil42")
        assert "Soleil42" not in stage.text
        assert "••••••••" in stage.text
        await stage.press("f2")
        assert "Soleil42" in stage.text
        await stage.press("shift+home", "super+c", "ctrl+x")
        assert stage.program.clipboard == ""
        assert stage.typed("password") == "Soleil42"
        await stage.drag(26, 5, 60)
        assert "Soleil" not in (stage.program.screen.get_selected_text() or "")
        assert "Soleil42" not in repr([box.value for box in stage.form.boxes])
        await stage.press("f2")
        assert "Soleil42" not in stage.text


async def test_the_rules_and_the_repetition_follow_every_key_in_every_look() -> None:
    messages.use("fr")  # whose word is longer, and stands in the same row
    different = f"✗ {messages.gettext('different')}"
    async with on_stage(stories.password_form()) as stage:
        await stage.enter("S")
        assert "✓ une majuscule" in stage.text
        assert "✗ un chiffre" in stage.text
        await stage.enter("4")
        assert "✓ un chiffre" in stage.text
        await stage.press("tab")
        await stage.enter("S")
        assert different in stage.row("Encore")
        await stage.enter("4")
        assert f"✓ {messages.gettext('identical')}" in stage.row("Encore")
        await stage.press("shift+tab")
        await stage.enter("x")
        await stage.dress("accessible")
        await stage.sees("✗ une majuscule", different)
        assert stage.form.boxes[1].label.size.height == 1
        assert stage.typed("password") == "x"


class Meter:
    """It judges a password once the test lets it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.stopped = asyncio.Event()
        self._judged: list[asyncio.Future[StrengthView]] = []

    async def __call__(self, password: Secret) -> StrengthView:
        self.asked.append(password.reveal())
        self._judged.append(asyncio.get_running_loop().create_future())
        try:
            return await self._judged[-1]
        except asyncio.CancelledError:
            self.stopped.set()
            raise

    def judge(self, score: int, word: str) -> None:
        """Judge the latest password."""
        advice = "Advice-here." if score < 2 else ""
        self._judged[-1].set_result(StrengthView(score, word, "Guessed-soon", advice))


async def test_the_meter_shows_the_latest_answer_only_and_stops_with_its_form() -> None:
    meter = Meter()
    async with on_stage(stories.password_form(measure=meter)) as stage:
        assert "✗ une force au moins moyenne" in stage.text
        await stage.enter("abc")
        assert meter.asked == ["a"]
        await stage.sees("· force pas encore jugée")
        meter.judge(2, "view-a")
        await stage.until(lambda: meter.asked == ["a", "abc"])
        assert "view-a" not in stage.text
        meter.judge(1, "view-abc")
        await stage.sees("view-abc", "Advice: advice-here.", "✗ une force au moins moyenne")
        await stage.enter("d", sees="· force pas encore jugée")
        meter.judge(2, "view-abcd")
        await stage.sees("view-abcd", "Guessed-soon", "✓ une force au moins moyenne")
        await stage.enter("e", "escape")
        await meter.stopped.wait()


async def test_a_strength_that_is_known_once_the_form_is_going_ends_nothing() -> None:
    """The parts of a screen go one after the other when the program ends."""
    meter = Meter()
    async with on_stage(stories.password_form(measure=meter), theme="accessible") as stage:
        await stage.enter("a", sees="force pas encore jugée")
        await stage.form.query_one(RulesList).remove()
        meter.judge(1, "faible")
        await stage.press("b")
        assert stage.typed("password") == "ab"
