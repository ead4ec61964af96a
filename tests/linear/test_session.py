"""The session's time in lines: told on request, warned of once, extended by one command, as
``session.txt`` tells."""

import signal
from pathlib import Path

import pytest

from tests.linear.conversation import Talk, TerminalTalk, each_of
from tests.linear.stage import Roll, Station, Visit, Vote, plain_form
from tests.stories import Expiring
from tui_voter.dialogue import NO, YES, Heading, Menu, Option, Page, Prose


def under(seconds: float, *stations: Station) -> Visit:
    return Visit(Heading(session=Expiring(seconds).limit()), *stations)


def way_home() -> Visit:
    home = Menu(title="Welcome", place="Home", options=[Option("a", "A")], can_go_back=False)
    options = [Option(NO, "No"), Option(YES, "Yes")]
    return under(
        800,
        Page(title="Page", blocks=[Prose("Some.")]),
        Menu(title="Sure?", options=options),
        plain_form(),
        Roll(3).listing(),
        home._replace(title="Lists", can_go_back=True),
        home,
    )


def extended() -> Visit:
    session = Expiring(110)

    def nearly_over() -> None:
        session.seconds = 100

    return Visit(Heading(session=session.limit()), plain_form(), nearly_over, plain_form())


def both(title: str) -> Visit:
    options = [Option(str(number), "Scrutin") for number in range(12)]
    heading = Vote().heading(session=Expiring(800).limit())
    return Visit(heading, Menu(title=title, options=options))


def vote_is_the_limit(seconds: float) -> Visit:
    vote = Vote()
    limited = plain_form(time_left=lambda: vote.view().spoken)
    return Visit(vote.heading(session=Expiring(seconds).limit()), limited)


LOSSES = Heading(losses=lambda: ["You still have 2 ballots to cast."])

PLACES = {
    "plain": lambda: Visit(plain_form()),
    "session": lambda: under(800, plain_form()),
    "session-ends": lambda: under(110, plain_form()),
    "session-extended": extended,
    "way-home": way_home,
    "both": lambda: both("Menu"),
    "both-long": lambda: both("Portail Élect"),
    "vote-limit": lambda: vote_is_the_limit(800),
    "vote-nearer": lambda: vote_is_the_limit(43 * 86_400 + 86_399),
    "losses": lambda: Visit(LOSSES, Menu(title="Accueil", options=[Option("a", "Édito")])),
    "next-voter": lambda: under(800, plain_form(), plain_form(), Heading(), plain_form()),
}


@each_of("session.txt")
def test_what_is_said(talk: Talk) -> None:
    talk.hold(PLACES)


@pytest.mark.posix
def test_it_is_warned_of_at_a_prompt_that_stands_and_never_into_what_is_typed(
    tmp_path: Path,
) -> None:
    """As whatever a journey tells at a prompt."""
    synced = tmp_path / "synced"
    with TerminalTalk("expiring", SYNCED=str(synced)) as talk:
        talk.press("prénom: $", "Ad")
        talk.hear("Ad$")
        talk.process.kill(signal.SIGUSR1)
        talk.listen_until(synced.exists)
        talk.keys("a\n")  # a begun answer is left alone
        talk.hear(r"a\s+À table\.\s+La session dure encore 100")
        talk.answer(
            r"/extend: extend the session\s+Session ends soon\. Coordonnées, nom: $", "/extend"
        )
        talk.hear(r"encore 900 t\.")
        talk.hear("nom: $")
        talk.process.kill(signal.SIGUSR1)  # nothing is typed: it is said at once
        talk.hear(r"À table\.\s+La session dure encore 100 t\.\s+/extend: .*\s+Session ends")
        talk.answer("nom: $", "Lovelace")
        talk.answer(r"Ada\+Lovelace, Enter: $", "")
