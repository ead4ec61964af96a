"""The session's time in lines: told on request, warned of once, extended by one command."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.linear.conversation import TerminalTalk, converse
from tests.linear.stage import Expiring, Roll, Taken, Vote, plain_form, take_all
from tui_voter.dialogue import (
    BACK,
    NO,
    YES,
    Dialogue,
    Heading,
    Menu,
    Opened,
    Option,
    Page,
    Prose,
)
from tui_voter.linear.prompts import COLUMNS_WITH_CORE
from tui_voter.linear.spelling import columns


def form_under(session: Expiring) -> Taken:
    class Under(Taken):
        async def __call__(self, dialogue: Dialogue) -> None:
            dialogue.head(Heading(session=session.limit()))
            await super().__call__(dialogue)

    return Under(plain_form(take_all))


def test_it_is_told_on_request_and_extended_by_a_command() -> None:
    session = Expiring(800)
    said = converse(form_under(session), "/time", "/extend", "/prolonger", "Ada", "Lovelace")
    assert "La session dure encore 800 t." in said.text.replace("\n", " ")
    assert session.extended == 2
    assert "La session dure encore 900 t." in said.text.replace("\n", " ")
    assert "/extend: extend the session" not in said.text  # not unless one asks


def test_one_command_leads_home_past_all_that_leads_back_there() -> None:
    """But for what is to be confirmed; it is typed at the second question of a form, too."""
    home = Menu(title="Welcome", place="Home", options=[Option("a", "A")], can_go_back=False)
    sure = home._replace(title="Sure?", options=[Option(NO, "No"), Option(YES, "Yes")])
    left: list[object] = []

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(Heading(session=Expiring(800).limit()))
        left.append(await dialogue.show(Page(title="Page", blocks=[Prose("Some.")])))
        left.append(await dialogue.choose(sure._replace(can_go_back=True)))
        left.append(await dialogue.ask(plain_form(take_all)))
        left.append(await dialogue.browse(Roll(3).listing()))
        left.append(await dialogue.choose(home._replace(title="Lists", can_go_back=True)))
        left.append(await dialogue.choose(home))

    said = converse(journey, "/home", "1", "Ada", "/accueil", "/home", "1")
    assert left == [
        BACK,
        Opened(NO),
        *(BACK, BACK, BACK),
        Opened("a"),
    ]
    assert "Lists" not in said.text
    assert said.prompts[-1].startswith("Not here. Home, ")


def test_without_a_session_there_is_no_home() -> None:
    said = converse(Taken(plain_form(take_all)), "/home")
    assert "The home page opens once you have signed in." in said.lines


def test_help_tells_the_command() -> None:
    said = converse(form_under(Expiring(800)), "/help", "/help")
    assert "/extend: extend the session" in said.lines
    assert "/time: time left" in said.lines


def test_without_a_session_there_is_nothing_to_extend() -> None:
    said = converse(Taken(plain_form(take_all)), "/help", "/help", "/extend")
    assert "/extend" not in said.text
    assert said.prompts[-1] == "No session. Coordonnées, prénom: "


def test_the_warning_comes_once_with_the_first_prompt_after_it_is_due() -> None:
    session = Expiring(110)
    said = converse(form_under(session), "Ada", "Lovelace")
    assert said.text.count("La session dure encore 110 t.") == 1
    assert said.text.count("/extend: extend the session") == 1
    assert said.prompts == ["Expiring. Coordonnées, prénom: ", "Coordonnées, nom: "]
    assert max(map(columns, said.prompts)) <= COLUMNS_WITH_CORE


def test_after_an_extension_it_is_warned_of_again() -> None:
    session = Expiring(110)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(Heading(session=session.limit()))
        await Taken(plain_form(take_all))(dialogue)
        session.seconds = 100
        await Taken(plain_form(take_all))(dialogue)

    said = converse(journey, "/extend", "Ada", "Lovelace", "Ada", "Lovelace")
    assert said.text.count("/extend: extend the session") == 2


@pytest.mark.posix
def test_it_is_warned_of_at_a_prompt_that_stands_and_never_into_what_is_typed(
    tmp_path: Path,
) -> None:
    synced = tmp_path / "synced"
    with TerminalTalk("expiring", SYNCED=str(synced)) as talk:
        talk.hear("prénom: $")
        talk.keys("Ad")
        talk.hear("Ad$")
        talk.signal(signal.SIGUSR1)
        talk.wait_until(synced.exists)
        talk.keys("a\n")  # a begun answer is left alone
        talk.hear(r"a\s+La session dure encore 100")
        talk.hear(r"/extend: extend the session\s+Session ends soon\. Coordonnées, nom: $")
        talk.type("/extend")
        talk.hear(r"encore 900 t\.")
        talk.hear("nom: $")
        talk.signal(signal.SIGUSR1)  # nothing is typed: it is said at once
        talk.hear(r"La session dure encore 100 t\.\s+/extend: extend the session\s+Session ends")
        talk.answer("nom: $", "Lovelace")
        talk.answer(r"Ada\+Lovelace, Enter: $", "")


def test_leaving_asks_for_a_text_that_was_left_for_later() -> None:
    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(Heading(losses=lambda: ["You still have 2 ballots to cast."]))
        await dialogue.choose(Menu(title="Accueil", options=[Option("a", "Édito")]))

    said = converse(journey, "/quit", "/quit")
    assert "You still have 2 ballots to cast." in said.lines
    assert said.prompts[1:] == ["Leaving, 1 or 2 or Enter: "]


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Menu", "Session 800 t. Menu, 1 to 12: "),
        ("Portail Élect", "800 t. Portail Élect, 1 to 12: "),
    ],
)
def test_what_ends_first_is_on_the_cursors_line_each_in_a_sentence_of_its_own(
    title: str, wanted: str
) -> None:
    session, vote = Expiring(800), Vote()

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(Heading(countdown=vote.countdown(), session=session.limit()))
        options = [Option(str(number), "Scrutin") for number in range(12)]
        await dialogue.choose(Menu(title=title, options=options))

    said = converse(journey, "/time", "1")
    prompt = said.prompts[-1]
    assert prompt == wanted
    assert max(map(columns, said.prompts)) <= COLUMNS_WITH_CORE
    above = said.lines[said.lines.index(said.prompts[0]) + 1 : said.lines.index(prompt)]
    assert above == ["La session dure encore 800 t.", vote.countdown().view().spoken]


@pytest.mark.parametrize(
    ("seconds", "wanted"), [(800, "Session 800 t. "), (43 * 86_400 + 86_399, "43 jours. ")]
)
def test_where_the_vote_is_the_limit_the_session_still_ends_first(
    seconds: float, wanted: str
) -> None:
    session, vote = Expiring(seconds), Vote()

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(Heading(countdown=vote.countdown(), session=session.limit()))
        spoken = vote.countdown().view
        await dialogue.ask(plain_form(take_all)._replace(time_left=lambda: spoken().spoken))

    assert converse(journey, "/time").prompts[-1].startswith(wanted)


def test_the_next_voter_finds_nothing_of_what_was_typed() -> None:
    found: list[str] = []

    async def journey(dialogue: Dialogue) -> None:
        taken = Taken(plain_form(take_all))
        for heading in (Heading(session=Expiring(800).limit()), Heading()):
            dialogue.head(heading)
            await taken(dialogue)
            found.append(taken.typed.text("first"))
            dialogue.head(heading)  # with the time that is left, say
            await taken(dialogue)
            found.append(taken.typed.text("first"))

    said = converse(journey, "Ada", "/back", "/back", "", "/back", "/back", "/back", "/back")
    assert found == ["Ada", "Ada", "", ""]
    assert "Ada" not in said.text.rpartition("Coordonnées, prénom")[2]
