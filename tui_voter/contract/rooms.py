"""A training room: a portal on the network of the room, known by the code on its trainer's screen.

The portal makes its certificate itself, so no authority vouches for it: the code does. It holds the
portal's address in the room's network, its port, and 80 bits of the certificate's SHA-256, in
groups that are typed from paper. Whoever would take the portal's place must find a certificate
with the same 80 bits.
"""

from __future__ import annotations

from hashlib import sha256
from ipaddress import AddressValueError, IPv4Address
from typing import Final

from tui_voter.contract.printed import ALPHABET, DATA, Mistyped, printed, read
from tui_voter.tuples import NamedTuple

GROUPS: Final = 7
"""The groups of a code: 31 to the 28th is more than 2 to the 128th."""
_DIGEST: Final = 10
"""Bytes of the certificate's hash."""


class Room(NamedTuple):
    """Where the portal of a room is, and the start of its certificate's hash."""

    host: str
    """An IPv4 address."""
    port: int
    digest: bytes

    @classmethod
    def of(cls, host: str, port: int, certificate: bytes) -> Room:
        """The room of a portal whose ``certificate`` is given in DER."""
        return cls(host, port, _digest(certificate))

    @property
    def origin(self) -> str:
        return f"https://{self.host}" if self.port == 443 else f"https://{self.host}:{self.port}"

    @property
    def code(self) -> str:
        """The code as it is shown and printed."""
        packed = IPv4Address(self.host).packed + self.port.to_bytes(2, "big") + self.digest
        number, symbols = int.from_bytes(packed, "big"), ""
        for _ in range(GROUPS * DATA):
            number, symbol = divmod(number, len(ALPHABET))
            symbols = ALPHABET[symbol] + symbols
        return printed(symbols)

    def is_proved_by(self, certificate: bytes) -> bool:
        """Whether this is the certificate, in DER, of the room's portal."""
        return _digest(certificate) == self.digest


def is_of_room(origin: str) -> bool:
    """Whether an origin is a room's: only its host is a number to which TLS is spoken."""
    scheme, _mark, rest = origin.partition("://")
    try:
        IPv4Address(rest.partition(":")[0])
    except AddressValueError:
        return False
    return scheme == "https"


def read_room(code: str) -> Room:
    """The room of a typed code. Raises :class:`~tui_voter.contract.printed.Mistyped`."""
    number = 0
    for symbol in read(code, GROUPS):
        number = number * len(ALPHABET) + ALPHABET.index(symbol)
    try:
        packed = number.to_bytes(4 + 2 + _DIGEST, "big")
    except OverflowError:  # the checks are right by chance: no portal shows such a code
        raise Mistyped(range(1, GROUPS + 1)) from None
    host, port, digest = packed[:4], int.from_bytes(packed[4:6], "big"), packed[6:]
    if port == 0:
        raise Mistyped(range(1, GROUPS + 1))
    return Room(str(IPv4Address(host)), port, digest)


def _digest(certificate: bytes) -> bytes:
    return sha256(certificate).digest()[:_DIGEST]
