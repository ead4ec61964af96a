"""How a run ends: exit codes, crashes, pages that lack letters, and what is loaded when."""

from __future__ import annotations

import asyncio
import os
import threading
from pathlib import Path

import pytest

from tests.linear.conversation import converse
from tests.linear.stage import (
    ANSWER,
    LINK,
    PASSWORD,
    Captcha,
    Taken,
    Vote,
    activation,
    crashing,
    password_only,
    plain_form,
    take_all,
)
from tui_voter.countdown import Phase
from tui_voter.dialogue import (
    Answers,
    Dialogue,
    FieldError,
    Notice,
    Page,
    Refused,
    Took,
)
from tui_voter.linear.run import run


def test_the_end_of_input_is_a_quit() -> None:
    said = converse(activation)
    assert said.code == 1
    assert said.lines[-2:] == ["You have left tui-voter.", ""]


def test_a_file_of_answers_is_read_and_its_last_line_needs_no_end(tmp_path: Path) -> None:
    answers = tmp_path / "answers"
    answers.write_text("Ada\nLovelace")
    taken = Taken(plain_form(take_all))
    with answers.open() as stdin, (tmp_path / "said").open("w") as stdout:
        assert run(taken, stdin=stdin, stdout=stdout) == 0
    assert taken.outcome is not None


def test_a_page_that_nobody_reads_any_more_is_a_quit(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    taken = Taken(plain_form(take_all))
    with Path(os.devnull).open() as stdin, os.fdopen(writer, "w") as stdout:
        assert run(taken, stdin=stdin, stdout=stdout) == 1
    assert taken.outcome is None


def test_a_crash_is_told_calmly_without_secrets() -> None:
    said = converse(crashing, PASSWORD, PASSWORD, "7294", crashes=True)
    assert said.code == 1
    assert "Something went wrong and the program had to stop." in said.lines
    assert said.lines[-2].startswith("RuntimeError, ")
    assert PASSWORD not in said.text
    assert "Traceback" not in said.text


def test_a_journey_that_breaks_fails_its_test_with_the_error_itself() -> None:
    with pytest.raises(RuntimeError):
        converse(crashing, PASSWORD, PASSWORD, "7294")


def test_a_crash_that_nobody_reads_any_more_is_told_by_the_exit_code(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    reader, writer = os.pipe()

    async def journey(dialogue: Dialogue) -> None:
        dialogue.notify(Notice(PASSWORD))  # said with what comes next
        os.close(reader)
        raise ValueError(PASSWORD)

    with Path(os.devnull).open() as stdin, os.fdopen(writer, "w") as stdout:
        assert run(journey, stdin=stdin, stdout=stdout) == 1
    assert capfd.readouterr() == ("", "")


def test_a_failure_in_the_background_is_told_with_the_next_prompt() -> None:
    async def journey(dialogue: Dialogue) -> None:
        async def submit(answers: Answers) -> None:
            loop = asyncio.get_running_loop()
            loop.call_exception_handler({"message": "", "exception": ValueError(PASSWORD)})
            raise Refused(FieldError("last", "Encore.", "encore"))

        await dialogue.ask(plain_form(submit))

    said = converse(journey, "Ada", "Lovelace")
    assert "Something went wrong in the background; you can continue." in said.text
    assert PASSWORD not in said.text


def test_an_ascii_page_spells_what_it_lacks() -> None:
    said = converse(activation, LINK, PASSWORD, PASSWORD, "7294", "2", ANSWER, encoding="ascii")
    assert "Compte active, Enter: " in said.prompts
    assert "Votre question defi et votre reponse secrete ont ete enregistrees." in said.lines


def test_an_ascii_keyboard_still_types_accents() -> None:
    async def submit(answers: Answers) -> str:
        return answers.typed.text("first")

    taken = Taken(plain_form(submit))
    converse(taken, "Éloïse", "x", encoding="ascii")
    assert taken.outcome == "Éloïse"


def test_the_warm_up_starts_once_the_voter_is_waited_for() -> None:
    warm = threading.Event()
    order: list[str] = []

    async def journey(dialogue: Dialogue) -> None:
        order.append("journey")

        async def submit(answers: Answers) -> None:
            await asyncio.to_thread(warm.wait)

        await dialogue.ask(plain_form(submit))

    def warm_up() -> None:
        order.append("warm-up")
        warm.set()

    converse(journey, "Ada", "Lovelace", warm_up=warm_up)
    assert order == ["journey", "warm-up"]


def test_the_countdown_is_told_on_enter_and_asks_the_portal_when_due() -> None:
    vote = Vote()
    vote.due = True

    async def journey(dialogue: Dialogue) -> None:
        assert await dialogue.show(vote.page()) == Took("out")

    said = converse(journey, "", "/temps", "quoi", "1")
    assert said.lines.count("Ouverture du vote dans 43 jours, 22 heures et 38 minutes.") == 3
    assert said.prompts == [
        "43 jours. Je vote, 1 or Enter: ",
        "Again: 43 jours. Je vote, 1 or Enter: ",
        "43 jours. Je vote, 1 or Enter: ",
        "Not listed. Je vote, 1 or Enter: ",
    ]
    assert vote.syncs == 1


def test_a_closed_countdown_says_so_on_the_cursors_line() -> None:
    vote = Vote()
    vote.phase = Phase.OPEN

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.show(vote.page())

    assert converse(journey).prompts == ["Le vote est ouvert. Je vote, 1: "]


def test_a_page_without_a_way_on_stays_until_the_voter_quits() -> None:
    async def journey(dialogue: Dialogue) -> None:
        await dialogue.show(Page(title="Fin", blocks=[], can_go_back=False))

    said = converse(journey, "", "/quit")
    assert said.prompts == ["Fin, /quit: ", "Not understood. Fin, /quit: "]


def test_nothing_that_was_typed_hidden_is_said() -> None:
    said = converse(password_only, PASSWORD, "/autre-chose-2022", PASSWORD, PASSWORD, "7294")
    assert "Canari" not in said.text
    assert "autre-chose" not in said.text
    assert Captcha().question in said.lines
