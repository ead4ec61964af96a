"""``/api/profile``: what the portal has of the voter."""

from __future__ import annotations

from typing import Any, Final

from litestar import get, patch, post
from litestar.params import JSONBody

from mock_server.accounts import profile
from mock_server.http.problems import documented
from mock_server.http.routes.requests import TheBearer, TheContext, TheLanguage, TheVoter, json_only
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.shapes import (
    Changed,
    ChangePassword,
    ChangeProfile,
    ChangeQuestion,
    Profile,
)

_MINE: Final[dict[str, Any]] = {"tags": ["profile"], "security": [{"session": []}]}
_CHANGE = (ErrorCode.TOO_LARGE, ErrorCode.UNSUPPORTED_MEDIA_TYPE, ErrorCode.SESSION_ENDED)


@get(
    "/api/profile",
    operation_id="readProfile",
    responses=documented(ErrorCode.SESSION_ENDED),
    **_MINE,
)
async def read_profile(context: TheContext, voter: TheVoter, spoken: TheLanguage) -> Profile:
    """The voter as the portal has them."""
    return profile.view_profile(context, voter, spoken)


@patch(
    "/api/profile",
    guards=[json_only],
    operation_id="changeProfile",
    responses=documented(*_CHANGE, ErrorCode.TELEPHONE_REFUSED),
    **_MINE,
)
async def change_profile(
    context: TheContext, voter: TheVoter, spoken: TheLanguage, data: JSONBody[ChangeProfile]
) -> Profile:
    """Change how the voter is reached, and in which language."""
    return await profile.update_profile(context, voter, data, spoken)


@post(
    "/api/profile/password",
    status_code=200,
    guards=[json_only],
    operation_id="changePassword",
    responses=documented(
        *_CHANGE, ErrorCode.PASSWORD_REFUSED, ErrorCode.PASSWORD_WRONG, ErrorCode.TOO_MANY
    ),
    **_MINE,
)
async def change_password(
    context: TheContext, voter: TheVoter, bearer: TheBearer, data: JSONBody[ChangePassword]
) -> Changed:
    """Change the password. All other sessions of the voter end."""
    return await profile.update_password(context, voter, data, bearer)


@post(
    "/api/profile/question",
    status_code=200,
    guards=[json_only],
    operation_id="changeQuestion",
    responses=documented(
        *_CHANGE,
        ErrorCode.QUESTION_UNKNOWN,
        ErrorCode.ANSWER_REFUSED,
        ErrorCode.PASSWORD_WRONG,
        ErrorCode.TOO_MANY,
    ),
    **_MINE,
)
async def change_question(
    context: TheContext, voter: TheVoter, bearer: TheBearer, data: JSONBody[ChangeQuestion]
) -> Changed:
    """Change the challenge question, or its answer."""
    return await profile.update_question(context, voter, data, bearer)
