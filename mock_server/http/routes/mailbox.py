"""The mailbox of a training room, in a portal that serves one."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from msgspec import structs
from sqlalchemy import Connection

from mock_server.core.addresses import is_address
from mock_server.core.refusals import Refusal
from mock_server.election.voters import find_voter
from mock_server.http.hosts import host_of
from mock_server.http.pages import mailbox
from mock_server.http.routes.pages import METHODS, language_of_page, page_answer
from mock_server.http.routing import Answer, Call, Route
from mock_server.mail.outbox import Entry, arrived
from tui_voter.contract.errors import ErrorCode


async def all_mails(call: Call[None]) -> Answer:
    _check_host(call)
    now = call.context.clock()
    found = _dated(call, await call.context.database.reading(partial(arrived, now=now)))
    return page_answer(mailbox.mailbox_page(call.context.election, language_of_page(call), found))


async def mails_of(call: Call[None]) -> Answer:
    _check_host(call)
    find = partial(_mails_of, now=call.context.clock(), address=call.segment)
    address, found = await call.context.database.reading(find)
    language = language_of_page(call)
    mails = _dated(call, [entry.unsealed(call.context.key) for entry in found])
    return page_answer(mailbox.mailbox_of_page(call.context.election, language, address, mails))


def _dated(call: Call[None], found: list[Entry]) -> list[Entry]:
    """Entries with their times by the portal's clock, as in everything else that learners read."""
    at = call.context.portal_time.at
    return [structs.replace(entry, queued_at=at(entry.queued_at)) for entry in found]


def _check_host(call: Call[None]) -> None:
    """Refuse a request unless its host is the portal's own name, or an address. Somebody else's
    page, open in the room, could have its own name lead here, and read what its browser then takes
    for its own (DNS rebinding)."""
    host = host_of(call.scope)
    if host not in ("localhost", urlsplit(call.context.public_url).hostname):
        try:
            ip_address(host)
        except ValueError:
            raise Refusal(ErrorCode.NOT_FOUND) from None


def _mails_of(tx: Connection, now: datetime, address: str) -> tuple[str, list[Entry]]:
    """The address as the roll writes it, and the mails to it."""
    voter = find_voter(tx, address) if is_address(address) else None
    if voter is None:
        raise Refusal(ErrorCode.NOT_FOUND)
    return voter.address, arrived(tx, now, voter.address)


ROUTES: Final = (
    Route(METHODS, mailbox.PATH, all_mails),
    Route(METHODS, mailbox.PATH + "/{address:path}", mails_of),
)
