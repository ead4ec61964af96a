"""The wire contract between the voter client and the portal.

One set of structs and rules for both sides. JSON over HTTP, under ``/api``:

====== ========================== ==================== ======================= =========
method path                       request              response                needs
====== ========================== ==================== ======================= =========
GET    ``/api/election``                               ``Election``
POST   ``/api/links``             ``LinkRequest``      (202, empty object)
POST   ``/api/links/open``        ``OpenLink``         ``Invitation``          link token
POST   ``/api/captchas``          ``NewCaptcha``       ``Captcha``             link token
POST   ``/api/activation/password`` ``CreatePassword`` ``PasswordCreated``     link token
POST   ``/api/activation``        ``Activate``         ``Activated``           link token
DELETE ``/api/session``                                (204)                   bearer
====== ========================== ==================== ======================= =========

Tokens and secrets travel in bodies or in the ``Authorization: Bearer`` header, never in
a URL that the client fetches. ``Accept-Language`` chooses the language of texts. Times
are aware, in UTC. Every failure is a :class:`Problem` (RFC 9457,
``application/problem+json``) with a code of the closed set :class:`ErrorCode`.

Activation in two acts: ``CreatePassword`` keeps the hashed password with the link and
returns a *ticket*; ``Activate`` names that ticket. The link is used up only by
``Activate``, so a voter whose terminal dies half-way starts again with the same link; a
password created anew replaces the ticket, so nobody activates an account with a
password that somebody else put there. The ticket is also the idempotency key: the same
``Activate`` sent again returns the same session (SECURITY row 12).
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, Protocol

import msgspec
from msgspec import Meta

from tui_voter.secret import Secret

# --- Errors -----------------------------------------------------------------------------


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
    CAPTCHA_WRONG = "captcha_wrong"
    CAPTCHA_EXPIRED = "captcha_expired"
    PASSWORD_REFUSED = "password_refused"
    TICKET_REPLACED = "ticket_replaced"
    QUESTION_UNKNOWN = "question_unknown"
    ANSWER_REFUSED = "answer_refused"
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
    ErrorCode.CAPTCHA_WRONG: 422,
    ErrorCode.CAPTCHA_EXPIRED: 422,
    ErrorCode.PASSWORD_REFUSED: 422,
    ErrorCode.TICKET_REPLACED: 409,
    ErrorCode.QUESTION_UNKNOWN: 422,
    ErrorCode.ANSWER_REFUSED: 422,
    ErrorCode.SESSION_ENDED: 401,
    ErrorCode.TOO_MANY: 429,
    ErrorCode.BUSY: 503,
    ErrorCode.INTERNAL: 500,
}
"""The HTTP status that each code travels with."""


# --- Shapes -----------------------------------------------------------------------------

ShortText = Annotated[str, Meta(min_length=1, max_length=200)]
LongText = Annotated[str, Meta(min_length=1, max_length=2000)]
Token = Annotated[str, Meta(min_length=1, max_length=200)]
PasswordText = Annotated[str, Meta(min_length=1, max_length=128)]
AnswerText = Annotated[str, Meta(min_length=1, max_length=128)]
Address = Annotated[str, Meta(min_length=3, max_length=254)]


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the client sends. Its ``repr`` shows no value: most carry a secret."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What the portal sends. Unknown fields are ignored, so that the portal may grow."""


class Language(StrEnum):
    """A language that texts exist in."""

    FR = "fr"
    EN = "en"


class PolicyRule(StrEnum):
    """One demand of a password policy."""

    LENGTH = "length"
    LOWER = "lower"
    UPPER = "upper"
    DIGIT = "digit"
    SPECIAL = "special"


class PasswordPolicy(Response, frozen=True, kw_only=True):
    """What a password must have; a setting of the election.

    The default is the 2022 portal's: 12 characters of four classes (CNIL 2022-100).
    """

    min_length: Annotated[int, Meta(ge=1, le=64)] = 12
    lower: bool = True
    upper: bool = True
    digit: bool = True
    special: bool = True

    def rules(self) -> tuple[PolicyRule, ...]:
        """The rules in force, in the order in which they are told."""
        wanted = (
            (PolicyRule.LENGTH, True),
            (PolicyRule.LOWER, self.lower),
            (PolicyRule.UPPER, self.upper),
            (PolicyRule.DIGIT, self.digit),
            (PolicyRule.SPECIAL, self.special),
        )
        return tuple(rule for rule, on in wanted if on)

    def unmet(self, password: str) -> tuple[PolicyRule, ...]:
        """The rules that ``password`` does not meet, in the same order."""
        met = {
            PolicyRule.LENGTH: len(password) >= self.min_length,
            PolicyRule.LOWER: any(c.islower() for c in password),
            PolicyRule.UPPER: any(c.isupper() for c in password),
            PolicyRule.DIGIT: any(c.isdigit() for c in password),
            PolicyRule.SPECIAL: any(not c.isalnum() for c in password),
        }
        return tuple(rule for rule in self.rules() if not met[rule])


