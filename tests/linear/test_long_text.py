"""A text of several lines: typed line by line, pasted whole, kept, limited."""

from __future__ import annotations

from typing import Any

import pytest

from tests.linear.conversation import TerminalTalk, converse
from tests.linear.stage import Taken, claim_form
from tui_voter import messages
from tui_voter.dialogue import Answers, FieldError, Left, Refused
from tui_voter.linear.prompts import COLUMNS_WITH_CORE
from tui_voter.linear.spelling import columns


async def take(answers: Answers) -> Answers:
    return answers


def text_of(taken: Taken) -> str:
    outcome: Any = taken.outcome
    return str(outcome.typed.text("text"))


def test_lines_until_an_empty_one() -> None:
    taken = Taken(claim_form(take))
    said = converse(taken, "Mon nom est mal écrit.", "  Il prend deux n.", "", "0102")
    assert text_of(taken) == "Mon nom est mal écrit.\n  Il prend deux n."
    assert said.prompts == [
        "Votre réclamation: ",
        "Line 2, empty: go on: ",
        "Line 3, empty: go on: ",
        "Téléphone: ",
    ]
    assert said.lines.count("An empty line ends the text.") == 1


def test_what_an_empty_line_does_is_said_again_behind_the_help() -> None:
    messages.use("fr")
    said = converse(Taken(claim_form(take)._replace(place="Réclamer")), "Deux n.", "/aide")
    assert said.prompts[-2:] == [
        "Réclamer, vide\xa0: suite\xa0: ",
        "Encore\xa0: Réclamer, vide\xa0: suite\xa0: ",
    ]


def test_a_slash_begins_a_command_and_two_a_line() -> None:
    taken = Taken(claim_form(take))
    said = converse(taken, "//home est faux", "/inconnu", "a / b", "/repeat", "", "0102")
    assert text_of(taken) == "/home est faux\na / b"
    assert said.prompts[2] == "Unknown. Line 2, empty: go on: "
    assert said.lines.count("/home est faux") == 1  # the repeat command says what there is


def test_a_text_is_begun_again() -> None:
    taken = Taken(claim_form(take))
    said = converse(taken, "Faux", "/erase", "Juste", "", "0102")
    assert text_of(taken) == "Juste"
    assert said.prompts[2] == "Text erased. Votre réclamation: "


def test_a_text_already_there_is_read_back_in_short_and_kept() -> None:
    before = "Première ligne.\nDeuxième ligne, qui est longue."
    taken = Taken(claim_form(take, value=before))
    said = converse(taken, "/repeat", "", "0102")
    assert "characters, ends with: …Deuxième ligne, qui est longue." in said.text
    assert "Deuxième ligne, qui est longue." in said.lines  # on request
    assert text_of(taken) == before


def test_a_text_already_there_is_gone_on_with_or_removed() -> None:
    taken = Taken(claim_form(take, value="Avant"))
    said = converse(taken, "Après", "", "0102")
    assert text_of(taken) == "Avant\nAprès"
    assert said.prompts[:2] == ["Line 2, empty: go on: ", "Line 3, empty: go on: "]
    assert said.lines[1:3] == [
        "Your text so far, 5 characters: Avant",
        "What you type is added to it.",
    ]
    one = converse(Taken(claim_form(take, value="A")), "", "0102")
    assert "Your text so far, 1 character: A" in one.lines
    removed = Taken(claim_form(take, value="Avant"))
    converse(removed, "/effacer", "", "0102")
    assert text_of(removed) == ""


def test_a_text_is_gone_on_with_after_going_back_to_it() -> None:
    """Two lines, back, forth, and one more: all three are sent."""
    taken = Taken(claim_form(take))
    converse(taken, "Mon nom", "est faux.", "", "/back", "Il prend deux n.", "", "0102")
    assert text_of(taken) == "Mon nom\nest faux.\nIl prend deux n."


def test_what_is_too_long_is_not_taken_and_the_rest_stays() -> None:
    taken = Taken(claim_form(take, limit=10))
    said = converse(taken, "123456", "7890", "789", "", "0102")
    assert text_of(taken) == "123456\n789"
    assert said.prompts[2] == "Too long. Line 2, empty: go on: "
    assert (
        "This was not added: the text would have 11 characters, and the limit is 10." in said.lines
    )


def test_what_was_begun_is_not_lost_on_the_way_out() -> None:
    taken = Taken(claim_form(take))
    converse(taken, "Un début", "/back")
    assert isinstance(taken.outcome, Left)
    assert taken.typed.text("text") == "Un début"


def test_a_refused_text_is_kept_by_enter() -> None:
    tries: list[str] = []

    async def once(answers: Answers) -> Answers:
        tries.append(answers.typed.text("text"))
        if len(tries) == 1:
            raise Refused(FieldError("text", "Dites de quel scrutin il s'agit.", "scrutin absent"))
        return answers

    taken = Taken(claim_form(once))
    said = converse(taken, "Mon nom", "manque.", "", "0102", "")
    assert tries == ["Mon nom\nmanque."] * 2
    assert said.prompts[-1] == "Scrutin absent. Line 3, empty: go on: "


def test_no_text_is_an_answer_too() -> None:
    taken = Taken(claim_form(take))
    converse(taken, "", "0102")
    assert text_of(taken) == ""


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_prompts_fit_on_a_late_line(language: str) -> None:
    messages.use(language)
    said = converse(Taken(claim_form(take)), *["x"] * 120, "/repeat", "/aide", "/non")
    assert max(map(columns, said.prompts)) <= COLUMNS_WITH_CORE
    assert all(one != next_ for one, next_ in zip(said.prompts, said.prompts[1:], strict=False))


@pytest.mark.posix
def test_a_paste_is_taken_whole_with_its_empty_lines_and_slashes() -> None:
    with TerminalTalk("claim") as talk:
        talk.hear("Votre réclamation: $")
        talk.keys("Bonjour,\n\n/quit n'en est pas un.\nCordialement\n")
        talk.answer("Line 5, empty: go on: $", "")
        talk.answer("Téléphone: $", "0102")
        talk.hear(r"Bonjour,\\n\\n/quit n'en est pas un\.\\nCordialement")


@pytest.mark.posix
def test_a_paste_that_ends_within_a_line_waits_for_its_end() -> None:
    with TerminalTalk("claim") as talk:
        talk.hear("Votre réclamation: $")
        talk.keys("Bonjour,\nmon nom")
        talk.hear("mon nom$")
        talk.keys(" menque.\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[3~a\n")
        talk.answer("Line 3, empty: go on: $", "")
        talk.answer("Téléphone: $", "0102")
        talk.hear(r"'Bonjour,\\nmon nom manque\.'")
    assert "Bonjour,\r\nmon nom menque." in talk.text  # nothing was said into it


@pytest.mark.posix
def test_lines_typed_by_hand_end_with_an_empty_one() -> None:
    with TerminalTalk("claim") as talk:
        talk.answer("Votre réclamation: $", "Mon nom")
        talk.answer("Line 2, empty: go on: $", "manque.")
        talk.answer("Line 3, empty: go on: $", "")
        talk.answer("Téléphone: $", "0102")
        talk.hear(r"'Mon nom\\nmanque\.'")


def test_help_says_how_a_text_is_ended_once_there_is_one() -> None:
    ends = "An empty line ends the text, and so does Ctrl+D."
    said = converse(Taken(claim_form(take)), "/help", "Une ligne.", "/help", "", "/help", "0102")
    assert said.lines.count(ends) == 1
    typed = said.text.index("Line 2, empty: go on")
    assert typed < said.text.index(ends) < said.text.index("Téléphone: ")
