"""A real portal, and a real browser: Debian's Chromium, through its DevTools protocol."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from mock_server.cli.init import init
from mock_server.core.settings import Settings
from mock_server.election import following
from mock_server.election.folder import SAMPLE
from tests.portal.conftest import Portal, Stopping, serving, settings_of
from tests.ways import some

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def made(folder: Path) -> Settings:
    """Those of a portal of the sample election."""
    settings = settings_of(str(folder / "portal.db"), folder)
    init(settings, SAMPLE, None)
    return settings


@contextmanager
def served(settings: Settings) -> Iterator[Portal]:
    """One portal for a whole module: a page leaves nothing behind. It does not look whether its
    clock was set: what it asks the database, it was asked for."""
    stopping: Stopping = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(following, "READ_EVERY", 3600)
        with serving(settings, stopping) as portal:
            yield portal
    for _server, thread in stopping:
        thread.join(20)
        assert not thread.is_alive()


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with served(made(tmp_path_factory.mktemp("portal"))) as portal:
        yield portal


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-gpu"])
        yield browser
        browser.close()


ENHANCED: Final = {
    "resultTypes": ["violations"],
    "runOnly": [
        *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa"),
        "best-practice",
    ],
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}
"""Every rule of axe-core but its experiments; text at a contrast of 7:1."""

LOOKED_AT: Final = pytest.mark.parametrize(
    ("language", "scheme"),
    some(("fr", "light"), ("en", "dark"), of=product(("fr", "en"), ("light", "dark"))),
)

TO_THE_RIGHT: Final = "document.documentElement.scrollWidth > innerWidth"


@contextmanager
def opened(browser: Browser, url: str, **context: Any) -> Iterator[Page]:
    """A page in a browser of its own; it must ask for nothing but itself."""
    asked: list[str] = []
    complaints: list[str] = []
    own: BrowserContext = browser.new_context(**{"locale": "en", **context})
    try:
        page = own.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(error.message))
        page.goto(url)
        yield page
        assert asked == [url]
        assert [text for text in complaints if "404 (Not Found)" not in text] == []
    finally:
        own.close()


def can_be_looked_at(
    browser: Browser, portal: Portal, path: str, language: str, scheme: Any
) -> None:
    """It speaks the reader's language, and axe finds nothing."""
    url = f"{portal.http.base_url}{path}"
    with opened(browser, url, locale=language, color_scheme=scheme) as page:
        assert page.locator("html").get_attribute("lang") == language
        axe_finds_nothing(page)


def axe_finds_nothing(page: Page) -> None:
    """Nor is anything to the right of the screen, on a small one and on a large one."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page, options=ENHANCED)
        assert found.response["violations"] == [], found.generate_report()
        assert found.response["testEngine"]["name"] == "axe-core"
        assert not page.evaluate(TO_THE_RIGHT)
