"""Menus, pages and the live countdown on the full screen."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

import pytest
from textual._compositor import ChopsUpdate

from tests.fullscreen import stories
from tests.fullscreen.stage import Heard, Stage, on_stage
from tui_voter import messages
from tui_voter.dialogue import (
    BACK,
    PART,
    Action,
    Dialogue,
    Facts,
    Items,
    Left,
    Menu,
    Notice,
    Opened,
    Option,
    Page,
    Prose,
    Role,
    Step,
    Title,
    Took,
    Verbatim,
)
from tui_voter.fullscreen import pulse
from tui_voter.fullscreen.program import Program
from tui_voter.fullscreen.screens.countdown import CountdownBlock
from tui_voter.fullscreen.widgets.big_numbers import ROWS, BigNumbers


@pytest.fixture(autouse=True)
def _ticks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second of the countdown takes a hundredth."""
    monkeypatch.setattr(pulse, "TICK", 0.01)


def home() -> Heard:
    return Heard(lambda dialogue: dialogue.choose(stories.home_menu()))


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        (["enter"], Opened("1")),
        (["down", "down", "enter"], Opened("3")),
        (["end", "up", "enter"], Opened("10")),
        (["7", "enter"], Opened("7")),
        (["1", "1", "enter"], Opened("11")),
        (["1", "enter"], Opened("1")),
        (["1", "0", "enter"], Opened("10")),
        (["0", "9", "enter"], Opened("9")),
        (["escape"], BACK),
    ],
)
async def test_a_menu_by_keys(keys: list[str], chosen: Opened | Left) -> None:
    heard = home()
    async with on_stage(heard) as stage:
        await stage.press(*keys)
        await stage.until(lambda: heard.ended)
    assert heard.answer == chosen


@pytest.mark.parametrize("count", [2, 9, 10, 11])
async def test_a_number_goes_to_its_option_and_enter_alone_takes_it(count: int) -> None:
    """However many there are; so an Enter by habit never answers the next question."""
    options = [Option(str(n), f"Choix {n}") for n in range(1, count + 1)]
    heard = Heard(lambda dialogue: dialogue.choose(Menu(title="Menu", options=options)))
    async with on_stage(heard) as stage:
        for number in (*range(1, count + 1), 2):
            await stage.press(*str(number))
            await stage.sees(f"› {number}  Choix {number}")
            assert not heard.ended
            await stage.press("up", "down")  # a number begins anew where one has moved
        await stage.press("2", "enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("2")


@pytest.mark.parametrize("length", range(30, 45))
async def test_no_bracket_of_a_button_stands_alone(length: int) -> None:
    label = ("Start without a link, " * 3)[:length].strip()
    page = Page(title="Mailbox", blocks=[], actions=[Action("start", label, "start")])
    async with on_stage(lambda dialogue: dialogue.show(page), size=(40, 12)) as stage:
        rows = stage.text.splitlines()
        first = next(n for n, row in enumerate(rows) if "[" in row)
        last = next(n for n, row in enumerate(rows) if "]" in row)
        inside = " ".join(row.strip("› ") for row in rows[first : last + 1])
        assert inside == f"[ {label} ]"
        assert all(len(row.strip("[] ")) > 1 for row in rows[first : last + 1])


async def test_a_menu_by_mouse() -> None:
    heard = home()
    async with on_stage(heard) as stage:
        await stage.click("Formuler une réclamation")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("9")


async def test_a_menu_marks_where_the_voter_stands_and_scrolls() -> None:
    async with on_stage(home(), size=(40, 12)) as stage:
        assert "› 1" in stage.row("Édito")
        await stage.press("end")
        await stage.sees("› 11")
        assert "compte à" in stage.row("› 11")


async def test_sections_stand_in_two_columns_where_there_is_room() -> None:
    async with on_stage(home()) as stage:
        assert "Mes scrutins" in stage.row("Mes informations pratiques")
        assert stage.row("› 1 Édito").rstrip().endswith("7 Listes électorales de mes scrutins")
        assert stage.text.index("Mon compte") < stage.text.index("10 Mes informations")
    async with on_stage(home(), size=(60, 20)) as stage:
        lines = [line.strip() for line in stage.text.splitlines()]
        assert lines.index("Mes scrutins") == lines.index("6 Réassorts") + 1
        assert lines.index("Mes scrutins") + 1 == lines.index(
            "7 Listes électorales de mes scrutins"
        )


@pytest.mark.parametrize(("rows", "parted"), [(28, True), (19, False)])
async def test_a_blank_row_parts_the_sections_where_all_is_in_sight_with_it(
    rows: int, parted: bool
) -> None:
    async with on_stage(home(), size=(60, rows)) as stage:
        await stage.sees("6 Réassorts")
        lines = [line.strip(" ▁▂▃▄▅▆▇█") for line in stage.text.splitlines()]
        assert (not lines[lines.index("Mes scrutins") - 1]) is parted
        assert parted <= ("11 Ouverture" in stage.text)


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        (["right", "enter"], Opened("7")),
        (["right", "left", "enter"], Opened("1")),
        (["right", "up", "enter"], Opened("6")),
        (["end", "left", "enter"], Opened("6")),
    ],
)
async def test_arrows_cross_from_one_column_to_the_other(keys: list[str], chosen: Opened) -> None:
    heard = home()
    async with on_stage(heard) as stage:
        await stage.press(*keys)
        await stage.until(lambda: heard.ended)
    assert heard.answer == chosen


