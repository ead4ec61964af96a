"""``/api/sign-in``: from an identifier and a password to a session."""

from __future__ import annotations

from litestar import post
from litestar.params import JSONBody

from mock_server.accounts import sign_in as acts
from mock_server.accounts.progress import Step, by_identifier, noted
from mock_server.captcha.register import Act
from mock_server.http.problems import documented
from mock_server.http.routes.requests import TheClient, TheContext, TheLanguage, json_only
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.shapes import Captcha, SignedIn, SignIn


@post(
    "/api/sign-in/captcha",
    status_code=200,
    operation_id="signInCaptcha",
    tags=["session"],
    responses=documented(),
)
async def new_captcha(context: TheContext, spoken: TheLanguage) -> Captcha:
    """A captcha to sign in with."""
    return await acts.new_captcha(context, Act.SIGN_IN, spoken)


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
    context: TheContext, client: TheClient, spoken: TheLanguage, data: JSONBody[SignIn]
) -> SignedIn:
    """Open a session. Which of identifier and password is wrong is not told."""
    async with noted(context, by_identifier(data.identifier), Step.SIGNED_IN):
        return await acts.sign_in(context, data, client, spoken)
