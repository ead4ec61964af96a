"""The one table of endpoints. From it come the client's calls, the portal's routes, the OpenAPI
document and the table in ``docs/contract.md``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Generic, Literal, TypeVar

from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.shapes import (
    Activate,
    AnswerQuestion,
    AskReplacement,
    AssistanceRequest,
    AssistanceRequests,
    Ballots,
    Booth,
    CandidateLists,
    Captcha,
    Cast,
    Changed,
    ChangePassword,
    ChangeProfile,
    ChangeQuestion,
    CheckCode,
    Claim,
    Claims,
    CodeAccepted,
    CodeReplaced,
    CreatePassword,
    Document,
    DocumentKind,
    Election,
    Faq,
    FindBallot,
    FoundBallot,
    GiveRecoveryCode,
    Invitation,
    LinkRequest,
    LinkRequested,
    NewAssistance,
    NewCaptcha,
    NewClaim,
    OpenLink,
    PasswordCreated,
    Profile,
    Receipt,
    Recovery,
    RecoveryCodeMailed,
    RecoveryRequest,
    RecoveryRequested,
    RecoveryTicket,
    ReplaceCode,
    ReplacementAsked,
    Request,
    ResetPassword,
    Response,
    Results,
    RollPage,
    RollQuery,
    SessionEnded,
    SignedIn,
    SignIn,
)

Method = Literal["GET", "POST", "PATCH", "DELETE"]
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


_ALWAYS: Final = (
    ErrorCode.INVALID_REQUEST,
    ErrorCode.METHOD_NOT_ALLOWED,
    ErrorCode.BUSY,
    ErrorCode.INTERNAL,
)
_OF_A_BODY: Final = (ErrorCode.TOO_LARGE, ErrorCode.UNSUPPORTED_MEDIA_TYPE)
_CAPTCHA: Final = (ErrorCode.CAPTCHA_WRONG, ErrorCode.CAPTCHA_EXPIRED)
_OF_NEED: Final[dict[Needs, tuple[ErrorCode, ...]]] = {
    Needs.NOTHING: (),
    Needs.SESSION: (ErrorCode.SESSION_ENDED,),
    Needs.LINK: (
        ErrorCode.LINK_UNKNOWN,
        ErrorCode.LINK_USED,
        ErrorCode.LINK_EXPIRED,
        ErrorCode.LINK_WITHDRAWN,
    ),
    Needs.CAPTCHA: _CAPTCHA,
}


@dataclass(frozen=True)
class Endpoint(Generic[Q, R]):
    """One endpoint of the table. ``errors`` are its own; :meth:`problems` gives them all.

    ``parameter`` is the type of the one variable segment of ``path``; a request's body has
    ``largest`` bytes at most. ``again`` is what the same
    request does a second time, as after a lost answer; "" where it only reads. One that is
    ``repeatable`` does nothing twice, though it does more than read.
    """

    id: str
    method: Method
    path: str
    request: type[Q]
    response: type[R]
    summary: str
    tag: str
    needs: Needs = Needs.NOTHING
    errors: tuple[ErrorCode, ...] = ()
    status: int = 200
    parameter: type[str] = str
    largest: int = 64 * 1024
    again: str = ""
    repeatable: bool = False

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


# --- Everybody's ------------------------------------------------------------------------

READ_ELECTION: Final = Endpoint(
    "readElection",
    "GET",
    "/api/election",
    NOTHING,
    Election,
    "The election, and the portal's time. Reads no database: everyone asks at the opening.",
    tag="election",
)
READ_DOCUMENT: Final = Endpoint(
    "readDocument",
    "GET",
    "/api/documents/{kind}",
    NOTHING,
    Document,
    "A text of the election, in Markdown. Does not read the database.",
    tag="documents",
    errors=(ErrorCode.NOT_FOUND,),
    parameter=DocumentKind,
)
READ_FAQ: Final = Endpoint(
    "readFaq",
    "GET",
    "/api/faq",
    NOTHING,
    Faq,
    "Frequently asked questions, in groups. Does not read the database.",
    tag="documents",
)

# --- Activation -------------------------------------------------------------------------

LINK_CAPTCHA: Final = Endpoint(
    "linkCaptcha",
    "POST",
    "/api/links/captcha",
    NOTHING,
    Captcha,
    "A captcha for requesting a new link.",
    tag="links",
    again="Another captcha.",
)
REQUEST_LINK: Final = Endpoint(
    "requestLink",
    "POST",
    "/api/links",
    LinkRequest,
    LinkRequested,
    "Ask for a new link by email. The answer is the same for every address.",
    tag="links",
    needs=Needs.CAPTCHA,
    errors=(ErrorCode.TOO_MANY,),
    status=202,
    again="Nothing more, for an hour.",
    repeatable=True,
)
OPEN_LINK: Final = Endpoint(
    "openLink",
    "POST",
    "/api/links/open",
    OpenLink,
    Invitation,
    "Show what a link opens. This does not use it up.",
    tag="links",
    needs=Needs.LINK,
    again="The same, with another captcha.",
)
NEW_CAPTCHA: Final = Endpoint(
    "newCaptcha",
    "POST",
    "/api/captchas",
    NewCaptcha,
    Captcha,
    "Another captcha for an activation.",
    tag="activation",
    needs=Needs.LINK,
    again="Another captcha.",
)
CREATE_PASSWORD: Final = Endpoint(
    "createPassword",
    "POST",
    "/api/activation/password",
    CreatePassword,
    PasswordCreated,
    "Store a password with the link. The ticket replaces any earlier one.",
    tag="activation",
    needs=Needs.LINK,
    errors=(ErrorCode.PASSWORD_REFUSED, *_CAPTCHA),
    again="The same ticket, while no other has replaced it.",
    repeatable=True,
)
ACTIVATE: Final = Endpoint(
    "activate",
    "POST",
    "/api/activation",
    Activate,
    SignedIn,
    "Activate the account and open a session.",
    tag="activation",
    needs=Needs.LINK,
    errors=(ErrorCode.TICKET_REPLACED, ErrorCode.QUESTION_UNKNOWN, ErrorCode.ANSWER_REFUSED),
    again="The same session, while it lives.",
    repeatable=True,
)

# --- Signing in -------------------------------------------------------------------------

SIGN_IN_CAPTCHA: Final = Endpoint(
    "signInCaptcha",
    "POST",
    "/api/sign-in/captcha",
    NOTHING,
    Captcha,
    "A captcha for signing in.",
    tag="session",
    again="Another captcha.",
)
SIGN_IN: Final = Endpoint(
    "signIn",
    "POST",
    "/api/sign-in",
    SignIn,
    SignedIn,
    "Open a session. The answer never says whether the identifier or the password is wrong.",
    tag="session",
    needs=Needs.CAPTCHA,
    errors=(ErrorCode.SIGN_IN_REFUSED, ErrorCode.TOO_MANY),
    again="The same session, while it lives. After a refusal, `captcha_expired`.",
    repeatable=True,
)
END_SESSION: Final = Endpoint(
    "endSession",
    "DELETE",
    "/api/session",
    NOTHING,
    SessionEnded,
    "End the session of the bearer token.",
    tag="session",
    needs=Needs.SESSION,
    status=204,
    again="`session_ended`: it has.",
    repeatable=True,
)

# --- A forgotten password ---------------------------------------------------------------

RECOVERY_CAPTCHA: Final = Endpoint(
    "recoveryCaptcha",
    "POST",
    "/api/recovery/captcha",
    NOTHING,
    Captcha,
    "A captcha for requesting a recovery link.",
    tag="recovery",
    again="Another captcha.",
)
REQUEST_RECOVERY: Final = Endpoint(
    "requestRecovery",
    "POST",
    "/api/recovery",
    RecoveryRequest,
    RecoveryRequested,
    "Ask for a recovery link by email. The answer is the same for every identifier.",
    tag="recovery",
    needs=Needs.CAPTCHA,
    errors=(ErrorCode.TOO_MANY,),
    status=202,
    again="Nothing more, for an hour.",
    repeatable=True,
)
OPEN_RECOVERY: Final = Endpoint(
    "openRecovery",
    "POST",
    "/api/recovery/open",
    OpenLink,
    Recovery,
    "Show the challenge question, if the election asks it. This does not use up the link.",
    tag="recovery",
    needs=Needs.LINK,
    errors=(ErrorCode.TRIES_SPENT,),
    again="The same.",
)
ANSWER_QUESTION: Final = Endpoint(
    "answerQuestion",
    "POST",
    "/api/recovery/answer",
    AnswerQuestion,
    RecoveryTicket,
    "Answer the challenge question. The ticket replaces any earlier one.",
    tag="recovery",
    needs=Needs.LINK,
    errors=(
        ErrorCode.NOT_FOUND,
        ErrorCode.TRIES_SPENT,
        ErrorCode.ANSWER_WRONG,
        ErrorCode.TOO_MANY,
    ),
    again="Another ticket. A wrong answer counts again.",
)
MAIL_RECOVERY_CODE: Final = Endpoint(
    "mailRecoveryCode",
    "POST",
    "/api/recovery/code",
    OpenLink,
    RecoveryCodeMailed,
    "Have a single-use code mailed, to give instead of an answer.",
    tag="recovery",
    needs=Needs.LINK,
    errors=(ErrorCode.NOT_FOUND, ErrorCode.TRIES_SPENT, ErrorCode.TOO_MANY),
    status=202,
    again="Another code, three an hour at most; the earlier one is no longer valid.",
)
GIVE_RECOVERY_CODE: Final = Endpoint(
    "giveRecoveryCode",
    "POST",
    "/api/recovery/code/check",
    GiveRecoveryCode,
    RecoveryTicket,
    "Give the mailed code. The ticket replaces any earlier one.",
    tag="recovery",
    needs=Needs.LINK,
    errors=(
        ErrorCode.NOT_FOUND,
        ErrorCode.TRIES_SPENT,
        ErrorCode.MAILED_CODE_WRONG,
        ErrorCode.MAILED_CODE_EXPIRED,
    ),
    again="`mailed_code_expired` after a right one, which is used. A wrong code counts again.",
)
RESET_PASSWORD: Final = Endpoint(
    "resetPassword",
    "POST",
    "/api/recovery/password",
    ResetPassword,
    SignedIn,
    "Replace the password, end all sessions and open one.",
    tag="recovery",
    needs=Needs.LINK,
    errors=(
        ErrorCode.TICKET_REPLACED,
        ErrorCode.PASSWORD_REFUSED,
        ErrorCode.PASSWORD_UNCHANGED,
    ),
    again="The same session, while it lives.",
    repeatable=True,
)

# --- The account ------------------------------------------------------------------------

READ_PROFILE: Final = Endpoint(
    "readProfile",
    "GET",
    "/api/profile",
    NOTHING,
    Profile,
    "The voter's profile.",
    tag="profile",
    needs=Needs.SESSION,
)
CHANGE_PROFILE: Final = Endpoint(
    "changeProfile",
    "PATCH",
    "/api/profile",
    ChangeProfile,
    Profile,
    "Change the telephone number and the language.",
    tag="profile",
    needs=Needs.SESSION,
    errors=(ErrorCode.TELEPHONE_REFUSED,),
    again="The same.",
    repeatable=True,
)
CHANGE_PASSWORD: Final = Endpoint(
    "changePassword",
    "POST",
    "/api/profile/password",
    ChangePassword,
    Changed,
    "Change the password. All other sessions of the voter end.",
    tag="profile",
    needs=Needs.SESSION,
    errors=(ErrorCode.PASSWORD_REFUSED, ErrorCode.PASSWORD_WRONG, ErrorCode.TOO_MANY),
    again="Nothing more, for an hour and in the same session.",
    repeatable=True,
)
CHANGE_QUESTION: Final = Endpoint(
    "changeQuestion",
    "POST",
    "/api/profile/question",
    ChangeQuestion,
    Changed,
    "Change the challenge question, or its answer.",
    tag="profile",
    needs=Needs.SESSION,
    errors=(
        ErrorCode.QUESTION_UNKNOWN,
        ErrorCode.ANSWER_REFUSED,
        ErrorCode.PASSWORD_WRONG,
        ErrorCode.TOO_MANY,
    ),
    again="Nothing more.",
    repeatable=True,
)

# --- Ballots, rolls, candidates ---------------------------------------------------------

READ_BALLOTS: Final = Endpoint(
    "readBallots",
    "GET",
    "/api/ballots",
    NOTHING,
    Ballots,
    "The ballots that the voter can vote in, in the election's order.",
    tag="ballots",
    needs=Needs.SESSION,
)
READ_ROLL: Final = Endpoint(
    "readRoll",
    "POST",
    "/api/ballots/{ballot_id}/roll",
    RollQuery,
    RollPage,
    "A page of the roll. The search is in the body, so it appears in no log.",
    tag="ballots",
    needs=Needs.SESSION,
    errors=(ErrorCode.NOT_FOUND,),
    again="The same.",
    repeatable=True,
)
READ_CANDIDATE_LISTS: Final = Endpoint(
    "readCandidateLists",
    "GET",
    "/api/ballots/{ballot_id}/lists",
    NOTHING,
    CandidateLists,
    "The lists in their official order; none before they are published.",
    tag="ballots",
    needs=Needs.SESSION,
    errors=(ErrorCode.NOT_FOUND,),
)

# --- Claims and assistance --------------------------------------------------------------

READ_CLAIMS: Final = Endpoint(
    "readClaims",
    "GET",
    "/api/claims",
    NOTHING,
    Claims,
    "The voter's claims, latest first, and the ballots that a new one can be about.",
    tag="claims",
    needs=Needs.SESSION,
)
SEND_CLAIM: Final = Endpoint(
    "sendClaim",
    "POST",
    "/api/claims",
    NewClaim,
    Claim,
    "Make a claim; an email confirms it.",
    tag="claims",
    needs=Needs.SESSION,
    errors=(
        ErrorCode.NOT_FOUND,
        ErrorCode.CLAIMS_CLOSED,
        ErrorCode.KEY_REUSED,
        ErrorCode.TOO_MANY,
    ),
    status=201,
    again="The same claim, by its key.",
    repeatable=True,
)
READ_ASSISTANCE: Final = Endpoint(
    "readAssistance",
    "GET",
    "/api/assistance",
    NOTHING,
    AssistanceRequests,
    "The voter's requests for assistance, latest first, with any answers.",
    tag="assistance",
    needs=Needs.SESSION,
)
ASK_ASSISTANCE: Final = Endpoint(
    "askAssistance",
    "POST",
    "/api/assistance",
    NewAssistance,
    AssistanceRequest,
    "Ask for assistance; an email confirms it.",
    tag="assistance",
    needs=Needs.SESSION,
    errors=(ErrorCode.KEY_REUSED, ErrorCode.TOO_MANY),
    status=201,
    again="The same request, by its key.",
    repeatable=True,
)

# --- The vote ---------------------------------------------------------------------------

READ_BOOTH: Final = Endpoint(
    "readBooth",
    "GET",
    "/api/booth",
    NOTHING,
    Booth,
    "The voter's sealed ballots, and in which of them they have voted.",
    tag="vote",
    needs=Needs.SESSION,
    errors=(ErrorCode.NOT_SEALED,),
)
CHECK_CODE: Final = Endpoint(
    "checkCode",
    "POST",
    "/api/booth/code",
    CheckCode,
    CodeAccepted,
    "Give the voting code, by its verifier. It opens the booth for this session.",
    tag="vote",
    needs=Needs.SESSION,
    errors=(ErrorCode.NOT_SEALED, ErrorCode.CODE_REFUSED, ErrorCode.TOO_MANY),
    again="Nothing more. A wrong code counts again.",
)
ASK_REPLACEMENT: Final = Endpoint(
    "askReplacement",
    "POST",
    "/api/booth/replacement",
    AskReplacement,
    ReplacementAsked,
    "Answer the challenge question, to be mailed a code for another voting code.",
    tag="vote",
    needs=Needs.SESSION,
    errors=(
        ErrorCode.NOT_SEALED,
        ErrorCode.NOT_FOUND,
        ErrorCode.VOTE_CLOSED,
        ErrorCode.RESERVE_EMPTY,
        ErrorCode.RESERVE_LOCKED,
        ErrorCode.NO_MORE_CODES,
        ErrorCode.ANSWER_WRONG,
        ErrorCode.TOO_MANY,
    ),
    status=202,
    again="The same code by email, three an hour at most; its time begins anew.",
)
REPLACE_CODE: Final = Endpoint(
    "replaceCode",
    "POST",
    "/api/booth/replacement/code",
    ReplaceCode,
    CodeReplaced,
    "Replace the voting code by one of the reserve. Ballots that were cast stay cast.",
    tag="vote",
    needs=Needs.SESSION,
    errors=(
        ErrorCode.NOT_SEALED,
        ErrorCode.NOT_FOUND,
        ErrorCode.VOTE_CLOSED,
        ErrorCode.RESERVE_EMPTY,
        ErrorCode.RESERVE_LOCKED,
        ErrorCode.NO_MORE_CODES,
        ErrorCode.MAILED_CODE_WRONG,
        ErrorCode.MAILED_CODE_EXPIRED,
    ),
    again="The same voting code, while the mailed one is in force and until it opened the booth.",
)
CAST: Final = Endpoint(
    "cast",
    "POST",
    "/api/ballots/{ballot_id}/cast",
    Cast,
    Receipt,
    "Put a ballot into the urn, and the voter into the register: both or neither.",
    tag="vote",
    needs=Needs.SESSION,
    errors=(
        ErrorCode.NOT_FOUND,
        ErrorCode.NOT_SEALED,
        ErrorCode.VOTE_CLOSED,
        ErrorCode.CODE_NEEDED,
        ErrorCode.ALREADY_VOTED,
        ErrorCode.BALLOT_REFUSED,
    ),
    status=201,
    largest=256 * 1024,
    again="The same receipt, for the same bytes.",
    repeatable=True,
)
FIND_BALLOT: Final = Endpoint(
    "findBallot",
    "POST",
    "/api/receipts",
    FindBallot,
    FoundBallot,
    "The ballot of a tracker, with its receipt: whoever has the tracker may ask.",
    tag="vote",
    errors=(ErrorCode.NOT_FOUND,),
    again="The same.",
    repeatable=True,
)
READ_RESULTS: Final = Endpoint(
    "readResults",
    "GET",
    "/api/results",
    NOTHING,
    Results,
    "How far the count of each ballot is, and the results.",
    tag="vote",
)

ENDPOINTS: Final[tuple[Endpoint[Any, Any], ...]] = tuple(
    value for value in list(globals().values()) if isinstance(value, Endpoint)
)