async def test_typing_narrows_the_menu_and_numbers_stay() -> None:
    heard = home()
    async with on_stage(heard) as stage:
        await stage.enter("ELECT")  # capitals and accents do not matter
        await stage.sees("Results for “ELECT”", "4 Parcours électeur", "7 Listes électorales")
        for gone in ("Édito", "Mon compte", "Je vote"):
            assert gone not in stage.text
        await stage.sees("› 4")
        await stage.enter("z")
        await stage.sees("No choice contains “ELECTz”. The list still shows what contains “ELECT”.")
        assert "7 Listes électorales" in stage.text
        await stage.enter("e")  # what is quoted is what was typed, all of it
        await stage.sees("No choice contains “ELECTze”.")
        await stage.press("backspace", "backspace", "backspace", "down")
        await stage.sees("Results for “ELEC”", "› 7")
        await stage.press("escape")
        await stage.sees("1 Édito", "› 7")
        assert not heard.ended
        await stage.enter("de vo")
        await stage.sees("Results for “de vo”", "› 5")
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("5")


async def test_the_number_of_an_option_that_was_left_out_shows_all_of_them_again() -> None:
    heard = home()
    async with on_stage(heard) as stage:
        await stage.enter("elect")
        await stage.sees("Results for “elect”", "› 4")
        await stage.press("1")
        await stage.sees("› 1 Édito", "7 Listes électorales", "11 Ouverture")
        assert "elect”" not in stage.text
        await stage.press("0")
        await stage.sees("› 10 Mes informations")
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("10")


async def test_where_the_first_letter_finds_nothing_the_list_is_said_to_be_whole() -> None:
    async with on_stage(home()) as stage:
        await stage.enter("%")
        await stage.sees("No choice contains “%”. The whole list is still shown.", "1 Édito")


@pytest.mark.parametrize("word", ["/help", "/aide", "/HE"])
async def test_the_command_for_help_opens_it_from_a_menu_as_well(word: str) -> None:
    heard = home()
    async with on_stage(heard) as stage:
        await stage.enter(word)
        await stage.sees(f"“{word}”: Enter opens the help.", "Enter help")
        await stage.press("enter")
        await stage.sees("Ctrl+G")
        await stage.press("escape")
        await stage.sees("1 Édito", "Enter choose")
        assert word not in stage.text
    assert not heard.ended or heard.left


async def test_the_keys_promise_no_choice_of_what_was_not_found() -> None:
    async with on_stage(home()) as stage:
        await stage.enter("/helpz")
        await stage.sees("No choice contains “/helpz”.", "Esc show all")
        assert "Enter choose" not in stage.text
        await stage.press("down")
        await stage.sees("Enter choose")


@pytest.mark.parametrize(
    ("theme", "size", "rows"),
    [
        ("visual", (80, 24), ["p o r t a i l . e x e m p l e : 8 4 4 3"]),
        ("visual", (40, 24), ["portail.exemple:8443"]),
        ("accessible", (80, 24), ["portail.exemple:8443"]),
    ],
)
async def test_a_name_to_compare_stands_alone_and_as_large_as_there_is_room(
    theme: str, size: tuple[int, int], rows: list[str]
) -> None:
    menu = stories.recognise_menu("portail.exemple:8443")
    heard = Heard(lambda dialogue: dialogue.choose(menu))
    async with on_stage(heard, theme=theme, size=size) as stage:
        assert [
            line.strip() for line in stage.text.splitlines() if "8443" in line or "8 4" in line
        ] == rows
        await stage.press("enter")  # the answer that does nothing stands first
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("no")


async def test_a_long_name_to_compare_is_broken_after_its_dots() -> None:
    menu = stories.recognise_menu("portail-elections.academie-de-la-fiction.exemple")
    async with on_stage(lambda dialogue: dialogue.choose(menu), size=(40, 24)) as stage:
        lines = [line.strip() for line in stage.text.splitlines()]
        at = lines.index("portail-elections.")
        assert lines[at + 1] == "academie-de-la-fiction.exemple"


