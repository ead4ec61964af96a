"""A forgotten password: a mailed link, the challenge question or a mailed code, and a new one."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

from tui_voter.contract.activation import OpenLink
from tui_voter.contract.captchas import Captcha, CaptchaAnswer
from tui_voter.contract.election import Election
from tui_voter.contract.endpoint import NOTHING, Endpoint, Needs, Subject
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.limits import LONGEST_TEXT
from tui_voter.contract.portal import Portal
from tui_voter.contract.shapes import (
    MOST_WORDS,
    Address,
    AnswerText,
    PasswordText,
    Request,
    Response,
    Seconds,
    SecretResponse,
    ShortText,
    Token,
    Tries,
)
from tui_voter.contract.signing_in import SessionOpened, SignedIn
from tui_voter.secret import Secret

_RECOVERY: Final = Subject("recovery", Needs.LINK)

# --- The link

RECOVERY_CAPTCHA: Final = Endpoint(
    Subject("recovery"),
    "POST /api/recovery/captcha",
    NOTHING,
    Captcha,
    "A captcha for requesting a recovery link.",
    again="Another captcha.",
)


async def recovery_captcha(portal: Portal) -> Captcha:
    return await portal.call(RECOVERY_CAPTCHA, None)


class RecoveryRequest(Request, frozen=True, kw_only=True):
    """Ask for a recovery link for a forgotten password. All requests get the same answer."""

    identifier: Address
    captcha_id: Token
    captcha_answer: CaptchaAnswer


class RecoveryRequested(Response, frozen=True, kw_only=True):
    """The request was accepted; whether an email is sent is not revealed."""


REQUEST_RECOVERY: Final = Endpoint(
    Subject("recovery", Needs.CAPTCHA),
    "POST /api/recovery",
    RecoveryRequest,
    RecoveryRequested,
    "Ask for a recovery link by email. The answer is the same for every identifier.",
    errors=(ErrorCode.TOO_MANY,),
    status=202,
    again="Nothing more, for an hour.",
    repeatable=True,
)


async def request_recovery(
    portal: Portal, identifier: str, captcha_id: str, captcha_answer: CaptchaAnswer
) -> None:
    request = RecoveryRequest(
        identifier=identifier, captcha_id=captcha_id, captcha_answer=captcha_answer
    )
    await portal.call(REQUEST_RECOVERY, request)


class RecoveryWay(StrEnum):
    """How a voter behind a recovery link shows that it is them: by the answer to their challenge
    question, or by a code that is mailed to them."""

    QUESTION = "question"
    CODE = "code"


class Recovery(Response, frozen=True, kw_only=True):
    """What a recovery link opens: the voter's challenge question, "" where the election does not
    ask it, and whether it mails a code instead. One that was mailed before is in force for
    ``code_expires_in`` seconds; 0 where none is.

    ``name``, ``address`` and ``words`` as in an :class:`Invitation`.
    """

    name: ShortText
    address: ShortText
    words: Annotated[tuple[ShortText, ...], Meta(max_length=MOST_WORDS)]
    question: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""
    mails_code: bool = False
    code_expires_in: Seconds = 0
    tries_left: Tries
    election: Election
    expires_in: Seconds

    def __post_init__(self) -> None:
        if not (self.question or self.mails_code):
            raise ValueError("a recovery that nobody can go on with")


OPEN_RECOVERY: Final = Endpoint(
    _RECOVERY,
    "POST /api/recovery/open",
    OpenLink,
    Recovery,
    "Show the challenge question, if the election asks it. This does not use up the link.",
    errors=(ErrorCode.TRIES_SPENT,),
    again="The same.",
)


async def open_recovery(portal: Portal, token: Secret) -> Recovery:
    return await portal.call(OPEN_RECOVERY, OpenLink(token=token.reveal()))


# --- The answer, or the mailed code


class RecoveryTicket(SecretResponse, frozen=True, kw_only=True):
    """The answer or the code was right; ``ResetPassword`` names this ticket."""

    ticket: Token


class AnswerQuestion(Request, frozen=True, kw_only=True):
    """Answer the challenge question. After five wrong answers or codes the link is spent."""

    token: Token
    answer: AnswerText


ANSWER_QUESTION: Final = Endpoint(
    _RECOVERY,
    "POST /api/recovery/answer",
    AnswerQuestion,
    RecoveryTicket,
    "Answer the challenge question. The ticket replaces any earlier one.",
    errors=(
        ErrorCode.NOT_FOUND,
        ErrorCode.TRIES_SPENT,
        ErrorCode.ANSWER_WRONG,
        ErrorCode.TOO_MANY,
    ),
    again="Another ticket. A wrong answer counts again.",
)


async def answer_question(portal: Portal, token: Secret, answer: Secret) -> Secret:
    """The ticket to reset the password with."""
    request = AnswerQuestion(token=token.reveal(), answer=answer.reveal())
    return Secret((await portal.call(ANSWER_QUESTION, request)).ticket)


class RecoveryCodeMailed(Response, frozen=True, kw_only=True):
    """The mailed code is in force for ``expires_in`` seconds, and no earlier one is."""

    expires_in: Seconds


MAIL_RECOVERY_CODE: Final = Endpoint(
    _RECOVERY,
    "POST /api/recovery/code",
    OpenLink,
    RecoveryCodeMailed,
    "Have a single-use code mailed, to give instead of an answer.",
    errors=(ErrorCode.NOT_FOUND, ErrorCode.TRIES_SPENT, ErrorCode.TOO_MANY),
    status=202,
    again="Another code, three an hour at most; the earlier one is no longer valid.",
)


async def mail_recovery_code(portal: Portal, token: Secret) -> int:
    """For how many seconds the mailed code is in force."""
    request = OpenLink(token=token.reveal())
    return (await portal.call(MAIL_RECOVERY_CODE, request)).expires_in


class GiveRecoveryCode(Request, frozen=True, kw_only=True):
    """Give the mailed code instead of an answer. It can be used once, with its link."""

    token: Token
    mailed_code: Annotated[str, Meta(pattern=r"^[0-9]{15}(?!\n)$")]


GIVE_RECOVERY_CODE: Final = Endpoint(
    _RECOVERY,
    "POST /api/recovery/code/check",
    GiveRecoveryCode,
    RecoveryTicket,
    "Give the mailed code. The ticket replaces any earlier one.",
    errors=(
        ErrorCode.NOT_FOUND,
        ErrorCode.TRIES_SPENT,
        ErrorCode.MAILED_CODE_WRONG,
        ErrorCode.MAILED_CODE_EXPIRED,
    ),
    again="`mailed_code_expired` after a right one, which is used. A wrong code counts again.",
)


async def give_recovery_code(portal: Portal, token: Secret, mailed_code: Secret) -> Secret:
    """The ticket to reset the password with."""
    request = GiveRecoveryCode(token=token.reveal(), mailed_code=mailed_code.reveal())
    return Secret((await portal.call(GIVE_RECOVERY_CODE, request)).ticket)


# --- The new password


class ResetPassword(Request, frozen=True, kw_only=True):
    """The new password. It uses up the link, ends all the voter's sessions, and opens one."""

    token: Token
    ticket: Token
    password: PasswordText


RESET_PASSWORD: Final = Endpoint(
    _RECOVERY,
    "POST /api/recovery/password",
    ResetPassword,
    SignedIn,
    "Replace the password, end all sessions and open one.",
    errors=(
        ErrorCode.TICKET_REPLACED,
        ErrorCode.PASSWORD_REFUSED,
        ErrorCode.PASSWORD_UNCHANGED,
    ),
    again="The same session, while it lives.",
    repeatable=True,
)


async def reset_password(
    portal: Portal, token: Secret, ticket: Secret, password: Secret
) -> SessionOpened:
    request = ResetPassword(
        token=token.reveal(), ticket=ticket.reveal(), password=password.reveal()
    )
    return SessionOpened.of(await portal.call(RESET_PASSWORD, request))
