"""Another captcha question never takes what is typed away unseen, nor a submit; nor does the
computer that answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.fullscreen import stories
from tests.fullscreen.stage import Heard, Stage, on_stage
from tui_voter.dialogue import Answers, CaptchaField, Dialogue, FieldError, Form, Refused
from tui_voter.fullscreen.widgets.button import Button

FIRST, SECOND = "sept, deux, neuf, quatre", "Combien font deux et trois ?"
COMPUTED = "by the computer"


class Portal:
    """It has another question once the test lets it ``answer``, and takes every submit."""

    def __init__(self, *, lasts: bool) -> None:
        self.answer = asyncio.Event()
        self.asked = 0
        self.stopped = 0
        self.submitted: list[str] = []
        self._lasts = lasts

    async def renew(self) -> str:
        self.asked += 1
        try:
            await self.answer.wait()
        except asyncio.CancelledError:
            self.stopped += 1
            raise
        self._lasts = True
        return SECOND

    def _question(self) -> str:
        return FIRST if self._lasts else ""

    async def submit(self, answers: Answers) -> Answers:
        self.submitted.append(answers.typed.text("captcha"))
        return answers

    def form(self) -> Form[Answers]:
        form = stories.password_form(self.submit)
        *others, last = form.fields
        assert isinstance(last, CaptchaField)
        captcha = last._replace(renew=self.renew, question=self._question, parse=needed)
        return form._replace(fields=[*others, captcha])

    def heard(self) -> Heard:
        form = self.form()
        return Heard(lambda dialogue: dialogue.ask(form))


def needed(text: str) -> str:
    if not text:
        raise Refused(FieldError("captcha", "Answer the question.", "answer missing"))
    return text


def answered(stage: Stage) -> str:
    return stage.form.state().typed.text("captcha")


async def test_nothing_is_typed_while_another_question_is_on_its_way() -> None:
    portal = Portal(lasts=True)
    async with on_stage(portal.heard()) as stage:
        await stage.press("f5")
        assert stage.focused == "captcha"
        await stage.enter("72")
        await stage.sees("No answer yet. Esc: stop waiting.")
        await stage.press("enter")
        await stage.paste("72")
        portal.answer.set()
        await stage.sees(SECOND)
        await stage.until(lambda: not stage.form.under_way)
        await stage.enter("94")
        assert (portal.submitted, answered(stage)) == ([], "94")


async def test_an_expired_question_is_replaced_when_the_voter_comes_to_it_and_not_later() -> None:
    portal = Portal(lasts=False)
    portal.answer.set()
    heard = portal.heard()
    async with on_stage(heard) as stage:
        await stage.press("tab", "tab")
        await stage.sees(SECOND)
        await stage.enter("72")
        await stage.press("up", "down")
        assert (portal.asked, answered(stage)) == (1, "72")
        await stage.enter("94")
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert portal.submitted == ["94"]


async def test_nothing_is_typed_while_the_computer_answers_until_that_is_stopped() -> None:
    portal, computer = Portal(lasts=True), Computer()
    heard = computer.heard(portal)
    async with on_stage(heard) as stage:
        await stage.press("ctrl+o")
        await stage.enter("7294")
        assert answered(stage) == ""
        await stage.press("escape")
        await stage.until(lambda: not stage.form.under_way)
        await stage.enter("7294")
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert (computer.stopped, portal.submitted) == (1, ["7294"])


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (120, 40)])
async def test_a_wrong_answer_is_told_in_one_row_with_its_place(size: tuple[int, int]) -> None:
    """In the accessible theme, also where all of a password's form is to be in sight."""

    async def submit(_answers: Answers) -> Answers:
        raise stories.refuse(("captcha", "Not the answer.", "wrong captcha"), captcha=SECOND)

    form = stories.password_form(submit)
    heard = Heard(lambda dialogue: dialogue.ask(form))
    async with on_stage(heard, theme="accessible", size=size) as stage:
        for answer in ("Zeppelin-vert 47 girafes", "Zeppelin-vert 47 girafes", "7"):
            await stage.enter(answer)
            await stage.press("enter")
        await stage.sees("✗ Not the answer.")
        assert stage.row("Your answer").startswith("Your answer (wrong captcha)")


