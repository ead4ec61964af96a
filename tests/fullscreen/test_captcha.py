"""Another captcha question never takes what is typed away unseen, nor a submit; nor does the
computer that answers."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests import stories
from tests.fullscreen.stage import on_stage
from tests.stories import refuse
from tui_voter.dialogue import Answers, FieldError, Form, Refused

FIRST, SECOND = "sept, deux, neuf, quatre", "Combien font deux et trois ?"
COMPUTED = "by the computer"


class Work:
    """What takes until the test lets it ``end``."""

    def __init__(self) -> None:
        self.end = asyncio.Event()
        self.begun = 0
        self.trouble: Refused | None = None

    async def done(self) -> None:
        self.begun += 1
        await self.end.wait()
        if self.trouble is not None:
            raise self.trouble


class Portal:
    """It has another question, and the computer an answer, once the test lets them; and it takes
    every submit."""

    def __init__(self, *, lasts: bool = True) -> None:
        self.lasts = lasts
        self.renewal, self.computer = Work(), Work()
        self.submitted: list[str] = []

    async def _renew(self) -> str:
        await self.renewal.done()
        self.lasts = True
        return SECOND

    async def _compute(self, tell: Callable[[float], None]) -> str:
        tell(0.5)
        await self.computer.done()
        return COMPUTED

    async def _submit(self, answers: Answers) -> Answers:
        self.submitted.append(answers.typed.text("captcha"))
        return answers

    def form(self, **changes: Any) -> Form[Any]:
        return stories.password_form(
            self._submit,
            question=lambda: FIRST if self.lasts else "",
            renew=self._renew,
            compute=self._compute,
            parse=needed,
            **changes,
        )


def needed(answer: str) -> str:
    if not answer:
        raise refuse(("captcha", "Answer the question.", "answer missing"))
    return answer


# --- Another question


async def test_nothing_is_typed_while_another_question_is_on_its_way() -> None:
    portal = Portal()
    async with on_stage(portal.form()) as stage:
        await stage.press("f5")
        assert stage.focused == "captcha"
        await stage.enter("72", sees="No answer yet. Esc: stop waiting.")
        await stage.press("enter")
        await stage.paste("72")
        portal.renewal.end.set()
        await stage.sees(SECOND)
        await stage.until(lambda: not stage.form.under_way)
        await stage.enter("94")
        assert (portal.submitted, stage.typed("captcha")) == ([], "94")


async def test_an_expired_question_is_replaced_when_the_voter_comes_to_it_and_not_later() -> None:
    portal = Portal(lasts=False)
    portal.renewal.end.set()
    async with on_stage(portal.form()) as stage:
        await stage.press("tab", "tab", sees=SECOND)
        await stage.enter("72")
        portal.lasts = False
        await stage.press("up", "down")
        assert (portal.renewal.begun, stage.typed("captcha")) == (1, "72")
        await stage.enter("94", "enter")
        await stage.outcome()
    assert portal.submitted == ["94"]


async def test_a_question_whose_time_is_over_says_so_at_once_and_keeps_what_is_typed() -> None:
    portal, late = Portal(), list[FieldError]()
    portal.renewal.end.set()
    form = portal.form(expired=lambda: next(iter(late), None))
    async with on_stage(form) as stage:
        await stage.press("tab", "tab")
        await stage.enter("7")
        assert "over" not in stage.text
        late.append(FieldError("captcha", "Its time is over: ask for another.", "time is over"))
        await stage.sees("Its time is over")
        await stage.enter("2")
        await stage.sees("Its time is over")
        assert stage.typed("captcha") == "72"
        late.clear()
        await stage.press("f5", sees=SECOND)
        assert "Its time is over" not in stage.text


async def test_an_expired_question_that_cannot_be_replaced_says_so_once() -> None:
    portal = Portal(lasts=False)
    portal.renewal.trouble = refuse(("captcha", "No other question just now.", "none"))
    portal.renewal.end.set()
    async with on_stage(portal.form()) as stage:
        await stage.press("tab", "tab", sees="✗ No other question just now.")
        await stage.settle()
        assert portal.renewal.begun == 1


# --- The computer answers


@pytest.mark.parametrize("way", ["key", "click", "enter"])
async def test_the_computer_answers_and_enter_submits(way: str) -> None:
    """Where nothing is asked, Enter has it answer."""
    portal = Portal()
    async with on_stage(portal.form(asks=way != "enter")) as stage:
        assert ("F5" in stage.text) is (way != "enter")
        if way == "click":
            await stage.click("Ctrl+O let")
        else:
            await stage.press(*(["ctrl+o"] if way == "key" else ["tab", "tab", "enter"]))
        await stage.sees("The computer is answering: 50%. Esc: stop.")
        await stage.press("x", sees="No answer yet. Esc: stop waiting.")
        portal.computer.end.set()
        await stage.until(lambda: stage.form.button.has_focus)
        await stage.sees("Typed or clicked too early: ignored.")
        assert "No answer yet" not in stage.text  # Esc would leave the form by now
        assert (stage.typed("captcha"), portal.submitted) == (COMPUTED, [])
        assert "let the computer answer" not in stage.text
        await stage.outcome("enter")
    assert portal.submitted == [COMPUTED]


async def test_in_the_accessible_theme_it_does_not_tick() -> None:
    async with on_stage(Portal().form(), theme="accessible") as stage:
        await stage.press("ctrl+o", sees="The computer is answering. Esc: stop.")
        assert "50" not in stage.row("The computer is answering. Esc")
