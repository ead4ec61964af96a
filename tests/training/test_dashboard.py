"""The dashboard, on a screen that is driven, over a portal that serves."""

import gettext
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from rich.text import Text
from textual.pilot import Pilot
from textual.widgets import DataTable, Static

from mock_server.core.languages import DOMAIN, LOCALE_DIR
from mock_server.training.dashboard import Dashboard
from mock_server.training.projector import Projector
from mock_server.training.qr import as_rows
from mock_server.training.room import Stage
from mock_server.training.trainer import Order
from mock_server.vote.casting import note_voter
from tests.fullscreen.test_themes import SIGNS, TEXT, is_colourless, is_text, painted, segments
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tests.portal_seal import seal
from tests.training.conftest import Training
from tui_voter.audit.seen import contrast
from tui_voter.contract.rooms import GROUPS
from tui_voter.looks.big_numbers import BigNumbers


def text(app: Dashboard, selector: str) -> str:
    return str(app.query_one(selector, Static).content)


def row(app: Dashboard, number: int) -> list[str]:
    table: DataTable[Text] = app.query_one(DataTable)
    return [cell.plain for cell in table.get_row_at(number)]


def rows(app: Dashboard) -> list[str]:
    """What is seen, a question or a list over the room included."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def dashboard(training: Training) -> Dashboard:
    return Dashboard(training.trainer, ["Portal"])


@asynccontextmanager
async def shown(training: Training) -> AsyncIterator[tuple[Dashboard, Pilot[Any]]]:
    app = dashboard(training)
    async with app.run_test(size=(150, 50)) as pilot:
        yield app, pilot


async def looks_until(app: Dashboard, true: Callable[[], bool]) -> None:
    """Look again where the database of a busy machine was too busy to be looked at."""
    for _look in range(20):
        if true():
            return
        await app.look()
    raise AssertionError("it never was")


async def test_what_it_shows_is_what_the_database_holds_and_no_secret(training: Training) -> None:
    portal = training.portal
    portal.sql("UPDATE voter SET first_name = 'C[/i]' WHERE id = 1")
    async with shown(training) as (app, _pilot):
        assert row(app, 0)[2] == "not invited"
        token = portal.invite()
        await app.look()
        assert row(app, 0)[2:4] == ["invited", ""]
        portal.open(token)
        portal.clock.advance(seconds=90)
        await app.look()
        assert row(app, 0)[2:4] == ["link opened", "1\u00a0min 30\u00a0s"]
        ticket = portal.create_password(token)
        portal.activate(token, ticket, answer="x")
        await app.look()
        assert row(app, 0)[2] == "password created"
        assert row(app, 0)[4] == "answer not accepted (answer_refused)"
        session = portal.activate(token, ticket).json()["session"]
        await app.look()
        assert "C[/i]" in row(app, 0)[1], "a name is no markup"
        everything = app.export_screenshot()
        assert DEMO_VOTER in everything
        assert not any(secret in everything for secret in (token, ticket, session))
        assert row(app, 0)[2:5] == ["account active", "", ""], "there, until the vote opens"
        assert "1 / 60" in text(app, "#totals").splitlines()[3]
        assert "Clock: 18 October 2022 10:23:30;" in text(app, "#clock")


async def test_who_voted_is_shown_and_the_vote_is_opened(
    training: Training, tmp_path: Path
) -> None:
    training.portal.activated()
    async with shown(training) as (app, pilot):
        assert "The vote is not sealed" in text(app, "#where")
        seal(training.settings, tmp_path / "board")
        with training.database.write() as tx:
            note_voter(tx, "csa-national", 1)
        await app.look()
        assert text(app, "#where") == "Portal"
        assert row(app, 0)[2:4] == ["voted: 1 of 4", ""]
        assert "1 / 60" in text(app, "#totals").splitlines()[5]
        await pilot.press("v")
        await pilot.pause()
        question = str(app.screen.query_one(Static).content)
        assert question.split("\n") == [
            "Open the vote now? Claims end with it.",
            "",
            "y yes   n no",
        ]
        await pilot.press("y")
        await app.workers.wait_for_complete()
        assert text(app, "#said").startswith("The vote is open.")
        assert "the vote closes in" in text(app, "#clock")
        await pilot.press("v", "y")
        await app.workers.wait_for_complete()
        assert text(app, "#said").startswith("The vote is closed; voters already signed in have 30")
        await pilot.press("v")
        await pilot.pause()
        assert text(app, "#said").startswith("This vote was sealed by a polling board of its own")


async def test_whoever_is_stuck_or_was_refused_comes_first_and_stays_chosen(
    training: Training,
) -> None:
    portal = training.portal
    last = training.room().learners[-1]
    async with shown(training) as (app, pilot):
        portal.open(portal.invite(last.address))
        assert portal.try_sign_in(last.address).status_code == 422
        await pilot.press("f")
        await looks_until(app, lambda: row(app, 0)[0] == str(last.id))
        # The first one is chosen, and told whole, however narrow the terminal.
        await pilot.pause()
        told = text(app, "#chosen")
        assert told.startswith(f"{last.id}, {last.name}, {last.address}: link opened; ")
        assert "(sign_in_refused)" in told
        await pilot.press("f", "i")
        await looks_until(app, lambda: row(app, 0)[0] == "1")
        assert text(app, "#said") == f"{last.address} was invited again."


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_small_terminal_has_room_for_learners(
    training: Training, monkeypatch: pytest.MonkeyPatch, language: str, tmp_path: Path
) -> None:
    seal(training.settings, tmp_path / "board")
    training.trainer.obey(Order.OPEN)
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)
    monkeypatch.setenv("LANGUAGE", language)
    app = dashboard(training)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        totals = text(app, "#totals").splitlines()
        assert len(totals) == 4
        assert max(map(len, totals)) <= 78
        assert len({line.index("/") for line in totals[:3]}) == 1, "in columns"
        assert app.query_one(DataTable).size.height >= 10
        assert [entry[0] for entry in text(app, "#keys").split("   ")] == [*"ivpq?"]
        assert "\n" not in text(app, "#clock"), "on one line"


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 200])
async def test_columns_fit_the_terminal_and_are_cut_at_a_word(
    training: Training, columns: int
) -> None:
    portal, (first, *_others) = training.portal, training.room().learners
    assert portal.try_sign_in(first.address).status_code == 422
    token = portal.invite()
    portal.activate(token, portal.create_password(token), answer="x")
    app = dashboard(training)
    async with app.run_test(size=(200, 50)) as pilot:
        whole = row(app, 0)
        await pilot.resize_terminal(columns, 24)
        await pilot.pause()
        await app.look()
        await pilot.pause()
        widths = [column.width for column in app.query_one(DataTable).ordered_columns]
        assert sum(widths) + 2 * len(widths) <= columns - 3
        for cell, text, width in zip(row(app, 0), whole, widths, strict=False):
            assert len(cell) <= width
            kept = cell.removesuffix("…")
            assert cell == text or " " not in text[:width] or text.startswith(f"{kept} ")
        assert app.query_one(DataTable).max_scroll_x == 0


async def test_the_status_line_takes_back_what_is_no_longer_so(training: Training) -> None:
    portal = training.portal
    async with shown(training) as (app, pilot):
        await pilot.press("c")
        await app.workers.wait_for_complete()
        assert text(app, "#said").startswith("The portal’s clock is stopped")
        await app.look()
        assert text(app, "#said") != "", "as long as it does"
        training.trainer.obey(Order.RESUME)
        await app.look()
        assert text(app, "#said") == ""
        token = portal.invite()
        portal.activate(token, portal.create_password(token), answer="x")
        await pilot.press("u")
        await app.workers.wait_for_complete()
        told = text(app, "#said")
        assert "Dumont" in told or DEMO_VOTER in told
        portal.activated()
        await app.look()
        assert text(app, "#said") == "", "the learner is elsewhere"


async def test_a_clock_that_stands_is_told_on_every_screen(training: Training) -> None:
    def keys() -> str:
        return "".join(entry[0] for entry in text(app, "#keys").split("   "))

    app = dashboard(training)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("c")
        await app.workers.wait_for_complete()
        assert text(app, "#said").startswith("The portal’s clock is stopped.")
        assert ", stopped; the vote is not open yet." in text(app, "#clock")
        assert keys() == "icpq?"
        await pilot.press("p")
        await pilot.pause()
        told = app.screen.query_one("#heading", Static).content, app.screen.query_one(BigNumbers)
        assert (str(told[0]), told[1].display) == ("The portal’s clock is stopped", False)
        await pilot.press("p", "c")
        await looks_until(app, lambda: "; the vote opens in" in text(app, "#clock"))
        assert keys() == "ivpq?"


async def test_a_database_that_fails_ends_nothing(training: Training) -> None:
    async with shown(training) as (app, pilot):
        with training.portal.refusing("mail"):
            await pilot.press("i")
            await app.workers.wait_for_complete()
            await pilot.pause()
        assert text(app, "#said") == "The portal is busy; try again."


async def test_a_crash_tells_no_values(
    training: Training, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_room: object, _election: object) -> str:
        token = "Oydk-secret"
        raise KeyError(token[:4])

    app = dashboard(training)
    monkeypatch.setattr("mock_server.training.dashboard.clock_line", fail)
    with pytest.raises(KeyError):  # run_test hands it on, for tests
        async with app.run_test():
            pass
    assert app.return_code == 1
    told = capsys.readouterr()
    assert "Oydk" not in told.out + told.err


async def test_a_learner_is_invited_again_unlocked_and_reset_from_it(training: Training) -> None:
    portal = training.portal
    portal.invite()
    async with shown(training) as (app, pilot):
        await pilot.press("i")
        assert text(app, "#said") == f"{DEMO_VOTER} was invited again."
        portal.activated()
        await pilot.press("u")
        assert "can try again at once" in text(app, "#said")
        for other in ("n", "o"):  # another language's yes is none
            await pilot.press("r", other)
            await app.workers.wait_for_complete()
            assert training.learner(DEMO_VOTER).stage is Stage.ACTIVE
        await pilot.press("y")
        await app.workers.wait_for_complete()
        assert "has been reset" in text(app, "#said")
        assert training.learner(DEMO_VOTER).stage is Stage.INVITED


async def test_the_projector_shows_the_room_in_figures_without_names(
    training: Training, tmp_path: Path
) -> None:
    way_in = f"tui-voter --room {'-'.join(['22FAG'] * GROUPS)}"
    page = "https://192.168.100.200:8000/room"
    portal, app = training.portal, Dashboard(training.trainer, ["Portal"], way_in, page)
    seal(training.settings, tmp_path / "board")

    def told(name: str) -> str:
        return str(app.screen.query_one(name, Static).content)

    def ballots_of(learner: int) -> list[str]:
        of_all = portal.sql("SELECT voter_id, ballot_id FROM roll_entry")
        return [ballot for voter, ballot in of_all if voter == learner]

    def steps() -> list[tuple[str, str]]:
        lines = (line for line in told("#steps").splitlines() if line)
        return [(line[:20].strip(), line.split()[-1]) for line in lines]

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        portal.activated()
        portal.open(portal.invite(OTHER_VOTER))
        mails = len(portal.mails())
        await looks_until(app, lambda: ("link opened", "2") in steps())
        assert ("account active", "1") in steps()
        assert (told("#heading"), told("#aim"), told("#of")) == (
            *("The vote opens in", "account active"),
            "of 60",
        )
        left = app.screen.query_one(BigNumbers).parts
        assert [unit for _number, unit in left][:3] == ["days", "hours", "minutes"]
        await pilot.pause()
        seen = "\n".join(rows(app))
        assert "███" in seen
        assert f"  {way_in} " in seen, "whole, on one line"
        assert f"  {page} " in seen
        assert all(row in seen for row in as_rows(page)), "its code, beside all the rest"
        for learner in training.room().learners:
            assert learner.name not in seen
            assert learner.address not in seen
        await pilot.press("i", "question_mark")
        assert "Back to the learners." in "\n".join(rows(app))
        await pilot.press("escape")
        assert len(portal.mails()) == mails, "no order for a learner out of sight"
        training.trainer.obey(Order.OPEN)
        with training.database.write() as tx:
            for ballot in ballots_of(1):
                note_voter(tx, ballot, 1)
            note_voter(tx, ballots_of(2)[0], 2)
        await looks_until(app, lambda: ("voted", "2") in steps())
        assert steps()[-1] == ("voted in all ballots", "1")
        assert (told("#heading"), told("#aim")) == ("The vote closes in", "voted in all ballots")
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        seen = "\n".join(rows(app))
        assert page in seen
        assert all(row in seen for row in as_rows(page))
        await pilot.resize_terminal(120, 32)
        await pilot.pause()
        assert len(told("#steps").splitlines()) <= app.screen.query_one("#steps").size.height
        await pilot.press("p")
        assert not isinstance(app.screen, Projector)


@pytest.mark.parametrize(("key", "name"), [("ctrl+home", "Camille Dumont"), ("ctrl+end", "")])
async def test_a_question_leaves_the_row_that_it_is_about_in_sight(
    training: Training, key: str, name: str
) -> None:
    app, last = dashboard(training), training.room().learners[-1]
    number, name = ("1", name) if name else (str(last.id), last.name)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key, "r")
        await pilot.pause()
        assert any(f"Reset the account of {name}" in line for line in rows(app))
        await looks_until(
            app,
            lambda: any(line.split()[:1] == [number] and name in line for line in rows(app)),
        )
        await pilot.press("n", "ctrl+q")
        assert any("End the training for everyone?" in line for line in rows(app))
        await pilot.press("escape", "f1")
        assert any("how long a learner has been at" in line for line in rows(app))


async def test_it_wears_every_theme_and_each_is_read(training: Training) -> None:
    training.portal.activated()
    app = dashboard(training)
    async with app.run_test(size=(120, 40)) as pilot:
        worn = []
        for view in ("", "p"):
            for _theme in range(5):
                await pilot.press(*view, "f6", "f6", "enter")
                await pilot.pause()
                worn.append(app.theme)
                for segment in segments(app):
                    if app.theme.startswith("terminal"):
                        assert is_colourless(segment)
                    else:
                        least = TEXT if is_text(segment.text) else SIGNS
                        assert contrast(*painted(segment)) >= least, (segment, app.theme)
                if app.theme.startswith("accessible"):
                    assert "█" not in "".join(rows(app))
                await pilot.press(*view)
        looks = ["visual-light", "projector-light", "accessible-dark", "terminal-dark"]
        assert worn == 2 * [*looks, "visual-dark"]
        await pilot.press("f6", "down", "down")
        assert app.theme == "projector-light"
        await pilot.press("escape")
        assert app.theme == "visual-dark"


async def test_a_sentence_is_said_to_all_shown_to_the_room_and_taken_back(
    training: Training,
) -> None:
    async with shown(training) as (app, pilot):
        await pilot.press("m", *"Qui", "enter")
        await looks_until(app, lambda: text(app, "#where").endswith("\nSaid to all: Qui"))
        await pilot.press("p")
        await looks_until(app, lambda: any(line.strip() == "Qui" for line in rows(app)))
        await pilot.press("p", "m", "escape", "m", "ctrl+u", "enter")
        await looks_until(app, lambda: "Said to all" not in text(app, "#where"))
        await pilot.press("n")
        assert text(app, "#said").startswith("No learner is left in reserve")
