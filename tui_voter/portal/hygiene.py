"""Data from the portal, and what a voter pastes, is untrusted.

Texts are made safe once, as they are decoded: :func:`clean` walks a whole response with
:func:`sanitise`. Links and addresses are read strictly, and refused before anything is
sent: :func:`find_link`, :func:`check_link`, :func:`check_origin`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, TypeVar, get_type_hints
from zoneinfo import ZoneInfo

from msgspec import Meta

from tui_voter.contract.limits import LONGEST_TEXT
from tui_voter.contract.link_faults import LinkFault, LinkRefused
from tui_voter.contract.links import (
    LINK_TOKEN_LENGTH,
    LinkKind,
    MailedLink,
    link_path,
    link_token_fault,
)
from tui_voter.contract.origins import is_loopback, read_origin, read_url
from tui_voter.contract.shapes import YEARS, Response
from tui_voter.contract.text import CUT, shown
from tui_voter.secret import Secret

# --- Texts ------------------------------------------------------------------------------


def sanitise(text: str, *, lines: bool = False, limit: int = LONGEST_TEXT) -> str:
    """``text`` as it may be :func:`~tui_voter.contract.text.shown`. A text of more than ``limit``
    characters is cut, with an ellipsis."""
    return shown(text if len(text) <= limit else text[: limit - 1] + CUT, lines=lines)


_KEYS: Final = frozenset({"id", "question_id", "ticket", "session", "after"})
"""Fields that are never shown and are sent back to the portal, so they are left as they are."""

S = TypeVar("S", bound=Response)


def clean(response: S) -> S:
    """``response`` with every text sanitised and every time in UTC.

    Raises ``ValueError`` for what no honest portal sends: a time without a zone or out of range,
    a zone that does not exist, a token or key of other than visible ASCII characters (which a
    header could not carry).
    """
    return type(response)(
        **{
            name: _clean(getattr(response, name), name, length)
            for name, length in _fields(type(response))
        }
    )


@cache
def _fields(kind: type[Response]) -> tuple[tuple[str, int], ...]:
    """The fields of a struct, with the length to which the contract limits their texts."""
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
    if type(value) is str:  # not a StrEnum, which is already safe
        return sanitise(value, lines=length >= LONGEST_TEXT, limit=max(length, LONGEST_TEXT))
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
"""The most characters of a pasted text that are examined."""

_SOFT_BREAK: Final = re.compile(r"=\r?\n")
_CHUNK: Final = re.compile(r"[^\s<>\"“”«»]+")
_ALIKE: Final = re.compile(r"://|:\\\\|[/\\](?:activation|recovery)[/\\]", re.IGNORECASE)
_START: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:[/\\]{2}")
_MARK: Final = re.compile(r":[/\\]{2}")
"""Matches what every address has between its scheme and its host."""
_IN_HOST: Final = re.compile(r"://[^/?#]+\Z")
"""Matches the end of an address that was broken off within its host, or right after it."""
_HOST: Final = re.compile(r"\[[^\]]*\]|[^:/?#]*")
_PATH_ALONE: Final = re.compile(r"[:/]*/(?:activation|recovery)/")
_BEFOREHAND: Final = "({'’*|"
"""Characters that may stand right before a link in a mail, and do not belong to it."""
_BEFORE_A_LINK: Final = ",:"
"""Characters in which the word before a link without its scheme may end, so that the link is not
part of that word."""
_AFTERWARDS: Final = ".,;:!?)]}'’*|"
"""Characters that may stand right after a link in a mail, and do not belong to it."""
_NEXT_LINE: Final = re.compile(r"\s+(?:>\s*)*([A-Za-z0-9_/.-]+)")
_MOST_LINES: Final = 8

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]+")


def find_link(pasted: str, room: str = "") -> str:
    """The one mailed link in a pasted text, such as a whole mail; "" if there is none, more than
    one, or one without its start. It is not checked yet. ``room`` is the origin of the room that
    the voter is in, whose links are read too."""
    links = _links(pasted, room)
    return links[0] if len(links) == 1 and _START.match(links[0]) else ""


def check_link(text: str, room: str = "") -> MailedLink:
    """The mailed link in ``text``; ``room`` is as for :func:`find_link`. Raises
    :class:`LinkRefused`."""
    links = _links(text, room)
    if not links:
        raise LinkRefused(LinkFault.NO_LINK)
    if len(links) > 1:
        raise LinkRefused(LinkFault.SEVERAL)
    return _read_link(links[0], room)


def check_origin(text: str, room: str = "") -> str:
    """The origin that a typed portal address names; its scheme may be left out. ``room`` is as for
    :func:`find_link`. Raises :class:`LinkRefused`."""
    address = text.strip()
    if not address:
        raise LinkRefused(LinkFault.NO_LINK)
    return read_origin(_with_scheme(address), room)


def _with_scheme(address: str) -> str:
    """``address`` with the scheme that was left out, or not copied: http on this machine, https
    everywhere else."""
    if _START.match(address):
        return address
    bare = address.lstrip(":/")
    host = _HOST.match(bare)
    return f"http://{bare}" if host and is_loopback(host[0].lower()) else f"https://{bare}"


def _links(pasted: str, room: str) -> list[str]:
    """The different links in a text: the mailed ones among them, if there are any."""
    text = _SOFT_BREAK.sub("\n", pasted[:PASTE_READ])
    found = list(dict.fromkeys(_candidates(text, room)))
    return [link for link in found if _has_link_path(link)] or found[:1]


def _has_link_path(link: str) -> bool:
    written = link.replace("\\", "/").lower()
    return any(link_path(kind) in written for kind in LinkKind)


def _candidates(text: str, room: str) -> Iterator[str]:
    """The parts of a text that may be links. A missing scheme is only added if no other part of the
    text has one, and if nothing, or a word that ends in a comma or a colon, stands before the part:
    what follows a broken address may be the rest of its host."""
    marks, end, before = [mark.start() for mark in _MARK.finditer(text)], 0, ""
    for chunk in _CHUNK.finditer(text):
        begins = not before or before[-1] in _BEFORE_A_LINK
        before = chunk[0].rstrip(_BEFOREHAND) or before
        if chunk.start() < end or not _ALIKE.search(chunk[0]):
            continue
        start = _START.search(chunk[0])
        link = chunk[0][start.start() if start else 0 :].rstrip(_AFTERWARDS)
        if start is None:
            link = link.lstrip(_BEFOREHAND)
            is_alone = all(chunk.start() <= at < chunk.end() for at in marks)
            if begins and is_alone and not _PATH_ALONE.match(link):
                link = _with_scheme(link)
        if whole := _rejoined(link, text, chunk.end(), room):
            link, end = whole
        yield link


def _rejoined(link: str, text: str, end: int, room: str) -> tuple[str, int] | None:
    """``link`` with the following lines that a mail program broke off, and where they end; None
    unless its host stands in one piece and the whole is a link whose check part fits."""
    for _ in range(_MOST_LINES):
        following = _NEXT_LINE.match(text, end)
        if len(link.rpartition("/")[2]) >= LINK_TOKEN_LENGTH or not following:
            return None
        if _IN_HOST.search(link) and not following[1].startswith("/"):
            return None
        link, end = link + following[1], following.end()
        with suppress(LinkRefused):
            _read_link(link.rstrip(_AFTERWARDS), room)
            return link.rstrip(_AFTERWARDS), end
    return None


def _read_link(link: str, room: str) -> MailedLink:
    url = read_url(link, room)
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