@pytest.mark.parametrize("way", ["f12", "tab", "click"])
async def test_a_menus_actions(way: str) -> None:
    heard = home()
    async with on_stage(heard) as stage:
        match way:
            case "tab":
                await stage.press("tab", "enter")
            case "click":
                await stage.click("F12 Se déconnecter")
            case _:
                await stage.press(way)
        await stage.until(lambda: heard.ended)
    assert heard.answer == Took("sign_out")


async def test_a_menu_without_a_way_back_stays() -> None:
    menu = Menu(title="Stay", options=[Option("a", "A")], text=("Why.",), can_go_back=False)
    heard = Heard(lambda dialogue: dialogue.choose(menu))
    async with on_stage(heard) as stage:
        await stage.press("escape")
        await stage.sees("You cannot go back from here. Ctrl+Q leaves the program.")
        assert not heard.ended
        assert "Why." in stage.text


async def test_a_page_shows_its_blocks_and_enter_takes_the_first_way() -> None:
    heard = Heard(lambda dialogue: dialogue.show(stories.mailbox_page()))
    async with on_stage(heard) as stage:
        assert stage.row("Objet").endswith("Ouverture du portail élections professionnelles")
        assert stories.LINK in stage.text
        assert "Bonjour Camille Martin,\n\n" in stage.text.replace("  Bonjour", "Bonjour")
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Took("take")


@pytest.mark.parametrize("way", ["2", "tab"])
async def test_the_other_ways_of_a_page(way: str) -> None:
    heard = Heard(lambda dialogue: dialogue.show(stories.mailbox_page()))
    async with on_stage(heard) as stage:
        await stage.press(way, "space")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Took("other")


async def test_a_long_page_scrolls_with_the_arrows() -> None:
    page = Page(
        title="Long",
        step=Step(4, 4),
        blocks=[Prose("\n".join(f"line {n}" for n in range(40)))],
        actions=(Action("on", "On", "on"),),
    )
    async with on_stage(lambda d: d.show(page), size=(40, 12)) as stage:
        assert "line 0" in stage.text
        await stage.press("down", "pagedown")
        await stage.until(lambda: "line 0" not in stage.text)
        await stage.press(*["pagedown"] * 6)
        await stage.sees("line 39", "[ On ]")


def numbers(stage: Stage) -> list[int]:
    return [number for number, _unit in stage.program.screen.query_one(BigNumbers).parts]


async def test_the_countdown_turns_by_itself_and_at_the_opening() -> None:
    clock = stories.Clock(43 * 86400 + 22 * 3600 + 38 * 60 + 7)
    async with on_stage(lambda d: d.show(stories.countdown_page(clock))) as stage:
        await stage.sees("Ouverture du vote dans", "jours", "(heure de Paris)")
        assert numbers(stage) == [43, 22, 38, 7]
        clock.seconds -= 1
        await stage.until(lambda: numbers(stage) == [43, 22, 38, 6])
        clock.seconds = 0
        await stage.sees("Le vote est ouvert")
        await stage.until(lambda: "jours" not in stage.text)
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
    async with on_stage(lambda d: d.show(stories.countdown_page(clock))) as stage:
        await stage.until(lambda: numbers(stage)[-1] == seconds % 60)
        await stage.settle()
        update: list[ChopsUpdate] = []
        monkeypatch.setattr(stage.program, "_display", lambda _screen, frame: update.append(frame))
        clock.seconds -= 1
        await stage.until(lambda: update)
        # Eight columns a digit, the last of a number six, and five rows.
        assert sum(end - start for _y, start, end in update[0].spans) <= digits * 8 * ROWS


async def test_the_digits_are_large_where_there_is_room_and_words_elsewhere() -> None:
    clock = stories.Clock(43 * 86400 + 22 * 3600 + 38 * 60 + 7)
    for size, large in (((80, 24), True), ((60, 20), True), ((40, 24), False), ((80, 12), False)):
        async with on_stage(lambda d: d.show(stories.countdown_page(clock)), size=size) as stage:
            await stage.until(lambda large=large: ("██" in stage.text) is large)  # type: ignore[misc]
            if not large:
                assert "43\u00a0jours  22\u00a0heures" in stage.text
                lines = [line.strip() for line in stage.text.splitlines()]
                assert not any(line.startswith("seconde") for line in lines)


async def test_the_ways_of_a_menu_stand_below_one_another() -> None:
    ways = [Action("out", "Sign out", "out"), Action("mailbox", "Mailbox", "mailbox", Role.MAILBOX)]
    async with on_stage(lambda d: d.choose(stories.home_menu()._replace(actions=ways))) as stage:
        await stage.sees("Ctrl+L Mailbox")
        lines = [line.strip() for line in stage.text.splitlines()]
        assert lines[lines.index("Ctrl+L Mailbox") - 1] == "Sign out"


