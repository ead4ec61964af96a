"""A seat in a training room: a learner gives the number and the PIN of their sheet, and has a link.

Nobody types a link from paper. A PIN is derived from the portal's key, so it stands nowhere but on
the sheet. It works like the link that it stands for: until the account is active, and again once
the trainer has reset it. Attempts are limited like those to sign in, and so are openings.
"""

from __future__ import annotations

from secrets import compare_digest
from typing import Final

from sqlalchemy import Connection, bindparam, select

from mock_server.accounts.links import activation_lifetime, issue_link
from mock_server.accounts.progress import by_number, noted
from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.election.context import PortalContext
from mock_server.election.portal_time import portal_now
from mock_server.security.credentials import PortalKey
from mock_server.security.rate_limit import Guesser, clear_tries, count_try
from tui_voter.contract.activation import PIN_DIGITS, Seat, TakeSeat
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.links import LinkKind

_FIND: Final = select(schema.voter.c.id, schema.voter.c.activated_at).where(
    schema.voter.c.id == bindparam("number")
)


def pin_of(key: PortalKey, number: int) -> str:
    """The PIN of the learner with this number."""
    drawn = int.from_bytes(key.mac("seat", str(number).encode()), "big")
    return f"{drawn % 10**PIN_DIGITS:0{PIN_DIGITS}}"


def account_of_seat(number: int) -> str:
    """What guesses at the PIN of the learner with this number are counted for."""
    return f"seat {number}"


async def take_seat(context: PortalContext, request: TakeSeat, client: str) -> Seat:
    """Issue an activation link for the learner. Raises :class:`Refusal`; a wrong PIN and a number
    that nobody has are answered alike."""
    seat = await find_seat(context, request, client)
    if seat is None:
        raise Refusal(ErrorCode.LINK_USED)
    return seat


async def find_seat(context: PortalContext, request: TakeSeat, client: str) -> Seat | None:
    """The same; None for the right PIN of a learner whose account is active, who needs no link.
    Wrong ones are noted for the trainer."""
    if not context.training:
        raise Refusal(ErrorCode.LINK_UNKNOWN)
    now, number = context.clock(), int(request.number)
    guesser = Guesser.signing_in(context.key, account_of_seat(number), client)
    right = compare_digest(request.pin.encode(), pin_of(context.key, number).encode())

    def act(tx: Connection) -> Seat | None:
        learner = tx.execute(_FIND, {"number": number}).one_or_none()
        if learner is None or not right:
            raise Refusal(ErrorCode.LINK_UNKNOWN)
        clear_tries(tx, guesser, now)
        if learner.activated_at is not None:
            return None
        expires_at = now + activation_lifetime(context.election, portal_now(tx, now))
        return Seat(token=issue_link(tx, LinkKind.ACTIVATION, learner.id, now, expires_at))

    async with noted(context, by_number(number)):
        await context.database.writing(lambda tx: count_try(tx, guesser, now))
        if right:
            opening = Guesser.opening(context.key, account_of_seat(number))
            await context.database.writing(lambda tx: count_try(tx, opening, now))
        return await context.database.writing(act)
