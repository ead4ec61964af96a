"""``/api/sign-in``: from an identifier and a password to a session."""

from __future__ import annotations

from litestar import post
from litestar.params import JSONBody

from mock_server import sign_in as acts
from mock_server.captcha.register import Act
from mock_server.problems import documented
from mock_server.progress import Step, by_identifier, noted
from mock_server.routes.requests import TheClient, TheLanguage, TheOffice, json_only
from tui_voter.portal.api import Captcha, ErrorCode, SignedIn, SignIn


@post(
    "/api/sign-in/captcha",
    status_code=200,
    operation_id="signInCaptcha",
    tags=["session"],
    responses=documented(),
)
async def new_captcha(office: TheOffice, spoken: TheLanguage) -> Captcha:
    """A captcha to sign in with."""
    return await acts.new_captcha(office, Act.SIGN_IN, spoken)


@post(
    "/api/sign-in",
    status_code=200,
    guards=[json_only],
    operation_id="signIn",
    tags=["session"],
    responses=documented(
        ErrorCode.TOO_LARGE,
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        ErrorCode.CAPTCHA_WRONG,
        ErrorCode.CAPTCHA_EXPIRED,
        ErrorCode.SIGN_IN_REFUSED,
        ErrorCode.TOO_MANY,
    ),
)
async def sign_in(
    office: TheOffice, client: TheClient, spoken: TheLanguage, data: JSONBody[SignIn]
) -> SignedIn:
    """Open a session. Which of identifier and password is wrong is not told."""
    async with noted(office, by_identifier(data.identifier), Step.SIGNED_IN):
        return await acts.sign_in(office, data, client, spoken)
