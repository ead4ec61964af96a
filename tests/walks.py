"""What the audit's walk meets, for tests that only look at it."""

from collections.abc import Sequence
from typing import Any, Final

from tests.scripted.portal import IDENTIFIER, FakePortal, Moment, activation_link
from tests.scripted.visits import play_at as play_at
from tui_voter import messages
from tui_voter.audit.machine import GOOD
from tui_voter.audit.player import choose, fill, leave, quit_, take
from tui_voter.audit.record import Shown
from tui_voter.audit.walk import walk
from tui_voter.dialogue import Form

_WALKED: Final[dict[str, Sequence[Shown]]] = {}


async def walked(language: str) -> Sequence[Shown]:
    """Every screen of the product in ``language``, which is spoken from now on. The way is walked
    once for all tests of a worker."""
    if language not in _WALKED:
        _WALKED[language] = tuple(await walk(language))
    messages.use(language)
    return _WALKED[language]


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
