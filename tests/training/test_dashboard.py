"""The dashboard, on a screen that is driven, over a portal that serves."""

from __future__ import annotations

import gettext
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from rich.text import Text
from textual.pilot import Pilot
from textual.widgets import DataTable, Static
from textual.widgets._footer import FooterKey

from mock_server.core.languages import DOMAIN, LOCALE_DIR
from mock_server.training.dashboard import Dashboard
from mock_server.training.room import Stage
from mock_server.vote.casting import note_voter
from tests.portal_process import DEMO_VOTER
from tests.portal_seal import seal
from tests.training.conftest import Training


def text(app: Dashboard, selector: str) -> str:
    return str(app.query_one(selector, Static).content)


def row(app: Dashboard, number: int) -> list[str]:
    table: DataTable[Text] = app.query_one(DataTable)
    return [cell.plain for cell in table.get_row_at(number)]


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
        portal.clock.advance(seconds=90)
        await app.look()
        assert row(app, 0)[2:4] == ["invited", "1\u00a0min 30\u00a0s"]
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
        assert row(app, 0)[2:5] == ["account active", "0\u00a0s", ""]
        assert "1 / 60" in text(app, "#totals").splitlines()[3]
        assert "Portal’s clock: 18 October 2022 10:23:30;" in text(app, "#clock")


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
        assert row(app, 0)[2:4] == ["voted: 1 of 4 ballots", ""]
        assert "1 / 60" in text(app, "#totals").splitlines()[5]
        await pilot.press("v")
        await pilot.pause()
        question = app.screen.query_one(Static).content
        assert str(question) == "Open the vote now? Claims end with it. (y/n)"
        await pilot.press("y")
        await app.workers.wait_for_complete()
        assert text(app, "#said").startswith("The vote is open.")
        assert "the vote is open and closes in" in text(app, "#clock")
        await pilot.press("v", "y")
        await app.workers.wait_for_complete()
        assert text(app, "#said").startswith("The vote is closed; voters already signed in have 30")
        await pilot.press("v")
        await pilot.pause()
        assert text(app, "#said").startswith("This vote was sealed by a polling board of its own")


async def test_whoever_was_refused_comes_first_and_stays_chosen(training: Training) -> None:
    portal = training.portal
    last = training.room().learners[-1]
    async with shown(training) as (app, pilot):
        portal.open(portal.invite(last.address))
        assert portal.try_sign_in(last.address).status_code == 422
        await pilot.press("f")
        await looks_until(app, lambda: row(app, 0)[0] == str(last.id))
        # The row that was chosen is chosen still; told whole, however narrow the terminal.
        assert text(app, "#chosen").startswith(f"{DEMO_VOTER}, ")
        await pilot.press("ctrl+home")
        await pilot.pause()
        told = text(app, "#chosen")
        assert told.startswith(f"{last.address}, {last.name}: link opened; ")
        assert "(sign_in_refused)" in told
        await pilot.press("f", "i")
        await looks_until(app, lambda: row(app, 0)[0] == "1")
        assert text(app, "#said") == f"{last.address} was invited again."


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_small_terminal_has_room_for_learners(
    training: Training, monkeypatch: pytest.MonkeyPatch, language: str, tmp_path: Path
) -> None:
    seal(training.settings, tmp_path / "board")
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
        keys = [key for key in app.query(FooterKey) if key.key_display in "iurfvq"]
        assert len(keys) == 6
        assert max(key.region.right for key in keys) <= 80


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
        assert "can sign in immediately" in text(app, "#said")
        await pilot.press("r", "n")
        assert training.learner(DEMO_VOTER).stage is Stage.ACTIVE
        await pilot.press("r", "y")
        await app.workers.wait_for_complete()
        assert "has been reset" in text(app, "#said")
        assert training.learner(DEMO_VOTER).stage is Stage.INVITED
