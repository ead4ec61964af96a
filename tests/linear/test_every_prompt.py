"""Every prompt of every journey fits a braille line, in both languages."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import tui_voter.journeys
import tui_voter.linear
from tests.linear.conversation import Transcript, converse
from tui_voter import messages
from tui_voter.audit.heard import present
from tui_voter.audit.record import Screen
from tui_voter.audit.walk import walk
from tui_voter.dialogue import (
    Action,
    Answers,
    Batch,
    CaptchaField,
    ChoiceField,
    Countdown,
    Dialogue,
    Field,
    Form,
    Heading,
    LinkField,
    Listing,
    LongTextField,
    Menu,
    OpenField,
    Page,
    Row,
    SecretField,
)
from tui_voter.linear.commands import SLASH, Command
from tui_voter.linear.prompts import Remark, compose, step_words
from tui_voter.linear.spelling import columns, folded
from tui_voter.messages import gettext as _

COLUMNS, LABEL, SHORT = 39, 24, 18
"""Of a prompt on a braille line of 40, of a label, and of an error's short form."""

JOURNEYS = Path(tui_voter.journeys.__file__).parent


Walks = Mapping[str, Sequence[Screen]]


@pytest.fixture(scope="module")
def walks() -> Walks:
    """All that the journeys show, by language."""
    return {
        language: [shown.screen for shown in asyncio.run(walk(language))]
        for language in messages.LANGUAGES
    }


@pytest.fixture(params=messages.LANGUAGES)
def made(request: pytest.FixtureRequest, walks: Walks) -> Sequence[Screen]:
    """All of it in one language, which is spoken now."""
    messages.use(request.param)
    return walks[request.param]


# --- Prompts ----------------------------------------------------------------------------


def said_at(shown: Screen, *typed: str, encoding: str = "utf-8") -> Transcript:
    """What the linear voice says of ``shown`` while lines are ``typed``."""
    countdowns = [b for b in getattr(shown, "blocks", ()) if isinstance(b, Countdown)]

    async def journey(dialogue: Dialogue) -> None:
        if countdowns:
            dialogue.head(Heading(countdown=countdowns[0]))
        await present(dialogue, shown)

    said = converse(journey, *typed, encoding=encoding)
    assert said.code == 0, said.text
    return said


def fitting(said: Transcript) -> list[str]:
    """The prompts, each of which fits and differs from the one before."""
    assert said.prompts, said.text
    for prompt in said.prompts:
        assert columns(prompt) <= COLUMNS, prompt
        assert "…" not in prompt, prompt
    for before, prompt in zip(said.prompts, said.prompts[1:], strict=False):
        assert prompt != before
    return said.prompts


async def _taken(_answers: Answers) -> None:
    """The submit of a form that is asked here one field at a time."""


def field_by_field(form: Form[Any]) -> Iterator[Form[Any]]:
    """A form for each field; a form without fields, which asks for Enter, as it is."""
    if not form.fields:
        yield form
    for field in form.fields:
        alone = replace(field, check=None)
        if isinstance(alone, SecretField):
            alone = replace(alone, strength=None, repeats="")
        if isinstance(alone, OpenField):
            alone = replace(alone, parse=str)
        yield replace(form, fields=[alone], review=None, submit=_taken)


def purpose(field: Field[Any]) -> str:
    if not isinstance(field, ChoiceField):
        return field.label
    return _("{purpose}, 1 to {last}").format(purpose=field.label, last=len(field.options))


OTHER_TYPED = ["/repeat", "/quoi", "/help", "/time"]


def test_every_field_is_asked_for_on_one_line_with_its_step(made: Sequence[Screen]) -> None:
    asked = 0
    for form in made:
        for alone in field_by_field(form) if isinstance(form, Form) and form.fields else ():
            (field,) = alone.fields
            assert columns(field.label) <= LABEL, field.label
            typed = OTHER_TYPED
            if isinstance(field, SecretField):
                typed = ["", *OTHER_TYPED, "", "x" * 200]
            elif not isinstance(field, LinkField):
                typed = [*OTHER_TYPED, "x" * 3000]
            if isinstance(field, LongTextField):
                typed = [*typed, "one", "two"]
            first, *_rest = fitting(said_at(alone, *typed))
            assert folded(purpose(field)) in folded(first)
            if alone.step is not None:
                assert first.startswith(step_words(alone.step)), first
            asked += 1
    assert asked > 30


@pytest.mark.parametrize("count", [0, 1, 4321])
def test_every_listing_is_asked_for_on_one_line(made: Sequence[Screen], count: int) -> None:
    listings = [listing for listing in made if isinstance(listing, Listing)]
    assert listings
    rows = [Row(str(number), f"Row {number}") for number in range(count)]

    async def fetch(search: str, _after: str) -> Batch:
        return Batch([] if search else rows)

    for listing in listings:
        for start in ("", str(count - 1)):
            shown = replace(listing, fetch=fetch, chosen=start)
            fitting(said_at(shown, *OTHER_TYPED, "", "", "zzz", "", "99999", "/all", "/top"))


