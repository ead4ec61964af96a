"""A choice that one key answers, without Enter, where the voter wishes so."""

from __future__ import annotations

import pytest

from tests.linear.conversation import TerminalTalk, converse
from tests.walks import walked
from tui_voter import messages
from tui_voter.dialogue import SEND, Dialogue, Menu, Option
from tui_voter.linear.choices import NINE, from_one_to, then_enter
from tui_voter.linear.one_key import OneKey
from tui_voter.linear.prompts import compose
from tui_voter.linear.voice import Scene
from tui_voter.messages import gettext as _

ON = "One key answers a choice of up to nine lines, without Enter."


@pytest.mark.posix
def test_a_digit_or_a_letter_answers_alone_once_that_is_wished() -> None:
    with TerminalTalk("choices") as talk:
        talk.hear("Few, choice, 1 to 3: $")
        talk.keys("2")
        talk.answer("2$", "\x15/onekey")
        talk.hear(ON)
        talk.hear("One key. Few, choice, 1 to 3: $")
        talk.keys("2")
        talk.hear("Sure, choice, 1 or 2: $")
        talk.keys("y")
        talk.hear("Many, choice, 1 to 10, then Enter: $")
        talk.keys("1")
        talk.answer("1$", "0")
        talk.hear("Vote, choice, 1 or 2, then Enter: $")
        talk.keys("1")
        talk.answer("1$", "")
        talk.hear("Gone, choice, 1 or 2, then Enter: $")
        talk.keys("n")
        talk.answer("n$", "")
        talk.hear(r"Form, plat, 1 or 2: $")
        talk.keys("2")
        talk.hear(r"Rows, 1 to 2 of 2, number or /back: $")
        talk.keys("1")
        talk.hear(r"B\+yes\+j\+a\+no\+two\+first, Enter: $")


async def test_what_cannot_be_undone_never_takes_one_key() -> None:
    """What is read back before it is done, the vote, a strange site, what would be lost."""
    menus = [one.screen for one in await walked("en") if isinstance(one.screen, Menu)]
    read_back = [menu for menu in menus if SEND in {option.key for option in menu.options}]
    assert len(read_back) >= 4
    assert all(menu.irrevocable for menu in read_back)
    titles = {menu.title.partition(":")[0] for menu in menus if menu.irrevocable or menu.deliberate}
    assert titles >= {
        "Your vote",
        "Do you recognise this portal?",
        "Remove this portal?",
        "Sign out all the same?",
    }


@pytest.mark.parametrize("language", messages.LANGUAGES)
async def test_every_prompt_has_room_to_say_that_enter_is_needed(language: str) -> None:
    messages.use(language)
    told = 0
    for menu in [one.screen for one in await walked(language) if isinstance(one.screen, Menu)]:
        if menu.filters or menu.deliberate or menu.irrevocable or len(menu.options) > NINE:
            alone = from_one_to(len(menu.options))
            number = f"{_('choice')}, {alone}"
            _above, prompt = compose(Scene(menu).place, [then_enter(number), number], None, "")
            assert _("Enter") in prompt
            told += 1
    assert told > 10


@pytest.mark.posix
@pytest.mark.parametrize(
    ("language", "enter"), [("en", r"Vote, .*Enter.*: $"), ("fr", r"Vote, .*Entrée.*: $")]
)
def test_the_prompt_says_each_time_that_enter_is_needed(language: str, enter: str) -> None:
    """Also where it has to differ from the one before, and where it holds a remark."""
    with TerminalTalk("choices", lang=language) as talk:
        talk.answer("Few, .*: $", "/onekey")
        talk.answer(r"\. Few, .*: $", "2")
        talk.answer("Sure, .*: $", "1")
        talk.answer("Many, .*: $", "1")
        for answer in ("/help", "/help", "99", "99", "", "/onekey", "/onekey", "/help", "1"):
            talk.hear("Vote, .*: $" if answer == "/onekey" else enter)
            talk.keys(f"{answer}\n")
        talk.hear("Gone, ")


@pytest.mark.posix
def test_an_enter_out_of_habit_answers_nothing() -> None:
    with TerminalTalk("choices") as talk:
        talk.answer("Few, choice, 1 to 3: $", "/onekey")
        talk.hear("One key. Few, choice, 1 to 3: $")
        talk.keys("2")
        talk.keys("\n")
        talk.answer("Sure, choice, 1 or 2: $", "1")
        talk.hear("Many, choice, 1 to 10, then Enter: $")
        assert "Not listed" not in talk.text


def test_a_pasted_word_is_no_key_and_commands_and_corrections_end_with_enter() -> None:
    with TerminalTalk("choices") as talk:
        talk.answer("Few, choice, 1 to 3: $", "/onekey")
        talk.hear("One key. Few, choice, 1 to 3: $")
        talk.keys("12")
        talk.answer("12$", "")
        talk.answer("Not listed. Few, choice, 1 to 3: $", "/onekey")
        talk.hear("With Enter. Few, choice, 1 to 3: $")
        talk.keys("2")
        talk.answer("2$", "")
        talk.hear("Sure, choice, 1 or 2: $")


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_wish_is_kept_and_told_in_the_help(language: str) -> None:
    messages.use(language)
    kept: list[bool] = []

    def keep(is_on: bool) -> str:
        kept.append(is_on)
        return "" if is_on else "The disk is full."

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.choose(Menu(title="x", options=[Option("a", "A"), Option("b", "B")]))

    one_key = OneKey(is_on=False, keep=keep)
    said = converse(journey, "/onekey", "/touche", "/help", one_key=one_key)
    assert kept == [True, False]
    assert "The disk is full." in said.lines
    assert any(line.startswith(("/onekey: ", "/touche\u00a0: ")) for line in said.lines)
    assert not one_key.is_on
