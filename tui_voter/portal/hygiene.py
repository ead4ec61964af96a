"""What comes from the portal, and what a voter pastes, is untrusted.

Texts are made safe once, as they are decoded: :func:`clean` walks a whole response with
:func:`sanitise`. Links and addresses are read strictly, and refused before anything is
sent (SECURITY row 6): :func:`find_link`, :func:`check_link`, :func:`check_origin`. What
is accepted is made of plain ASCII, so what the voter is shown is what is connected to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from ipaddress import AddressValueError, IPv4Address
from typing import Any, Final, NamedTuple, TypeVar, get_type_hints
from zoneinfo import ZoneInfo

from msgspec import Meta

from tui_voter.contract.links import (
    LINK_TOKEN_LENGTH,
    LinkFault,
    LinkKind,
    LinkRefused,
    MailedLink,
    link_path,
    link_token_fault,
)
from tui_voter.contract.shapes import YEARS, Response
from tui_voter.secret import Secret

# --- Texts ------------------------------------------------------------------------------

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
TEXT_LIMIT: Final = 2000
"""Characters of a text, unless the contract allows more. A field that may be as long as
this is prose and has lines; any other is a single line."""

_EMOJI: Final = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe"
    "\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
    "[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]{0,2}"
)
_EMOJI_SEQUENCE: Final = f"{_EMOJI}(?:\u200d{_EMOJI}){{0,8}}|[0-9#*]\ufe0f\u20e3"

_INVISIBLE: Final = (
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners, fillers
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero-width, separators, bidi
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"  # fillers, variation selectors, BOM
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # lone surrogates, noncharacters
    "\U000110bd\U000110cd\U00013430-\U00013455"  # controls of rare scripts
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # of shorthand and of music
    "\U000e0000-\U000e0fff"  # tags, further variation selectors
)
_UNSAFE: Final = re.compile(f"[{_INVISIBLE}]")
_SAFE_OR_NOT: Final = re.compile(f"({_EMOJI_SEQUENCE})|[{_INVISIBLE}]")


def sanitise(text: str, *, lines: bool = False, limit: int = TEXT_LIMIT) -> str:
    """``text`` as it may be shown: whatever a terminal would act on, or not show, becomes
    a visible U+FFFD, one for each character; emoji sequences stay whole.

    Where a text may have ``lines``, newlines stay, and only they. Longer texts than
    ``limit`` characters are cut, with an ellipsis.
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if not _UNSAFE.search(text):
        return text
    if lines:
        text = text.replace("\r\n", "\n")
    return _SAFE_OR_NOT.sub(lambda found: _shown(found, lines), text)


def _shown(found: re.Match[str], lines: bool) -> str:
    if found[1]:
        return found[1]
    return "\n" if lines and found[0] == "\n" else REPLACEMENT


_KEYS: Final = frozenset({"id", "question_id", "ticket", "session", "after"})
"""Fields that are never shown and go back to the portal: to be left as they are."""

S = TypeVar("S", bound=Response)


def clean(response: S) -> S:
    """``response`` with every text sanitised and every time in UTC.

    Raises ``ValueError`` for what no honest portal sends: a time without its zone or of
    another age, a zone that does not exist, a token or key of other than visible ASCII
    characters (which a header could not carry).
    """
    return type(response)(
        **{
            name: _clean(getattr(response, name), name, length)
            for name, length in _fields(type(response))
        }
    )


