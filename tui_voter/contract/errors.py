"""What goes wrong: the closed set of codes, the problem that carries one, and the errors that a
journey meets."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

from tui_voter.contract.shapes import Captcha, PolicyRule, Response, Tries


class ErrorCode(StrEnum):
    """The closed set of what the portal may answer instead of a result."""

    INVALID_REQUEST = "invalid_request"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    TOO_LARGE = "too_large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    LINK_UNKNOWN = "link_unknown"
    LINK_USED = "link_used"
    LINK_EXPIRED = "link_expired"
    LINK_WITHDRAWN = "link_withdrawn"
    TRIES_SPENT = "tries_spent"
    CAPTCHA_WRONG = "captcha_wrong"
    CAPTCHA_EXPIRED = "captcha_expired"
    PASSWORD_REFUSED = "password_refused"
    TICKET_REPLACED = "ticket_replaced"
    QUESTION_UNKNOWN = "question_unknown"
    ANSWER_REFUSED = "answer_refused"
    ANSWER_WRONG = "answer_wrong"
    SIGN_IN_REFUSED = "sign_in_refused"
    PASSWORD_WRONG = "password_wrong"
    TELEPHONE_REFUSED = "telephone_refused"
    CLAIMS_CLOSED = "claims_closed"
    KEY_REUSED = "key_reused"
    SESSION_ENDED = "session_ended"
    TOO_MANY = "too_many"
    BUSY = "busy"
    INTERNAL = "internal"


STATUS: Final[dict[ErrorCode, int]] = {
    ErrorCode.INVALID_REQUEST: 400,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.METHOD_NOT_ALLOWED: 405,
    ErrorCode.TOO_LARGE: 413,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: 415,
    ErrorCode.LINK_UNKNOWN: 404,
    ErrorCode.LINK_USED: 410,
    ErrorCode.LINK_EXPIRED: 410,
    ErrorCode.LINK_WITHDRAWN: 410,
    ErrorCode.TRIES_SPENT: 410,
    ErrorCode.CAPTCHA_WRONG: 422,
    ErrorCode.CAPTCHA_EXPIRED: 422,
    ErrorCode.PASSWORD_REFUSED: 422,
    ErrorCode.TICKET_REPLACED: 409,
    ErrorCode.QUESTION_UNKNOWN: 422,
    ErrorCode.ANSWER_REFUSED: 422,
    ErrorCode.ANSWER_WRONG: 422,
    ErrorCode.SIGN_IN_REFUSED: 422,
    ErrorCode.PASSWORD_WRONG: 422,
    ErrorCode.TELEPHONE_REFUSED: 422,
    ErrorCode.CLAIMS_CLOSED: 409,
    ErrorCode.KEY_REUSED: 409,
    ErrorCode.SESSION_ENDED: 401,
    ErrorCode.TOO_MANY: 429,
    ErrorCode.BUSY: 503,
    ErrorCode.INTERNAL: 500,
}
"""The HTTP status that each code travels with."""


class AnswerFault(StrEnum):
    """Why an answer to the challenge question is not taken."""

    TOO_SHORT = "too_short"
    IN_QUESTION = "in_question"
    IS_PASSWORD = "is_password"


class Problem(Response, frozen=True, kw_only=True):
    """A failure as problem details (RFC 9457). ``title`` and ``detail`` are for logs.

    ``captcha`` replaces the one that was just spent. ``rules`` come with
    ``password_refused``, ``fault`` with ``answer_refused``, ``retry_after`` (seconds)
    with ``busy`` and ``too_many``, ``tries_left`` with ``answer_wrong``.
    """

    code: ErrorCode
    status: int
    type: str = "about:blank"
    title: str = ""
    detail: str = ""
    captcha: Captcha | None = None
    rules: Annotated[tuple[PolicyRule, ...], Meta(max_length=10)] = ()
    fault: AnswerFault | None = None
    retry_after: int | None = None
    tries_left: Tries | None = None


class PortalError(Exception):
    """The portal did not do what was asked. Nothing was done, unless told otherwise.

    ::

        PortalError
        ├── PortalUnreachable   no connection, or it broke; it may or may not have acted
        │   └── PortalTimeout   no complete answer within the total deadline
        ├── PortalUntrusted     the certificate is not valid for this host
        ├── PortalMisbehaved    an answer outside the contract: too large, wrong type,
        │                       a redirect, a broken document
        └── PortalRefused       a problem of the contract, with its code
    """


class PortalUnreachable(PortalError):
    pass


class PortalTimeout(PortalUnreachable):
    pass


class PortalUntrusted(PortalError):
    pass


class PortalMisbehaved(PortalError):
    pass


class PortalRefused(PortalError):
    """The portal answered with a problem of the contract."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code.value)
        self.problem = problem
        self.code = problem.code
