"""The mailbox of a training room, where the portal was told that it is in one."""

from __future__ import annotations

from functools import partial
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from litestar import Request, Response, route
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from sqlalchemy import Connection

from mock_server.core.addresses import is_address
from mock_server.election.context import PortalContext
from mock_server.election.voters import find_voter
from mock_server.http.pages import mailbox
from mock_server.http.routes.pages import METHODS, answer, language_of_page
from mock_server.http.routes.requests import TheContext
from mock_server.mail.outbox import Entry, entries

_Request = Request[Any, Any, Any]


@route(mailbox.PATH, http_method=METHODS, include_in_schema=False)
async def all_mails(request: _Request, context: TheContext) -> Response[str]:
    _check_host(request, context)
    found = await context.database.reading(entries)
    return answer(mailbox.mailbox_page(context.election, language_of_page(request, context), found))


@route(mailbox.PATH + "/{address:path}", http_method=METHODS, include_in_schema=False)
async def mails_of(request: _Request, context: TheContext, address: FromPath[str]) -> Response[str]:
    _check_host(request, context)
    known, found = await context.database.reading(partial(_mails_of, address=address[1:]))
    return answer(
        mailbox.mailbox_of_page(context.election, language_of_page(request, context), known, found)
    )


def _check_host(request: _Request, context: PortalContext) -> None:
    """Only by the portal's own name, or an address: a page of somebody else's, open in the
    room, could have its own name lead here, and read what its browser then takes for its own
    (DNS rebinding)."""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if host in ("localhost", urlsplit(context.public_url).hostname):
        return
    try:
        ip_address(host)
    except ValueError:
        raise NotFoundException from None


def _mails_of(tx: Connection, address: str) -> tuple[str, list[Entry]]:
    """The address as the roll writes it, and its mails."""
    voter = find_voter(tx, address) if is_address(address) else None
    if voter is None:
        raise NotFoundException
    return voter.address, entries(tx, voter.address)


pages: Final = [all_mails, mails_of]