@pytest.mark.parametrize(
    "wrong",
    [
        ("captcha", "Not the answer.", "wrong captcha"),
        ("password", "Not recognised.", "not recognised"),
        ("", "Too many attempts.", "too many attempts"),
    ],
)
async def test_enter_behind_a_refusal_does_not_hide_it(wrong: tuple[str, str, str]) -> None:
    """The refusal has emptied the captcha: that it is empty is no news."""
    submitted: list[str] = []

    async def submit(answers: Answers) -> Answers:
        submitted.append(answers.typed.text("captcha"))
        raise stories.refuse(wrong, captcha=SECOND)

    form = stories.sign_in_form(submit)
    *others, last = form.fields
    assert isinstance(last, CaptchaField)
    form = form._replace(fields=[*others, last._replace(parse=needed)])
    async with on_stage(Heard(lambda dialogue: dialogue.ask(form))) as stage:
        await stage.enter("Soleil42")
        await stage.press("enter")
        await stage.enter("7")
        await stage.press("enter")
        await stage.sees(wrong[1], SECOND)
        for _again in range(3):
            await stage.press("enter")
            await stage.sees(wrong[1])
        assert submitted == ["7"]
        stage.form.boxes[-1].control.focus()
        await stage.enter("8")
        await stage.press("enter")
        await stage.sees(wrong[1])
        assert submitted == ["7", "8"]


async def test_the_footer_says_what_enter_does_at_the_links_of_a_captcha() -> None:
    portal = Portal(lasts=True)
    async with on_stage(Computer().heard(portal)) as stage:
        for link, does in (
            ("F5 another question", "Enter another question"),
            ("Ctrl+O let the computer", "Enter let the computer answer"),
        ):
            pressed = next(press for press in stage.form.query(Button) if link in str(press.label))
            pressed.focus()
            await stage.sees(does)


async def test_who_must_wait_after_a_wrong_password_stands_where_it_is_typed_anew() -> None:
    refusals = [
        stories.refuse(("password", "Not recognised.", "not recognised"), captcha=SECOND),
        Refused(FieldError("", "Wait 43 s.", "too many attempts"), tries="password"),
    ]

    async def submit(_answers: Answers) -> Answers:
        raise refusals.pop(0)

    form = stories.sign_in_form(submit)
    async with on_stage(Heard(lambda dialogue: dialogue.ask(form))) as stage:
        for password, captcha in (("Soleil42", "7"), ("Lune", "8")):
            await stage.enter(password)
            await stage.press("enter")
            await stage.enter(captcha)
            await stage.press("enter")
            await stage.until(lambda: stage.focused == "password")
        await stage.sees("Wait 43 s.")
        await stage.enter("Terre")
        assert "Wait 43 s." not in stage.text


async def test_who_lets_a_refused_answer_stand_is_not_led_back_to_it() -> None:
    async def submit(_answers: Answers) -> Answers:
        raise stories.refuse(("password", "Not recognised.", "not recognised"), captcha=SECOND)

    form = stories.sign_in_form(submit)
    async with on_stage(Heard(lambda dialogue: dialogue.ask(form))) as stage:
        await stage.enter("Soleil42")
        await stage.press("enter")
        await stage.enter("7")
        await stage.press("enter")
        await stage.sees("Not recognised.", SECOND)
        assert stage.focused == "password"
        await stage.press("enter")
        assert stage.focused == "captcha"
        await stage.sees("Not recognised.")
        await stage.press("up")
        await stage.enter("Lune")
        assert "Not recognised." not in stage.text


# --- The computer answers


async def at_rest(stage: Stage) -> None:
    for _frame in range(10):
        await stage.settle()


class Computer:
    """It answers once the test lets it, and tells that a half is done before."""

    def __init__(self) -> None:
        self.answer = asyncio.Event()
        self.begun = 0
        self.stopped = 0
        self.trouble: Refused | None = None

    async def __call__(self, tell: Callable[[float], None]) -> str:
        self.begun += 1
        tell(0.5)
        try:
            await self.answer.wait()
        except asyncio.CancelledError:
            self.stopped += 1
            raise
        if self.trouble is not None:
            raise self.trouble
        return COMPUTED

    def form(self, portal: Portal, *, asks: bool = True) -> Form[Answers]:
        form = portal.form()
        *others, last = form.fields
        assert isinstance(last, CaptchaField)
        return form._replace(fields=[*others, last._replace(compute=self, asks=asks)])

    def heard(self, portal: Portal, *, asks: bool = True) -> Heard:
        form = self.form(portal, asks=asks)
        return Heard(lambda dialogue: dialogue.ask(form))


