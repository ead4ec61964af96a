"""Errors: the closed set of codes, the problem document that carries one, and the exceptions that a
journey handles."""

from __future__ import annotations

from enum import Enum, StrEnum, auto
from typing import Annotated, Self

from msgspec import Meta

from tui_voter.contract.captchas import Captcha
from tui_voter.contract.passwords import PolicyRule
from tui_voter.contract.shapes import Response, Tries


class Cause(Enum):
    """What is to blame for a refusal. By it a client decides where to show the refusal, and whether
    another try may help."""

    ANSWER = auto()
    """Something that was typed: another answer may be accepted."""
    LINK = auto()
    """The link, or the ticket that it gave: an answer like others where it was typed, while
    elsewhere no other try helps."""
    STATE = auto()
    """How things stand, which no other try changes."""
    MOMENT = auto()
    """The moment: what was typed may be sent again."""


_LINK, _STATE, _MOMENT = Cause.LINK, Cause.STATE, Cause.MOMENT


class ErrorCode(StrEnum):
    """The closed set of error codes, each with its HTTP ``status`` and what it says in logs."""

    status: int
    says: str
    cause: Cause
    """What is to blame; it is not sent."""

    def __new__(
        cls, code: str, status: int = 500, says: str = "", cause: Cause = Cause.ANSWER
    ) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.status = status
        member.says = says
        member.cause = cause
        return member

    INVALID_REQUEST = ("invalid_request", 400, "The request does not follow the contract.")
    NOT_FOUND = ("not_found", 404, "There is nothing here.", _STATE)
    METHOD_NOT_ALLOWED = ("method_not_allowed", 405, "This method is not allowed.")
    TOO_LARGE = ("too_large", 413, "The request is too large.")
    UNSUPPORTED_MEDIA_TYPE = ("unsupported_media_type", 415, "Send application/json.")
    LINK_UNKNOWN = ("link_unknown", 404, "No such link.", _LINK)
    LINK_USED = ("link_used", 410, "The link has been used.", _LINK)
    LINK_EXPIRED = ("link_expired", 410, "The link has expired.", _LINK)
    LINK_WITHDRAWN = ("link_withdrawn", 410, "The elections office has cancelled the link.", _LINK)
    TRIES_SPENT = ("tries_spent", 410, "The link has no attempts left.", _LINK)
    CAPTCHA_WRONG = ("captcha_wrong", 422, "The captcha's answer is wrong.")
    CAPTCHA_EXPIRED = ("captcha_expired", 422, "The captcha has been used or has expired.")
    PASSWORD_REFUSED = ("password_refused", 422, "The password does not meet the policy.")
    PASSWORD_UNCHANGED = ("password_unchanged", 422, "This is the account's password already.")
    TICKET_REPLACED = ("ticket_replaced", 409, "A newer password has replaced this ticket.", _LINK)
    QUESTION_UNKNOWN = ("question_unknown", 422, "No such challenge question.")
    ANSWER_REFUSED = (
        "answer_refused",
        422,
        "The answer to the challenge question is not accepted.",
    )
    ANSWER_WRONG = ("answer_wrong", 422, "The answer to the challenge question is wrong.")
    SIGN_IN_REFUSED = ("sign_in_refused", 422, "The identifier or the password is wrong.")
    PASSWORD_WRONG = ("password_wrong", 422, "The password is wrong.")
    TELEPHONE_REFUSED = ("telephone_refused", 422, "This is not a telephone number.")
    CLAIMS_CLOSED = ("claims_closed", 409, "Claims are closed.", _STATE)
    KEY_REUSED = ("key_reused", 409, "This key has already been used with other contents.", _MOMENT)
    NOT_SEALED = ("not_sealed", 409, "The election has not been sealed.", _STATE)
    VOTE_CLOSED = ("vote_closed", 409, "The vote is not open.", _STATE)
    CODE_NEEDED = ("code_needed", 403, "This session has not given the voting code.", _MOMENT)
    CODE_REFUSED = ("code_refused", 422, "This is not the voter's voting code.")
    ALREADY_VOTED = ("already_voted", 409, "The voter stands in this ballot's register.", _STATE)
    BALLOT_REFUSED = (
        "ballot_refused",
        422,
        "The ballot does not hold, or its credential is not of this voter's code.",
        _STATE,
    )
    RESERVE_EMPTY = ("reserve_empty", 409, "No voting code is left in reserve.", _STATE)
    RESERVE_LOCKED = (
        "reserve_locked",
        409,
        "The portal cannot open its reserve of voting codes.",
        _STATE,
    )
    NO_MORE_CODES = ("no_more_codes", 409, "The voter's code cannot be replaced again.", _STATE)
    MAILED_CODE_WRONG = ("mailed_code_wrong", 422, "This is not the code that was mailed.")
    MAILED_CODE_EXPIRED = ("mailed_code_expired", 410, "No mailed code is in force.")
    SESSION_ENDED = ("session_ended", 401, "The session does not exist or has ended.", _MOMENT)
    TOO_MANY = ("too_many", 429, "Too many requests.", _MOMENT)
    BUSY = ("busy", 503, "The portal is busy.", _MOMENT)
    INTERNAL = ("internal", 500, "Internal error.", _MOMENT)


class AnswerFault(StrEnum):
    """Why an answer to the challenge question is not taken."""

    TOO_SHORT = "too_short"
    IN_QUESTION = "in_question"
    IS_PASSWORD = "is_password"


class Problem(Response, frozen=True, kw_only=True):
    """A failure as problem details (RFC 9457). ``title`` and ``detail`` are for logs.

    ``captcha`` replaces the one that was just spent. ``rules`` come with
    ``password_refused``, ``fault`` with ``answer_refused``, and with ``password_refused`` where
    the password is the answer to the challenge question; ``retry_after`` (seconds) with
    ``busy`` and ``too_many``, ``tries_left`` with ``answer_wrong``
    (for a link) and ``mailed_code_wrong``.
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
    """The portal did not do what was asked. Nothing was done, unless stated otherwise.

    ::

        PortalError
        ├── PortalUnreachable   no connection, or it broke; it may or may not have acted
        │   └── PortalTimeout   no complete answer within the total deadline
        ├── PortalUntrusted     it did not prove its identity; nothing was sent
        ├── PortalMisbehaved    an answer outside the contract: too large, wrong type,
        │                       a redirect, a broken document
        └── PortalRefused       a problem of the contract, with its code
    """


class PortalUnreachable(PortalError):
    pass


class PortalTimeout(PortalUnreachable):
    pass


class TrustFault(StrEnum):
    """Why a certificate proves nothing, or why nobody can be believed who would say so."""

    INVALID = "invalid"
    UNKNOWN_AUTHORITY = "unknown_authority"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    ANOTHER_HOST = "another_host"
    ANOTHER_ROOM = "another_room"
    FILE_MISSING = "file_missing"
    FILE_UNREADABLE = "file_unreadable"
    FILE_NOT_PEM = "file_not_pem"
    FILE_WITHOUT_CERTIFICATE = "file_without_certificate"
    FILE_DAMAGED = "file_damaged"


class PortalUntrusted(PortalError):
    """``file`` has the authorities that the voter chose for this portal, "" for the system's."""

    def __init__(
        self, reason: str = "", *, fault: TrustFault = TrustFault.INVALID, file: str = ""
    ) -> None:
        super().__init__(reason or fault.value)
        self.fault = fault
        self.file = file


class PortalMisbehaved(PortalError):
    pass


class PortalRefused(PortalError):
    """The portal answered with a problem of the contract."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code.value)
        self.problem = problem
        self.code = problem.code
