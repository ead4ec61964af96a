"""The heading's countdown: on request, at its milestones, and never into what is typed, as
``countdowns.txt`` tells."""

import asyncio

import pytest

from tests.linear.conversation import Talk, converse, each_of
from tests.linear.stage import HOME, Clock, Visit, Vote, password_form, plain_form, refused
from tui_voter import messages
from tui_voter.countdown import Phase
from tui_voter.dialogue import Answers, Heading, Items, Menu, Option, Page, Title
from tui_voter.linear.countdowns import Timekeeper
from tui_voter.transcript import Kind

MENU = Menu(title="Menu", options=[Option("a", "Ceci")])
NOTICE = Page(
    title="Notice",
    blocks=[
        block
        for n in range(1, 4)
        for block in (Title(f"Titre {n}"), Items([f"Ligne {n}.{k}" for k in range(1, 8)]))
    ],
)


def passing(start: int, *left: int | tuple[int, Phase]) -> Visit:
    """A menu again and again, with the clock set before each time."""
    clock = Clock(start)
    times = (clock.set(*each) if isinstance(each, tuple) else clock.set(each) for each in left)
    return Visit(clock.heading(), *(station for turn in times for station in (turn, MENU)))


def milestone(seconds: int) -> Visit:
    return passing(seconds + 5, seconds + 1, seconds - 1, seconds - 2)


def with_clock(clock: Clock) -> Visit:
    shared = plain_form(time_left=lambda: clock.view().spoken)
    return Visit(clock.heading(), shared)


def outcome() -> Visit:
    clock = Clock(100)
    return Visit(clock.heading(), clock.set(50), Page(title="Fait.", blocks=[]))


def page() -> Visit:
    clock = Clock(100)
    shown = Page(title="Je vote", blocks=[clock.block()])
    return Visit(clock.heading(), clock.set(50), shown, MENU)


def opened() -> Visit:
    clock = Clock()
    return Visit(clock.heading(), MENU, clock.set(5000, Phase.OPEN), NOTICE)


def refused_at_the_hour() -> Visit:
    clock = Clock(3_605)

    async def submit(_answers: Answers) -> None:
        clock.left = 3_599
        raise refused("last", "Trop court.", "trop court")

    return Visit(clock.heading(), plain_form(submit=submit), Heading())


def vote_open() -> Visit:
    vote = Vote()
    return Visit(vote.set(0, Phase.OPEN), vote.page())


PLACES = {
    "home": lambda: Visit(Vote().heading(election="Élections"), HOME),
    "password": lambda: Visit(Clock().heading(), password_form()),
    "shared": lambda: with_clock(Clock()),
    "menu": lambda: Visit(Clock().heading(), MENU),
    "day": lambda: milestone(86_400),
    "hour": lambda: milestone(3_600),
    "minute": lambda: milestone(60),
    "several": lambda: passing(100_000, 30, 29),
    "phases": lambda: passing(30, 29, (600_000, Phase.OPEN), 599_000, 86_000, (0, Phase.CLOSED)),
    "outcome": outcome,
    "refused": refused_at_the_hour,
    "left": lambda: Visit(Clock().heading(), MENU, Heading(), MENU),
    "page": page,
    "opened": opened,
    "vote": lambda: Visit(Vote().page()),
    "vote-open": vote_open,
}


@each_of("countdowns.txt")
def test_what_is_said(talk: Talk) -> None:
    talk.hold(PLACES)


@pytest.mark.parametrize("place", ["heading", "page"])
def test_the_time_is_asked_of_the_portal_once_when_that_is_due(place: str) -> None:
    vote = Vote(due=True)
    visit = Visit(vote.heading(), MENU) if place == "heading" else Visit(vote.page())
    converse(visit, "/time", "/time", "1")
    assert vote.syncs == 1


def test_an_opening_within_a_text_is_told_in_the_prompt() -> None:
    messages.use("fr")
    vote = Vote()

    def open_it(_kind: Kind, text: str) -> None:
        if text.startswith("Ligne 1"):
            vote.phase = Phase.OPEN

    said = converse(Visit(vote.heading(), NOTICE), "", record=open_it)
    assert said.prompts[0] == "Le vote est ouvert. Notice, 1 sur 3\u00a0: "


class Hanging(Clock):
    async def sync(self) -> None:
        await asyncio.Event().wait()


async def test_a_question_for_the_time_that_hangs_ends_with_the_heading() -> None:
    keeper = Timekeeper(Hanging(due=True).block())
    keeper.keep_in_step()
    (asking,) = asyncio.all_tasks() - {asyncio.current_task()}
    keeper.close()
    await asyncio.wait({asking})
    assert asking.cancelled()
