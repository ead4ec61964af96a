"""Listings: ten rows at a time, whatever they are fetched in, searched and opened."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.coming_back import browse_again
from tests.linear.conversation import Transcript, converse
from tests.linear.stage import CLAIM, NO_ANSWER, Roll, opened, plain_form, take_all
from tui_voter import messages
from tui_voter.dialogue import (
    BACK,
    Action,
    Batch,
    Dialogue,
    Left,
    Listing,
    Menu,
    Opened,
    Option,
    Row,
    Took,
)
from tui_voter.linear.spelling import columns


class Browsed:
    """A journey of one listing, to which the voter comes back if they were ``at`` one of its rows:
    how it was left."""

    def __init__(self, listing: Listing, at: str = "") -> None:
        self._listing = listing
        self._at = at
        self.browsed: Opened | Left | None = None

    async def __call__(self, dialogue: Dialogue) -> None:
        if self._at:
            self.browsed = await browse_again(dialogue, self._listing, at=self._at)
        else:
            self.browsed = await dialogue.browse(self._listing)


def rows_in(said: Transcript) -> list[list[int]]:
    """The rows said before each prompt."""
    told: list[list[int]] = [[]]
    for line in said.lines:
        if line.endswith(" "):
            told.append([])
        elif "Électeur" in line and line[0].isdigit():
            number, _rest = line.split(". ", 1)
            told[-1].append(int(number))
    return told


@pytest.mark.parametrize("batch", [7, 100])
def test_ten_at_a_time_whatever_the_batches(batch: int) -> None:
    said = converse(Browsed(Roll(23, batch).listing()), "", "", "")
    assert rows_in(said)[:4] == [
        list(range(1, 11)),
        list(range(11, 21)),
        [21, 22, 23],
        list(range(1, 11)),
    ]
    assert said.prompts == [
        "10 of 23, number or nom: ",
        "20 of 23, number or nom: ",
        "21 to 23, number or nom: ",
        "10 of 23, number or nom: ",
    ]
    assert "1. Électeur 1, Lyon" in said.lines
    assert "10. Électeur 10, Lyon" in said.lines
    assert said.lines.count("End of the list.") == 1


def test_the_words_of_a_long_list_are_told_once() -> None:
    said = converse(Browsed(Roll(43).listing()), "", "", "")
    assert said.text.count("Commands: /previous, /all, /reclamation") == 1
    assert said.text.count("/previous") == 1
    assert "/previous" not in converse(Browsed(Roll(9).listing())).text


def test_nothing_is_fetched_before_it_is_asked_for_nor_twice() -> None:
    roll = Roll(60)
    converse(Browsed(roll.listing()), "", "/previous", "")
    assert roll.fetched == [("", "")]
    converse(Browsed(roll.listing()), "", "")
    assert roll.fetched[1:] == [("", ""), ("", "25")]


def test_an_end_that_shows_late_is_said() -> None:
    async def fetch(search: str, after: str) -> Batch:
        return Batch([], "") if after else Batch([Row(f"{n}", "x") for n in range(10)], "more")

    said = converse(Browsed(Roll(0).listing()._replace(fetch=fetch)), "", "")
    assert said.prompts[0] == "1 to 10, number or nom: "
    assert said.prompts[1].startswith("End. ")


def test_a_number_opens_a_row_that_was_said() -> None:
    left = Browsed(Roll(60).listing())
    said = converse(left, "12", "", "12.")
    assert said.prompts[1].startswith("No such number. ")
    assert "So far, the numbers go from 1 to 10." in said.lines
    assert left.browsed == Opened("v12")
    digits = "123456789012345"
    assert "The numbers go from 1 to 9." in converse(Browsed(Roll(9).listing()), digits).lines
    assert "The only number here is 1." in converse(Browsed(Roll(1).listing()), digits).lines


def test_where_nothing_opens_a_number_says_so() -> None:
    left = Browsed(Roll(60).listing(opens=False))
    said = converse(left, "3", "/back")
    assert said.prompts == [
        "10 of 60, search by nom: ",
        "Read-only. 10 of 60, search by nom: ",
    ]
    told = said.lines.index("These lines are read-only: a number opens nothing.")
    assert said.lines[told - 1] == "3. Électeur 3, Lyon"
    assert left.browsed == BACK
    said = converse(left, "30")
    assert "So far, the numbers go from 1 to 10." in said.lines


def test_a_search_is_called_so_and_the_total_told_wherever_there_is_room_for_it() -> None:
    roll = Roll(60).listing(opens=False)._replace(place="Électeurs")
    said = converse(Browsed(roll), "", "", "/tout", "eur 5")
    assert all("search" in prompt for prompt in said.prompts)
    assert "Nom: eur 5, 11 results, /back: the whole list" in said.lines
    questions = Roll(60).listing()._replace(place="Questions", search_label="Mots à chercher")
    said = converse(Browsed(questions), "")
    assert all(prompt.startswith("Questions, ") for prompt in said.prompts)


def rows_of(*rows: Row, section: str = "") -> Listing:
    async def fetch(_search: str, _after: str) -> Batch:
        return Batch([row._replace(section=section) for row in rows])

    return Listing(title="Questions", fetch=fetch, empty="Aucune question.", opens=opened)


def test_an_entry_stays_on_one_line_whatever_its_sentences() -> None:
    """A line without a number is a heading there."""
    question = "Je n’ai pas reçu le mail. Que faire ?"
    listing = rows_of(Row("a", question), Row("b", "Est-ce normal ?", "Oui. Toujours."))
    for at in ("", "a"):
        said = converse(Browsed(listing, at), "/repeat", "1")
        assert f"1. {question}" in said.lines
        assert "2. Est-ce normal ?, Oui. Toujours." in said.lines
        assert "Que faire ?" not in said.lines
    assert f"You were at 1: {question}" in said.lines


def test_what_is_about_a_row_is_told_from_a_label_with_commas() -> None:
    cap = Row("a", "“Tous les métiers, un même cap”", "Alliance, 12 candidats")
    course = Row("b", "“Cap”", "“One Course” · Alliance, 12 candidats")
    trades = Row("c", "“Métiers”", "Union, 8 candidats")  # told as the others are
    said = converse(Browsed(rows_of(cap, course, trades)), "1")
    start = said.lines.index("1. “Tous les métiers, un même cap”.")
    assert said.lines[start + 1 : start + 7] == [
        "Alliance, 12 candidats",
        "2. “Cap”.",
        "“One Course”.",
        "Alliance, 12 candidats",
        "3. “Métiers”.",
        "Union, 8 candidats",
    ]


def test_a_word_searches_and_the_search_is_said_and_ended() -> None:
    roll = Roll(60)
    said = converse(Browsed(roll.listing()), "", "eur  59", "/retour", "Zorro", "/back")
    assert rows_in(said)[1:] == [
        list(range(11, 21)),
        [1],
        list(range(1, 11)),
        [],
        list(range(1, 11)),
        [],
    ]
    assert said.above("1 line, number or nom") == "End of the list."
    assert "Nom: eur 59, 1 result, /back: the whole list" in said.lines
    assert [search for search, _after in roll.fetched] == ["", "eur 59", "", "Zorro", ""]


def test_all_is_all_of_the_results_as_well_and_their_end_is_told_as_theirs() -> None:
    said = converse(Browsed(Roll(60).listing()), "Électeur", "/all", "/all", "/back", "Zorro", "")
    assert rows_in(said)[2:-1] == [
        list(range(11, 61)),
        [],
        list(range(1, 11)),
        [],
        list(range(1, 11)),
    ]
    assert "This is the end." in said.lines


def test_what_was_searched_for_is_told_on_leaving() -> None:
    left = Browsed(Roll(60).listing())
    said = converse(left, "Électeur 2", "/reclamation")
    assert left.browsed == Took("claim")
    assert rows_in(said)[1] == list(range(1, 11))
    assert "11. " not in said.text  # Électeur 2, and 20 to 29


def test_nothing_found_stands_in_the_prompt_and_enter_leads_out() -> None:
    left = Browsed(Roll(12).listing())
    said = converse(left, "Zorro", "/repeat", "", "1")
    assert "Aucun électeur de ce nom n'est sur cette liste." in said.lines
    assert "Nom: Zorro, Enter: the whole list" in said.lines
    assert said.prompts[1] == "Nothing found. Search by nom: "
    assert said.prompts[3] == "10 of 12, number or nom: "
    assert left.browsed == Opened("v1")


@pytest.mark.parametrize("command", ["/all", "/tout"])
def test_all_behind_a_search_that_found_nothing_is_all_of_the_list(command: str) -> None:
    said = converse(Browsed(Roll(27).listing()), "Zorro", command)
    assert rows_in(said)[-2] == list(range(1, 28))


def test_an_empty_list_says_its_sentence() -> None:
    left = Browsed(Roll(0).listing())
    said = converse(left, "1", "", "/reclamation")
    assert said.prompts[0] == "Empty list. Search by nom: "
    told = said.lines.index("Cette liste électorale est encore vide.")
    assert said.lines[told + 1] == "Enter: Formuler une réclamation"
    assert said.prompts[1] == "No such number. Search by nom: "
    assert left.browsed == Took("claim")


def test_a_list_of_one_line_says_how_many_there_are() -> None:
    messages.use("fr")
    alone = Roll(1).listing()._replace(place="Demandes", search_label="")
    said = converse(Browsed(alone), "")
    assert said.prompts[0] == "Demandes, 1 ligne, numéro\u00a0: "


def test_an_empty_list_names_the_way_on_that_enter_takes() -> None:
    messages.use("fr")
    new = Action("new", "Nouvelle demande", "nouveau")
    empty = Roll(0).listing()._replace(place="Demandes", search_label="", actions=[new])
    said = converse(Browsed(empty), "")
    assert said.prompts == ["Liste vide. Demandes, Entrée\u00a0: "]


def test_an_empty_list_offers_nothing_that_leads_nowhere() -> None:
    def without_rows(*actions: Action) -> Listing:
        return Roll(0).listing()._replace(search_label="", actions=actions)

    left = Browsed(without_rows())
    said = converse(left, "/help", "")
    assert [prompt[-7:] for prompt in said.prompts] == ["Enter: "] * 2
    assert left.browsed == BACK  # as the prompt says
    told = "\n".join(said.lines)
    for nothing in ("/all", "/previous", "A number opens"):
        assert nothing not in told
    left = Browsed(without_rows(CLAIM))
    assert "/all" not in converse(left, "/help", "").text
    assert left.browsed == Took("claim")


def test_the_search_that_is_on_and_the_row_come_back() -> None:
    opened: list[object] = []

    async def journey(dialogue: Dialogue) -> None:
        opened.extend([await dialogue.browse(Roll(60).listing()) for _time in range(2)])

    said = converse(journey, "Électeur", "", "13", "/repeat", "", "13")
    found = said.lines.index("You were at 13: Électeur 13")
    assert said.lines[found - 1] == "Nom: Électeur, 60 results, /back: the whole list"
    assert rows_in(said)[3:6] == [[], list(range(11, 21)), list(range(21, 31))]
    assert said.prompts[3] == "Here: 20 of 60, number or nom: "
    assert said.lines.count("Vérifiez que vous y êtes.") == 1
    assert opened == [Opened("v13")] * 2


def test_ten_rows_end_with_where_they_are_and_what_enter_does() -> None:
    said = converse(Browsed(Roll(60).listing()), "", "")
    assert "1 to 10 of 60, Enter: the next ones" in said.lines
    assert "11 to 20 of 60, Enter: the next ones" in said.lines


def test_a_row_that_stands_far_down_comes_back_too() -> None:
    said = converse(Browsed(Roll(60).listing(), "v53"), "/repeat")
    assert "You were at 53: Électeur 53" in said.lines
    assert rows_in(said)[:2] == [[], list(range(51, 61))]


def test_a_listing_that_was_left_for_something_else_goes_on_where_one_was() -> None:
    roll = Roll(60)

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.browse(roll.listing())
        await dialogue.browse(roll.listing())

    said = converse(journey, "", "/reclamation", "")
    assert rows_in(said)[:4] == [list(range(1, 11)), list(range(11, 21)), [], list(range(21, 31))]
    assert "You were at 11: Électeur 11" in said.lines
    assert "20" in said.prompts[2]


@pytest.mark.parametrize("typed", [["/all"], ["", "", "", "", ""]])
@pytest.mark.parametrize("batch", [25, 100])
def test_the_numbers_that_were_told_open_when_one_comes_back_from_a_row(
    typed: list[str], batch: int
) -> None:
    roll, opened = Roll(60, batch), list[str]()

    async def journey(dialogue: Dialogue) -> None:
        while isinstance(way := await dialogue.browse(roll.listing()), Opened):
            opened.append(way.key)

    said = converse(journey, *typed, "4", "56", "/repeat", "7", "/back")
    assert opened == ["v4", "v56", "v7"]
    assert [line for line in said.lines if line.startswith("You were at")] == [
        f"You were at {n}: Électeur {n}" for n in (4, 56, 7)
    ]
    assert "51. Électeur 51, Lyon" in said.text[said.text.rindex("You were at 56") :]


def test_whoever_comes_back_to_a_listing_is_at_its_row_and_spared_its_introduction() -> None:
    roll = Roll(60)

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.browse(roll.listing())
        await dialogue.browse(Roll(2).listing()._replace(title="Candidats", key="", intro=()))
        await dialogue.browse(roll.listing())

    said = converse(journey, "", "13", "/back")
    assert said.lines.count("You were at 13: Électeur 13") == 1
    assert said.lines.count("Vérifiez que vous y êtes.") == 1


def test_a_listing_that_is_opened_again_from_the_place_before_it_is_told_anew() -> None:
    home = Menu(title="Accueil", key="home", options=[Option("a", "A")])

    async def journey(dialogue: Dialogue) -> None:
        for _time in range(2):
            await dialogue.choose(home)
            await dialogue.browse(Roll(3).listing())

    said = converse(journey, "1", "/reclamation", "1")
    assert [told for told in rows_in(said) if told] == [[1, 2, 3]] * 2
    assert said.lines.count("Vérifiez que vous y êtes.") == 2


def test_a_listing_that_has_changed_meanwhile_is_told_anew() -> None:
    async def journey(dialogue: Dialogue) -> None:
        await dialogue.browse(Roll(3).listing())
        await dialogue.browse(Roll(4).listing())

    assert rows_in(converse(journey, "/reclamation"))[1] == [1, 2, 3, 4]


def test_a_refusal_is_told_and_enter_tries_again() -> None:
    left = Browsed(Roll(60, batch=10, failing=[2, 3]).listing())
    said = converse(left, "", "", "", "11")
    assert said.lines.count(NO_ANSWER.text) == 2
    assert said.prompts == [
        "10 of 60, number or nom: ",
        "Pas de réponse. Enter to retry: ",
        "Here: Pas de réponse. Enter to retry: ",
        "20 of 60, number or nom: ",
    ]
    assert left.browsed == Opened("v11")


def test_a_refused_beginning_leaves_the_ways_on() -> None:
    left = Browsed(Roll(60, failing=[1]).listing())
    said = converse(left, "/reclamation")
    assert "Commands: /previous, /all, /reclamation" in said.lines
    assert left.browsed == Took("claim")


def test_sections_are_said_where_they_begin() -> None:
    async def fetch(search: str, after: str) -> Batch:
        return Batch(
            [Row(f"{n}", f"Question {n}", section=f"Thème {(n - 1) // 4}") for n in range(1, 13)]
        )

    said = converse(Browsed(Roll(0).listing()._replace(fetch=fetch)), "")
    assert said.lines[2:9] == [
        "Thème 0",
        "1. Question 1",
        "2. Question 2",
        "3. Question 3",
        "4. Question 4",
        "Thème 1",
        "5. Question 5",
    ]
    after_ten = said.lines[said.lines.index("10 of 12, number or nom: ") :]
    assert after_ten[1:3] == ["11. Question 11", "12. Question 12"]


def test_a_list_without_search_says_what_it_does_not_understand() -> None:
    left = Browsed(Roll(12).listing()._replace(search_label=""))
    said = converse(left, "dupont", "2")
    assert said.prompts == ["1 to 10 of 12, number: ", "Not understood. 10 of 12, number: "]
    assert "Only the number of a line is accepted here." in said.lines
    assert left.browsed == Opened("v2")


def test_a_list_that_goes_on_names_its_words() -> None:
    long = Browsed(Roll(12).listing())
    said = converse(long)
    assert "Commands: /previous, /all, /reclamation" in said.lines


def test_help_tells_what_a_number_and_a_word_do() -> None:
    said = converse(Browsed(Roll(12).listing()), "/aide")
    for line in (
        "A number opens that line.",
        "Any other text is searched for.",
        "/previous: the part before",
        "/all: all the rest at once",
    ):
        assert line in said.lines
    assert "hidden" not in said.text


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_prompts_fit_far_down_a_long_list_with_a_long_label(language: str) -> None:
    messages.use(language)

    async def fetch(search: str, after: str) -> Batch:
        if search:
            return Batch([])
        return Batch([Row("k", "x")] * 1_000_000)

    listing = Roll(0).listing()._replace(fetch=fetch, search_label="Nom ou affectation, ville")
    said = converse(Browsed(listing), "", "/aide", "/repeter", "/repeter", "99", "zz", "/aide", "")
    assert said.code == 1
    assert max(map(columns, said.prompts)) <= 39
    assert all(one != next_ for one, next_ in zip(said.prompts, said.prompts[1:], strict=False))


def test_a_wait_for_rows_can_be_ended() -> None:
    """Ctrl-C while rows are fetched: what the terminal does then is called here."""
    left = Browsed(Roll(60).listing())
    tries = 0

    def stuck(interrupt: Callable[[], None]) -> Callable[[str, str], Awaitable[Batch]]:
        async def fetch(search: str, after: str) -> Batch:
            nonlocal tries
            tries += 1
            if tries == 1:
                asyncio.get_running_loop().call_soon(interrupt)
                await asyncio.Event().wait()
            return Batch([Row("k", "Électeur")])

        return fetch

    async def journey(dialogue: Dialogue) -> None:
        voice = dialogue._voice  # type: ignore[attr-defined]
        listing = left._listing._replace(fetch=stuck(lambda: voice.keyboard.interrupt()))
        left.browsed = await dialogue.browse(listing)

    said = converse(journey, "", "1")
    assert said.prompts[0] == "Stopped. Enter to retry: "
    assert "Waiting was stopped; nothing is lost." in said.lines
    assert left.browsed == Opened("k")


def test_ten_rows_back_as_well_as_on() -> None:
    said = converse(Browsed(Roll(35).listing()), "", "", "/previous", "/précédent", "/previous")
    assert rows_in(said)[1:5] == [
        list(range(11, 21)),
        list(range(21, 31)),
        list(range(11, 21)),
        list(range(1, 11)),
    ]
    assert "This is the beginning." in said.lines
    assert said.prompts[3] == "20 of 35, number or nom: "


@pytest.mark.parametrize("command", ["/all", "/tout"])
def test_a_command_that_would_go_on_behind_the_end_says_that_this_is_the_end(command: str) -> None:
    said = converse(Browsed(Roll(23).listing()), "/all", command)
    assert "This is the end." in said.lines
    assert not [line for line in said.lines if "no command" in line]


@pytest.mark.parametrize("batch", [7, 100])
def test_all_the_rest_is_said_at_once_without_a_search(batch: int) -> None:
    left = Browsed(Roll(35, batch).listing())
    said = converse(left, "", "/tout", "33")
    assert rows_in(said)[2] == list(range(21, 36))
    assert said.prompts[2] == "31 to 35, number or nom: "
    assert left.browsed == Opened("v33")


def test_reading_all_ends_where_the_portal_does_not_answer() -> None:
    said = converse(Browsed(Roll(60, failing=[2]).listing()), "/all", "/all")
    assert rows_in(said)[1] == list(range(11, 21))
    assert said.prompts[1].startswith("Pas de réponse.")
    assert rows_in(said)[2] == list(range(21, 61))


def test_the_ends_of_a_list_are_told_by_its_total() -> None:
    async def fetch(search: str, after: str) -> Batch:
        return Batch([Row(f"{n}", "x") for n in range(10)], "more")

    unknown = converse(Browsed(Roll(0).listing()._replace(fetch=fetch)))
    assert unknown.prompts[0] == "1 to 10, number or nom: "
    known = converse(Browsed(Roll(10_000).listing()))
    assert known.prompts[0] == "10 of 10000, number or nom: "


def test_what_a_list_has_told_is_not_told_again_by_the_form_that_it_leads_to() -> None:
    seconds = iter(range(90, 0, -1))

    def deadline() -> str:
        return f"Claims can be made for {next(seconds)} seconds."

    async def fetch(_search: str, _after: str) -> Batch:
        return Batch([])

    async def journey(dialogue: Dialogue) -> None:
        new = Action("new", "New claim", "new")
        await dialogue.browse(
            Listing(title="Claims", fetch=fetch, empty="None.", intro=[deadline], actions=[new])
        )
        await dialogue.ask(plain_form(take_all)._replace(intro=[deadline, "Another text."]))

    said = converse(journey, "/new", "/repeat")
    told = [line for line in said.lines if line.startswith("Claims can be made")]
    assert len(told) == 2, said.text  # in the list, and on request
    assert said.lines.count("Another text.") == 2
