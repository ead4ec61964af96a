"""Forms that are written to the elections office: drafts are kept until they have been recorded,
once."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import tzinfo
from typing import Any, Final, TypeVar

from tui_voter.contract.errors import ErrorCode, PortalError, PortalRefused
from tui_voter.contract.shapes import AssistanceRequest, Claim
from tui_voter.dialogue import (
    Answers,
    Block,
    ChoiceField,
    Dialogue,
    Facts,
    Form,
    Left,
    Notice,
    Prose,
    SecretField,
    Title,
    Typed,
)
from tui_voter.journeys.shared.moments import moment
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.journeys.shared.session import Session, unsent
from tui_voter.messages import gettext as _

T = TypeVar("T")

NOTHING: Final[Mapping[str, str]] = {}


class Draft:
    """What the voter has typed so far, and the ``key`` by which the portal knows this sending.

    ``typed`` outlives failures and going back; the key is the same until the form has
    arrived, so that a lost answer and another try make one record. Then all begins anew. Once it
    may no longer be sent (``is_open``) nobody is warned of losing it.
    """

    def __init__(self, session: Session, is_open: Callable[[], bool] = lambda: True) -> None:
        self._losses = session.losses
        self._is_open = is_open
        self.typed = Typed()
        self.key = _new_key()

    @property
    def begun(self) -> bool:
        """Whether the voter wrote something and left it unsent."""
        return self in self._losses

    async def ask(
        self, dialogue: Dialogue, form: Form[T], stored: Mapping[str, str] = NOTHING
    ) -> T | None:
        """The form, which sends by :meth:`send`; None when the voter went back from it, who is
        told what becomes of what they wrote. ``stored`` is what the portal has already, by field:
        only what differs from it was written. A choice alone is nothing to lose, unless it is to
        replace another one."""
        outcome = await dialogue.ask(form)
        self._losses.pop(self, None)
        if isinstance(outcome, Left):
            self.typed = outcome.typed
            written = [
                field.name
                for field in form.fields
                if field.name in stored or not isinstance(field, ChoiceField)
            ]
            if any(self.typed.text(name).strip() != stored.get(name, "") for name in written):
                loss = unsent(form.title)
                self._losses[self] = lambda: loss if self._is_open() else None
                dialogue.notify(
                    Notice(_("What you typed has not been sent. It is kept until you sign out."))
                )
            return None
        self.typed, self.key = Typed(), _new_key()
        return outcome

    async def send(self, answers: Answers, act: Callable[[], Awaitable[T]]) -> T:
        """``act``, which sends with the key. Raises :class:`Refused` with the portal's failure
        in words."""
        self.typed = answers.typed
        try:
            return await act()
        except PortalError as error:
            if isinstance(error, PortalRefused) and error.code is ErrorCode.KEY_REUSED:
                # An earlier wording has arrived, and its answer was lost. This one is
                # another; the voter is told, and decides.
                self.key = _new_key()
            raise portal_failed(error) from error


def _new_key() -> str:
    return secrets.token_urlsafe(24)


def tell_discarded(dialogue: Dialogue, form: Form[Any], left: Left) -> None:
    """What was typed hidden is kept nowhere: say so to the voter who ``left`` the form with it."""
    hidden = (field for field in form.fields if isinstance(field, SecretField))
    if any(left.typed.secret(field.name) for field in hidden):
        dialogue.notify(Notice(_("Nothing was changed. What you typed has been erased.")))


def office_answer(sent: Claim | AssistanceRequest, zone: tzinfo) -> list[Block]:
    """What the elections office has answered; nothing until then."""
    if not sent.answer:
        return []
    blocks: list[Block] = [Title(_("Answer from the elections office"))]
    if sent.answered_at is not None:
        blocks.append(Facts([(_("Answered"), moment(sent.answered_at, zone))]))
    return [*blocks, Prose(sent.answer)]
