"""Every limit that runs is told at every place: a table of places, and what is told there."""

import asyncio
from collections.abc import Sequence

import pytest

from tests.entry.test_recovery import ANOTHER_CODE, ASKED_QUESTION, CHOOSES, CODE_FORM, RIGHT
from tests.entry.visitor import ANSWER, NEXT, PASSES, SIGNS_OUT, WELCOME, Visitor
from tests.fullscreen.stage import on_stage
from tests.linear.conversation import converse
from tests.portal.captcha_solver import solve
from tests.stories import form, menu, text
from tui_voter.audit.player import Player, Reply, act, choose, fill, leave, play, quit_, take
from tui_voter.conversation.ways import times
from tui_voter.dialogue import NO, Answers, Dialogue, Heading

MAIL = "The email says until when its link is valid."
CAPTCHA = "The captcha is valid for another"
LINK = "Your link is valid for another"
AWAITED = "If a link has been emailed to you, it is valid for another"
CODE = "The emailed code is valid for another"
SESSION = "Your session ends in"
VOTE = "The vote "

Place = tuple[str, Sequence[str]]
"""A part of its title, and how what is told there begins."""


def told(visitor: Visitor, *script: Reply | Place) -> list[Place]:
    """What is told at each place of the script."""
    players: list[Player] = []
    found: list[Place] = []

    async def journey(dialogue: Player) -> None:
        players.append(dialogue)
        await visitor.journey(dialogue)

    def look(place: Place) -> Reply:
        def note() -> None:
            shown = players[0].shown[-1]
            assert place[0] in shown.screen.title
            said = times(shown.screen, shown.heading)
            limits = (MAIL, CAPTCHA, LINK, AWAITED, CODE, SESSION, VOTE)
            found.append(
                (place[0], [each for each in limits if any(one.startswith(each) for one in said)])
            )

        return act(note)

    moves = [each if isinstance(each, Reply) else look(each) for each in script]
    asyncio.run(play(journey, *moves))
    return found


def places(script: Sequence[Reply | Place]) -> list[Place]:
    return [(each[0], [*each[1]]) for each in script if not isinstance(each, Reply)]


def test_opening_an_account(visitor: Visitor) -> None:
    script = (
        ("Open your voter account", [MAIL]),
        fill(link=visitor.portal.invite(visitor.address)),
        ("Create your password", [CAPTCHA, LINK]),
        leave(),
        ("Open your voter account", [MAIL, LINK]),
        *(fill(), PASSES, NEXT),
        ("Choose your challenge question", [LINK]),
        fill(question="first-dish", answer=ANSWER),
        ("Check before activating your account", [LINK]),
        choose("send"),
        ("Your account has been activated", [SESSION]),
        *(take("home"), WELCOME),
        ("Welcome", [SESSION, VOTE]),
        SIGNS_OUT,
    )
    assert told(visitor, *script) == places(script)


def test_a_forgotten_password(active: Visitor) -> None:
    link = active.recovery_link()
    script = (
        *(leave("sign_in"), fill(identifier=active.address), leave("forgotten")),
        ("Forgotten password", [CAPTCHA]),
        fill(captcha=solve),
        ("Forgotten password", [AWAITED]),
        leave("sign_in"),
        ("Sign in", [AWAITED]),
        *(leave(), act(lambda: None)),
        ("Forgotten password", [AWAITED]),
        *(fill(link=link), ASKED_QUESTION),
        ("Answer your challenge question", [LINK]),
        *(leave("code"), CODE_FORM),
        ("The code that we have emailed to you", [LINK, CODE]),
        ANOTHER_CODE[0],
        ("Email you another code?", [LINK, CODE]),
        *(choose(NO), CODE_FORM, leave()),
        ("Answer your challenge question", [LINK, CODE]),
        *(RIGHT, CHOOSES),
        ("Choose a new password", [LINK]),
        quit_(),
    )
    assert told(active, *script) == places(script)


SOON = "Soon."


async def _asks_within(dialogue: Dialogue) -> None:
    async def submit(_answers: Answers) -> None:
        await dialogue.choose(menu("A", title="Over it"))

    dialogue.head(Heading())
    await dialogue.ask(form(text("one"), submit=submit, time_left=lambda: SOON))


def test_lines_tell_the_limit_of_what_a_menu_stands_over() -> None:
    lines = converse(_asks_within, "x", "/time", "1").lines
    assert SOON.rstrip(".") in "".join(lines[lines.index("Over it") :])


@pytest.mark.asyncio
async def test_the_screen_tells_the_limit_of_what_a_menu_stands_over() -> None:
    async with on_stage(_asks_within) as stage:
        await stage.enter("x", "enter", sees="Over it")
        await stage.press("ctrl+t", sees=SOON)
