"""A voter asks for a new link. Who has an account is not told, in no way.

Known, unknown and active addresses take the same reads and writes: what has no voter to
go to is written as nobody's, and taken away an hour later.
"""

from __future__ import annotations

from sqlalchemy import Connection

from mock_server.addresses import address_key, is_address
from mock_server.letters import send_link
from mock_server.links import forget_requests, is_granted
from mock_server.office import Office
from mock_server.problems import Refusal
from mock_server.voters import Voter, find_voter
from tui_voter.portal.api import ErrorCode, LinkRequest, LinkRequested


async def request_link(office: Office, request: LinkRequest) -> LinkRequested:
    address = request.address.strip()
    if not is_address(address):
        raise Refusal(ErrorCode.INVALID_REQUEST)
    now = office.clock()
    address_mac = office.key.mac("address", address_key(address).encode())

    def act(tx: Connection) -> None:
        voter = find_voter(tx, address)
        if is_granted(tx, address_mac, now):
            kind = "already_active" if voter and voter.activated_at else "new_link"
            reader = voter or nobody(office)
            send_link(tx, office.election, reader, office.public_url, now, kind=kind)
        forget_requests(tx, now)

    await office.database.writing(act)
    return LinkRequested()


def nobody(office: Office) -> Voter:
    """Whom a decoy is written to. The asked address is not kept: it may be anybody's."""
    return Voter(
        address="nobody@portal.invalid",
        family_name="Nobody",
        first_name="Nobody",
        language=office.election.languages[0],
    )