class Election(Response, frozen=True, kw_only=True):
    """The election as everybody may read it.

    ``support`` is how to reach a person. ``refresh_in`` is how many seconds a client
    waits before it asks for the times again: the portal knows its own load.
    """

    name: ShortText
    organiser: ShortText
    opens_at: datetime
    closes_at: datetime
    time_zone: ShortText
    portal_time: datetime
    languages: Annotated[tuple[Language, ...], Meta(min_length=1)]
    policy: PasswordPolicy
    support: LongText
    refresh_in: Annotated[int, Meta(ge=1, le=3600)] = 60


class Captcha(Response, frozen=True, kw_only=True):
    """A question in words. Single use; ``expires_in`` seconds from now."""

    id: Token
    question: LongText
    expires_in: Annotated[int, Meta(ge=0)]


class ChallengeQuestion(Response, frozen=True, kw_only=True):
    """A "question défi" of the election's list."""

    id: ShortText
    text: LongText


class Invitation(Response, frozen=True, kw_only=True):
    """What an activation link opens.

    ``name`` and ``address`` are masked, for a screen that others may see. ``words`` are
    the voter's own name and address in parts; they are never shown, and tell the
    strength meter what a password must not lean on.
    """

    name: ShortText
    address: ShortText
    words: tuple[ShortText, ...]
    captcha: Captcha
    questions: Annotated[tuple[ChallengeQuestion, ...], Meta(min_length=1)]
    election: Election
    expires_in: Annotated[int, Meta(ge=0)]


class LinkRequest(Request, frozen=True, kw_only=True):
    """Ask for a new activation link. Known and unknown addresses are answered alike."""

    address: Address


class LinkRequested(Response, frozen=True, kw_only=True):
    """The request was taken; whether a mail goes out is not told."""


class OpenLink(Request, frozen=True, kw_only=True):
    """Open an activation link. Reading it does not use it up."""

    token: Token


class NewCaptcha(Request, frozen=True, kw_only=True):
    """Another captcha for the activation that this link opens."""

    token: Token


class CreatePassword(Request, frozen=True, kw_only=True):
    """Create the password, with the captcha of the invitation."""

    token: Token
    password: PasswordText
    captcha_id: Token
    captcha_answer: AnswerText


class PasswordCreated(Response, frozen=True, kw_only=True):
    """The password is kept with the link until ``Activate`` names this ticket."""

    ticket: Token

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class Activate(Request, frozen=True, kw_only=True):
    """Choose the challenge question, and activate the account."""

    token: Token
    ticket: Token
    question_id: ShortText
    answer: AnswerText


class Activated(Response, frozen=True, kw_only=True):
    """The account is active and a session is open (``expires_in`` seconds when idle)."""

    session: Token
    expires_in: Annotated[int, Meta(ge=0)]
    election: Election

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class AnswerFault(StrEnum):
    """Why an answer to the challenge question is not taken."""

    TOO_SHORT = "too_short"
    IN_QUESTION = "in_question"
    IS_PASSWORD = "is_password"


class Problem(Response, frozen=True, kw_only=True):
    """A failure as problem details (RFC 9457). ``title`` and ``detail`` are for logs.

    ``captcha`` replaces the one that was just spent. ``rules`` come with
    ``password_refused``, ``fault`` with ``answer_refused``, ``retry_after`` (seconds)
    with ``busy`` and ``too_many``.
    """

    code: ErrorCode
    status: int
    type: str = "about:blank"
    title: str = ""
    detail: str = ""
    captcha: Captcha | None = None
    rules: tuple[PolicyRule, ...] = ()
    fault: AnswerFault | None = None
    retry_after: int | None = None


# --- Activation links -------------------------------------------------------------------

LINK_PATH: Final = "/activation/"
"""A link is ``{origin}/activation/{token}``."""

