"""A name that the front end's library would interpret is literal wherever it stands. Other hostile
ones: ``tests/client/test_texts.py``."""

import pytest

from tests.fullscreen.stage import Stage, on_stage
from tests.stories import listing, taken
from tui_voter.dialogue import (
    BACK,
    Action,
    Block,
    ChoiceField,
    Dialogue,
    Facts,
    Form,
    Heading,
    Items,
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
from tui_voter.fullscreen.screens.listing import ListingScreen
from tui_voter.fullscreen.screens.menu import MenuScreen
from tui_voter.fullscreen.screens.page import PageScreen
from tui_voter.fullscreen.screens.question import QuestionScreen


def squeezed(text: str) -> str:
    """Without white space, which lines are broken at."""
    return "".join(text.split())


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
        await dialogue.browse(listing(Row("a", name, name, section=name), title=name))

    async with on_stage(journey, size=(100, 50)) as stage:
        counts: dict[type[QuestionScreen], int] = {MenuScreen: 7, FormScreen: 11, PageScreen: 9}
        counts[ListingScreen] = 6
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
