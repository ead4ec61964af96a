"""What proves a portal's identity: the certificate authorities of the operating system, or only
those in a file that the voter chose for this portal; or the code of a training room.

A portal that proves nothing is never trusted: no argument turns the verification off.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any, Final

from tui_voter.contract.errors import PortalUntrusted, TrustFault
from tui_voter.contract.rooms import Room
from tui_voter.tuples import NamedTuple

FILE_LIMIT: Final = 1_048_576
"""The most bytes of a file of authorities that are read: room for all authorities of a system."""

_BEGIN: Final = "-----BEGIN "
_CERTIFICATE: Final = "-----BEGIN CERTIFICATE-----"


class Trust(NamedTuple):
    """The authorities that are trusted: those in ``file``, or the system's if it is "". In a
    ``room``, none are: its portal has the certificate that the room's code names."""

    file: str = ""
    room: Room | None = None

    def context(self) -> ssl.SSLContext:
        """The TLS context for connections to the portal. Raises PortalUntrusted if the file is
        unusable."""
        if self.room is not None:
            return of_room(self.room)
        return authorities_of(self.file) if self.file else of_the_system()

    def fault(self, error: BaseException | None) -> PortalUntrusted | None:
        """The fault of a certificate that a connection's error tells of; None for any other
        error."""
        while error is not None:
            if isinstance(error, ssl.SSLCertVerificationError):
                fault = TrustFault.ANOTHER_ROOM
                if self.room is None:
                    fault = _FAULTS.get(error.verify_code, TrustFault.INVALID)
                return PortalUntrusted(type(error).__name__, fault=fault, file=self.file)
            error = error.__cause__ or error.__context__
        return None


def of_the_system() -> ssl.SSLContext:
    import truststore  # loaded late: a demo never needs it

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def of_nobody() -> ssl.SSLContext:
    """The TLS context for a portal on this computer, to which nothing is encrypted."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def of_room(room: Room) -> ssl.SSLContext:
    """A TLS context that trusts the one certificate which the room's code names. Any other ends the
    handshake, before anything is sent."""

    class Proved(ssl.SSLObject):
        def do_handshake(self) -> None:
            super().do_handshake()
            if not room.is_proved_by(self.getpeercert(binary_form=True) or b""):
                raise ssl.SSLCertVerificationError("not the certificate of the room's code")

    context: Any = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # no authority vouches for a room: its code does
    context.verify_mode = ssl.CERT_NONE
    context.sslobject_class = Proved
    return context  # type: ignore[no-any-return]


def authorities_of(file: str) -> ssl.SSLContext:
    """A TLS context that trusts only what ``file`` has: authorities, or the very certificate of one
    server. Raises PortalUntrusted if the file is unusable."""

    def unusable(fault: TrustFault) -> PortalUntrusted:
        return PortalUntrusted(fault=fault, file=file)

    try:
        content = _read(file)
    except FileNotFoundError:
        raise unusable(TrustFault.FILE_MISSING) from None
    except (OSError, ValueError):
        raise unusable(TrustFault.FILE_UNREADABLE) from None
    text = content.decode("ascii", "replace")
    if _BEGIN not in text:
        raise unusable(TrustFault.FILE_NOT_PEM)
    if _CERTIFICATE not in text:
        raise unusable(TrustFault.FILE_WITHOUT_CERTIFICATE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # a school may give out no root
    try:
        context.load_verify_locations(cadata=text[text.index(_CERTIFICATE) :])
    except (ssl.SSLError, ValueError):
        raise unusable(TrustFault.FILE_DAMAGED) from None
    return context


def _read(file: str) -> bytes:
    """The content of a file that the preferences name. Raises OSError or ValueError unless it is a
    regular file of at most :data:`FILE_LIMIT` bytes that can be read."""
    file.encode()  # ValueError if the name is not text
    path = Path(file)
    if path.exists() and not path.is_file():  # reading a pipe would wait
        raise OSError("not a file")
    with path.open("rb") as opened:
        content = opened.read(FILE_LIMIT + 1)
    if len(content) > FILE_LIMIT:
        raise ValueError("a larger file than is read")
    return content


_FAULTS: Final = {
    # OpenSSL's, <openssl/x509_vfy.h>
    2: TrustFault.UNKNOWN_AUTHORITY,
    9: TrustFault.NOT_YET_VALID,
    10: TrustFault.EXPIRED,
    18: TrustFault.UNKNOWN_AUTHORITY,
    19: TrustFault.UNKNOWN_AUTHORITY,
    20: TrustFault.UNKNOWN_AUTHORITY,
    21: TrustFault.UNKNOWN_AUTHORITY,
    62: TrustFault.ANOTHER_HOST,
    64: TrustFault.ANOTHER_HOST,
    # macOS's, <Security/SecBase.h>, which truststore hands on
    -67602: TrustFault.ANOTHER_HOST,
    -67818: TrustFault.EXPIRED,
    -67819: TrustFault.NOT_YET_VALID,
    -67843: TrustFault.UNKNOWN_AUTHORITY,
}
