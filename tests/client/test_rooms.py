"""A training room: its code, and the one portal that the code proves."""

import json
import ssl
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.client.certificates import Authority
from tests.client.peer import answer, peer, saying
from tests.client.samples import ELECTION
from tui_voter.contract.election import read_election
from tui_voter.contract.errors import PortalUntrusted, TrustFault
from tui_voter.contract.link_faults import LinkFault, LinkRefused
from tui_voter.contract.links import MailedLink, new_link_token
from tui_voter.contract.portal import Portals
from tui_voter.contract.printed import ALPHABET, DATA, Mistyped, printed
from tui_voter.contract.rooms import GROUPS, Room, read_room
from tui_voter.portal.client import PortalClient
from tui_voter.portal.directory import OnePortal, PortalDirectory

OURS = Authority()
rooms = st.builds(
    Room, st.ip_addresses(v=4).map(str), st.integers(1, 65_535), st.binary(min_size=10, max_size=10)
)


@given(rooms, st.sampled_from(["", " ", "-", "\n"]))
def test_a_code_says_where_the_portal_is_and_what_proves_it(room: Room, between: str) -> None:
    assert read_room(room.code) == room
    assert read_room(between.join(room.code.lower().split("-"))) == room


@given(rooms, st.data())
def test_a_wrong_symbol_is_found_in_its_group(room: Room, data: st.DataObject) -> None:
    code = room.code
    at = data.draw(st.sampled_from([at for at, symbol in enumerate(code) if symbol != "-"]))
    wrong = data.draw(st.sampled_from(sorted(set(ALPHABET) - {code[at]})))
    with pytest.raises(Mistyped) as mistyped:
        read_room(code[:at] + wrong + code[at + 1 :])
    assert mistyped.value.groups == (at // 6 + 1,)


def test_what_no_portal_shows_is_no_code() -> None:
    nowhere = Room("10.0.0.1", 0, bytes(10)).code
    beyond = printed(ALPHABET[-1] * DATA * GROUPS)
    for code in (nowhere, beyond, ""):
        with pytest.raises(Mistyped) as mistyped:
            read_room(code)
        assert mistyped.value.groups == tuple(range(1, GROUPS + 1))


async def test_the_rooms_portal_is_believed_and_another_is_sent_nothing(tmp_path: Path) -> None:
    server = OURS.server(tmp_path, self_signed=True)
    kept = (tmp_path / "server.pem").read_text()
    certificate = ssl.PEM_cert_to_DER_cert(kept[kept.index("-----BEGIN CERTIFICATE") :])
    async with peer(saying(answer(json.dumps(ELECTION))), server) as portal:
        port = int(portal.origin.rpartition(":")[2])
        room = Room.of("127.0.0.1", port, certificate)
        remembered: list[str] = []
        directory = PortalDirectory("fr", remember=lambda origin, _file: remembered.append(origin))
        directory.join(room)
        client = directory.connect(room.origin)
        assert (await read_election(client)).name == ELECTION["name"]
        assert len(portal.requests) == 1
        directory.remember(room.origin)
        assert remembered == []

        impostor = PortalClient(
            room.origin, language="fr", room=Room.of(room.host, port, certificate + b"\0")
        )
        with pytest.raises(PortalUntrusted) as untrusted:
            await read_election(impostor)
        assert untrusted.value.fault is TrustFault.ANOTHER_ROOM
        assert len(portal.requests) == 1, "nothing was sent"
        await impostor.aclose()
        await directory.aclose()


def test_a_host_by_number_is_read_in_its_room_alone() -> None:
    room = Room("192.168.1.20", 8443, bytes(10))
    token = new_link_token()
    mail = f"Bonjour,\n{room.origin}/activation/{token}\nMerci"
    directory = PortalDirectory("fr")
    with pytest.raises(LinkRefused) as refused:
        directory.check_link(mail)
    assert refused.value.fault is LinkFault.BAD_HOST
    directory.join(room)
    assert directory.check_link(directory.find_link(mail)).origin == room.origin
    for other in ("https://192.168.1.21:8443", "https://192.168.1.20", "http://192.168.1.20:8443"):
        with pytest.raises(LinkRefused):
            directory.check_link(f"{other}/activation/{token}")
    assert isinstance(directory.check_link(mail), MailedLink)


def test_the_portal_of_a_room_on_a_network_can_be_chosen_again() -> None:
    """As for signing in again, a forgotten password and a new link; in the next room no more."""
    room, later = (Room("192.0.2.10", 8000, bytes([n] * 10)) for n in range(2))
    portals = PortalDirectory("fr")
    portals.join(room)
    portals.choose(portals.check_origin(f" {room.origin}/ "))
    assert portals.chosen == portals.check_origin("192.0.2.10:8000") == room.origin
    for other in ("https://192.0.2.11:8000", "192.0.2.10", "http://192.0.2.10:8000"):
        with pytest.raises(LinkRefused):
            portals.choose(other)
    in_the_first = portals.connect(room.origin)
    portals.join(later)
    assert portals.connect(room.origin) is not in_the_first, "the code proves another certificate"
    portals.join(later._replace(host="192.0.2.11"))
    assert portals.known() == ("https://192.0.2.11:8000",)


def test_a_program_of_one_room_reaches_no_other_portal() -> None:
    here, token = Room("192.168.1.20", 8443, bytes(10)), new_link_token()
    other = here._replace(digest=bytes([1] * 10))
    portals: Portals = OnePortal("fr", here)
    assert portals.known() == (here.origin,)
    assert portals.check_link(f"{here.origin}/activation/{token}").origin == here.origin
    portals.join(here)
    portals.choose(portals.check_origin(f" {here.origin}/ "))
    elsewhere = "https://portail.exemple"
    ways: list[Callable[[], object]] = [
        partial(portals.check_link, f"{elsewhere}/activation/{token}"),
        partial(portals.check_link, f"http://127.0.0.1:8443/activation/{token}"),
        partial(portals.check_origin, elsewhere),
        *(partial(portals.check_origin, "localhost:8443"), partial(portals.choose, elsewhere)),
        partial(portals.join, other),
    ]
    for leave in ways:
        with pytest.raises(LinkRefused) as refused:
            leave()
        assert refused.value.fault is LinkFault.ANOTHER_PORTAL
    with pytest.raises(ValueError, match="not a portal"):
        portals.connect(elsewhere)
