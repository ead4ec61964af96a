"""Menus, pages and the live countdown on the full screen.

What typing, a number or Enter lead to in a menu is decided in
``tests/conversation/test_choosing.py``.
"""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from textual._compositor import ChopsUpdate

from tests.fullscreen import stories
from tests.fullscreen.stage import Size, Stage, on_stage
from tests.fullscreen.stories import CLOSE, READ, SAVE, menu, page
from tui_voter.conversation.ways import Place
from tui_voter.dialogue import (
    BACK,
    PART,
    Action,
    Block,
    Dialogue,
    Facts,
    Items,
    Left,
    Opened,
    Role,
    Title,
    Took,
    Verbatim,
)
from tui_voter.fullscreen import pulse
from tui_voter.fullscreen.screens.countdown import CountdownBlock
from tui_voter.looks.big_numbers import WIDE, BigNumbers


@pytest.fixture(autouse=True)
def _ticks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second of the countdown takes a hundredth."""
    monkeypatch.setattr(pulse, "TICK", 0.01)


# --- A menu


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        (["enter"], Opened("1")),
        (["down", "down", "enter"], Opened("3")),
        (["end", "up", "enter"], Opened("10")),
        (["0", "9", "enter"], Opened("9")),
        (["right", "enter"], Opened("7")),
        (["right", "left", "enter"], Opened("1")),
        (["right", "up", "enter"], Opened("6")),
        (["end", "left", "enter"], Opened("6")),
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


async def test_sections_stand_in_two_columns_where_there_is_room() -> None:
    async with on_stage(stories.home_menu()) as stage:
        assert "Mes scrutins" in stage.row("Mes informations pratiques")
        assert stage.row("› 1 Édito").rstrip().endswith("7 Listes électorales de mes scrutins")
        assert stage.text.index("Mon compte") < stage.text.index("10 Mes informations")
    for rows, above in ((28, ""), (20, "6 Réassorts")):  # a blank row, where all is in sight
        async with on_stage(stories.home_menu(), size=(60, rows)) as stage:
            assert stage.rows[stage.rows.index("Mes scrutins") - 1] == above


async def test_typing_narrows_the_menu_and_numbers_stay() -> None:
    async with on_stage(stories.home_menu()) as stage:
        await stage.enter("ELECT")
        await stage.sees("Results for “ELECT”", "› 4 Parcours électeur", "7 Listes électorales")
        await stage.enter("z")
        await stage.sees("No choice contains “ELECTz”. The list still shows", "7 Listes")
        await stage.sees("Esc show all")
        assert "Enter choose" not in stage.text  # the keys promise nothing that was not found
        await stage.press("backspace", "backspace", "down")
        await stage.sees("Results for “ELEC”", "› 7", "Enter choose")
        await stage.press("escape", sees=["1 Édito", "› 7"])
        await stage.enter("%")
        await stage.sees("No choice contains “%”. The whole list is still shown.", "1 Édito")
        await stage.press("backspace")
        await stage.enter("de vo", sees=["Results for “de vo”", "› 5"])
        await stage.press("1", "0")  # the number of one that was left out
        await stage.sees("1 Édito", "› 10 Mes informations", "11 Ouverture")
        assert "de vo”" not in stage.text
        assert not stage.ended


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


async def test_a_menu_without_a_way_back_stays_and_one_without_options_can_be_left() -> None:
    async with on_stage(menu("A", text=("Why.",), can_go_back=False)) as stage:
        await stage.press("escape")
        await stage.sees("You cannot go back from here. Ctrl+Q leaves the program.", "Why.")
        assert not stage.ended
    async with on_stage(menu(filters=True), theme="accessible") as stage:
        await stage.press("enter", "down", "1", "right", "x", "backspace", "escape")
        assert await stage.outcome() is BACK


async def test_enter_alone_takes_nothing_where_the_choice_is_the_voters_alone() -> None:
    asked = menu("Aube", "Brise", irrevocable=True)
    async with on_stage(asked, theme="accessible", sees=["Aube", "↑ ↓ go to an option"]) as stage:
        assert "Enter" not in stage.text
        assert stage.screen.described is not None
        assert stage.screen.described.state == "nothing chosen yet"
        await stage.press("enter", sees="Nothing is chosen yet")
        assert "Nothing is chosen yet" in stage.screen.news.latest[1]
        assert "›" not in stage.text
        await stage.press("down", sees=["› 1  Aube", "↑ ↓ browse", "Enter choose"])
        assert stage.screen.described.state == ""
        assert await stage.outcome("down", "enter") == Opened("2")


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


@pytest.mark.parametrize(("rows", "apart"), [(40, True), (24, True), (18, False)])
async def test_the_parts_of_an_answer_have_their_lines_where_all_is_in_sight(
    rows: int, apart: bool
) -> None:
    name = PART.join(["“Cap”", "“Course”", "Union"])
    text = [Verbatim("3 lists:\nnone is last")]  # each line of which is read as it is
    async with on_stage(menu(*[name] * 3, text=text, actions=[READ]), size=(80, rows)) as stage:
        await stage.sees("3  “Cap”", READ.label)
        assert ("“Cap” · “Course” · Union" in stage.text) is not apart
        assert stage.rows.count("“Course”") == 3 * apart
        assert stage.rows.index("none is last") == stage.rows.index("3 lists:") + 1


# --- A page


async def test_a_page_shows_its_blocks_and_enter_takes_the_first_way() -> None:
    items = Items(("one [/i] " + "and on " * 20, *["item"] * 999), numbered=True)
    facts = Facts([("De", "Le portail"), ("Objet", "Votre lien")])
    blocks: list[Block] = [facts, Title("Chapter [b]"), Title("Part", 2), Items(("bare",)), items]
    notice = "Votre compte a bien été activé."
    async with on_stage(page(*blocks, actions=[CLOSE]), notice=notice) as stage:
        await stage.sees("De     Le portail", "Objet  Votre lien")  # close to labels that are short
        await stage.sees("Chapter [b]", "Part", "   1. one [/i]", "– bare")
        assert not stage.rows[stage.rows.index(notice) + 1]
        after = stage.text[stage.text.index("1. one") :].splitlines()[1]
        assert re.match(" {8}(and|on)", after)  # below the text, not below its number
        await stage.press("end", sees=[" 999. item", "1000. item", CLOSE.label])
        assert await stage.outcome("enter") == Took(CLOSE.name)


async def test_a_long_page_has_keys_of_its_own_and_says_so() -> None:
    async with on_stage(stories.statement_page()) as stage:
        await stage.sees("PgUp PgDn page", "Home End top, end")
        await stage.press("end", sees=["Paragraphe 8", "[ F4 Enregistrer dans un fichier ]"])
        await stage.press("home", sees="Agir ensemble")
        await stage.press("pagedown")
        await stage.sees_no_more("Agir ensemble")
        seen = stage.text
        await stage.press("f1", "escape")  # help in between moves nothing
        assert stage.text == seen
    async with on_stage(page("Short.")) as stage:
        assert "PgUp" not in stage.text


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        (stories.link_form(), "Enter ouvrir"),
        (stories.password_form(), "Enter next"),
        (stories.claim_form(), "Enter next"),
        (stories.home_menu(), "Enter choose"),
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
        CLOSE,
        Action("contact", "Modifier mon téléphone et ma langue"),
        Action("password", "Modifier mon mot de passe"),
        Action("question", "Modifier ma question défi"),
        Action("wrong", "Signaler une erreur", "erreur", Role.WRITE),
        SAVE,
    ],
)


async def test_the_keys_name_what_enter_does_where_the_voter_stands() -> None:
    """Below a page with several ways on, once a number or Tab has led to another one."""
    async with on_stage(PROFILE, size=(80, 40)) as stage:
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
        await stage.press("end", sees="1–4  ")
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
        await stage.sees("minutes")


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


@pytest.mark.parametrize(
    ("size", "large"),
    [((80, 24), True), ((60, 20), True), ((40, 24), False), ((80, 12), False)],
)
async def test_the_digits_are_large_where_there_is_room(size: Size, large: bool) -> None:
    async with on_stage(stories.countdown_page(stories.Clock()), size=size) as stage:
        await stage.until(lambda: stage.screen.query_one(BigNumbers).display is large)
        if not large:
            assert "43\u00a0jours  22\u00a0heures" in stage.text
            assert not any(row.startswith("seconde") for row in stage.rows)


@pytest.mark.parametrize(("size", "in_columns"), [((80, 24), True), ((40, 24), False)])
async def test_the_dates_stand_in_columns_under_a_bar_where_there_is_room(
    size: Size, in_columns: bool
) -> None:
    async with on_stage(stories.countdown_page(stories.Clock()), size=size) as stage:
        await stage.sees("17\u00a0h", "Terminer")
        bar = re.search(r"[█▏▎▍▌▋▊▉]+─+", stage.text)
        assert bar is not None
        assert abs(bar[0].count("─") / len(bar[0]) - 0.75) < 0.05
        ends = "13\u00a0octobre à 8\u00a0h  █", "─  1er\u00a0décembre à 8\u00a0h"
        assert [end in stage.text for end in ends] == [in_columns] * 2
        if in_columns:
            rows = [stage.row("Ouverture, "), stage.row("Clôture, ")]
            assert [row.index("jeudi") for row in rows] == [rows[0].index("jeudi")] * 2
            assert len({row.rindex("h") for row in rows}) == 1
        else:  # and no hour stands alone in a row
            assert "à 17\u00a0h (heure de Paris)" in stage.text
            assert not re.search(r"^ *(à )?\d+\u00a0h *$", stage.text, re.M)


async def test_the_accessible_countdown_shows_no_seconds_and_is_painted_by_the_minute() -> None:
    clock = stories.Clock(2 * 60 + 30)
    async with on_stage(stories.countdown_page(clock), theme="accessible") as stage:
        await stage.sees("0 jours  0 heures  2 minutes")
        assert "seconde" not in stage.text
        block = stage.screen.query_one(CountdownBlock)
        painted: list[object] = []

        def refresh(*_args: object, **_kwargs: object) -> None:
            painted.append(block)

        async def looks(times: int) -> None:
            seen = clock.looks
            await stage.until(lambda: clock.looks >= seen + times)

        block._plain.refresh, block._lines.refresh = refresh, refresh  # type: ignore[assignment]
        await looks(2)  # a paint of the first frame may still be due
        painted.clear()
        for _second in range(20):
            clock.seconds -= 1
            await looks(1)
        assert not painted
        del block._plain.refresh, block._lines.refresh
        clock.seconds = 59
        await stage.sees("less than a minute")


async def test_a_countdown_stops_with_its_page() -> None:
    clock = stories.Clock(3600)

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.show(stories.countdown_page(clock))
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
