"""What the audit's walk meets, for tests that only look at it."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from tests.scripted.portal import IDENTIFIER, FakePortal, Moment, activation_link
from tests.scripted.visits import play_at as play_at
from tui_voter import messages
from tui_voter.audit.machine import GOOD
from tui_voter.audit.player import choose, fill, leave, quit_, take
from tui_voter.audit.record import Screen, Shown
from tui_voter.audit.visits import VISITS
from tui_voter.audit.walk import make_visit, walk
from tui_voter.dialogue import Form, Listing, Menu, Page

ACTIVATION_AND_RECOVERY: Final = VISITS[:2]
KINDS: Final[tuple[type[Any], ...]] = (Form, Menu, Listing, Page)
Made = list[tuple[Any, tuple[str, int]]]
"""Screens, each with the place in the code that made it: the file, and the line."""

_WALKED: Final[dict[str, Sequence[Shown]]] = {}
_MADE: Final[dict[str, Made]] = {}
_BEGUN: Final[dict[str, Sequence[Screen]]] = {}


async def walked(language: str) -> Sequence[Shown]:
    """Every screen of the product in ``language``, which is spoken from now on. The way is walked
    once for all tests of a worker."""
    if language not in _WALKED:
        _MADE[language] = []
        with noting(_MADE[language]):
            _WALKED[language] = tuple(await walk(language))
    messages.use(language)
    return _WALKED[language]


async def made(language: str) -> Made:
    """Every screen that was made on the way, shown or not."""
    await walked(language)
    return [*_MADE[language]]


@contextmanager
def noting(made: Made) -> Iterator[None]:
    """Within a ``with``, every screen that is made is noted."""

    def watch(kind: type[Any]) -> None:
        make = kind.__init__

        def watched(self: Any, *args: Any, **values: Any) -> None:
            make(self, *args, **values)
            code = sys._getframe(1)
            made.append((self, (Path(code.f_code.co_filename).name, code.f_lineno)))

        patch.setattr(kind, "__init__", watched)

    with pytest.MonkeyPatch.context() as patch:
        for kind in KINDS:
            watch(kind)
        yield


async def activated_and_recovered(language: str) -> list[Screen]:
    """The screens of these two visits, made once as well, without the way through all others."""
    messages.use(language)
    if language not in _BEGUN:
        players = [await make_visit(each, language) for each in ACTIVATION_AND_RECOVERY]
        _BEGUN[language] = [shown.screen for player in players for shown in player.shown]
    return [*_BEGUN[language]]


async def scripted(language: str) -> list[Form[Any]]:
    """The forms of a visit to the scripted portal, whose election is small."""
    messages.use(language)
    signing_in = (leave("sign_in"), fill(identifier=IDENTIFIER), fill(password=GOOD, captcha="1"))
    scripts = (
        (fill(link=activation_link()), quit_()),
        (*signing_in, choose("claims"), take("new_claim"), quit_()),
    )
    forms: list[Form[Any]] = []
    for script in scripts:
        player = await play_at(FakePortal(Moment.EARLY), *script)
        forms += [one.screen for one in player.shown if isinstance(one.screen, Form)]
    return forms
