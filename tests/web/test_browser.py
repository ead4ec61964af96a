"""The pages in a real browser, and the voting notices that are to be printed: axe-core, small
screens, the keyboard, no script, and a sheet of paper for each voter."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page

from tests.polling_board.conftest import Board, prepare
from tests.portal.conftest import Portal
from tests.web.conftest import LOOKED_AT, TO_THE_RIGHT, axe_finds_nothing, can_be_looked_at, opened
from tui_voter.contract.links import new_link_token

TOKEN: Final = new_link_token()
PAGES: Final = {
    "activation": f"/activation/{TOKEN}",
    "recovery": f"/recovery/{TOKEN}",
    "front": "/",
    "missing": "/nothing/here",
}
LINK: Final = f"http://portail.exemple{PAGES['activation']}"


def at(portal: Portal, name: str) -> str:
    return f"{portal.http.base_url}{PAGES[name]}"


each_page = pytest.mark.parametrize("name", PAGES)


@each_page
@LOOKED_AT
def test_axe_finds_nothing(
    browser: Browser, portal: Portal, name: str, language: str, scheme: Any
) -> None:
    can_be_looked_at(browser, portal, PAGES[name], language, scheme)


@each_page
def test_it_fits_a_small_screen(browser: Browser, portal: Portal, name: str) -> None:
    """1280 pixels wide at 400 %, also with the text spaced out as far as a reader may (WCAG
    1.4.12)."""
    screen = {"width": 320, "height": 256}
    with opened(
        browser, at(portal, name), viewport=screen, device_scale_factor=4, locale="fr"
    ) as page:
        assert page.evaluate("devicePixelRatio") == 4
        assert not page.evaluate(TO_THE_RIGHT)
        page.evaluate(
            """for (const { style } of document.querySelectorAll("body, body *")) {
              style.lineHeight = 1.5; style.letterSpacing = "0.12em"; style.wordSpacing = "0.16em";
            }"""
        )
        assert not page.evaluate(TO_THE_RIGHT)
        for field in page.locator("textarea, pre").all():
            assert field.evaluate("e => e.scrollHeight <= e.clientHeight")  # the whole of it


def test_the_keyboard_reaches_everything_in_its_order(browser: Browser, portal: Portal) -> None:
    with opened(browser, at(portal, "activation")) as page:
        stops = []
        for _stop in range(3):
            page.keyboard.press("Tab")
            stop = page.locator(":focus")
            stops.append(stop.evaluate("e => [e.tagName, (e.labels?.[0] ?? e).textContent]"))
            assert stop.evaluate("e => getComputedStyle(e).outlineWidth") == "3px"
            assert stop.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        assert stops == [
            *(["A", "Français"], ["TEXTAREA", "Your one-time link"], ["BUTTON", "Copy the link"]),
        ]
        field = page.get_by_label("Your one-time link")
        field.focus()
        assert page.evaluate("getSelection().toString()") == LINK
        page.keyboard.type("x")
        assert field.input_value() == LINK


PERMITTED: Final = {"permissions": ["clipboard-read", "clipboard-write"]}
KEEP: Final = """
  window.clipboard = navigator.clipboard;
  Object.defineProperty(navigator, "clipboard", { value: undefined });
"""
"""As on a page without TLS; the test keeps what it needs to look."""


@pytest.mark.parametrize("secure", [True, False])
def test_the_button_copies_and_says_so(browser: Browser, portal: Portal, secure: bool) -> None:
    """Also without the clipboard's interface, which a page without TLS lacks."""
    with opened(browser, at(portal, "activation"), **PERMITTED) as page:
        page.evaluate("navigator.clipboard.writeText('something else')")
        page.evaluate("window.clipboard = navigator.clipboard" if secure else KEEP)
        told = page.get_by_role("status")
        assert told.text_content() == ""
        button = page.get_by_role("button", name="Copy the link")
        button.press("Enter")
        told.get_by_text("Link copied. Paste it into the terminal.").wait_for()
        assert page.evaluate("clipboard.readText()") == LINK
        assert button.evaluate("e => e === document.activeElement")


def test_nothing_depends_on_script(browser: Browser, portal: Portal) -> None:
    context = browser.new_context(locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto(at(portal, "activation"))
    page.get_by_role("link", name="Français").click()
    assert page.url == at(portal, "activation") + "?lang=fr"
    assert page.get_by_role("button").count() == 0
    field = page.get_by_label("Votre lien à usage unique")
    assert field.is_visible()
    assert field.input_value() == LINK
    assert not field.is_editable()
    context.close()


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
    with opened(browser, notices.as_uri()) as page:
        yield page


def test_axe_finds_nothing_in_the_notices(page: Page) -> None:
    axe_finds_nothing(page)


def test_each_voter_s_notice_is_printed_on_a_sheet_of_its_own(page: Page, tmp_path: Path) -> None:
    printed = page.pdf()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == VOTERS
