"""The walk meets every screen that the journeys can make, and every refusal in words."""

import ast
import inspect
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from docs.sheet import PAGES, pages
from tests.walks import KINDS, made, noting, walked
from tests.ways import some
from tui_voter import journeys, messages
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.link_faults import LinkFault
from tui_voter.dialogue import Form, Listing, Page

FOLDER = Path(inspect.getfile(journeys)).parent


def places_in_the_code() -> Iterator[tuple[str, int]]:
    """Where the journeys make a screen: the file, and the line on which it begins."""
    names = {kind.__name__ for kind in KINDS}
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id in names:
                yield file.name, called.lineno


def marks(screen: Any) -> Iterator[tuple[str, int]]:
    """What tells a screen from all others. A page that can be saved is shown as a copy, with more
    ways on; a form's review as one with its form's step; and a form into which something was put as
    one with that."""
    yield "itself", id(screen)
    for name in ("blocks", "submit", "options"):
        if hasattr(screen, name):
            yield name, id(getattr(screen, name))


async def previews(listing: Listing) -> AsyncIterator[Page]:
    """What a wide screen shows beside the list."""
    if listing.opens is not None:
        for row in (await listing.fetch("", "")).rows:
            yield await listing.opens(row.key)


async def test_every_screen_of_the_journeys_is_met() -> None:
    screens = [shown.screen for shown in await walked("fr")]
    all_made = await made("fr")
    with noting(all_made):
        screens += [
            page
            for screen in screens
            if isinstance(screen, Listing)
            async for page in previews(screen)
        ]
    shown = {mark for screen in screens for mark in marks(screen)}
    met = {place for screen, place in all_made if not shown.isdisjoint(marks(screen))}
    assert set(places_in_the_code()) - met == set()


@pytest.mark.parametrize("language", some("en", of=messages.LANGUAGES))
async def test_the_pages_that_people_look_at_are_met(language: str) -> None:
    assert [*pages(await walked(language))] == [*PAGES]


REFUSALS: dict[LinkFault | ErrorCode, str] = {
    LinkFault.NO_LINK: "no one-time link",
    LinkFault.SEVERAL: "several links",
    LinkFault.NO_START: "its start is missing",
    LinkFault.TRUNCATED: "its end is missing",
    LinkFault.ALTERED: "has been altered",
    LinkFault.NOT_HTTPS: "secure connection",
    LinkFault.BAD_HOST: "is not clear",
    LinkFault.DISGUISED: "hide where it leads",
    LinkFault.OTHER_PAGE: "another page",
    ErrorCode.LINK_EXPIRED: "has expired",
    ErrorCode.CAPTCHA_WRONG: "Wrong answer. New question",
    ErrorCode.ANSWER_WRONG: "3 attempts left",
    ErrorCode.SIGN_IN_REFUSED: "To change the address, go back.",
    ErrorCode.CLAIMS_CLOSED: "deadline has passed",
    ErrorCode.TOO_MANY: "Too many",
    ErrorCode.BUSY: "The portal is busy",
    ErrorCode.INTERNAL: "could not process the request: error internal",
}
"""A word or two of each sentence that a fault or a code has of its own."""


async def test_every_refusal_is_met() -> None:
    texts = " ".join(error.text for shown in await walked("en") for error in shown.errors)
    elsewhere = {LinkFault.ANOTHER_PORTAL}  # tests/training/test_browser.py
    assert {*LinkFault} - elsewhere <= {*REFUSALS}
    assert [refusal for refusal, words in REFUSALS.items() if words not in texts] == []


async def test_each_kind_of_field_is_refused_somewhere() -> None:
    kinds, refused = set(), set()
    for shown in await walked("en"):
        if isinstance(shown.screen, Form):
            for item in shown.screen.fields:
                kinds.add(type(item))
                refused |= {type(item) for error in shown.errors if error.field == item.name}
    assert refused == kinds