async def test_the_accessible_countdown_shows_no_seconds_and_is_painted_by_the_minute() -> None:
    clock = stories.Clock(2 * 60 + 30)
    journey = Heard(lambda dialogue: dialogue.show(stories.countdown_page(clock)))
    async with on_stage(journey, theme="accessible") as stage:
        await stage.sees("0 jours  0 heures  2 minutes")
        assert "seconde" not in stage.text
        block = stage.program.screen.query_one(CountdownBlock)
        looks, painted = clock.looks, 0

        def refresh(*_args: object, **_kwargs: object) -> None:
            nonlocal painted
            painted += 1

        block._plain.refresh, block._lines.refresh = refresh, refresh  # type: ignore[assignment]
        await stage.until(
            lambda: clock.looks > looks + 1
        )  # a paint of the first frame may still be due
        painted = 0
        for _second in range(20):
            clock.seconds -= 1
            done = clock.looks
            await stage.until(lambda done=done: clock.looks > done)  # type: ignore[misc]
        assert painted == 0
        del block._plain.refresh, block._lines.refresh
        clock.seconds = 59
        await stage.sees("less than a minute")


async def test_the_clock_is_set_when_due_and_time_left_is_told() -> None:
    clock = stories.Clock(3600)
    async with on_stage(lambda d: d.show(stories.countdown_page(clock))) as stage:
        clock.due = True
        await stage.until(clock.synced.is_set)
        await stage.press("ctrl+t")
        await stage.sees("Ouverture du vote dans 0 jours, 1 heures")


async def test_the_whole_story() -> None:
    heard = Heard(stories.whole_story)
    async with on_stage(heard) as stage:
        await stage.paste(stories.LINK)
        await stage.press("enter")
        await stage.sees("Step 2 of 4")
        await stage.press("escape")
        await stage.sees("Step 1 of 4")
        await stage.press("f3")
        await stage.sees("boîte aux lettres")
        await stage.press("enter")
        await stage.sees("Step 1 of 4")
        await stage.press("enter")
        await stage.sees("Step 2 of 4")
        await stage.press("enter", "enter", "enter")
        await stage.sees("Step 3 of 4")
        await stage.press("enter", "enter")
        await stage.sees("Votre compte a bien été activé.", "Bienvenue")
        await stage.press("1", "1", "enter")
        await stage.sees("Je vote")
        await stage.press("enter")
        await stage.sees("Bienvenue")
        assert "Votre compte a bien été activé." not in stage.text
        assert len(stage.program.screen_stack) == 1
        await stage.press("escape")
        await stage.until(lambda: heard.ended)
    assert heard.left is None
    assert stage.program.return_code == 0


async def test_a_countdown_stops_with_its_page() -> None:
    clock = stories.Clock(3600)

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.show(stories.countdown_page(clock))
        await dialogue.choose(stories.home_menu())

    async with on_stage(journey) as stage:
        await stage.press("enter")
        await stage.sees("Bienvenue")
        looks = clock.looks
        for _turn in range(20):
            await stage.settle()
        assert clock.looks == looks


async def test_screens_of_all_kinds_keep_their_looks_to_themselves() -> None:
    """Textual keeps the stylesheet of every screen it has ever shown."""

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.ask(stories.password_form())
        await dialogue.ask(stories.question_form())
        await dialogue.choose(stories.home_menu())
        await dialogue.show(stories.mailbox_page())

    seen: list[list[str]] = [[], []]
    async with on_stage(lambda d: _twice(journey, d)) as stage:
        for pictures in seen:
            for title in ("Créez", "Choisissez", "Bienvenue", "Votre boîte"):
                await stage.sees(title)
                pictures.append(stage.text)
                await stage.press("escape" if title != "Votre boîte" else "enter")
    assert seen[0] == seen[1]


async def _twice(journey: Callable[[Dialogue], Awaitable[None]], dialogue: Dialogue) -> None:
    await journey(dialogue)
    await journey(dialogue)


async def test_a_long_page_is_read_from_its_top() -> None:
    page = Page(
        title="Mailbox",
        blocks=[Prose("\n".join(f"line {number}" for number in range(60)))],
        actions=[Action("go", "Go on", "go")],
    )
    async with on_stage(lambda dialogue: dialogue.show(page)) as stage:
        for _frame in range(5):  # whatever scrolls does so after a frame or two
            painted = asyncio.Event()
            stage.program.screen.call_after_refresh(painted.set)
            await painted.wait()
        assert "line 0" in stage.text
        assert "line 59" not in stage.text


async def test_titles_and_lists_stand_in_a_page() -> None:
    page = Page(
        title="Read",
        blocks=(
            Title("Chapter [b]"),
            Title("Part", 2),
            Items(("one [/i] " + "and on " * 20, "two"), True),
            Items(("bare",)),
        ),
    )
    async with on_stage(lambda dialogue: dialogue.show(page)) as stage:
        await stage.sees("Chapter [b]", "Part", "1. one [/i]", "2. two", "– bare")
        after = stage.text[stage.text.index("1. one") :].splitlines()[1]
        assert re.match(" {6}(and|on)", after)  # below the text, not below its number


