"""What one endpoint is: a line of the table that client and portal share.

Each subject of the contract is a module with its shapes and its endpoints. Below each endpoint
stands the function by which a journey asks a :class:`~tui_voter.contract.portal.Portal` for it.
:mod:`~tui_voter.contract.endpoints` is the table of them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, Generic, TypeVar

import msgspec

from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.shapes import Request, Response

Q = TypeVar("Q", bound=Request | None)
R = TypeVar("R", bound=Response)

NOTHING: Final = type(None)
"""The request without a body."""


class Needs(StrEnum):
    """What a request needs in order to be allowed."""

    NOTHING = ""
    SESSION = "session"
    LINK = "link token"
    CAPTCHA = "captcha"


CAPTCHA: Final = (ErrorCode.CAPTCHA_WRONG, ErrorCode.CAPTCHA_EXPIRED)
"""How a request that has the answer to a captcha may be refused."""
_ALWAYS: Final = (
    ErrorCode.INVALID_REQUEST,
    ErrorCode.METHOD_NOT_ALLOWED,
    ErrorCode.BUSY,
    ErrorCode.INTERNAL,
)
_OF_A_BODY: Final = (ErrorCode.TOO_LARGE, ErrorCode.UNSUPPORTED_MEDIA_TYPE)
_OF_NEED: Final[dict[Needs, tuple[ErrorCode, ...]]] = {
    Needs.NOTHING: (),
    Needs.SESSION: (ErrorCode.SESSION_ENDED,),
    Needs.LINK: (
        ErrorCode.LINK_UNKNOWN,
        ErrorCode.LINK_USED,
        ErrorCode.LINK_EXPIRED,
        ErrorCode.LINK_WITHDRAWN,
    ),
    Needs.CAPTCHA: CAPTCHA,
}


class Subject(msgspec.Struct, frozen=True):
    """What several endpoints have in common: their group in the OpenAPI document, and what a
    request needs."""

    tag: str
    needs: Needs = Needs.NOTHING


class Endpoint(msgspec.Struct, Generic[Q, R], frozen=True):
    """One endpoint. ``errors`` are its own; :meth:`problems` gives them all.

    ``method_and_path`` is "GET /api/faq". ``parameter`` is the type of the one variable segment of
    the path; a request's body has ``largest`` bytes at most. ``again`` is what the same request
    does a second time, as after a lost answer; "" where it only reads. One that is ``repeatable``
    does nothing twice, though it does more than read.
    """

    subject: Subject
    method_and_path: str
    request: type[Q]
    response: type[R]
    summary: str
    errors: tuple[ErrorCode, ...] = ()
    status: int = 200
    parameter: type[str] = str
    largest: int = 64 * 1024
    again: str = ""
    repeatable: bool = False

    @property
    def method(self) -> str:
        return self.method_and_path.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.method_and_path.partition(" ")[2]

    @property
    def needs(self) -> Needs:
        return self.subject.needs

    @property
    def is_safe(self) -> bool:
        """Whether the client sends it again by itself when its answer is lost: where it only reads,
        a connection that the portal ends at that moment is no failure."""
        return self.repeatable or not self.again

    @property
    def parameter_name(self) -> str:
        """ "" where nothing in the path varies."""
        found = re.search(r"\{(\w+)\}", self.path)
        return found[1] if found else ""

    def path_with(self, segment: str) -> str:
        """The path with ``segment``, which is quoted already, in its place."""
        return self.path.replace(f"{{{self.parameter_name}}}", segment)

    def problems(self) -> Iterator[ErrorCode]:
        """Every code that it may answer with."""
        yield from _OF_NEED[self.needs]
        if self.request is not NOTHING:
            yield from _OF_A_BODY
        yield from self.errors
        yield from _ALWAYS
