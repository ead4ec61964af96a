"""Where the voter stands again on the full screen, once they have come back from elsewhere.

What they come back to is decided in ``tests/conversation/test_trail.py``.
"""

from __future__ import annotations

import pytest

from tests.fullscreen import stories
from tests.fullscreen.stage import Journey, Stage, asks, on_stage
from tests.fullscreen.stories import READ, form, listing, menu, page, text
from tui_voter.conversation.ways import Place
from tui_voter.dialogue import Action, Dialogue, Notice, Row, Took

CHECK = Action("check", "Contrôler")
NOTICE = Action("notice", "Lire la notice")
BOTH = [READ, CHECK]
ELSEWHERE = page("À lire.", title="Ailleurs")
LONG = page(stories.lines(40), title="Boîte de réception", key="mail", actions=[CHECK, READ])
LIST = listing(Row("1", "Premier électeur"), Row("2", "Seconde électrice"), actions=BOTH)


def again_and_again(place: Place, elsewhere: Place = ELSEWHERE) -> Journey:
    """A place to which the voter comes back from ``elsewhere`` whatever they did in it."""

    async def journey(dialogue: Dialogue) -> None:
        while True:
            await asks(place._replace(key="place"))(dialogue)
            await asks(elsewhere)(dialogue)

    return journey


def stands_on(stage: Stage) -> str:
    """The line of what has the focus."""
    spot = stage.screen.cursor_spot
    return stage.text.splitlines()[spot.y].strip() if spot is not None else ""


def in_sight(stage: Stage) -> bool:
    """Whether what has the focus is, whole."""
    focused = stage.screen.focused
    return focused is not None and stage.screen.body.region.contains_region(focused.region)


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
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
    size: tuple[int, int], place: Place, keys: list[str], stands: str
) -> None:
    async with on_stage(again_and_again(place), size=size) as stage:
        await stage.sees(place.title)
        await stage.at_rest()
        await stage.press(*keys)
        for _time in range(2):
            await stage.sees("Ailleurs")
            await stage.press("escape")
            await stage.sees(place.title)
            await stage.until(lambda: stands in stands_on(stage))
            await stage.press("enter")


async def test_a_menu_that_nothing_was_chosen_in_has_nothing_chosen_again() -> None:
    vote = menu("Une", "Deux", actions=[READ], irrevocable=True)
    async with on_stage(again_and_again(vote)) as stage:
        await stage.press("f7")
        await stage.sees("Ailleurs")
        await stage.press("escape")
        await stage.sees(vote.title)
        assert "›" not in stage.text
        await stage.press("enter")
        await stage.sees("Nothing is chosen yet")
        await stage.press("2")
        await stage.sees("› 2")


async def test_a_form_has_the_voter_in_the_field_where_they_were_with_what_they_typed() -> None:
    async with on_stage(again_and_again(form(text("one"), text("two"), actions=[READ]))) as stage:
        await stage.press("tab")
        await stage.enter("abc", "f7")
        await stage.sees("Ailleurs")
        await stage.press("escape")
        await stage.sees("A form", "abc")
        assert stage.focused == "two"


async def test_the_search_has_the_focus_and_its_text_again() -> None:
    async with on_stage(again_and_again(LIST._replace(search_label="Nom"))) as stage:
        await stage.sees("Seconde électrice")
        await stage.press("slash")
        await stage.enter("sec", "f7")  # sooner than it is searched for
        await stage.sees("Ailleurs")
        await stage.press("escape")
        await stage.sees(LIST.title, "sec")
        await stage.enter("on")
        await stage.sees("secon")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_what_came_of_an_act_is_met_at_its_title(size: tuple[int, int]) -> None:
    """As another phrase, where the voter asked for it below the one before."""

    async def journey(dialogue: Dialogue) -> None:
        for number in range(3):
            phrase = page(f"Phrase {number}.", stories.lines(40), actions=BOTH, is_outcome=True)
            await dialogue.show(phrase)

    async with on_stage(journey, size=size) as stage:
        await stage.press("tab")
        await stage.until(lambda: in_sight(stage))
        await stage.press("enter")
        await stage.sees("A page", "Phrase 1.")
        await stage.at_rest()
        assert "Phrase 1." in stage.text


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (120, 40)])
@pytest.mark.parametrize("news", ["", "Le vote est ouvert. La notice est arrivée."])
async def test_what_has_the_focus_is_in_sight_where_one_comes_back(
    size: tuple[int, int], news: str
) -> None:
    """A journey makes its page anew, and what happened may have taken away what led there."""

    async def journey(dialogue: Dialogue) -> None:
        shown = LONG._replace(actions=BOTH)
        while True:
            if await dialogue.show(shown) == Took(CHECK.name):
                await dialogue.show(ELSEWHERE)
                if news:
                    dialogue.notify(Notice(news))
                    shown = shown._replace(actions=[READ])

    async with on_stage(journey, size=size) as stage:
        await stage.press("tab")
        await stage.until(lambda: in_sight(stage))
        await stage.press("enter")
        await stage.sees("Ailleurs")
        await stage.press("escape")
        await stage.sees("Ligne 39.", *news.split(". ")[:1])
        await stage.until(lambda: in_sight(stage))
        assert (READ if news else CHECK).label in stands_on(stage)
        await stage.resize(40, 13)
        await stage.until(lambda: in_sight(stage))
        await stage.press("pageup", "pageup")
        await stage.until(lambda: not in_sight(stage))  # one may read all the same


async def test_who_took_an_action_by_its_key_comes_back_to_what_they_read() -> None:
    async with on_stage(again_and_again(LONG)) as stage:
        await stage.press("f7")
        await stage.sees("Ailleurs")
        await stage.press("escape")
        await stage.sees(LONG.title, "Ligne 0.")
        await stage.at_rest()
        assert "Ligne 0." in stage.text
        assert stage.program.focused is not None
        assert stage.program.focused.name == CHECK.name  # Enter takes no button that is not seen


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
@pytest.mark.parametrize(
    ("keys", "changed", "takes", "news"),
    [
        # What led on is there no more.
        (["tab", "enter"], [CHECK, READ._replace(name="resume")], CHECK, ""),
        # It is done, and has led to something new.
        (["f7"], [NOTICE, CHECK, READ], NOTICE, "Le vote est ouvert."),
    ],
)
async def test_what_enter_takes_is_in_sight_where_the_page_has_changed(
    keys: list[str], changed: list[Action], takes: Action, news: str, size: tuple[int, int]
) -> None:
    async def journey(dialogue: Dialogue) -> None:
        await dialogue.show(LONG)
        await dialogue.ask(form(title="Ouvrir le vote"))
        if news:
            dialogue.notify(Notice(news))
        await dialogue.show(LONG._replace(actions=changed))

    async with on_stage(journey, size=size) as stage:
        await stage.sees("Ligne 0.")
        await stage.press(*keys[:-1])
        await stage.at_rest()
        await stage.press(keys[-1])
        await stage.sees("Ouvrir le vote")
        await stage.press("enter")
        await stage.sees(LONG.title)
        await stage.until(lambda: in_sight(stage))
        assert takes.label in stands_on(stage)