@pytest.mark.parametrize("way", ["key", "click"])
async def test_the_computer_answers_and_enter_submits(way: str) -> None:
    portal, computer = Portal(lasts=True), Computer()
    heard = computer.heard(portal)
    async with on_stage(heard) as stage:
        if way == "key":
            await stage.press("ctrl+o")
        else:
            await stage.click("Ctrl+O let")
        await stage.sees("The computer is answering: 50%. Esc: stop.")
        computer.answer.set()
        await stage.until(lambda: stage.form.button.has_focus)
        assert (answered(stage), portal.submitted) == (COMPUTED, [])
        assert "let the computer answer" not in stage.text
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert portal.submitted == [COMPUTED]


@pytest.mark.parametrize("key", ["enter", "f12"])
async def test_what_was_said_of_the_wait_goes_when_the_computer_has_answered(key: str) -> None:
    """Esc would leave the form then, and lose what was typed."""
    computer = Computer()
    ask = computer.heard(Portal(lasts=True))

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(stories.HEADING._replace(sign_out=never))
        await ask(dialogue)

    async with on_stage(journey) as stage:
        await stage.press("ctrl+o", key)
        await stage.sees("No answer yet. Esc: stop waiting.")
        computer.answer.set()
        await stage.until(lambda: stage.form.button.has_focus)
        assert "No answer yet" not in stage.text


async def never(_unsent: str) -> bool:
    raise AssertionError("asked to sign out while an answer is on its way")


async def test_what_the_computer_does_is_told_in_words_that_nothing_covers() -> None:
    computer = Computer()
    async with on_stage(computer.heard(Portal(lasts=True)), size=(40, 12)) as stage:
        await stage.press("ctrl+o")
        await stage.sees("The computer is answering", "Esc stop")
        await at_rest(stage)
        words = " ".join(stage.text.replace("█", " ").split())
        assert "The computer is answering: 50%. Esc: stop." in words
        assert words.count("The computer is answering") == 1
        await stage.press("escape")
        await stage.sees("Esc back")


async def test_who_answers_after_all_types_in_the_place_of_what_the_computer_found() -> None:
    portal, computer = Portal(lasts=True), Computer()
    computer.answer.set()
    async with on_stage(computer.heard(portal)) as stage:
        await stage.press("ctrl+o")
        await stage.until(lambda: stage.form.button.has_focus)
        await stage.press("shift+tab", "shift+tab")
        assert stage.focused == "captcha"
        await stage.enter("7294")
        assert answered(stage) == "7294"


async def test_in_the_accessible_theme_it_does_not_tick() -> None:
    computer = Computer()
    heard = computer.heard(Portal(lasts=True))
    async with on_stage(heard, theme="accessible") as stage:
        await stage.press("ctrl+o")
        await stage.sees("The computer is answering. Esc: stop.")
        assert "50" not in stage.row("The computer is answering. Esc")


async def test_escape_leads_back_to_the_question_in_words() -> None:
    portal, computer = Portal(lasts=True), Computer()
    heard = computer.heard(portal)
    async with on_stage(heard) as stage:
        await stage.press("ctrl+o", "escape")
        await stage.sees(FIRST, "Stopped. What you typed has been kept.")
        assert (computer.stopped, stage.focused) == (1, "captcha")
        assert "The computer is answering" not in stage.text
        await stage.enter("7294")
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert portal.submitted == ["7294"]


async def test_why_it_found_nothing_is_told_at_the_answer() -> None:
    computer = Computer()
    computer.trouble = Refused(FieldError("captcha", "Not found in time.", "too late"))
    computer.answer.set()
    async with on_stage(computer.heard(Portal(lasts=True))) as stage:
        await stage.press("ctrl+o")
        await stage.sees("✗ Not found in time.")
        assert (stage.focused, answered(stage)) == ("captcha", "")


async def test_an_expired_captcha_is_replaced_first() -> None:
    portal, computer = Portal(lasts=False), Computer()
    portal.answer.set()
    computer.answer.set()
    async with on_stage(computer.heard(portal)) as stage:
        await stage.press("ctrl+o")
        await stage.until(lambda: answered(stage) == COMPUTED)
        assert portal.asked == 1


async def test_where_nothing_is_asked_enter_has_the_computer_answer() -> None:
    portal, computer = Portal(lasts=True), Computer()
    computer.answer.set()
    heard = computer.heard(portal, asks=False)
    async with on_stage(heard) as stage:
        assert "F5" not in stage.text
        await stage.press("tab", "tab", "enter")
        await stage.until(lambda: stage.form.button.has_focus)
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert portal.submitted == [COMPUTED]
