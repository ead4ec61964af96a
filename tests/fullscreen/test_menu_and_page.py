"""Menus, pages and the live countdown on the full screen.

What typing, a number or Enter lead to in a menu is decided in
``tests/conversation/test_choosing.py``.
"""

from contextlib import suppress

import pytest
from textual._compositor import ChopsUpdate

from tests import stories
from tests.fullscreen.stage import Size, Stage, on_stage
from tests.stories import CLOSE, READ, SAVE, menu, page
from tui_voter.conversation.ways import Place
from tui_voter.dialogue import (
    BACK,
    Action,
    CountdownView,
    Dialogue,
    Facts,
    Items,
    Left,
    Opened,
    Role,
    Title,
    Took,
)
from tui_voter.fullscreen import pulse
from tui_voter.looks.big_numbers import WIDE, BigNumbers


@pytest.fixture(autouse=True)
def _ticks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second of the countdown takes a hundredth."""
    monkeypatch.setattr(pulse, "TICK", 0.01)


# --- A menu


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        *((["enter"], Opened("1")), (["down", "down", "enter"], Opened("3"))),
        *((["end", "up", "enter"], Opened("10")), (["0", "9", "enter"], Opened("9"))),
        *((["right", "enter"], Opened("7")), (["right", "left", "enter"], Opened("1"))),
        *((["right", "up", "enter"], Opened("6")), (["end", "left", "enter"], Opened("6"))),
        (["escape"], BACK),
    ],
)
async def test_a_menu_of_two_columns_by_keys(keys: list[str], chosen: Opened | Left) -> None:
    async with on_stage(stories.home_menu()) as stage:
        assert await stage.outcome(*keys) == chosen


@pytest.mark.parametrize("count", [2, 11])
async def test_a_number_goes_to_its_option_and_enter_alone_takes_it(count: int) -> None:
    """However many there are; so an Enter by habit never answers the next question."""
    async with on_stage(menu(*(f"Choix {n}" for n in range(1, count + 1)))) as stage:
        for number in (*range(1, count + 1), 2):
            await stage.press(*str(number), sees=f"› {number}  Choix {number}")
            assert not stage.ended
            await stage.press("up", "down")  # a number begins anew where one has moved
        assert await stage.outcome("2", "enter") == Opened("2")


@pytest.mark.parametrize("word", ["/help", "/AIDE"])
async def test_the_command_for_help_opens_it_from_a_menu_as_well(word: str) -> None:
    async with on_stage(stories.home_menu()) as stage:
        await stage.enter(word, sees=[f"“{word}”: Enter opens the help.", "Enter help"])
        await stage.press("enter", sees="Ctrl+G")
        await stage.press("escape", sees=["1 Édito", "Enter choose"])


BROKEN = ["portail-elections.", "academie-de-la-fiction.exemple"]


@pytest.mark.parametrize(
    ("theme", "size", "host", "rows"),
    [
        ("visual", (80, 24), "portail.fr:8443", ["p o r t a i l . f r : 8 4 4 3"]),
        ("visual", (40, 24), "portail.exemple:8443", ["portail.exemple:8443"]),
        ("accessible", (80, 24), "portail.fr:8443", ["portail.fr:8443"]),
        # A long one is broken after its dots.
        ("visual", (40, 24), "".join(BROKEN), BROKEN),
    ],
)
async def test_a_name_to_compare_stands_alone_and_as_large_as_there_is_room(
    theme: str, size: Size, host: str, rows: list[str]
) -> None:
    async with on_stage(stories.recognise_menu(host), theme=theme, size=size) as stage:
        at = stage.rows.index(rows[0])
        assert stage.rows[at : at + len(rows)] == rows
        await stage.press("enter")  # the answer that does nothing stands first
        assert await stage.outcome() == Opened("no")


async def test_what_is_to_be_checked_is_in_sight_first_where_not_all_of_it_can_be() -> None:
    text = [f"Answer {n}: {n}" for n in range(12)]
    check = menu("Send", "Change", title="Check", text=text, irrevocable=True, actions=[READ])
    async with on_stage(check, size=(40, 12)) as stage:
        await stage.sees("Check", "Answer 0", "↑ ↓ go to an option")
        await stage.settle()
        assert "Send" not in stage.text
        await stage.press("tab", sees=READ.label)
        await stage.press("shift+tab", sees="1  Send")  # who has come down is not thrown back
        await stage.press("down", sees="› 1  Send")


@pytest.mark.parametrize("filters", [True, False])
async def test_enter_takes_no_entry_that_is_out_of_sight(filters: bool) -> None:
    """A notice has all the room of a small screen, or one has scrolled on."""
    asked = menu("Première entrée", "Seconde entrée", filters=filters)
    notice = " ".join(["Ce qui est arrivé est long à dire."] * 15)
    async with on_stage(asked, size=(40, 12), notice=notice, sees="Ce qui est") as stage:
        assert "Première" not in stage.text
        await stage.press("enter", sees="Première entrée")
        await stage.press("pageup", "pageup", "pageup")
        await stage.sees_no_more("Première")
        await stage.press("enter", sees="Première entrée")
        assert not stage.ended
        assert await stage.outcome("enter") == Opened("1")


async def test_a_notice_that_the_menu_says_itself_is_shown_once() -> None:
    left = "Encore 4 bulletins."
    async with on_stage(menu("Goéland", text=[left]), notice=left, sees="Goéland") as stage:
        assert stage.text.count(left) == 1


# --- A page


async def test_a_page_shows_its_blocks_and_enter_takes_the_first_way() -> None:
    facts, items = Facts([("De", "Le portail"), ("Objet", "Votre lien")]), ["one", "two"]
    blocks = facts, Title("Chapter"), Title("Part", 2), Items(items), Items(items, numbered=True)
    async with on_stage(page("A text.", *blocks, actions=[CLOSE])) as stage:
        await stage.sees("A text.", "De     Le portail", "Objet  Votre lien", "Chapter", "Part")
        await stage.sees("– one", "– two", "1. one", "2. two", CLOSE.label)
        assert await stage.outcome("enter") == Took(CLOSE.name)


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        *((stories.link_form(), "Enter ouvrir"), (stories.password_form(), "Enter next")),
        *((stories.claim_form(), "Enter next"), (stories.home_menu(), "Enter choose")),
        (stories.roll_listing(opens=stories.opened), "Enter open"),
        (stories.statement_page(), "Enter enregistrer"),
    ],
)
async def test_a_small_screen_names_the_way_on_and_back_and_help(asked: Place, keys: str) -> None:
    async with on_stage(asked, size=(40, 12), sees=keys) as stage:
        footer = stage.text.splitlines()[stage.line_of(keys) :]
        row, typing = " ".join(footer), "next" in keys or "ouvrir" in keys
        assert row.index(keys) < row.index("Ctrl+G help" if typing else "? help")
        assert ("Esc back" in row) is asked.can_go_back
        assert len(footer) <= 2
        assert max(map(len, footer)) <= 39


PROFILE = page(
    Facts([(f"Donnée {n}", "valeur") for n in range(20)]),
    title="Mes informations",
    actions=[
        *(CLOSE, Action("contact", "Modifier mon téléphone et ma langue")),
        Action("password", "Modifier mon mot de passe"),
        Action("question", "Modifier ma question défi"),
        *(Action("wrong", "Signaler une erreur", "erreur", Role.WRITE), SAVE),
    ],
)


async def test_the_keys_name_what_enter_does_where_the_voter_stands() -> None:
    """Below a page with several ways on, once a number or Tab has led to another one."""
    async with on_stage(PROFILE, theme="accessible", size=(80, 40)) as stage:
        await stage.sees("Enter fermer", "3 go to “Modifier mon mot de passe”")
        await stage.sees("[ 3 Modifier mon mot de passe ]", "[ F8 Signaler une erreur ]")
        await stage.press("3", sees=["Enter modifier mon mot de passe", "1 go to “Fermer”"])
        await stage.press("tab", sees="Enter modifier ma question défi")
        await stage.click("Enter modifier ma question")
        assert await stage.outcome() == Took("question")
    async with on_stage(menu("Édito", actions=[SAVE])) as stage:
        await stage.press("tab", sees="Enter enregistrer dans un fichier")


async def test_without_a_scroll_bar_the_keys_say_that_there_is_more() -> None:
    async with on_stage(PROFILE, theme="accessible", size=(40, 12)) as stage:
        await stage.sees("PgUp PgDn page", "Enter fermer", "Esc back", "? help")
        await stage.press("f1", sees=["Help", "PgUp PgDn page"])
        await stage.press("end", sees=["F6             theme", "Esc back   PgUp PgDn page"])
    asked = menu(*(f"Entrée numéro {n}" for n in range(30)), filters=True)
    async with on_stage(asked, theme="accessible", sees=["A menu", "PgUp PgDn page"]) as stage:
        await stage.resize(80, 50)
        await stage.sees("numéro 29")
        assert "PgUp" not in stage.text


# --- The countdown


def numbers(stage: Stage) -> list[int]:
    return [number for number, _unit in stage.screen.query_one(BigNumbers).parts]


async def test_the_countdown_turns_by_itself_and_at_the_opening() -> None:
    clock = stories.Clock()
    async with on_stage(stories.countdown_page(clock)) as stage:
        await stage.sees("Ouverture du vote dans", "jours", "heure de Paris")
        assert numbers(stage) == [43, 22, 38, 7]
        clock.seconds -= 1
        await stage.until(lambda: numbers(stage) == [43, 22, 38, 6])
        clock.seconds = 0
        await stage.sees("Le vote est ouvert")
        await stage.sees_no_more("jours")
        clock.seconds = 60  # the next phase counts again
        await stage.until(lambda: numbers(stage) == [0, 0, 1, 0])
        clock.seconds = 59
        await stage.dress("accessible")
        await stage.sees("less than a minute")


async def test_a_clock_that_is_stopped_is_told_at_once_though_no_minute_passes() -> None:
    class Paused(stories.Clock):
        heading = "The vote opens in"

        def view(self) -> CountdownView:
            return super().view()._replace(heading=self.heading)

    clock = Paused()
    async with on_stage(stories.countdown_page(clock), theme="accessible") as stage:
        await stage.sees("The vote opens in")
        clock.heading = "Clock stopped. The vote opens in"
        await stage.sees("Clock stopped.")


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [(9, 1), (30, 2), (60, 3), (3600, 5)],  # 08; 29; 00:59; 00:59:59
)
async def test_a_tick_repaints_the_digits_that_change_and_nothing_else(
    seconds: int, digits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = stories.Clock(seconds)
    async with on_stage(stories.countdown_page(clock)) as stage:
        await stage.until(lambda: numbers(stage)[-1] == seconds % 60)
        await stage.settle()
        update: list[ChopsUpdate] = []
        monkeypatch.setattr(stage.program, "_display", lambda _screen, frame: update.append(frame))
        clock.seconds -= 1
        await stage.until(lambda: update)
        # Eight columns a digit, the last of a number six, and five rows.
        assert sum(end - start for _y, start, end in update[0].spans) <= digits * 8 * WIDE.rows


async def test_a_countdown_stops_with_its_page_and_with_its_heading() -> None:
    clock = stories.Clock(3600)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(stories.HEADING._replace(countdown=clock.block()))
        await dialogue.show(stories.countdown_page(clock))
        dialogue.head(stories.HEADING)
        await dialogue.choose(stories.home_menu())

    async with on_stage(journey) as stage:
        await stage.press("enter", sees="Bienvenue")
        looks = clock.looks
        await stage.at_rest()
        assert clock.looks == looks


async def test_a_fault_of_the_countdown_is_told() -> None:
    clock = stories.Clock(60)
    async with on_stage(stories.countdown_page(clock)) as stage:
        clock.fault = ZeroDivisionError()
        with suppress(ZeroDivisionError):  # Textual hands it on to whoever waits just then
            await stage.until(lambda: stage.program.return_code)
        stage.program._exception = None  # Textual would hand it on once more
    assert stage.program.return_code == 1
