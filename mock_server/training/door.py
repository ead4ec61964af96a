"""How the laptops of a room reach its portal: its address in the room's network, a certificate that
it makes itself, and the room code that says both."""

from __future__ import annotations

import socket
import ssl
from datetime import timedelta
from gettext import gettext as _
from ipaddress import AddressValueError, IPv4Address
from pathlib import Path
from typing import Final

from mock_server.core.errors import Fault, reason
from mock_server.core.files import new_file, unwritable
from mock_server.core.settings import Settings
from mock_server.core.times import real_time
from tui_voter.contract.rooms import Room, is_of_room

LASTS: Final = timedelta(days=365)
"""For how long browsers take the certificate; tui-voter goes by the room code alone."""
PAGE: Final = "/room"
_ELSEWHERE: Final = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737), to which nothing is sent."""


def address_in_network() -> str:
    """This computer's IPv4 address in its network. Raises :class:`Fault`."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(_ELSEWHERE)  # looks up the route, and sends nothing
            return str(sock.getsockname()[0])
        except OSError as exc:
            raise Fault(
                _(
                    "This computer’s address in the room’s network is not known ({why}): give it "
                    "after --room, for example --room 192.168.1.20"
                ).format(why=reason(exc))
            ) from exc


def check_address(text: str) -> str:
    """An IPv4 address that other computers can reach. Raises :class:`Fault`."""
    try:
        address = IPv4Address(text)
    except AddressValueError:
        raise Fault(_("{text} is not an IPv4 address.").format(text=text)) from None
    if address.is_loopback or address.is_unspecified or address.is_multicast:
        raise Fault(
            _(
                "{text} cannot be reached from other computers: give an address of the room’s "
                "network."
            ).format(text=text)
        )
    return str(address)


def certificate_of(settings: Settings, host: str) -> Path:
    """The file of the portal's certificate and key. It is made for the first training of a portal,
    and kept: sheets that were printed remain good. Raises :class:`Fault`."""
    path = settings.certificate_file
    if not path.exists():
        try:
            with new_file(path) as file:
                file.write(_made(host))
        except OSError as exc:
            raise unwritable(path, exc) from exc
    return path


def room_of(settings: Settings, public_url: str) -> Room | None:
    """The room of the portal at ``public_url``; None if it is no room's. Raises :class:`Fault`."""
    if not is_of_room(public_url) or not settings.certificate_file.exists():
        return None
    try:
        pem = settings.certificate_file.read_text(encoding="ascii")
        certificate = ssl.PEM_cert_to_DER_cert(pem[pem.index("-----BEGIN CERT") :])
    except (OSError, ValueError) as exc:
        raise Fault(
            _("{path} cannot be used: delete it, and another one is made.").format(
                path=settings.certificate_file
            )
        ) from exc
    host, _colon, port = public_url.removeprefix("https://").partition(":")
    return Room.of(host, int(port or 443), certificate)


def page_of_room(room: Room) -> str:
    """The address of the page with all ways into a room, to which its QR codes lead."""
    return f"{room.origin}{PAGE}"


def fingerprint(room: Room) -> str:
    """The part of the certificate's SHA-256 that the room code has, as browsers write it."""
    return room.digest.hex(":").upper()


def _made(host: str) -> bytes:
    """A key and a certificate for it that it signs itself, in PEM."""
    from cryptography import x509  # late: only a room needs it
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )
    from cryptography.x509.oid import NameOID

    key, now = ec.generate_private_key(ec.SECP256R1()), real_time()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(host))]), False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)