async def test_a_page_has_as_many_widgets_however_long_its_text_is() -> None:
    def page(length: int) -> Page:
        some = [f"item {n}" for n in range(length)]
        pairs = [block for text in some for block in (Title(text, 2), Prose(text))]
        facts = Facts([(text, text) for text in some])
        actions = [Action("on", "On", "on")]
        return Page(title="Read", blocks=[facts, Items(some, True), *pairs], actions=actions)

    counts = []
    for length in (1, 1000):
        async with on_stage(lambda d, n=length: d.show(page(n))) as stage:  # type: ignore[misc]
            counts.append(len(stage.program.screen.query("*")))
            await stage.press("end")
            await stage.sees(f"item {length - 1}", "[ On ]")
    assert counts[0] == counts[1]


async def test_numbers_of_a_long_list_stand_in_one_column() -> None:
    page = Page(title="Read", blocks=[Items(["item"] * 1000, True)])
    async with on_stage(lambda d: d.show(page)) as stage:
        assert "   1. item" in stage.text
        await stage.press("end")
        await stage.sees(" 999. item", "1000. item")


@pytest.mark.parametrize("key", ["enter", "down", "1"])
async def test_a_menu_without_options_can_be_left(key: str) -> None:
    heard = Heard(lambda d: d.choose(Menu(title="None", options=[], filters=True)))
    async with on_stage(heard, theme="accessible") as stage:
        for press in (key, "right", "x", "backspace", "escape"):
            await stage.press(press)
        await stage.until(lambda: heard.ended)
    assert heard.answer is BACK


