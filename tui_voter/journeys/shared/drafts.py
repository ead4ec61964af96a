"""Forms that are written to the elections office: kept until they have arrived, once."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tui_voter.contract.errors import ErrorCode, PortalError, PortalRefused
from tui_voter.dialogue import Answers, Typed
from tui_voter.journeys.shared.refusals import portal_failed

T = TypeVar("T")


class Draft:
    """What the voter has typed so far, and the key by which the portal knows this sending.

    ``typed`` outlives failures and going back; the key is the same until the form has
    arrived, so that a lost answer and another try make one record.
    """

    def __init__(self, typed: Typed | None = None) -> None:
        self.typed = typed or Typed()
        self._key = _new_key()

    async def send(self, answers: Answers, act: Callable[[str], Awaitable[T]]) -> T:
        """``act`` with the key. Raises :class:`Refused` with the portal's failure in words."""
        self.typed = answers.typed
        try:
            return await act(self._key)
        except PortalError as error:
            if isinstance(error, PortalRefused) and error.code is ErrorCode.KEY_REUSED:
                # An earlier wording has arrived, and its answer was lost. This one is
                # another; the voter is told, and decides.
                self._key = _new_key()
            raise portal_failed(error) from error


def _new_key() -> str:
    return secrets.token_urlsafe(24)
