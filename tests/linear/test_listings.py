"""Listings: ten rows at a time, whatever they are fetched in, searched and opened, as
``listings.txt`` tells."""

import asyncio
import os
import signal
from collections.abc import Callable, Mapping
from typing import Any

from tests.coming_back import browse_again
from tests.linear.conversation import Journey, Talk, converse, each_of
from tests.linear.stage import CLAIM, Roll, Visit, plain_form
from tui_voter.dialogue import Action, Batch, Dialogue, Listing, Menu, Option, Row


def roll(count: int, batch: int = 25, *failing: int, times: int = 1, **more: Any) -> Visit:
    made = Roll(count, batch, failing)
    return Visit(*[made.listing(**more) for _time in range(times)])


def rows_of(*rows: Row, more: str = "", **changes: Any) -> Listing:
    async def fetch(search: str, after: str) -> Batch:
        return Batch([] if search or after else rows, "" if search or after else more)

    return Roll(0).listing(**{"fetch": fetch, **changes})


QUESTION = Row("a", "Je n’ai pas reçu le mail. Que faire ?")
QUESTIONS = rows_of(QUESTION, Row("b", "Est-ce normal ?", "Oui. Toujours."))
LISTS = (
    Row("a", "“Tous les métiers, un même cap”", "Alliance, 12 candidats"),
    Row("b", "“Cap”", "“One Course” · Alliance, 12 candidats"),
    Row("c", "“Métiers”", "Union, 8 candidats"),  # told as the others are
)
SECTIONS = (Row(f"{n}", f"Question {n}", section=f"Thème {(n - 1) // 4}") for n in range(1, 13))
NEW = Action("new", "Nouvelle demande", "nouveau")
ACCUEIL = Menu(title="Accueil", key="home", options=[Option("a", "A")])


async def rows_again(dialogue: Dialogue) -> None:
    await browse_again(dialogue, QUESTIONS, at="a")


PLACES: Mapping[str, Callable[[], Journey]] = {
    "roll-0": lambda: roll(0),
    "roll-1": lambda: roll(1),
    "roll-9": lambda: roll(9),
    "roll-12": lambda: roll(12),
    "roll-23": lambda: roll(23, 7),
    "roll-35": lambda: roll(35, 7),
    "roll-60": lambda: roll(60),
    "roll-60-twice": lambda: roll(60, times=2),
    "roll-60-thrice": lambda: roll(60, 100, times=3),
    "roll-10000": lambda: roll(10_000),
    "roll-read": lambda: roll(60, opens=None),
    "roll-voters": lambda: roll(60, opens=None, place="Électeurs"),
    "roll-questions": lambda: roll(60, place="Questions", search_label="Mots à chercher"),
    "roll-unsearched": lambda: roll(12, search_label=""),
    "roll-failing": lambda: roll(60, 10, 2, 3),
    "roll-failing-late": lambda: roll(60, 25, 2),
    "roll-failed": lambda: roll(60, 25, 1),
    "roll-changed": lambda: Visit(Roll(3).listing(), Roll(4).listing()),
    "roll-from-home": lambda: Visit(ACCUEIL, Roll(3).listing(), ACCUEIL, Roll(3).listing()),
    "empty": lambda: roll(0, search_label="", actions=[]),
    "empty-new": lambda: roll(0, place="Demandes", search_label="", actions=[NEW]),
    "alone": lambda: roll(1, place="Demandes", search_label=""),
    "late": lambda: Visit(rows_of(*[Row("k", "x")] * 10, more="more")),
    "million": lambda: Visit(
        rows_of(*[Row("k", "x")] * 1_000_000, search_label="Nom ou affectation, ville")
    ),
    "rows": lambda: Visit(QUESTIONS),
    "rows-again": lambda: rows_again,
    "rows-lists": lambda: Visit(rows_of(*LISTS)),
    "sections": lambda: Visit(rows_of(*SECTIONS)),
}


@each_of("listings.txt")
def test_what_is_said(talk: Talk) -> None:
    talk.hold(PLACES)


def test_nothing_is_fetched_before_it_is_asked_for_nor_twice() -> None:
    made = Roll(60)
    converse(Visit(made.listing()), "", "/previous", "")
    assert made.fetched == [("", "")]
    converse(Visit(made.listing()), "", "")
    assert made.fetched[1:] == [("", ""), ("", "25")]


def test_what_a_list_has_told_is_not_told_again_by_the_form_that_it_leads_to() -> None:
    seconds = iter(range(90, 0, -1))

    def deadline() -> str:
        return f"Claims can be made for {next(seconds)} seconds."

    claims = Roll(0).listing(intro=[deadline], actions=[CLAIM])
    asked = plain_form(intro=[deadline, "Another text."])
    said = converse(Visit(claims, asked), "/reclamation", "/repeat")
    told = [line for line in said.lines if line.startswith("Claims can be made")]
    assert len(told) == 2, said.text  # in the list, and on request
    assert said.lines.count("Another text.") == 2


class Stuck(Roll):
    """Rows that do not come the first time, whose voter presses Ctrl-C."""

    async def fetch(self, search: str, after: str) -> Batch:
        if not self.fetched:
            self.fetched.append((search, after))
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.Event().wait()
        return await super().fetch(search, after)


def test_a_wait_for_rows_can_be_ended() -> None:
    visit = Visit(Stuck(3).listing())
    said = converse(visit, "", "1")
    assert said.prompts[0] == "Stopped. Enter to retry: "
    assert visit.outcome == "opens v1"
