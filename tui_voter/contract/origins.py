"""The address of a portal: parsed strictly, and rejected before anything is sent. Accepted
addresses are plain ASCII, so the voter is shown exactly what the program connects to."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address
from typing import Final

from tui_voter.contract.link_faults import LinkFault, LinkRefused
from tui_voter.contract.text import is_shown, shown
from tui_voter.tuples import NamedTuple

_PARTS: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)", re.DOTALL)
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_AUTHORITY: Final = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::(\d{1,5}))?")
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}
_LONGEST_HOST: Final = 253


class Url(NamedTuple):
    """An address that was read: ``rest`` is what follows the ``origin``, ``host`` is for the
    voter's eyes."""

    origin: str
    host: str
    rest: str


def read_url(text: str, room: str = "") -> Url:
    """An address in its parts. Only an ASCII host name, a loopback address and a plain
    port get through, and the origin of the ``room`` that the voter is in; nothing is decoded or
    corrected, letter case and a usual port aside. Raises :class:`LinkRefused`."""
    parts = _PARTS.fullmatch(text.replace("\\", "/"))
    if parts is None or not parts[2]:
        raise LinkRefused(LinkFault.NO_START)
    scheme, authority, rest = parts[1].lower(), parts[2], parts[3]
    if authority.isascii():  # first: the Kelvin sign's small letter is a plain "k"
        authority = authority.lower()
    host = shown(authority.rpartition("@")[2][:_LONGEST_HOST])
    if _is_disguised(text, authority):
        raise LinkRefused(LinkFault.DISGUISED, host)
    if room and f"{scheme}://{authority}" == room:
        return Url(room, host, rest)
    name, port = _host_and_port(authority, scheme, host)
    if scheme != "https" and "https".endswith(scheme):
        raise LinkRefused(LinkFault.NO_START, host)
    if scheme != "https" and not (scheme == "http" and is_loopback(name)):
        raise LinkRefused(LinkFault.NOT_HTTPS, host)
    origin = f"{scheme}://{name}" if port is None else f"{scheme}://{name}:{port}"
    return Url(origin, host, rest)


def read_origin(text: str, room: str = "") -> str:
    """The origin, "https://host[:port]", where ``text`` is one and no more (but for a slash).
    ``room`` is as for :func:`read_url`. Raises :class:`LinkRefused`."""
    url = read_url(text, room)
    if url.rest not in {"", "/"}:
        raise LinkRefused(LinkFault.OTHER_PAGE, url.host)
    return url.origin


def is_origin(text: str) -> bool:
    """Whether ``text`` says where a portal is."""
    try:
        read_origin(text)
    except LinkRefused:
        return False
    return True


def _is_disguised(text: str, authority: str) -> bool:
    """Made to look like something else: a name before "@", another script or a form of
    it in ASCII, an encoded character, a backslash, something invisible."""
    return (
        not authority.isascii()
        or any(sign in authority for sign in "@%")
        or any(label.startswith("xn--") for label in authority.split("."))
        or "\\" in text
        or not is_shown(text)
    )


def _host_and_port(authority: str, scheme: str, host: str) -> tuple[str, int | None]:
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None or not (is_loopback(parts[1]) or _is_name(parts[1])):
        raise LinkRefused(LinkFault.BAD_HOST, host)
    if parts[2] is None:
        return parts[1], None
    port = int(parts[2])
    if not 0 < port <= 65_535 or str(port) != parts[2]:
        raise LinkRefused(LinkFault.BAD_HOST, host)
    return parts[1], None if port == _DEFAULT_PORTS.get(scheme) else port


def _is_name(host: str) -> bool:
    """A host name of letters, digits and hyphens (RFC 1123) that no resolver could take
    for an address: those end in a number, decimal or hexadecimal."""
    labels = host.split(".")
    is_number = re.fullmatch(r"\d+|0x[0-9a-f]*", labels[-1]) is not None
    return len(host) <= _LONGEST_HOST and not is_number and all(map(_LABEL.fullmatch, labels))


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine: "localhost", 127.0.0.0/8, "[::1]"."""
    if host in {"localhost", "[::1]"}:
        return True
    try:
        return IPv4Address(host).is_loopback
    except AddressValueError:
        return False