def test_every_page_says_on_its_last_line_what_has_come_of_it(made: Sequence[Screen]) -> None:
    pages = [page for page in made if isinstance(page, Page)]
    assert pages
    for page in pages:
        fitting(said_at(quiet(page), "/top", "x"))
    outcomes = [page.title for page in pages if page.step is not None or page.title.endswith(".")]
    assert len(outcomes) > 2
    for title in outcomes:
        page = next(page for page in pages if page.title == title)
        assert fitting(said_at(page))[0].startswith(title.rstrip("."))


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_every_screen_is_asked_on_one_line_in_any_letters(
    made: Sequence[Screen], encoding: str
) -> None:
    for shown in made:
        if isinstance(shown, Form):
            for alone in field_by_field(shown):
                fitting(said_at(alone, *OTHER_TYPED, encoding=encoding))
        elif isinstance(shown, Menu):
            first, *_rest = fitting(
                said_at(shown, *OTHER_TYPED, "99", "zzz", "", encoding=encoding)
            )
            assert str(len(shown.options)) in first
        elif isinstance(shown, Page):  # the rows of a listing are the portal's
            fitting(said_at(quiet(shown), "/all", *OTHER_TYPED, encoding=encoding))


def quiet(page: Page) -> Page:
    """``page`` with a countdown that asks no portal."""
    blocks = [
        block._replace(sync_due=lambda: False) if isinstance(block, Countdown) else block
        for block in page.blocks
    ]
    return replace(page, blocks=blocks)


# --- Errors -----------------------------------------------------------------------------


def shorts() -> set[str]:
    """The English short form of every error of the journeys, and of the voice's own remarks.

    A sentence and its short form stand side by side, in a call or in a table.
    """
    files = [*JOURNEYS.rglob("*.py"), *Path(tui_voter.linear.__file__).parent.rglob("*.py")]
    found = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            pair = node.elts if isinstance(node, ast.Tuple) else []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                pair = node.args[-2:] if node.func.id in ("FieldError", "Remark") else []
            texts = [_msgid(part) for part in pair]
            if len(texts) == 2 and texts[1]:
                found.add(texts[1])
    return found


def _msgid(node: ast.expr) -> str:
    """The text in ``_("...")``, formatted or not; "" where ``node`` is something else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "_"
        and isinstance(node.args[0], ast.Constant)
    ):
        return str(node.args[0].value)
    return ""


def test_every_error_fits_beside_every_question(made: Sequence[Screen]) -> None:
    assert len(shorts()) > 60
    questions = {
        (purpose(field), form.step)
        for form in made
        if isinstance(form, Form)
        for field in form.fields
    }
    for english in shorts():
        short = _(english).format_map(Anything())
        assert columns(short) <= SHORT, short
        assert not short.endswith(".")
        remark = Remark("A sentence that is much longer than a line of braille.", short)
        for asked, step in questions:
            before = ""
            for _time in range(2):
                above, prompt = compose(asked, step, remark, "", before)
                assert columns(prompt) <= COLUMNS
                assert prompt != before
                assert folded(short) in folded(prompt)
                assert remark.text in above
                label = asked.partition(", ")[0]
                assert folded(label) in folded("\n".join([*above, prompt]))
                before = prompt


class Anything(dict[str, str]):
    """Some value for every placeholder, as long as they get."""

    def __missing__(self, name: str) -> str:
        return "128"


# --- Words after a slash ----------------------------------------------------------------


def words_of(command: Command) -> set[str]:
    return set(map(folded, messages.in_every_language(command.value)))


def test_no_two_commands_share_a_word() -> None:
    words = [word for command in Command for word in words_of(command)]
    assert len(words) == len(set(words))


def test_every_word_is_short(made: Sequence[Screen]) -> None:
    for word in (action.word for screen in made for action in screen.actions):
        assert len(word) + len(SLASH) <= COLUMNS // 2


def test_every_action_was_met(walks: Walks) -> None:
    texts = {
        _msgid(node.args[1])
        for file in JOURNEYS.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == Action.__name__
    }
    met = {action.label for screen in walks["en"] for action in screen.actions}
    assert len(texts) > 15
    assert texts - met == set()


def test_a_captcha_is_replaced_by_a_word_of_its_own(made: Sequence[Screen]) -> None:
    for form in made:
        if isinstance(form, Form) and any(isinstance(f, CaptchaField) for f in form.fields):
            assert words_of(Command.ANOTHER).isdisjoint(folded(a.word) for a in form.actions)
