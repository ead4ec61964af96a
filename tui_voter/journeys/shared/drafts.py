"""Forms that are sent to the elections office. A draft is kept until it has been recorded, once."""

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
    FormLeft,
    Notice,
    Prose,
    SecretField,
    Title,
    Typed,
)
from tui_voter.journeys.shared.moments import moment
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.journeys.shared.session import Session, unsent_loss
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret

T = TypeVar("T")

NOTHING: Final[Mapping[str, str]] = {}


class Draft:
    """What the voter has typed, and the idempotency ``key`` under which it is sent.

    Both are kept after a failure and when the voter goes back, so that a lost answer and a second
    try make one record. Once the form has been recorded, a new draft begins. The voter is warned of
    losing a draft only while ``is_open`` says that it can still be sent.
    """

    def __init__(self, session: Session, is_open: Callable[[], bool] = lambda: True) -> None:
        self._session = session
        self._losses = session.losses
        self._is_open = is_open
        self.typed = Typed()
        self.key = _new_key()

    @property
    def begun(self) -> bool:
        """Tell whether the voter has left a draft unsent."""
        return self in self._losses

    async def ask(
        self, dialogue: Dialogue, form: Form[T], stored: Mapping[str, str] = NOTHING
    ) -> T | None:
        """Ask the form, whose submit calls :meth:`send`. None if the voter went back, who is told
        what becomes of their draft. ``stored`` has the portal's values by field: only a value that
        differs from them is a draft. A choice alone is none, unless it replaces a stored one."""
        outcome = await dialogue.ask(form)
        self._losses.pop(self, None)
        if isinstance(outcome, FormLeft):
            self.typed = outcome.typed
            written = [
                field.name
                for field in form.fields
                if field.name in stored or not isinstance(field, ChoiceField)
            ]
            if any(self.typed.text(name).strip() != stored.get(name, "") for name in written):
                loss = unsent_loss(form.title)
                self._losses[self] = lambda: loss if self._is_open() else None
                dialogue.notify(
                    Notice(_("What you typed has not been sent. It is kept until you sign out."))
                )
            return None
        self.typed, self.key = Typed(), _new_key()
        return outcome

    async def send(self, answers: Answers, act: Callable[[Secret], Awaitable[T]]) -> T:
        """Call ``act``, which sends the draft. Raises :class:`Refused` with the portal's failure in
        words."""
        self.typed = answers.typed
        try:
            return await self._session.do(act)
        except PortalError as error:
            if isinstance(error, PortalRefused) and error.code is ErrorCode.KEY_REUSED:
                # The portal has recorded an earlier wording, whose answer was lost. The voter may
                # send this one under a new key.
                self.key = _new_key()
            raise portal_failed(error) from error


def _new_key() -> str:
    return secrets.token_urlsafe(24)


def tell_discarded(dialogue: Dialogue, form: Form[Any], left: FormLeft) -> None:
    """Tell a voter who left the form that the secrets which they typed have been erased."""
    hidden = (field for field in form.fields if isinstance(field, SecretField))
    if any(left.typed.secret(field.name) for field in hidden):
        dialogue.notify(Notice(_("Nothing was changed. What you typed has been erased.")))


def office_answer(sent: Claim | AssistanceRequest, zone: tzinfo) -> list[Block]:
    """Return the answer of the elections office as blocks; none before there is one."""
    if not sent.answer:
        return []
    blocks: list[Block] = [Title(_("Answer from the elections office"))]
    if sent.answered_at is not None:
        blocks.append(Facts([(_("Answered"), moment(sent.answered_at, zone))]))
    return [*blocks, Prose(sent.answer)]
