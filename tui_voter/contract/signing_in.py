"""Signing in, and the session that it opens."""

from __future__ import annotations

from typing import Final

from tui_voter.contract.captchas import Captcha, CaptchaAnswer
from tui_voter.contract.election import Election
from tui_voter.contract.endpoint import NOTHING, Endpoint, Needs, Subject
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.portal import Portal
from tui_voter.contract.shapes import (
    Address,
    PasswordText,
    Request,
    Response,
    Seconds,
    SecretResponse,
    Token,
)
from tui_voter.secret import Secret
from tui_voter.tuples import NamedTuple


class SignedIn(SecretResponse, frozen=True, kw_only=True):
    """A session is open; it ends after ``expires_in`` seconds without a request."""

    session: Token
    expires_in: Seconds
    election: Election


class SessionOpened(NamedTuple):
    """The portal has let the voter in: the session's ``token``, the election as it stood then,
    and after how many seconds without a request the session ends."""

    token: Secret
    election: Election
    idle: int

    @classmethod
    def of(cls, answer: SignedIn) -> SessionOpened:
        return cls(Secret(answer.session), answer.election, answer.expires_in)


SIGN_IN_CAPTCHA: Final = Endpoint(
    Subject("session"),
    "POST /api/sign-in/captcha",
    NOTHING,
    Captcha,
    "A captcha for signing in.",
    again="Another captcha.",
)


async def sign_in_captcha(portal: Portal) -> Captcha:
    return await portal.call(SIGN_IN_CAPTCHA, None)


class SignIn(Request, frozen=True, kw_only=True):
    """Sign in. ``sign_in_refused`` reveals neither whether the identifier is known nor whether the
    password was wrong; ``too_many`` gives the seconds to wait."""

    identifier: Address
    password: PasswordText
    captcha_id: Token
    captcha_answer: CaptchaAnswer


SIGN_IN: Final = Endpoint(
    Subject("session", Needs.CAPTCHA),
    "POST /api/sign-in",
    SignIn,
    SignedIn,
    "Open a session. The answer never says whether the identifier or the password is wrong.",
    errors=(ErrorCode.SIGN_IN_REFUSED, ErrorCode.TOO_MANY),
    again="The same session, while it lives. After a refusal, `captcha_expired`.",
    repeatable=True,
)


async def sign_in(
    portal: Portal,
    identifier: str,
    password: Secret,
    captcha_id: str,
    captcha_answer: CaptchaAnswer,
) -> SessionOpened:
    """Raises PortalRefused with a fresh captcha when the captcha, or the identifier with the
    password, is not right."""
    request = SignIn(
        identifier=identifier,
        password=password.reveal(),
        captcha_id=captcha_id,
        captcha_answer=captcha_answer,
    )
    return SessionOpened.of(await portal.call(SIGN_IN, request))


class SessionEnded(Response, frozen=True, kw_only=True):
    """The session is no more. Travels as 204, without a body."""


END_SESSION: Final = Endpoint(
    Subject("session", Needs.SESSION),
    "DELETE /api/session",
    NOTHING,
    SessionEnded,
    "End the session of the bearer token.",
    status=204,
    again="`session_ended`: it has.",
    repeatable=True,
)


async def end_session(portal: Portal, session: Secret) -> None:
    await portal.call(END_SESSION, None, session)
