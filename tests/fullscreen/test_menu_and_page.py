"""Menus, pages and the live countdown on the full screen.

What typing, a number or Enter lead to in a menu is decided in
``tests/conversation/test_choosing.py``.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest
from textual._compositor import ChopsUpdate

from tests.fullscreen import stories
from tests.fullscreen.stage import Stage, asks, on_stage
from tests.fullscreen.stories import CLOSE, READ, SAVE, menu, page
from tui_voter.conversation.ways import Place
from tui_voter.dialogue import (
    BACK,
    PART,
    Action,
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
from tui_voter.fullscreen.widgets.big_numbers import ROWS, BigNumbers


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
        (["1", "enter"], Opened("1")),
        (["1", "1", "enter"], Opened("11")),
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
        await stage.press(*keys)
        assert await stage.outcome() == chosen


@pytest.mark.parametrize("count", [2, 11])
async def test_a_number_goes_to_its_option_and_enter_alone_takes_it(count: int) -> None:
    """However many there are; so an Enter by habit never answers the next question."""
    async with on_stage(menu(*(f"Choix {n}" for n in range(1, count + 1)))) as stage:
        for number in (*range(1, count + 1), 2):
            await stage.press(*str(number))
            await stage.sees(f"› {number}  Choix {number}")
            assert not stage.ended
            await stage.press("up", "down")  # a number begins anew where one has moved
        await stage.press("2", "enter")
        assert await stage.outcome() == Opened("2")


async def test_sections_stand_in_two_columns_where_there_is_room() -> None:
    async with on_stage(stories.home_menu()) as stage:
        assert "Mes scrutins" in stage.row("Mes informations pratiques")
        assert stage.row("› 1 Édito").rstrip().endswith("7 Listes électorales de mes scrutins")
        assert stage.text.index("Mon compte") < stage.text.index("10 Mes informations")
    async with on_stage(stories.home_menu(), size=(60, 20)) as stage:
        at = stage.rows.index("Mes scrutins")
        assert stage.rows[at - 1] == "6 Réassorts"
        assert stage.rows[at + 1] == "7 Listes électorales de mes scrutins"


@pytest.mark.parametrize(("rows", "parted"), [(28, True), (19, False)])
async def test_a_blank_row_parts_the_sections_where_all_is_in_sight_with_it(
    rows: int, parted: bool
) -> None:
    async with on_stage(stories.home_menu(), size=(60, rows)) as stage:
        await stage.sees("6 Réassorts")
        assert (not stage.rows[stage.rows.index("Mes scrutins") - 1]) is parted
        assert parted <= ("11 Ouverture" in stage.text)


async def test_typing_narrows_the_menu_and_numbers_stay() -> None:
    async with on_stage(stories.home_menu()) as stage:
        await stage.enter("ELECT")
        await stage.sees("Results for “ELECT”", "› 4 Parcours électeur", "7 Listes électorales")
        assert "Édito" not in stage.text
        await stage.enter("z")
        await stage.sees(
            "No choice contains “ELECTz”. The list still shows the results for “ELECT”."
        )
        assert "7 Listes électorales" in stage.text
        await stage.press("backspace", "backspace", "down")
        await stage.sees("Results for “ELEC”", "› 7")
        await stage.press("escape")
        await stage.sees("1 Édito", "› 7")
        await stage.enter("%")
        await stage.sees("No choice contains “%”. The whole list is still shown.", "1 Édito")
        await stage.press("backspace")
        await stage.enter("de vo")
        await stage.sees("Results for “de vo”", "› 5")
        await stage.press("1", "0")  # the number of one that was left out
        await stage.sees("1 Édito", "› 10 Mes informations", "11 Ouverture")
        assert "de vo”" not in stage.text
        assert not stage.ended


@pytest.mark.parametrize("word", ["/help", "/aide", "/HE"])
async def test_the_command_for_help_opens_it_from_a_menu_as_well(word: str) -> None:
    async with on_stage(stories.home_menu()) as stage:
        await stage.enter(word)
        await stage.sees(f"“{word}”: Enter opens the help.", "Enter help")
        await stage.press("enter")
        await stage.sees("Ctrl+G")
        await stage.press("escape")
        await stage.sees("1 Édito", "Enter choose")
        assert word not in stage.text


async def test_the_keys_promise_no_choice_of_what_was_not_found() -> None:
    async with on_stage(stories.home_menu()) as stage:
        await stage.enter("/helpz")
        await stage.sees("No choice contains “/helpz”.", "Esc show all")
        assert "Enter choose" not in stage.text
        await stage.press("down")
        await stage.sees("Enter choose")


@pytest.mark.parametrize(
    ("theme", "size", "row"),
    [
        ("visual", (80, 24), "p o r t a i l . e x e m p l e : 8 4 4 3"),
        ("visual", (40, 24), "portail.exemple:8443"),
        ("accessible", (80, 24), "portail.exemple:8443"),
    ],
)
async def test_a_name_to_compare_stands_alone_and_as_large_as_there_is_room(
    theme: str, size: tuple[int, int], row: str
) -> None:
    asked = stories.recognise_menu("portail.exemple:8443")
    async with on_stage(asked, theme=theme, size=size) as stage:
        assert [line for line in stage.rows if "8443" in line or "8 4" in line] == [row]
        await stage.press("enter")  # the answer that does nothing stands first
        assert await stage.outcome() == Opened("no")


async def test_a_long_name_to_compare_is_broken_after_its_dots() -> None:
    asked = stories.recognise_menu("portail-elections.academie-de-la-fiction.exemple")
    async with on_stage(asked, size=(40, 24)) as stage:
        at = stage.rows.index("portail-elections.")
        assert stage.rows[at + 1] == "academie-de-la-fiction.exemple"


async def test_a_menu_without_a_way_back_stays() -> None:
    async with on_stage(menu("A", text=("Why.",), can_go_back=False)) as stage:
        await stage.press("escape")
        await stage.sees("You cannot go back from here. Ctrl+Q leaves the program.", "Why.")
        assert not stage.ended


async def test_a_menu_without_options_can_be_left() -> None:
    async with on_stage(menu(filters=True), theme="accessible") as stage:
        await stage.press("enter", "down", "1", "right", "x", "backspace", "escape")
        assert await stage.outcome() is BACK


async def test_a_menu_starts_where_the_voter_was() -> None:
    async with on_stage(stories.home_menu()._replace(chosen="10"), size=(40, 12)) as stage:
        await stage.sees("› 10 Mes informations personnelles")
        assert "tui-voter" not in stage.text  # the title stands in its place
        await stage.press("home")
        await stage.sees("tui-voter", "Bienvenue", "› 1 Édito")  # with all that stands above


async def test_enter_alone_takes_nothing_where_the_choice_is_the_voters_alone() -> None:
    asked = menu("Aube", "Brise", irrevocable=True)
    async with on_stage(asked, theme="accessible") as stage:
        await stage.sees("Aube", "↑ ↓ go to an option")
        assert "Enter" not in stage.text
        assert stage.screen.described is not None
        assert stage.screen.described.state == "nothing chosen yet"
        await stage.press("enter")
        await stage.sees("Nothing is chosen yet")
        assert "Nothing is chosen yet" in stage.screen.news.latest[1]
        assert "›" not in stage.text
        await stage.press("down")
        await stage.sees("› 1  Aube", "↑ ↓ browse", "Enter choose")
        assert stage.screen.described.state == ""
        await stage.press("down", "enter")
        assert await stage.outcome() == Opened("2")


async def test_what_is_to_be_checked_is_in_sight_first_where_not_all_of_it_can_be() -> None:
    check = menu(
        "Send",
        "Change: answer",
        title="Check before sending",
        text=[f"Answer {n}: {n}" for n in range(12)],
        irrevocable=True,
        actions=[READ],
    )
    async with on_stage(check, size=(40, 12)) as stage:
        await stage.sees("Check before sending", "Answer 0", "↑ ↓ go to an option")
        await stage.settle()
        assert "Send" not in stage.text.replace("sending", "")
        await stage.press("tab")
        await stage.sees(READ.label)
        await stage.press("shift+tab")
        await stage.sees("1  Send")  # who has come down is not thrown back
        await stage.press("down")
        await stage.sees("› 1  Send")


@pytest.mark.parametrize("filters", [True, False])
async def test_enter_takes_no_entry_that_is_out_of_sight(filters: bool) -> None:
    """A notice has all the room of a small screen, or one has scrolled on."""
    asked = menu("Première entrée", "Seconde entrée", filters=filters)
    notice = " ".join(["Ce qui est arrivé est long à dire."] * 15)
    async with on_stage(asked, size=(40, 12), notice=notice) as stage:
        await stage.sees("Ce qui est")
        assert "Première" not in stage.text
        await stage.press("enter")
        await stage.sees("Première entrée")
        await stage.press("pageup", "pageup", "pageup")
        await stage.sees_no_more("Première")
        await stage.press("enter")
        await stage.sees("Première entrée")
        assert not stage.ended
        await stage.press("enter")
        assert await stage.outcome() == Opened("1")


async def test_a_menu_without_a_scroll_bar_tells_that_there_is_more() -> None:
    asked = menu(*(f"Entrée numéro {n}" for n in range(30)), filters=True)
    async with on_stage(asked, theme="accessible") as stage:
        await stage.sees("A menu", "PgUp PgDn page")
        assert "numéro 29" not in stage.text
        await stage.resize(80, 50)
        await stage.sees("numéro 29")
        assert "PgUp" not in stage.text


@pytest.mark.parametrize(("count", "numbers"), [(1, ""), (3, "1–3"), (9, "1–9"), (11, "0–9")])
async def test_the_footer_names_the_numbers_that_there_are(count: int, numbers: str) -> None:
    async with on_stage(menu(*(f"Entry {n}" for n in range(count))), size=(120, 40)) as stage:
        await stage.sees("Entry 0", f"{numbers} go to a number" if numbers else "Entry 0")
        assert ("go to a number" in stage.text) == bool(numbers)
        await stage.press("end")
        assert re.search(rf"› {count} +Entry {count - 1}", stage.text)  # the sign stands apart


@pytest.mark.parametrize(("rows", "apart"), [(40, True), (24, True), (18, False)])
async def test_the_parts_of_an_answer_have_lines_of_their_own_where_all_is_in_sight(
    rows: int, apart: bool
) -> None:
    name = PART.join(["“Cap”", "“Course”", "Union"])
    ballot = menu(*[name] * 3, text=["3 lists."], actions=[READ])
    async with on_stage(ballot, size=(80, rows)) as stage:
        await stage.sees("3  “Cap”", READ.label)
        assert ("“Cap” · “Course” · Union" in stage.text) is not apart
        assert stage.rows.count("“Course”") == 3 * apart


async def test_a_text_of_several_lines_is_read_back_in_its_lines() -> None:
    said = ["Your request: first line", "second line", "third line"]
    async with on_stage(menu("Send", text=[Verbatim("\n".join(said))])) as stage:
        await stage.sees(said[-1])
        start = stage.rows.index(said[0])
        assert stage.rows[start : start + 3] == said


# --- A page


async def test_a_page_shows_its_blocks_and_enter_takes_the_first_way() -> None:
    async with on_stage(stories.mailbox_page()) as stage:
        assert stage.row("Objet").endswith("Ouverture du portail élections professionnelles")
        assert stories.LINK in stage.text
        assert stage.rows[stage.rows.index("Bonjour Camille Martin,") + 1] == ""
        await stage.press("enter")
        assert await stage.outcome() == Took("take")


@pytest.mark.parametrize("length", range(30, 45))
async def test_no_bracket_of_a_button_stands_alone(length: int) -> None:
    label = ("Start without a link, " * 3)[:length].strip()
    async with on_stage(page(actions=[Action("start", label)]), size=(40, 12)) as stage:
        first, last = stage.line_of("["), stage.line_of("]")
        button = [row.strip("› ") for row in stage.rows[first : last + 1]]
        assert " ".join(button) == f"[ {label} ]"
        assert all(len(row.strip("[] ")) > 1 for row in button)


async def test_titles_and_lists_stand_in_a_page() -> None:
    items = Items(("one [/i] " + "and on " * 20, "two"), numbered=True)
    asked = page(Title("Chapter [b]"), Title("Part", 2), items, Items(("bare",)))
    async with on_stage(asked) as stage:
        await stage.sees("Chapter [b]", "Part", "1. one [/i]", "2. two", "– bare")
        after = stage.text[stage.text.index("1. one") :].splitlines()[1]
        assert re.match(" {6}(and|on)", after)  # below the text, not below its number


async def test_a_page_has_as_many_widgets_however_long_its_text_is() -> None:
    counts = set()
    for length in (1, 1000):
        some = [f"item {n}" for n in range(length)]
        facts = Facts([(each, each) for each in some])
        titles = [block for each in some for block in (Title(each, 2), each)]
        asked = page(facts, Items(some, numbered=True), *titles, actions=[CLOSE])
        async with on_stage(asked) as stage:
            counts.add(len(stage.screen.query("*")))
            await stage.press("end")
            await stage.sees(f"item {length - 1}", CLOSE.label)
    assert len(counts) == 1


async def test_numbers_of_a_long_list_stand_in_one_column() -> None:
    async with on_stage(page(Items(["item"] * 1000, numbered=True))) as stage:
        assert "   1. item" in stage.text
        await stage.press("end")
        await stage.sees(" 999. item", "1000. item")


async def test_values_stand_close_to_labels_that_are_short() -> None:
    async with on_stage(page(Facts([("De", "Le portail"), ("Objet", "Votre lien")]))) as stage:
        await stage.sees("De     Le portail", "Objet  Votre lien")


async def test_a_blank_row_parts_a_notice_from_the_title() -> None:
    notice = "Votre compte a bien été activé."
    async with on_stage(stories.statement_page(), notice=notice) as stage:
        await stage.sees(notice)
        assert not stage.rows[stage.rows.index(notice) + 1]


async def test_a_long_page_has_keys_of_its_own_and_says_so() -> None:
    async with on_stage(stories.statement_page()) as stage:
        await stage.sees("PgUp PgDn page", "Home End top, end")
        await stage.press("end")
        await stage.sees("Paragraphe 8", "[ F4 Enregistrer dans un fichier ]")
        await stage.press("home")
        await stage.sees("Agir ensemble")
        await stage.press("pagedown")
        await stage.sees_no_more("Agir ensemble")
        seen = stage.text
        await stage.press("f1", "escape")  # help in between moves nothing
        assert stage.text == seen
    async with on_stage(page("Short.")) as stage:
        assert "PgUp" not in stage.text


async def test_the_hardware_cursor_stands_in_what_is_read() -> None:
    async with on_stage(stories.statement_page(), theme="accessible") as stage:
        assert stage.screen.body.region.contains_point(stage.program.cursor_position)
        await stage.press("end")
        button = "Enregistrer dans"
        await stage.until(lambda: stage.program.cursor_position.y == stage.line_of(button))


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
async def test_a_small_screen_names_the_way_on_the_way_back_and_help(
    asked: Place, keys: str
) -> None:
    async with on_stage(asked, size=(40, 12)) as stage:
        await stage.sees(keys)
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


async def test_every_act_below_a_long_page_is_named_and_the_page_begins_at_its_top() -> None:
    async with on_stage(PROFILE) as stage:
        await stage.sees("Enter fermer", "1–4 go to a button", "F8 signaler", "F4 enregistrer")
        await stage.at_rest()  # a row of keys more takes one from the page
        assert "Mes informations" in stage.text
        await stage.press("f1")
        await stage.sees("Help")
        assert len(re.findall(r"^\W*F8 ", stage.text, re.M)) == 1


async def test_the_keys_name_what_enter_does_where_the_voter_stands() -> None:
    """Below a page with several ways on, once a number or Tab has led to another one."""
    async with on_stage(PROFILE, size=(80, 40)) as stage:
        await stage.sees("Enter fermer", "3 go to “Modifier mon mot de passe”")
        await stage.sees("[ 3 Modifier mon mot de passe ]", "[ F8 Signaler une erreur ]")
        await stage.press("3")
        await stage.sees("Enter modifier mon mot de passe", "1 go to “Fermer”")
        await stage.press("tab")
        await stage.sees("Enter modifier ma question défi")
        assert "Enter fermer" not in stage.text
        await stage.click("Enter modifier ma question")
        assert await stage.outcome() == Took("question")


@pytest.mark.parametrize(
    ("asked", "keys", "does"),
    [
        (stories.link_form(), ["tab", "tab"], "Enter demander un nouveau lien"),
        (menu("Édito", actions=[SAVE]), ["tab"], "Enter enregistrer dans un fichier"),
    ],
)
async def test_the_keys_name_what_enter_does_on_a_link_of_a_form_and_of_a_menu(
    asked: Place, keys: list[str], does: str
) -> None:
    async with on_stage(asked) as stage:
        await stage.press(*keys)
        await stage.sees(does)


async def test_without_a_scroll_bar_the_keys_say_that_there_is_more() -> None:
    async with on_stage(PROFILE, theme="accessible", size=(40, 12)) as stage:
        await stage.sees("PgUp PgDn page", "Enter fermer", "Esc back", "? help")
        await stage.press("f1")
        await stage.sees("Help", "PgUp PgDn page")
        await stage.press("end")
        await stage.sees("1–4  ")


async def test_the_ways_of_a_menu_stand_below_one_another() -> None:
    ways = [Action("out", "Sign out"), Action("mailbox", "Mailbox", "mailbox", Role.MAILBOX)]
    async with on_stage(stories.home_menu()._replace(actions=ways)) as stage:
        await stage.sees("Ctrl+L Mailbox")
        assert stage.rows[stage.rows.index("Ctrl+L Mailbox") - 1] == "Sign out"


# --- The countdown


def numbers(stage: Stage) -> list[int]:
    return [number for number, _unit in stage.screen.query_one(BigNumbers).parts]


async def test_the_countdown_turns_by_itself_and_at_the_opening() -> None:
    clock = stories.Clock()
    async with on_stage(stories.countdown_page(clock)) as stage:
        await stage.sees("Ouverture du vote dans", "jours", "(heure de Paris)")
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
        assert sum(end - start for _y, start, end in update[0].spans) <= digits * 8 * ROWS


@pytest.mark.parametrize(
    ("size", "large"),
    [((80, 24), True), ((60, 20), True), ((40, 24), False), ((80, 12), False)],
)
async def test_the_digits_are_large_where_there_is_room_and_words_elsewhere(
    size: tuple[int, int], large: bool
) -> None:
    async with on_stage(stories.countdown_page(stories.Clock()), size=size) as stage:
        await stage.until(lambda: ("██" in stage.text) is large)
        if not large:
            assert "43\u00a0jours  22\u00a0heures" in stage.text
            assert not any(row.startswith("seconde") for row in stage.rows)


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
        await stage.press("enter")
        await stage.sees("Bienvenue")
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


async def test_no_hour_stands_alone_in_a_row_of_a_small_screen() -> None:
    async with on_stage(stories.countdown_page(stories.Clock()), size=(40, 12)) as stage:
        await stage.sees("Ouverture du vote dans")
        await stage.press("pagedown")
        await stage.sees("à 8\u00a0h", "à 17\u00a0h (heure de Paris)")
        assert not re.search(r"^ *(à )?\d+\u00a0h *$", stage.text, re.M)


# --- One after the other


async def test_screens_of_all_kinds_keep_their_looks_to_themselves() -> None:
    """Textual keeps the stylesheet of every screen it has ever shown."""
    places: list[Place] = [
        stories.password_form(),
        stories.question_form(),
        stories.home_menu(),
        stories.mailbox_page(),
    ]

    async def journey(dialogue: Dialogue) -> Any:
        for place in [*places, *places]:
            await asks(place)(dialogue)

    seen: list[str] = []
    async with on_stage(journey) as stage:
        for place in [*places, *places]:
            await stage.sees(place.title)
            seen.append(stage.text)
            await stage.press("escape" if place.can_go_back else "enter")
    assert seen[:4] == seen[4:]