async def test_the_same_key_twice_is_two_options_and_keys_mean_nothing_here() -> None:
    keys = ["same", "same", "back", "sign_out", "submit"]
    options = [Option(key, f"Option {n}") for n, key in enumerate(keys)]
    heard = Heard(lambda d: d.choose(Menu(title="Keys", options=options, chosen="same")))
    async with on_stage(heard) as stage:
        await stage.press("down")
        assert "› 2  Option 1" in stage.text
        await stage.press("down", "down", "enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("sign_out")


async def test_a_long_page_has_keys_of_its_own_and_says_so() -> None:
    async with on_stage(lambda d: d.show(stories.statement_page())) as stage:
        await stage.sees("PgUp PgDn page", "Home End top, end")
        await stage.press("end")
        await stage.sees("Paragraphe 8", "[ F4 Enregistrer dans un fichier ]")
        await stage.press("home")
        await stage.sees("Agir ensemble")
        await stage.press("pagedown")
        await stage.until(lambda: "Agir ensemble" not in stage.text)
        seen = stage.text
        await stage.press("f1", "escape")  # help in between moves nothing
        assert stage.text == seen
    async with on_stage(lambda d: d.show(stories.countdown_page(stories.Clock(60)))) as stage:
        assert "PgUp" not in stage.text


async def test_a_page_that_is_shown_again_begins_where_it_was_left() -> None:
    async def journey(dialogue: Dialogue) -> None:
        page = stories.statement_page()._replace(key="statement")
        await dialogue.show(page)
        await dialogue.choose(stories.confirm_menu())
        await dialogue.show(page)
        await dialogue.show(page._replace(key="another"))

    async with on_stage(journey) as stage:
        await stage.press("pagedown")
        await stage.until(lambda: "Agir ensemble" not in stage.text)
        seen = stage.text
        await stage.press("f4")
        await stage.sees("Ce mot de passe est faible")
        await stage.press("enter")
        await stage.until(lambda: stage.text == seen)
        await stage.press("f4")
        await stage.sees("Agir ensemble")  # another page begins at its top


async def test_the_hardware_cursor_stands_in_what_is_read() -> None:
    async with on_stage(lambda d: d.show(stories.statement_page()), theme="accessible") as stage:
        assert stage.program.screen.query_one("Body").region.contains_point(
            stage.program.cursor_position
        )
        await stage.press("end")
        await stage.until(
            lambda: "Enregistrer dans" in stage.text.splitlines()[stage.program.cursor_position.y]
        )


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_menu_starts_where_the_voter_was(size: tuple[int, int]) -> None:
    heard = Heard(lambda d: d.choose(stories.home_menu()._replace(chosen="10")))
    async with on_stage(heard, size=size) as stage:
        await stage.sees("› 10 Mes informations personnelles")
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("10")


async def test_with_the_first_option_all_that_stands_above_is_in_sight_again() -> None:
    async with on_stage(home(), size=(40, 12)) as stage:
        await stage.press("end")
        await stage.sees("› 11")
        assert "tui-voter" not in stage.text  # the title stands in its place
        await stage.press("home")
        await stage.sees("tui-voter", "Bienvenue", "› 1 Édito")


async def test_a_no_break_space_begins_no_line() -> None:
    text = "Il est intitulé « Ouverture du vote » et il dit : « Bonjour ! »"
    page = Page(title="Mail", blocks=[Prose(text.replace("« ", "«\xa0").replace(" »", "\xa0»"))])
    for width in range(40, 60):
        async with on_stage(lambda d: d.show(page), size=(width, 12)) as stage:
            margin = 1 if width < 60 else 2
            lines = [line[margin:] for line in stage.text.splitlines()]
            assert "intitulé" in stage.text
            assert not [line for line in lines if line[:1] in ("\xa0", "»")], stage.text


@pytest.mark.parametrize(
    ("ask", "keys"),
    [
        (lambda d: d.ask(stories.link_form()), "Enter ouvrir"),
        (lambda d: d.ask(stories.password_form()), "Enter next"),
        (lambda d: d.ask(stories.claim_form()), "Enter next"),
        (lambda d: d.choose(stories.home_menu()), "Enter choose"),
        (lambda d: d.browse(stories.roll_listing()._replace(opens=stories.opened)), "Enter open"),
        (lambda d: d.show(stories.statement_page()), "Enter enregistrer"),
    ],
)
async def test_a_small_screen_names_the_way_on_the_way_back_and_help(
    ask: Callable[[Dialogue], Awaitable[object]], keys: str
) -> None:
    async with on_stage(ask, size=(40, 12)) as stage:
        await stage.sees(keys)
        rows = stage.text.splitlines()
        footer = rows[[keys in row for row in rows].index(True) :]
        row, typing = " ".join(footer), "next" in keys or "ouvrir" in keys
        assert row.index(keys) < row.index("Ctrl+G help" if typing else "? help")
        assert ("Esc back" in row) is stage.program.screen.can_go_back  # type: ignore[attr-defined]
        assert len(footer) <= 2
        assert max(map(len, footer)) <= 39


async def test_the_time_left_is_told_over_help_too() -> None:
    async with on_stage(lambda d: d.ask(stories.password_form())) as stage:
        await stage.press("f1", "ctrl+t")
        await stage.sees("Help", "9 minutes 47")


async def test_a_fault_of_the_countdown_is_told() -> None:
    clock = stories.Clock(60)
    journey = Heard(lambda d: d.show(stories.countdown_page(clock)))
    program = Program(journey, dark=True)
    await program.begin()

    async def play() -> None:
        async with program.run_test():
            clock.fault = ZeroDivisionError()
            await Stage(program).until(lambda: program.return_code)

    with pytest.raises(ZeroDivisionError):  # run_test hands the fault on, for tests
        await play()
    await program.see_out()
    assert program.return_code == 1


async def test_what_enter_does_in_a_menu_is_said_in_french() -> None:
    """A word that elsewhere means to type something again."""
    messages.use("fr")
    menu = Menu(title="Accueil", options=[Option("a", "Édito")])
    async with on_stage(lambda d: d.choose(menu)) as stage:
        assert "Entrée choisir" in stage.text


ACTS = [
    Action("close", "Fermer", "fermer", Role.CLOSE),
    Action("contact", "Modifier mon téléphone et ma langue", "contact"),
    Action("password", "Modifier mon mot de passe", "passe"),
    Action("question", "Modifier ma question défi", "question"),
    Action("wrong", "Signaler une erreur", "erreur", Role.WRITE),
    Action("save", "Enregistrer dans un fichier", "enregistrer", Role.SAVE),
]
PROFILE = Page(
    title="Mes informations",
    blocks=[Facts([(f"Donnée {n}", "valeur") for n in range(20)])],
    actions=ACTS,
)


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_every_act_below_a_long_page_is_named_and_the_page_begins_at_its_top(
    theme: str,
) -> None:
    async with on_stage(Heard(lambda d: d.show(PROFILE)), theme=theme) as stage:
        await stage.sees("Enter fermer", "1–4 go to a button", "F8 signaler", "F4 enregistrer")
        for _frame in range(10):  # a row of keys more takes one from the page
            await stage.settle()
        assert "Mes informations" in stage.text
        await stage.press("f1")
        await stage.sees("Help")
        assert len(re.findall(r"^\W*F8 ", stage.text, re.M)) == 1


async def test_the_keys_name_what_enter_does_where_the_voter_stands() -> None:
    """Below a page with several ways on, once a number or Tab has led to another one."""
    heard = Heard(lambda d: d.show(PROFILE))
    async with on_stage(heard, size=(80, 40)) as stage:
        await stage.sees("Enter fermer", "3 go to “Modifier mon mot de passe”")
        await stage.press("3")
        await stage.sees("Enter modifier mon mot de passe", "1 go to “Fermer”")
        await stage.press("tab")
        await stage.sees("Enter modifier ma question défi")
        assert "Enter fermer" not in stage.text
        await stage.click("Enter modifier ma question")
        await stage.until(lambda: heard.answer)
    assert heard.answer == Took("question")


async def test_the_keys_name_what_enter_does_on_a_link_of_a_form_and_of_a_menu() -> None:
    async with on_stage(lambda d: d.ask(stories.link_form())) as stage:
        await stage.sees("Enter ouvrir")
        await stage.press("tab", "tab")
        await stage.sees("Enter demander un nouveau lien")
    menu = Menu(title="Accueil", options=[Option("a", "Édito")], actions=ACTS[-1:])
    async with on_stage(lambda d: d.choose(menu)) as stage:
        await stage.sees("Enter choose")
        await stage.press("tab")
        await stage.sees("Enter enregistrer dans un fichier")


async def test_without_a_scroll_bar_the_keys_say_that_there_is_more() -> None:
    async with on_stage(
        Heard(lambda d: d.show(PROFILE)), theme="accessible", size=(40, 12)
    ) as stage:
        await stage.sees("PgUp PgDn page", "Enter fermer", "Esc back", "? help")
        await stage.press("f1")
        await stage.sees("Help", "PgUp PgDn page")
        await stage.press("end")
        await stage.sees("1–4  ")


async def test_enter_alone_takes_nothing_where_the_choice_is_the_voters_alone() -> None:
    menu = Menu(title="Your vote", options=[Option("a", "Aube"), Option("b", "Brise")])
    heard = Heard(lambda dialogue: dialogue.choose(menu._replace(irrevocable=True)))
    async with on_stage(heard) as stage:
        await stage.sees("Aube", "↑ ↓ go to an option")
        assert "Enter" not in stage.text
        await stage.press("enter")
        await stage.sees("Nothing is chosen yet")
        assert "›" not in stage.text
        await stage.press("down")
        await stage.sees("› 1  Aube", "↑ ↓ browse", "Enter choose")
        await stage.press("down", "enter")
        await stage.until(lambda: heard.answer)
    assert heard.answer == Opened("b")


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_what_is_to_be_checked_is_in_sight_first_where_not_all_of_it_can_be(
    theme: str,
) -> None:
    check = Menu(
        title="Check before sending",
        text=[f"Answer {n}: {n}" for n in range(12)],
        options=[Option("send", "Send"), Option("change", "Change: answer")],
        irrevocable=True,
        actions=[Action("read", "Candidates", "read", Role.READ)],
    )
    async with on_stage(
        lambda dialogue: dialogue.choose(check), size=(40, 12), theme=theme
    ) as stage:
        await stage.sees("Check before sending", "Answer 0", "↑ ↓ go to an option")
        await stage.settle()
        assert "Send" not in stage.text.replace("sending", "")
        await stage.press("tab")
        await stage.sees("Candidates")
        await stage.press("shift+tab")
        await stage.sees("1  Send")  # who has come down is not thrown back
        await stage.press("down")
        await stage.sees("› 1  Send")


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_no_hour_stands_alone_in_a_row_of_a_small_screen(theme: str) -> None:
    page = stories.countdown_page(stories.Clock(4_000_000))
    async with on_stage(Heard(lambda d: d.show(page)), size=(40, 12), theme=theme) as stage:
        await stage.sees("Ouverture du vote dans")
        await stage.press("pagedown")
        await stage.sees("à 8\u00a0h", "à 17\u00a0h (heure de Paris)")
        assert not re.search(r"^ *(à )?\d+\u00a0h *$", stage.text, re.M)


@pytest.mark.parametrize(("count", "numbers"), [(1, ""), (3, "1–3"), (9, "1–9"), (11, "0–9")])
async def test_the_footer_names_the_numbers_that_there_are(count: int, numbers: str) -> None:
    menu = Menu(title="Menu", options=[Option(str(n), f"Entry {n}") for n in range(count)])
    async with on_stage(lambda dialogue: dialogue.choose(menu), size=(120, 40)) as stage:
        await stage.sees("Entry 0", f"{numbers} go to a number" if numbers else "Entry 0")
        assert ("go to a number" in stage.text) == bool(numbers)
        await stage.press("end")
        assert re.search(rf"› {count} +Entry {count - 1}", stage.text)  # the sign stands apart


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_key_of_an_act_is_named_beside_the_enter_that_does_it_as_well(
    size: tuple[int, int],
) -> None:
    actions = [Action("save", "Save to a file", "save", Role.SAVE), Action("home", "Back", "back")]
    page = Page(title="Receipt", blocks=[Prose("Cast.")], actions=actions)
    async with on_stage(Heard(lambda d: d.show(page)), size=size) as stage:
        await stage.sees("Enter save to a file", "F4 save to a file")
        await stage.press("f1")
        await stage.until(lambda: re.search(r"^ *F4 +save to a file$", stage.text, re.M))


async def test_a_page_has_no_search_and_says_so() -> None:
    page = Page(title="A list", blocks=[Prose("Its statement")], actions=[Action("a", "B", "c")])
    async with on_stage(lambda dialogue: dialogue.show(page)) as stage:
        await stage.press("/")
        await stage.sees("/ does nothing on this page.")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_blank_row_parts_a_notice_from_the_title(size: tuple[int, int]) -> None:
    async def journey(dialogue: Dialogue) -> None:
        dialogue.notify(Notice("Votre compte a bien été activé."))
        await dialogue.show(stories.statement_page())

    async with on_stage(journey, size=size) as stage:
        await stage.sees("Votre compte a bien été activé.")
        rows = [row.strip() for row in stage.text.splitlines()]
        assert not rows[rows.index("Votre compte a bien été activé.") + 1].strip("▁▂▃▄▅▆▇█ ")


async def test_values_stand_close_to_labels_that_are_short() -> None:
    page = Page(title="Mail", blocks=[Facts([("De", "Le portail"), ("Objet", "Votre lien")])])
    async with on_stage(lambda dialogue: dialogue.show(page)) as stage:
        await stage.sees("De     Le portail", "Objet  Votre lien")


@pytest.mark.parametrize(("rows", "apart"), [(40, True), (24, True), (18, False)])
async def test_the_parts_of_an_answer_have_lines_of_their_own_where_all_is_in_sight(
    rows: int, apart: bool
) -> None:
    name = PART.join(["“Cap”", "“Course”", "Union"])
    ballot = Menu(
        title="Your vote",
        text=["3 lists."],
        options=[Option(str(n), name) for n in range(3)],
        actions=[Action("read", "Candidates", "read", Role.READ)],
    )
    async with on_stage(lambda dialogue: dialogue.choose(ballot), size=(80, rows)) as stage:
        await stage.sees("3  “Cap”", "Candidates")
        assert ("“Cap” · “Course” · Union" in stage.text) is not apart
        lines = [line.strip() for line in stage.text.splitlines()]
        assert lines.count("“Course”") == 3 * apart


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_a_text_of_several_lines_is_read_back_in_its_lines(theme: str) -> None:
    menu = Menu(
        title="Check before sending",
        text=[Verbatim("Your request: first line\nsecond line\nthird line")],
        options=[Option("send", "Send"), Option("text", "Change: Your request")],
        irrevocable=True,
    )
    async with on_stage(Heard(lambda dialogue: dialogue.choose(menu)), theme=theme) as stage:
        await stage.sees("third line")
        rows = [row.strip() for row in stage.text.splitlines()]
        start = rows.index("Your request: first line")
        assert rows[start + 1 : start + 3] == ["second line", "third line"]


@pytest.mark.parametrize("theme", ["accessible", "terminal"])
async def test_a_menu_without_a_scroll_bar_tells_that_there_is_more(theme: str) -> None:
    options = [Option(str(n), f"Entrée numéro {n}") for n in range(30)]
    menu = Menu(title="Accueil", options=options, filters=True)
    async with on_stage(lambda d: d.choose(menu), theme=theme) as stage:
        await stage.sees("Accueil", "PgUp PgDn page")
        assert "numéro 29" not in stage.text
        await stage.resize(80, 50)
        await stage.sees("numéro 29")
        assert "PgUp" not in stage.text


@pytest.mark.parametrize("theme", ["visual", "accessible"])
@pytest.mark.parametrize("filters", [True, False])
async def test_enter_takes_no_entry_that_is_out_of_sight(filters: bool, theme: str) -> None:
    """A notice has all the room of a small screen, or one has scrolled on."""
    options = [Option("first", "Première entrée"), Option("second", "Seconde entrée")]
    menu = Menu(title="Accueil", options=options, filters=filters)
    notice = Notice(" ".join(["Ce qui est arrivé est long à dire."] * 15))

    async def journey(dialogue: Dialogue) -> Opened | Left:
        dialogue.notify(notice)
        return await dialogue.choose(menu)

    heard = Heard(journey)
    async with on_stage(heard, theme=theme, size=(40, 12)) as stage:
        await stage.sees("Ce qui est")
        assert "Première" not in stage.text
        await stage.press("enter")
        await stage.sees("Première entrée")
        assert not heard.ended
        await stage.press("pageup", "pageup", "pageup")
        await stage.until(lambda: "Première" not in stage.text)
        await stage.press("enter")
        await stage.sees("Première entrée")
        assert not heard.ended
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("first")
