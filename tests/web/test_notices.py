"""The printable voting notices in a real browser: axe-core, and a sheet of paper for each voter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.polling_board.conftest import Board, prepare
from tests.web.conftest import axe_finds_nothing

VOTERS = 3


@pytest.fixture(scope="module")
def notices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("board") / "vote"
    prepare(folder, {"CSA": range(1, VOTERS + 1)}, voters=VOTERS)
    board = Board.make(folder)
    assert board.keys() == 0
    assert board.seal() == 0
    return folder / "notices" / "notices.html"


@pytest.fixture
def page(browser: Browser, notices: Path) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(notices.as_uri())
    yield page
    assert (asked, complaints) == ([notices.as_uri()], [])
    context.close()


def test_axe_finds_nothing(page: Page) -> None:
    axe_finds_nothing(page)


def test_each_voter_s_notice_is_printed_on_a_sheet_of_its_own(page: Page, tmp_path: Path) -> None:
    printed = page.pdf()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == VOTERS
