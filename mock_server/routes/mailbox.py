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

from mock_server.addresses import is_address
from mock_server.mail import Entry, entries
from mock_server.office import Office
from mock_server.routes.pages import METHODS, answer, language_of_page
from mock_server.routes.requests import TheOffice
from mock_server.voters import find_voter
from mock_server.web import mailbox

_Request = Request[Any, Any, Any]


@route(mailbox.PATH, http_method=METHODS, include_in_schema=False)
async def all_mails(request: _Request, office: TheOffice) -> Response[str]:
    _check_host(request, office)
    found = await office.database.reading(entries)
    return answer(mailbox.mailbox_page(office.election, language_of_page(request, office), found))


@route(mailbox.PATH + "/{address:path}", http_method=METHODS, include_in_schema=False)
async def mails_of(request: _Request, office: TheOffice, address: FromPath[str]) -> Response[str]:
    _check_host(request, office)
    known, found = await office.database.reading(partial(_mails_of, address=address[1:]))
    return answer(
        mailbox.mailbox_of_page(office.election, language_of_page(request, office), known, found)
    )


def _check_host(request: _Request, office: Office) -> None:
    """Only by the portal's own name, or an address: a page of somebody else's, open in the
    room, could have its own name lead here, and read what its browser then takes for its own
    (DNS rebinding)."""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if host in ("localhost", urlsplit(office.public_url).hostname):
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
