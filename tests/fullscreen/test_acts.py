"""Help, the footer, keys that do nothing here, and the key that signs out.

That each key has one role, and each role keys of its own: ``tests/test_roles.py``.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress

import pytest

from tests.fullscreen import stories
from tests.fullscreen.stage import asks, on_stage
from tests.fullscreen.stories import form, listing, menu, page, text
from tests.linear.stage import Expiring
from tui_voter.audit.rest import come_to_rest
from tui_voter.conversation.ways import Place
from tui_voter.dialogue import (
    Action,
    Dialogue,
    Heading,
    Notice,
    Role,
    Row,
    SignOut,
    TimeLimit,
)

FUNCTION_KEY = re.compile(r"F\d+|Ctrl\+[LOP]")
ROWS = listing(*(Row(name, name) for name in ("Aube", "Brise", "Cap")))
"""Rows that open, and nothing to search by."""


# --- Help


@pytest.mark.parametrize("key", ["f1", "ctrl+g"])
async def test_help_comes_by_keys_that_no_terminal_takes(key: str) -> None:
    async with on_stage(stories.password_form()) as stage:
        await stage.enter("a?")
        await stage.sees("••")  # in a text it is a letter like others
        await stage.press(key)
        await stage.sees("Le mot de passe compte 12")
        assert re.search(r"^ *F1 Ctrl\+G +help$", stage.text, re.M)
        await stage.press(key)
        await stage.sees("••", "Ctrl+G help")


@pytest.mark.parametrize(
    "asked", [stories.home_menu(), stories.roll_listing(), stories.mailbox_page()]
)
async def test_a_question_mark_is_for_help_where_no_text_is_typed(asked: Place) -> None:
    async with on_stage(asked) as stage:
        await stage.sees("? help")
        await stage.enter("?")
        await stage.sees("F1 Ctrl+G ?    help")
        await stage.enter("?")
        await stage.sees_no_more("F1 Ctrl+G ?")


@pytest.mark.parametrize(
    ("heading", "person"),
    [
        (Heading(), "contact the help desk: the email with your link says how."),
        (Heading(support="Help desk: 01 99 00 12 34."), "Help desk: 01 99 00 12 34."),
    ],
)
async def test_the_last_sentence_of_every_help_says_how_to_reach_a_person(
    heading: Heading, person: str
) -> None:
    """Before a portal is known, too."""
    async with on_stage(stories.mailbox_page(), size=(80, 40), heading=heading) as stage:
        await stage.press("f1")
        await stage.sees("F1 Ctrl+G")
        above_the_keys = stage.text.rpartition("Esc back")[0].replace("─", " ")
        assert " ".join(above_the_keys.split()).endswith(person)


# --- The footer


async def test_the_footer_names_the_keys_of_links_that_are_out_of_sight() -> None:
    forgotten = Action("forgotten", "Mot de passe oublié", "oublié", Role.MAIL)
    async with on_stage(stories.password_form()._replace(actions=[forgotten])) as stage:
        await stage.sees("F3 mot de passe oublié")
        assert "F3 mot de passe oublié" in stage.footer


@pytest.mark.parametrize(("size", "told"), [((40, 24), "help…"), ((80, 16), "help, other keys")])
async def test_the_footer_says_that_help_names_the_keys_that_it_has_no_room_for(
    size: tuple[int, int], told: str
) -> None:
    asked, heading = stories.password_form(), stories.HEADING
    async with on_stage(asked, size=size, heading=heading) as stage:
        await stage.sees(told)
        await stage.press("f1")
        await stage.sees("Ctrl+Q")
    async with on_stage(asked, size=(200, 50), heading=heading) as stage:
        await stage.sees("Ctrl+G help", "F6 theme")
        assert told not in stage.text


@pytest.mark.parametrize("width", range(60, 100, 4))
async def test_no_key_that_is_less_needed_takes_the_room_of_the_way_out(width: int) -> None:
    """However short it is."""
    home = stories.home_menu()
    mailbox = Action("mailbox", "Mailbox", "mail", Role.MAILBOX)
    actions = [Action("a", "One way or the other"), *home.actions, mailbox]
    async with on_stage(home._replace(actions=actions), size=(width, 16)) as stage:
        await stage.sees("Esc back")
        footer = stage.text.splitlines()[-2:]
        assert "F6" not in str(footer) or "Ctrl+Q" in str(footer)


async def test_no_key_stands_alone_in_the_last_line_of_the_footer() -> None:
    async with on_stage(stories.link_form(), size=(86, 24)) as stage:
        await stage.sees("Ctrl+G help…")  # which names that of the arrows
        last = stage.footer.strip()
        assert last.startswith("Enter")
        assert last.endswith("F6 theme")


ACTS = ("Vérifier le calendrier du vote", "Continuer vers votre portail des élections nationales")


@pytest.mark.parametrize("act", ACTS)
async def test_the_act_of_enter_is_named_whole_at_40_by_12(act: str) -> None:
    asked = stories.link_form()._replace(submit_label=act)
    async with on_stage(asked, size=(40, 12)) as stage:
        await stage.sees("Lien unique")
        footer = " ".join(stage.rows[-4:])
        assert f"Enter {act[:1].lower()}{act[1:]}" in footer
        assert "Ctrl+G help" in footer
        # It stands behind the last words of one that takes two rows.
        assert act != ACTS[1] or "nationales  Ctrl+G help" in footer


@pytest.mark.parametrize("height", range(20, 30))
async def test_a_sentence_below_leaves_the_page_as_it_was(height: int) -> None:
    """The keys that scroll take a row, for want of which alone something is out of sight."""
    asked = form(
        intro=[" ".join(["A ballot is final once it is in the ballot box."] * 9)],
        actions=[Action("check", "Check this ballot instead of casting it", "check")],
        time_left=lambda: "Five days are left.",
    )
    async with on_stage(asked, theme="accessible", size=(40, height)) as stage:
        await stage.sees("A ballot is final")
        await stage.press("down")
        await come_to_rest(stage.screen)
        before = stage.text
        await stage.press("z")
        await stage.sees("does nothing")
        await come_to_rest(stage.screen)
        stage.screen.news.take_as_read()
        stage.screen.news.say("")
        await come_to_rest(stage.screen)
        assert stage.text == before


# --- Keys that do nothing here


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        (stories.mailbox_page(), "x9/"),
        (stories.countdown_page(stories.Clock(90_000)), "x9"),
        (stories.confirm_menu(), "#"),
        (ROWS, "x"),
    ],
)
async def test_a_letter_or_a_number_that_does_nothing_here_says_so(asked: Place, keys: str) -> None:
    async with on_stage(asked) as stage:
        await stage.sees("help")
        for key in keys:
            await stage.press("f3")
            await stage.sees("F3 does nothing here.")
            await stage.enter(key)
            await stage.sees(f"{key} does nothing here.")
        assert not stage.ended
        await stage.press("tab")
        assert "does nothing" not in stage.text  # it is told until the next key


@pytest.mark.parametrize("asked", [stories.confirm_menu(), stories.home_menu(), ROWS])
async def test_enter_behind_a_number_that_a_list_does_not_have_takes_nothing_else(
    asked: Place,
) -> None:
    async with on_stage(asked) as stage:
        await stage.sees("help")
        await stage.enter("0")
        await stage.sees("There is no number 0 here.")
        for _time in range(2):  # however often, as behind letters that no option has
            await stage.press("enter")
            await stage.sees("There is no number 0 here: nothing was chosen.")
        assert "Enter" not in stage.text
        assert not stage.ended
        await stage.press("0", "home", "enter")  # another key: Enter is for what it leads to
        await stage.outcome()


async def test_what_is_typed_ahead_of_a_question_is_told_nothing() -> None:
    async with on_stage(lambda _dialogue: asyncio.Event().wait()) as stage:
        await stage.sees("One moment…")
        await stage.enter("x")
        assert "does nothing" not in stage.text


# --- Signing out

SIGNED_IN = stories.HEADING._replace(session=Expiring(800).limit())


@pytest.mark.parametrize(
    "asked",
    [stories.roll_listing(), stories.mailbox_page(), stories.home_menu()._replace(actions=())],
)
async def test_the_key_that_signs_out_works_on_every_page_and_asks_first(asked: Place) -> None:
    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(SIGNED_IN._replace(losses=lambda: ["A receipt is not saved."]))
        with pytest.raises(SignOut):
            await asks(asked)(dialogue)

    async with on_stage(journey) as stage:
        await stage.sees("help")
        before = stage.text
        await stage.press("f12")
        await stage.sees("Leave all the same?", "A receipt is not saved.")
        await stage.press("1", "enter")
        await stage.until(lambda: stage.text == before)
        await stage.press("f12")
        await stage.sees("Leave all the same?")
        await stage.press("2", "enter")
        await stage.outcome()


async def test_who_signs_out_of_a_form_is_told_of_what_they_typed() -> None:
    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(SIGNED_IN)
        with suppress(SignOut):
            await dialogue.ask(form(text("name")))
        await dialogue.show(page(title="Out"))

    async with on_stage(journey) as stage:
        await stage.sees("A form")
        await stage.enter("Ann", "f12")
        await stage.sees("You have not finished “A form”: what you typed would be lost.")
        await stage.press("f12")  # nobody is kept
        await stage.sees("Out")


async def test_who_signs_out_over_the_form_that_extends_the_session_is_out() -> None:
    async def journey(dialogue: Dialogue) -> None:
        async def extend() -> Notice:
            await dialogue.ask(stories.password_form())
            return Notice("Extended.")

        limit = TimeLimit(lambda: 800.0, lambda: "The session", extend, lambda: "13 min")
        dialogue.head(stories.HEADING._replace(session=limit))
        with suppress(SignOut):
            await dialogue.choose(menu("Édito"))
        dialogue.head(stories.HEADING)
        await dialogue.show(page(title="Out"))

    async with on_stage(journey) as stage:
        await stage.sees("help")
        await stage.press("ctrl+r")
        await stage.sees("Créez votre mot de passe")
        await stage.press("f12")
        await stage.sees("Out")
