"""From a mailed link to an active account: the link, the password with its captcha, and the
challenge question."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta

from tui_voter.contract.captchas import Captcha, CaptchaAnswer
from tui_voter.contract.election import Election
from tui_voter.contract.endpoint import CAPTCHA, NOTHING, Endpoint, Needs, Subject
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.portal import Portal
from tui_voter.contract.shapes import (
    MOST_QUESTIONS,
    MOST_WORDS,
    Address,
    AnswerText,
    LongText,
    PasswordText,
    Request,
    Response,
    Seconds,
    SecretResponse,
    ShortText,
    Token,
)
from tui_voter.contract.signing_in import SessionOpened, SignedIn
from tui_voter.secret import Secret

PIN_DIGITS: Final = 6

_ACTIVATION: Final = Subject("activation", Needs.LINK)

# --- A new link

LINK_CAPTCHA: Final = Endpoint(
    Subject("links"),
    "POST /api/links/captcha",
    NOTHING,
    Captcha,
    "A captcha for requesting a new link.",
    again="Another captcha.",
)


async def link_captcha(portal: Portal) -> Captcha:
    return await portal.call(LINK_CAPTCHA, None)


class LinkRequest(Request, frozen=True, kw_only=True):
    """Ask for a new activation link. Known and unknown addresses are answered alike."""

    address: Address
    captcha_id: Token
    captcha_answer: CaptchaAnswer


class LinkRequested(Response, frozen=True, kw_only=True):
    """The request was accepted; whether an email is sent is not revealed."""


REQUEST_LINK: Final = Endpoint(
    Subject("links", Needs.CAPTCHA),
    "POST /api/links",
    LinkRequest,
    LinkRequested,
    "Ask for a new link by email. The answer is the same for every address.",
    errors=(ErrorCode.TOO_MANY,),
    status=202,
    again="Nothing more, for an hour.",
    repeatable=True,
)


async def request_link(
    portal: Portal, address: str, captcha_id: str, captcha_answer: CaptchaAnswer
) -> None:
    request = LinkRequest(address=address, captcha_id=captcha_id, captcha_answer=captcha_answer)
    await portal.call(REQUEST_LINK, request)


# --- What the link opens


class ChallengeQuestion(Response, frozen=True, kw_only=True):
    """A "question défi" of the election's list."""

    id: ShortText
    text: LongText


class OpenLink(Request, frozen=True, kw_only=True):
    """Open an activation link. Reading it does not use it up."""

    token: Token


class Invitation(Response, frozen=True, kw_only=True):
    """What an activation link opens.

    ``name`` and ``address`` are masked, for a screen that others may see. ``words`` are the
    voter's own name and address in parts; they are never shown, and tell the strength meter what
    a password must not be based on.
    """

    name: ShortText
    address: ShortText
    words: Annotated[tuple[ShortText, ...], Meta(max_length=MOST_WORDS)]
    captcha: Captcha
    questions: Annotated[
        tuple[ChallengeQuestion, ...], Meta(min_length=1, max_length=MOST_QUESTIONS)
    ]
    election: Election
    expires_in: Seconds


OPEN_LINK: Final = Endpoint(
    Subject("links", Needs.LINK),
    "POST /api/links/open",
    OpenLink,
    Invitation,
    "Show what a link opens. This does not use it up.",
    again="The same, with another captcha.",
)


async def open_link(portal: Portal, token: Secret) -> Invitation:
    return await portal.call(OPEN_LINK, OpenLink(token=token.reveal()))


# --- A seat in a training room


class TakeSeat(Request, frozen=True, kw_only=True):
    """Ask, in a training room, for the link of a learner, who has the number and the PIN of a
    sheet. No other portal has seats."""

    number: Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,3}(?!\n)$")]
    pin: Annotated[str, Meta(pattern=rf"^[0-9]{{{PIN_DIGITS}}}(?!\n)$")]


class Seat(SecretResponse, frozen=True, kw_only=True):
    """The token of an activation link of the learner's own."""

    token: Token


TAKE_SEAT: Final = Endpoint(
    Subject("links", Needs.LINK),
    "POST /api/links/seat",
    TakeSeat,
    Seat,
    "In a training room: a link for the number and the PIN of a learner's sheet.",
    errors=(ErrorCode.TOO_MANY,),
    again="Another link; the earlier ones remain valid.",
    repeatable=True,
)


async def take_seat(portal: Portal, number: str, pin: Secret) -> Secret:
    """The token of a link. Raises PortalRefused: ``link_unknown`` if number and PIN are of no
    sheet, ``link_used`` if the learner's account is active."""
    request = TakeSeat(number=number, pin=pin.reveal())
    return Secret((await portal.call(TAKE_SEAT, request)).token)


# --- The password, and the account


class NewCaptcha(Request, frozen=True, kw_only=True):
    """Another captcha for the activation that this link opens."""

    token: Token


NEW_CAPTCHA: Final = Endpoint(
    _ACTIVATION,
    "POST /api/captchas",
    NewCaptcha,
    Captcha,
    "Another captcha for an activation.",
    again="Another captcha.",
)


async def new_captcha(portal: Portal, token: Secret) -> Captcha:
    return await portal.call(NEW_CAPTCHA, NewCaptcha(token=token.reveal()))


class CreatePassword(Request, frozen=True, kw_only=True):
    """Create the password, with the captcha of the invitation."""

    token: Token
    password: PasswordText
    captcha_id: Token
    captcha_answer: CaptchaAnswer


class PasswordCreated(SecretResponse, frozen=True, kw_only=True):
    """The password is kept with the link until ``Activate`` names this ticket."""

    ticket: Token


CREATE_PASSWORD: Final = Endpoint(
    _ACTIVATION,
    "POST /api/activation/password",
    CreatePassword,
    PasswordCreated,
    "Store a password with the link. The ticket replaces any earlier one.",
    errors=(ErrorCode.PASSWORD_REFUSED, *CAPTCHA),
    again="The same ticket, while no other has replaced it.",
    repeatable=True,
)


async def create_password(
    portal: Portal, token: Secret, password: Secret, captcha_id: str, captcha_answer: CaptchaAnswer
) -> Secret:
    """The ticket to activate with. Raises PortalRefused with a fresh captcha when the captcha's
    answer is wrong or late."""
    request = CreatePassword(
        token=token.reveal(),
        password=password.reveal(),
        captcha_id=captcha_id,
        captcha_answer=captcha_answer,
    )
    return Secret((await portal.call(CREATE_PASSWORD, request)).ticket)


class Activate(Request, frozen=True, kw_only=True):
    """Choose the challenge question, and activate the account."""

    token: Token
    ticket: Token
    question_id: ShortText
    answer: AnswerText


ACTIVATE: Final = Endpoint(
    _ACTIVATION,
    "POST /api/activation",
    Activate,
    SignedIn,
    "Activate the account and open a session.",
    errors=(ErrorCode.TICKET_REPLACED, ErrorCode.QUESTION_UNKNOWN, ErrorCode.ANSWER_REFUSED),
    again="The same session, while it lives.",
    repeatable=True,
)


async def activate(
    portal: Portal, token: Secret, ticket: Secret, question_id: str, answer: Secret
) -> SessionOpened:
    request = Activate(
        token=token.reveal(),
        ticket=ticket.reveal(),
        question_id=question_id,
        answer=answer.reveal(),
    )
    return SessionOpened.of(await portal.call(ACTIVATE, request))
