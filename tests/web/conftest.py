"""A real portal, and a real browser: Debian's Chromium, through its DevTools protocol."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from mock_server.cli import commands
from mock_server.core.settings import Settings
from mock_server.election import portal_time
from mock_server.election.folder import SAMPLE
from tests.portal.conftest import HeldClock, Portal, Stopping, serving
from tests.portal_process import CHEAP

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One portal for a whole module: a page leaves nothing behind. It does not look whether its
    clock was set: what it asks the database, it was asked for."""
    folder = tmp_path_factory.mktemp("portal")
    settings = Settings(
        database=str(folder / "portal.db"),
        key_file=folder / "portal.key",
        public_url="http://portail.exemple",
        profile=CHEAP,
        clock=HeldClock(),
    )
    commands.init(settings, SAMPLE, None)
    stopping: Stopping = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portal_time, "READ_EVERY", 3600)
        with serving(settings, stopping) as portal:
            yield portal
    for _server, thread in stopping:
        thread.join(20)
        assert not thread.is_alive()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-gpu"])
        yield browser
        browser.close()
