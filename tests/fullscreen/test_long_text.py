"""A text of several lines on the full screen."""

from typing import Any

import pytest

from tests.fullscreen.stage import on_stage
from tests.stories import form, secret, text
from tui_voter.dialogue import Form, LongTextField

LONG_TEXT = LongTextField(name="text", label="Text", hint="Say it")


def text_form(*, limit: int = 2000, value: str = "", **changes: Any) -> Form[Any]:
    return form(LONG_TEXT._replace(limit=limit, value=value), text("after"), **changes)


async def test_enter_begins_a_line_and_tab_leaves() -> None:
    async with on_stage(text_form()) as stage:
        await stage.enter("one", "enter")
        await stage.enter("two")
        assert not stage.ended
        assert "Tab next" in stage.text
        assert "Enter" not in stage.text
        await stage.press("tab")
        assert stage.focused == "after"
        assert "Enter send" in stage.text
        await stage.press("shift+tab")
        assert stage.focused == "text"
        assert (await stage.outcome("tab", "enter")).typed.text("text") == "one\ntwo"


@pytest.mark.parametrize("way", ["ctrl+s", "click"])
async def test_it_can_be_submitted_from_within(way: str) -> None:
    async with on_stage(form(LongTextField(name="text", label="Text"))) as stage:
        await stage.enter("all")
        await (stage.click("Ctrl+S send") if way == "click" else stage.press(way))
        assert (await stage.outcome()).typed.text("text") == "all"


async def test_what_is_left_is_told_near_the_limit_and_no_more_is_taken() -> None:
    async with on_stage(text_form(limit=300)) as stage:
        await stage.paste("x" * 95)
        assert "left" not in stage.text
        await stage.paste("x" * 12, sees="Say it · 190 characters left")
        await stage.paste("x" * 192, sees="1 character left")
        await stage.enter("yz", sees="0 characters left")
        assert stage.typed("text") == "x" * 299 + "y"
        await stage.press("shift+home", "z")  # what takes the place of a selection fits again
        assert len(stage.typed("text")) < 300


async def test_what_was_typed_before_is_there_again_and_ctrl_a_selects_all_of_it() -> None:
    async with on_stage(text_form(value="one\r\ntwo\nC[/i]GT")) as stage:
        assert "C[/i]GT" in stage.text
        for key, left in (("x", "x"), ("delete", ""), ("backspace", "")):
            assert stage.typed("text") == "one\ntwo\nC[/i]GT"
            await stage.press("ctrl+a", key)
            assert stage.typed("text") == left
            await stage.press("ctrl+underscore")


@pytest.mark.parametrize("theme", ["visual", "accessible"])
@pytest.mark.parametrize(
    "field",
    [secret("text"), text("text", limit=40), LONG_TEXT._replace(limit=40)],
    ids=["hidden", "open", "long"],
)
async def test_a_paste_that_is_cut_says_so_until_the_text_is_edited(theme: str, field: Any) -> None:
    async with on_stage(form(field), theme=theme, size=(40, 12), sees="Text") as stage:
        await stage.paste("x" * field.limit)
        await stage.settle()
        assert "was cut" not in stage.text
        await stage.press("end")
        await stage.paste("yz", sees=f"Your text was cut at {field.limit}")
        assert stage.typed("text") == "x" * field.limit
        if theme == "accessible":
            await stage.sees(f"Text (cut at {field.limit})")
        await stage.paste("more", sees="Your text was cut at")  # nothing of which fits
        await stage.press("backspace")
        await stage.sees_no_more("was cut")