_SECRET_LENGTH: Final = 43
_CHECK_LENGTH: Final = 5
LINK_TOKEN_LENGTH: Final = _SECRET_LENGTH + _CHECK_LENGTH
"""256 bits in base64url without padding, then five characters that check them."""


class LinkFault(StrEnum):
    """Why a text is not a usable activation link, as found before anything is sent."""

    NO_LINK = "no_link"
    SEVERAL = "several"
    TRUNCATED = "truncated"
    ALTERED = "altered"
    NOT_HTTPS = "not_https"
    BAD_HOST = "bad_host"
    DISGUISED = "disguised"
    OTHER_PAGE = "other_page"


class LinkRefused(Exception):
    """A text that is not a usable activation link. Nothing was sent.

    ``host`` is the host it names, sanitised, "" where there is none.
    """

    def __init__(self, fault: LinkFault, host: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.host = host


class ActivationLink(msgspec.Struct, frozen=True):
    """A checked link: the portal's origin ("https://host[:port]") and the one-time token."""

    origin: str
    token: Secret


def _check_of(secret_part: str) -> str:
    digest = hashlib.sha256(b"tui-voter link " + secret_part.encode()).hexdigest()
    return digest[:_CHECK_LENGTH]


def new_link_token() -> str:
    """A fresh one-time token. Its check part lets a client tell a truncated or altered
    link from an unknown one without asking the portal."""
    secret_part = secrets.token_urlsafe(32)
    return secret_part + _check_of(secret_part)


def link_token_fault(token: str) -> LinkFault | None:
    """What is wrong with a token's form, or None. Says nothing about the portal's view."""
    if len(token) < LINK_TOKEN_LENGTH:
        return LinkFault.TRUNCATED
    secret_part, check = token[:_SECRET_LENGTH], token[_SECRET_LENGTH:]
    if not (token.isascii() and secrets.compare_digest(check, _check_of(secret_part))):
        return LinkFault.ALTERED
    return None


# --- The answer to the challenge question -----------------------------------------------

MIN_ANSWER_LENGTH: Final = 4


def normalise_answer(answer: str) -> str:
    """An answer as it is compared: NFKC, case-folded, letters and digits only, unaccented."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", answer).casefold())
    return "".join(c for c in folded if c.isalnum())


def answer_fault(answer: str, question: str, password: str | None = None) -> AnswerFault | None:
    """Why ``answer`` is not taken, or None. The portal, which has no clear password at
    that moment, leaves ``password`` out and compares hashes instead."""
    normal = normalise_answer(answer)
    if len(normal) < MIN_ANSWER_LENGTH:
        return AnswerFault.TOO_SHORT
    if normal in normalise_answer(question):
        return AnswerFault.IN_QUESTION
    if password is not None and normal == normalise_answer(password):
        return AnswerFault.IS_PASSWORD
    return None


# --- The portal as a journey sees it ----------------------------------------------------


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


class Portal(Protocol):
    """One portal. Every method raises a :class:`PortalError` and nothing else."""

    async def election(self) -> Election: ...

    async def request_link(self, address: str) -> None: ...

    async def open_link(self, token: Secret) -> Invitation: ...

    async def new_captcha(self, token: Secret) -> Captcha: ...

    async def create_password(
        self, token: Secret, password: Secret, captcha_id: str, captcha_answer: str
    ) -> Secret:
        """The ticket to activate with. Raises PortalRefused with a fresh captcha when the
        captcha's answer is wrong or late."""
        ...

    async def activate(
        self, token: Secret, ticket: Secret, question_id: str, answer: Secret
    ) -> tuple[Secret, Election]:
        """The session's token, and the election. Safe to send again after a lost answer."""
        ...

    async def end_session(self, session: Secret) -> None: ...


class Portals(Protocol):
    """The portals there are, and the links that lead to them. Nothing here sends anything."""

    def find_link(self, pasted: str) -> str:
        """The one activation link in a pasted text (a whole mail, say), or ""."""
        ...

    def check_link(self, text: str) -> ActivationLink:
        """Raises :class:`LinkRefused`."""
        ...

    def check_origin(self, text: str) -> str:
        """The origin that a typed portal address names; "https://" may be left out.
        Raises :class:`LinkRefused`."""
        ...

    def known(self) -> Sequence[str]:
        """Origins that were configured, or confirmed by the voter; the usual one first."""
        ...

    def confirm(self, origin: str) -> None:
        """The voter says that this is a portal of theirs."""
        ...

    def connect(self, origin: str) -> Portal: ...
