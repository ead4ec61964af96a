"""Where the voter stands again on the full screen, once they have come back from elsewhere.

What they come back to is decided in ``tests/conversation/test_trail.py``.
"""

import pytest

from tests import stories
from tests.fullscreen.stage import Journey, Size, Stage, asks, on_stage
from tests.stories import READ, form, listing, menu, page, text
from tui_voter.conversation.ways import Place
from tui_voter.dialogue import Action, Dialogue, Notice, Row

CHECK = Action("check", "Contrôler")
NOTICE = Action("notice", "Lire la notice")
BOTH = [READ, CHECK]
ELSEWHERE = page("À lire.", title="Ailleurs")
LONG = page(stories.lines(40), title="Boîte de réception", key="mail", actions=[CHECK, READ])
LIST = listing(Row("1", "Premier électeur"), Row("2", "Seconde électrice"), actions=BOTH)
AT_SIZES = pytest.mark.parametrize("size", [(80, 24), (40, 12)])


def again_and_again(place: Place) -> Journey:
    """A place to which the voter comes back from elsewhere whatever they did in it."""

    async def journey(dialogue: Dialogue) -> None:
        while True:
            await asks(place._replace(key="place"))(dialogue)
            await dialogue.show(ELSEWHERE)

    return journey


def stands_on(stage: Stage) -> str:
    """The line of what has the focus."""
    spot = stage.screen.painted.cursor_spot
    return stage.text.splitlines()[spot.y].strip() if spot is not None else ""


def in_sight(stage: Stage) -> bool:
    """Whether what has the focus is, whole."""
    focused = stage.screen.focused
    return focused is not None and stage.screen.body.region.contains_region(focused.region)


@AT_SIZES
@pytest.mark.parametrize(
    ("place", "keys", "stands"),
    [
        (form(actions=BOTH), ["tab", "tab", "enter"], CHECK.label),
        (form(actions=BOTH), ["f7"], READ.label),
        (page("Court.", actions=[CHECK, READ]), ["tab", "enter"], READ.label),
        (menu("Une", "Deux", actions=BOTH), ["down", "f7"], "› 2  Deux"),
        (menu("Une", "Deux", actions=BOTH), ["tab", "tab", "enter"], CHECK.label),
        (LIST, ["down", "f7"], "› 2 Seconde électrice"),
        (LIST, ["down", "tab", "enter"], READ.label),
    ],
)
async def test_who_comes_back_stands_where_they_were_and_may_do_it_again(
    size: Size, place: Place, keys: list[str], stands: str
) -> None:
    async with on_stage(again_and_again(place), size=size, sees=place.title) as stage:
        await stage.at_rest()
        await stage.press(*keys)
        for _time in range(2):
            await stage.sees("Ailleurs")
            await stage.press("escape", sees=place.title)
            await stage.until(lambda: stands in stands_on(stage))
            await stage.press("enter")


@pytest.mark.parametrize(
    ("place", "key"),
    [
        (form(text("one"), text("two"), actions=[READ]), "tab"),
        (LIST._replace(search_label="Nom"), "slash"),  # left sooner than it is searched for
    ],
)
async def test_the_voter_is_in_the_line_where_they_typed_with_its_text(
    place: Place, key: str
) -> None:
    async with on_stage(again_and_again(place), sees=place.title) as stage:
        await stage.at_rest()
        await stage.press(key)
        await stage.enter("sec", "f7", sees="Ailleurs")
        await stage.press("escape", sees=[place.title, "sec"])
        await stage.press("end")
        await stage.enter("on", sees="secon")


async def test_who_took_an_action_by_its_key_comes_back_to_what_they_read() -> None:
    async with on_stage(again_and_again(LONG)) as stage:
        await stage.press("f7", sees="Ailleurs")
        await stage.press("escape", sees=[LONG.title, "Ligne 0."])
        await stage.at_rest()
        assert "Ligne 0." in stage.text
        assert stage.program.focused is not None
        assert stage.program.focused.name == CHECK.name  # Enter takes no button that is not seen


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (120, 40)])
@pytest.mark.parametrize(
    ("keys", "changed", "takes", "news"),
    [
        # As it was; or what led on is there no more; or it is done, and has led to something new.
        (["tab", "enter"], [CHECK, READ], READ, ""),
        (["tab", "enter"], [CHECK, READ._replace(name="resume")], CHECK, ""),
        (["f7"], [NOTICE, CHECK, READ], NOTICE, "Le vote est ouvert."),
    ],
)
async def test_what_enter_takes_is_in_sight_where_the_page_has_changed(
    keys: list[str], changed: list[Action], takes: Action, news: str, size: Size
) -> None:
    between, leaves = (ELSEWHERE, "escape") if takes is READ else (form(title="Ouvrir"), "enter")

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.show(LONG)
        await asks(between)(dialogue)
        if news:
            dialogue.notify(Notice(news))
        await dialogue.show(LONG._replace(actions=changed))

    async with on_stage(journey, size=size, sees="Ligne 0.") as stage:
        await stage.press(*keys[:-1])
        await stage.at_rest()
        await stage.press(keys[-1], sees=between.title)
        await stage.press(leaves, sees=[LONG.title, news])
        await stage.until(lambda: in_sight(stage))
        assert takes.label in stands_on(stage)
        await stage.resize(40, 13)
        await stage.until(lambda: in_sight(stage))
        await stage.press("pageup", "pageup")
        await stage.until(lambda: not in_sight(stage))  # one may read all the same