@cache
def _fields(kind: type[Response]) -> tuple[tuple[str, int], ...]:
    """The fields of a struct, and how long the contract lets their text be."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple((name, _length(hints[name])) for name in kind.__struct_fields__)


def _length(hint: Any) -> int:
    return next(
        (
            meta.max_length
            for meta in getattr(hint, "__metadata__", ())
            if isinstance(meta, Meta) and meta.max_length is not None
        ),
        0,
    )


def _clean(value: Any, name: str, length: int) -> Any:
    if name in _KEYS:
        return _key(value)
    if name == "time_zone":
        return _zone(value)
    if type(value) is str:  # and not a StrEnum, which is safe already
        return sanitise(value, lines=length >= TEXT_LIMIT, limit=max(length, TEXT_LIMIT))
    if isinstance(value, Response):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(_clean(item, name, length) for item in value)
    if isinstance(value, datetime):
        return _in_utc(value)
    return value


_KEY: Final = re.compile("[!-~]*")


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise ValueError("a token or key has odd characters")
    return text


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (LookupError, OSError):
        raise ValueError("a time zone does not exist") from None


def _in_utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError("a time has no zone")
    if time.year not in YEARS:
        raise ValueError("a time is out of range")
    return time.astimezone(UTC)


# --- Links ------------------------------------------------------------------------------

PASTE_READ: Final = 65_536
"""Characters of a pasted text that are looked at."""

_SOFT_BREAK: Final = re.compile(r"=\r?\n")
_CHUNK: Final = re.compile(r"[^\s<>\"“”«»]+")
_ALIKE: Final = re.compile(r"://|:\\\\|[/\\](?:activation|recovery)[/\\]", re.IGNORECASE)
_START: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[/\\]{2}")
_AFTERWARDS: Final = ".,;:!?)]}'’*|"
"""What may stand right after a link in a mail, and is no part of it."""
_NEXT_LINE: Final = re.compile(r"\s+(?:>\s*)*([A-Za-z0-9_/.-]+)")
_MOST_LINES: Final = 8

_PARTS: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)", re.DOTALL)
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]+")
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_AUTHORITY: Final = re.compile(r"(\[::1\]|[^:\[\]]+)(?::(\d{1,5}))?")
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}


def find_link(pasted: str) -> str:
    """The one mailed link in a pasted text, a whole mail say; "" where there is none,
    or more than one. It is not checked yet."""
    links = _links(pasted)
    return links[0] if len(links) == 1 else ""


def check_link(text: str) -> MailedLink:
    """The mailed link in ``text``. Raises :class:`LinkRefused`."""
    links = _links(text)
    if not links:
        raise LinkRefused(LinkFault.NO_LINK)
    if len(links) > 1:
        raise LinkRefused(LinkFault.SEVERAL)
    return _read_link(links[0])


def check_origin(text: str) -> str:
    """The origin that a typed portal address names; "https://" may be left out.
    Raises :class:`LinkRefused`."""
    address = text.strip()
    if not address:
        raise LinkRefused(LinkFault.NO_LINK)
    url = _read_url(address if _START.match(address) else f"https://{address}")
    if url.rest not in {"", "/"}:
        raise LinkRefused(LinkFault.OTHER_PAGE, url.host)
    return url.origin


def _links(pasted: str) -> list[str]:
    """The different links in a text: the mailed ones among them, if there are any."""
    text = _SOFT_BREAK.sub("", pasted[:PASTE_READ])
    found = list(dict.fromkeys(_candidates(text)))
    return [link for link in found if _has_link_path(link)] or found[:1]


def _has_link_path(link: str) -> bool:
    written = link.replace("\\", "/").lower()
    return any(link_path(kind) in written for kind in LinkKind)


def _candidates(text: str) -> Iterator[str]:
    end = 0
    for chunk in _CHUNK.finditer(text):
        if chunk.start() < end or not _ALIKE.search(chunk[0]):
            continue
        start = _START.search(chunk[0])
        link = chunk[0][start.start() if start else 0 :].rstrip(_AFTERWARDS)
        if whole := _rejoined(link, text, chunk.end()):
            link, end = whole
        yield link


def _rejoined(link: str, text: str, end: int) -> tuple[str, int] | None:
    """``link`` with the following lines that a mail programme broke off, and where they
    end. Only when all of it then is a link whose check part fits."""
    for _ in range(_MOST_LINES):
        following = _NEXT_LINE.match(text, end)
        if len(link.rpartition("/")[2]) >= LINK_TOKEN_LENGTH or not following:
            return None
        link, end = link + following[1], following.end()
        with suppress(LinkRefused):
            _read_link(link.rstrip(_AFTERWARDS))
            return link.rstrip(_AFTERWARDS), end
    return None


def _read_link(link: str) -> MailedLink:
    url = _read_url(link)
    kind = next((kind for kind in LinkKind if url.rest.startswith(link_path(kind))), None)
    if kind is None:
        cut = len(url.rest) > 1 and any(link_path(kind).startswith(url.rest) for kind in LinkKind)
        raise LinkRefused(LinkFault.TRUNCATED if cut else LinkFault.OTHER_PAGE, url.host)
    token = url.rest.removeprefix(link_path(kind))
    if token and not _TOKEN.fullmatch(token):
        raise LinkRefused(LinkFault.ALTERED, url.host)
    if fault := link_token_fault(token):
        raise LinkRefused(fault, url.host)
    return MailedLink(origin=url.origin, token=Secret(token), kind=kind)


class _Url(NamedTuple):
    origin: str
    host: str
    rest: str


def _read_url(text: str) -> _Url:
    """An address in its parts. Only an ASCII host name, a loopback address and a plain
    port get through; nothing is decoded or corrected, letter case and a usual port aside.
    """
    parts = _PARTS.fullmatch(text.replace("\\", "/"))
    if parts is None:
        raise LinkRefused(LinkFault.TRUNCATED)
    scheme, authority, rest = parts[1].lower(), parts[2].lower(), parts[3]
    host = sanitise(authority.rpartition("@")[2], limit=253)
    if _is_disguised(text, authority):
        raise LinkRefused(LinkFault.DISGUISED, host)
    name, port = _host_and_port(authority, scheme, host)
    if scheme != "https" and not (scheme == "http" and is_loopback(name)):
        raise LinkRefused(LinkFault.NOT_HTTPS, host)
    origin = f"{scheme}://{name}" if port is None else f"{scheme}://{name}:{port}"
    return _Url(origin, host, rest)


def _is_disguised(text: str, authority: str) -> bool:
    """Made to look like something else: a name before "@", another script or a form of
    it in ASCII, an encoded character, a backslash, something invisible."""
    return (
        not authority.isascii()
        or any(sign in authority for sign in "@%")
        or any(label.startswith("xn--") for label in authority.split("."))
        or "\\" in text
        or _UNSAFE.search(text) is not None
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
    return len(host) <= 253 and not is_number and all(map(_LABEL.fullmatch, labels))


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine: "localhost", 127.0.0.0/8, "[::1]"."""
    if host in {"localhost", "[::1]"}:
        return True
    try:
        return IPv4Address(host).is_loopback
    except AddressValueError:
        return False
