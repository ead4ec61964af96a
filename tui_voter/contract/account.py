"""The voter's account: what the portal knows of them, and what they can change."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta

from tui_voter.contract.activation import ChallengeQuestion
from tui_voter.contract.endpoint import NOTHING, Endpoint, Needs, Subject
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.limits import LONGEST_LINE, LONGEST_TELEPHONE
from tui_voter.contract.portal import Portal
from tui_voter.contract.shapes import (
    MOST_QUESTIONS,
    MOST_WORDS,
    AnswerText,
    PasswordText,
    Request,
    Response,
    ShortText,
)
from tui_voter.secret import Secret

_PROFILE: Final = Subject("profile", Needs.SESSION)


class Profile(Response, frozen=True, kw_only=True):
    """The voter as the portal has them. ``affiliation`` is where they work, ``body`` the
    corps they belong to; "" for what is not known. ``words`` as in an Invitation.
    ``questions`` are those that one may choose; ``question_id`` is the chosen one."""

    identifier: ShortText
    family_name: ShortText
    first_name: ShortText
    affiliation: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""
    body: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""
    telephone: Annotated[str, Meta(max_length=LONGEST_TELEPHONE)] = ""
    language: Language
    words: Annotated[tuple[ShortText, ...], Meta(max_length=MOST_WORDS)]
    question_id: ShortText
    questions: Annotated[
        tuple[ChallengeQuestion, ...], Meta(min_length=1, max_length=MOST_QUESTIONS)
    ]


READ_PROFILE: Final = Endpoint(
    _PROFILE, "GET /api/profile", NOTHING, Profile, "The voter's profile."
)


async def read_profile(portal: Portal, session: Secret) -> Profile:
    return await portal.call(READ_PROFILE, None, session)


class ChangeProfile(Request, frozen=True, kw_only=True):
    """What voters can change themselves; "" removes the telephone number."""

    telephone: Annotated[str, Meta(max_length=LONGEST_TELEPHONE)]
    language: Language


CHANGE_PROFILE: Final = Endpoint(
    _PROFILE,
    "PATCH /api/profile",
    ChangeProfile,
    Profile,
    "Change the telephone number and the language.",
    errors=(ErrorCode.TELEPHONE_REFUSED,),
    again="The same.",
    repeatable=True,
)


async def change_profile(
    portal: Portal, session: Secret, telephone: str, language: Language
) -> Profile:
    request = ChangeProfile(telephone=telephone, language=language)
    return await portal.call(CHANGE_PROFILE, request, session)


class Changed(Response, frozen=True, kw_only=True):
    """It is done."""


class ChangePassword(Request, frozen=True, kw_only=True):
    """A new password. All other sessions of the voter end; an email confirms it."""

    password: PasswordText
    new_password: PasswordText


CHANGE_PASSWORD: Final = Endpoint(
    _PROFILE,
    "POST /api/profile/password",
    ChangePassword,
    Changed,
    "Change the password. All other sessions of the voter end.",
    errors=(ErrorCode.PASSWORD_REFUSED, ErrorCode.PASSWORD_WRONG, ErrorCode.TOO_MANY),
    again="Nothing more, for an hour and in the same session.",
    repeatable=True,
)


async def change_password(
    portal: Portal, session: Secret, password: Secret, new_password: Secret
) -> None:
    request = ChangePassword(password=password.reveal(), new_password=new_password.reveal())
    await portal.call(CHANGE_PASSWORD, request, session)


class ChangeQuestion(Request, frozen=True, kw_only=True):
    """Another challenge question, or another answer. An email confirms it."""

    password: PasswordText
    question_id: ShortText
    answer: AnswerText


CHANGE_QUESTION: Final = Endpoint(
    _PROFILE,
    "POST /api/profile/question",
    ChangeQuestion,
    Changed,
    "Change the challenge question, or its answer.",
    errors=(
        ErrorCode.QUESTION_UNKNOWN,
        ErrorCode.ANSWER_REFUSED,
        ErrorCode.PASSWORD_WRONG,
        ErrorCode.TOO_MANY,
    ),
    again="Nothing more.",
    repeatable=True,
)


async def change_question(
    portal: Portal, session: Secret, password: Secret, question_id: str, answer: Secret
) -> None:
    request = ChangeQuestion(
        password=password.reveal(), question_id=question_id, answer=answer.reveal()
    )
    await portal.call(CHANGE_QUESTION, request, session)
