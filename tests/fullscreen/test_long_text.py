"""A text of several lines on the full screen."""

from __future__ import annotations

import pytest

from tests.fullscreen import stories
from tests.fullscreen.stage import Heard, Stage, on_stage
from tui_voter.dialogue import Answers, Form, LongTextField, SecretField, TextField


def asks(form: Form[Answers]) -> Heard:
    return Heard(lambda dialogue: dialogue.ask(form))


def text_form(limit: int = 2000, value: str = "") -> Form[Answers]:
    return Form(
        title="Write",
        fields=(
            LongTextField(name="text", label="Text", hint="Say it", limit=limit, value=value),
            TextField(parse=str, name="after", label="After"),
        ),
        submit=stories.taken,
        submit_label="Send",
        busy="Sending…",
    )


def typed(stage: Stage) -> str:
    return stage.form.state().typed.text("text")


async def test_enter_begins_a_line_and_tab_leaves() -> None:
    heard = asks(text_form())
    async with on_stage(heard) as stage:
        await stage.enter("one")
        await stage.press("enter")
        await stage.enter("two")
        assert not heard.ended
        assert "Tab next" in stage.text
        assert "Enter" not in stage.text
        await stage.press("tab")
        assert stage.focused == "after"
        assert "Enter send" in stage.text
        await stage.press("shift+tab")
        assert stage.focused == "text"
        await stage.press("tab", "enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer.typed.text("text") == "one\ntwo"


@pytest.mark.parametrize("way", ["ctrl+s", "click"])
async def test_it_can_be_submitted_from_within(way: str) -> None:
    heard = asks(text_form())
    async with on_stage(heard) as stage:
        await stage.enter("all")
        if way == "click":
            await stage.click("Ctrl+S send")
        else:
            await stage.press(way)
        await stage.until(lambda: heard.ended)
    assert heard.answer.typed.text("text") == "all"


async def test_the_key_for_that_submits_other_forms_as_well() -> None:
    heard = asks(text_form()._replace(fields=(TextField(parse=str, name="text", label="Text"),)))
    async with on_stage(heard) as stage:
        await stage.press("ctrl+s")
        await stage.until(lambda: heard.ended)


async def test_a_paste_never_submits_is_capped_and_keeps_its_lines() -> None:
    heard = asks(text_form(limit=3000))
    async with on_stage(heard) as stage:
        await stage.paste("a\x1b[2J\r\n\tb\u202ec \x07\rd")
        assert typed(stage) == "a[2J\nbc\nd"
        await stage.press("ctrl+underscore")
        assert typed(stage) == ""
        await stage.paste("\r".join(["x" * 99] * 10_000) + "\r\x13")
        assert len(typed(stage)) == 2048
        assert not heard.ended


async def test_what_is_left_is_told_near_the_limit_and_no_more_is_taken() -> None:
    async with on_stage(asks(text_form(limit=300))) as stage:
        await stage.paste("x" * 95)
        assert "left" not in stage.text
        await stage.paste("x" * 12)
        await stage.sees("Say it · 190 characters left")
        await stage.paste("x" * 192)
        await stage.sees("1 character left")
        await stage.enter("yz")
        await stage.sees("0 characters left")
        assert typed(stage) == "x" * 299 + "y"
        await stage.press("shift+home", "z")  # what takes the place of a selection fits again
        assert len(typed(stage)) < 300


async def test_an_error_stands_in_the_hints_place_until_the_text_is_edited() -> None:
    async def submit(answers: Answers) -> Answers:
        raise stories.refuse(("text", "Say what is wrong.", "empty"))

    async with on_stage(asks(text_form()._replace(submit=submit)), theme="accessible") as stage:
        await stage.press("ctrl+s")
        await stage.sees("✗ Say what is wrong.", "Text (empty)", "1 answer to correct")
        assert stage.focused == "text"
        await stage.enter("so")
        await stage.sees("Say it")
        assert "✗" not in stage.text


async def test_what_was_typed_before_is_there_again() -> None:
    async with on_stage(asks(text_form(value="one\r\ntwo\nC[/i]GT"))) as stage:
        assert "C[/i]GT" in stage.text
        assert typed(stage) == "one\ntwo\nC[/i]GT"


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_at_40_by_12_it_can_be_written_and_sent(theme: str) -> None:
    heard = asks(stories.claim_form())
    async with on_stage(heard, theme=theme, size=(40, 12)) as stage:
        await stage.press("tab")
        await stage.until(
            lambda: (
                "Votre réclamation" in stage.text.splitlines()[stage.program.cursor_position.y]
                or theme == "visual"
            )
        )
        await stage.enter("Je ne figure pas sur la liste de mon comité.")
        await stage.sees("Je ne figure pas", "comité.", "Ctrl+S envoyer")
        await stage.press("tab")
        await stage.sees("[ Envoyer ]")
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer.typed.text("text") == "Je ne figure pas sur la liste de mon comité."


@pytest.mark.parametrize("theme", ["visual", "accessible"])
@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_paste_that_is_cut_says_so_until_the_text_is_edited(
    size: tuple[int, int], theme: str
) -> None:
    async with on_stage(asks(text_form()), theme=theme, size=size) as stage:
        await stage.paste("x" * 3300)
        await stage.sees("Your text was cut at 2000")
        assert typed(stage) == "x" * 2000
        if theme == "accessible":
            await stage.sees("Text (cut at 2000)")
        await stage.paste("more")  # nothing of which fits
        await stage.sees("Your text was cut at 2000")
        await stage.press("backspace")
        await stage.until(lambda: "was cut" not in stage.text)


@pytest.mark.parametrize("hidden", [False, True])
async def test_a_line_that_is_cut_says_so_too(hidden: bool) -> None:
    kind = (
        SecretField(name="text", label="Text")
        if hidden
        else TextField(parse=str, name="text", label="Text", limit=40)
    )
    async with on_stage(asks(text_form()._replace(fields=(kind,)))) as stage:
        await stage.enter("abc")
        await stage.paste("x" * (kind.limit - 3))
        await stage.settle()
        assert "was cut" not in stage.text
        await stage.press("backspace")
        await stage.paste("yz")
        await stage.sees(f"Your text was cut at {kind.limit} characters")
        await stage.press("backspace")
        await stage.until(lambda: "was cut" not in stage.text)
