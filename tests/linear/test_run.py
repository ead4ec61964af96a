"""How a run ends: exit codes, crashes, pages that lack letters, and what is loaded when."""

import asyncio
import os
import threading
from pathlib import Path

import pytest

from tests.linear.conversation import converse
from tests.linear.stage import PASSWORD, Visit, activation, crashing, plain_form, refused
from tui_voter.dialogue import Answers, Dialogue
from tui_voter.linear.run import run


@pytest.mark.parametrize("typed", [(), ("/quit", "never read")])
def test_the_end_of_input_is_a_quit(typed: tuple[str, ...]) -> None:
    said = converse(activation, *typed)
    assert said.code == 1
    assert said.lines[-2:] == ["You have left tui-voter.", ""]


def test_a_file_of_answers_is_read_and_its_last_line_needs_no_end(tmp_path: Path) -> None:
    answers = tmp_path / "answers"
    answers.write_text("Ada\nLovelace")
    visit = Visit(plain_form())
    with answers.open() as stdin, (tmp_path / "said").open("w") as stdout:
        assert run(visit, stdin=stdin, stdout=stdout) == 0
    assert visit.outcome == "Ada, Lovelace"


def test_a_page_that_nobody_reads_any_more_is_a_quit(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    visit = Visit(plain_form())
    with Path(os.devnull).open() as stdin, os.fdopen(writer, "w") as stdout:
        assert run(visit, stdin=stdin, stdout=stdout) == 1
    assert not visit.answers


def test_a_crash_is_told_calmly_without_secrets() -> None:
    said = converse(crashing, PASSWORD, PASSWORD, "7294", crashes=True)
    assert said.code == 1
    assert "Something went wrong and the program had to stop." in said.lines
    assert said.lines[-2].startswith("RuntimeError, ")
    assert PASSWORD not in said.text
    assert "Traceback" not in said.text


def test_a_failure_in_the_background_is_told_with_the_next_prompt() -> None:
    async def journey(dialogue: Dialogue) -> None:
        async def submit(_answers: Answers) -> None:
            loop = asyncio.get_running_loop()
            loop.call_exception_handler({"message": "", "exception": ValueError(PASSWORD)})
            raise refused("last", "Encore.", "encore")

        await dialogue.ask(plain_form(submit=submit))

    said = converse(journey, "Ada", "Lovelace")
    assert "Something went wrong in the background; you can continue." in said.text
    assert PASSWORD not in said.text


def test_an_ascii_keyboard_still_types_accents() -> None:
    visit = Visit(plain_form())
    converse(visit, "Éloïse", "x", encoding="ascii")
    assert visit.outcome == "Éloïse, x"


def test_the_warm_up_starts_once_the_voter_is_waited_for() -> None:
    warm = threading.Event()
    order: list[str] = []

    async def journey(dialogue: Dialogue) -> None:
        order.append("journey")

        async def submit(_answers: Answers) -> None:
            await asyncio.to_thread(warm.wait)

        await dialogue.ask(plain_form(submit=submit))

    def warm_up() -> None:
        order.append("warm-up")
        warm.set()

    converse(journey, "Ada", "Lovelace", warm_up=warm_up)
    assert order == ["journey", "warm-up"]
