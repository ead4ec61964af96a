"""A voter asks for a new link. Who has an account is not told, in no way.

Known, unknown and active addresses take the same reads and writes: what has no voter to
go to is written as nobody's, and taken away an hour later.
"""

from __future__ import annotations

from sqlalchemy import Connection

from mock_server.accounts.invitations import send_link
from mock_server.accounts.links import forget_requests, is_granted
from mock_server.core.addresses import address_key, is_address
from mock_server.core.refusals import Refusal
from mock_server.election.context import PortalContext
from mock_server.election.voters import Voter, find_voter
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.shapes import LinkRequest, LinkRequested


async def request_link(context: PortalContext, request: LinkRequest) -> LinkRequested:
    address = request.address.strip()
    if not is_address(address):
        raise Refusal(ErrorCode.INVALID_REQUEST)
    now = context.clock()
    address_mac = context.key.mac("address", address_key(address).encode())

    def act(tx: Connection) -> None:
        voter = find_voter(tx, address)
        if is_granted(tx, address_mac, now):
            kind = "already_active" if voter and voter.activated_at else "new_link"
            reader = voter or nobody(context)
            send_link(tx, context.election, reader, context.public_url, now, kind=kind)
        forget_requests(tx, now)

    await context.database.writing(act)
    return LinkRequested()


def nobody(context: PortalContext) -> Voter:
    """Whom a decoy is written to. The asked address is not kept: it may be anybody's."""
    return Voter(
        address="nobody@portal.invalid",
        family_name="Nobody",
        first_name="Nobody",
        language=context.election.languages[0],
    )
