"""What the audit's walk meets, for tests that only look at it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tui_voter import messages
from tui_voter.audit.record import Shown
from tui_voter.audit.walk import walk

_WALKED: Final[dict[str, Sequence[Shown]]] = {}


async def walked(language: str) -> Sequence[Shown]:
    """Every screen of the product in ``language``, which is spoken from now on. The way is walked
    once for all tests of a worker."""
    if language not in _WALKED:
        _WALKED[language] = tuple(await walk(language))
    messages.use(language)
    return _WALKED[language]
