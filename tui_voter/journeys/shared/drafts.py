"""Forms that are sent to the elections office, and recorded once."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import tzinfo
from typing import Concatenate, ParamSpec, TypeVar

from tui_voter.contract.errors import ErrorCode, PortalError, PortalRefused
from tui_voter.contract.helpdesk import AssistanceRequest, Claim
from tui_voter.contract.portal import Portal
from tui_voter.dialogue import (
    Block,
    Dialogue,
    Facts,
    Form,
    Left,
    Notice,
    Prose,
    Title,
)
from tui_voter.journeys.shared.moments import moment
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.journeys.shared.session import Session
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret

T = TypeVar("T")
P = ParamSpec("P")


async def ask_and_keep(dialogue: Dialogue, form: Form[T]) -> T | None:
    """Ask the form. None if the voter left it; they are told if what they typed is kept."""
    outcome = await dialogue.ask(form)
    if not isinstance(outcome, Left):
        return outcome
    if any(unsent.key == form.key for unsent in dialogue.kept.unsent()):
        dialogue.notify(
            Notice(_("What you typed has not been sent. It is kept until you sign out."))
        )
    return None


class Sending:
    """Sends a form to the elections office under an idempotency ``key``. The key stays the same
    after a failure and when the voter goes back, so that a lost answer and a second try make one
    record. The next record has another key."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.key = _new_key()

    async def ask(self, dialogue: Dialogue, form: Form[T]) -> T | None:
        """Ask the form, whose submit calls :meth:`send`. None if the voter left it."""
        outcome = await ask_and_keep(dialogue, form)
        if outcome is not None:
            self.key = _new_key()
        return outcome

    async def send(
        self,
        act: Callable[Concatenate[Portal, Secret, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Call ``act``, which sends the form. Raises :class:`Refused` with the portal's failure in
        words."""
        try:
            return await self._session.do(act, *args, **kwargs)
        except PortalError as error:
            if isinstance(error, PortalRefused) and error.code is ErrorCode.KEY_REUSED:
                # The portal has recorded an earlier wording, whose answer was lost. The voter may
                # send this one under a new key.
                self.key = _new_key()
            raise portal_failed(error) from error


def _new_key() -> str:
    return secrets.token_urlsafe(24)


def office_answer(sent: Claim | AssistanceRequest, zone: tzinfo) -> list[Block]:
    """Return the answer of the elections office as blocks; none before there is one."""
    if not sent.answer:
        return []
    blocks: list[Block] = [Title(_("Answer from the elections office"))]
    if sent.answered_at is not None:
        blocks.append(Facts([(_("Answered"), moment(sent.answered_at, zone))]))
    return [*blocks, Prose(sent.answer)]
