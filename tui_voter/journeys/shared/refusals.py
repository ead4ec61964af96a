"""All sentences for links and requests that are refused, shared by all journeys.

Each sentence says what happened, what it means, and what to do next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from math import ceil
from typing import Final

from tui_voter.contract.errors import (
    Cause,
    ErrorCode,
    PortalError,
    PortalMisbehaved,
    PortalRefused,
    PortalTimeout,
    PortalUnreachable,
    PortalUntrusted,
)
from tui_voter.contract.link_faults import LinkFault, LinkRefused
from tui_voter.contract.rules import CAPTCHA_LIFETIME
from tui_voter.countdown import elapsed_seconds
from tui_voter.dialogue import FieldError, Notice, Refused, Text
from tui_voter.journeys.shared.moments import short_time
from tui_voter.journeys.shared.trust import untrusted
from tui_voter.messages import gettext as _
from tui_voter.messages import gettext_noop, ngettext


def link_refused(refusal: LinkRefused, field: str) -> Refused:
    """Return the refusal of a text that holds no usable link. Its sentence says that nothing was
    sent."""
    text, short = _LINK_WORDS[refusal.fault]
    return Refused(FieldError(field, _(text).format(host=refusal.host), _(short)))


def portal_address_refused(refusal: LinkRefused, field: str) -> Refused:
    """Return the refusal of a portal address that is not valid."""
    if refusal.fault in (LinkFault.NOT_HTTPS, LinkFault.DISGUISED, LinkFault.ANOTHER_PORTAL):
        return link_refused(refusal, field)
    return Refused(
        FieldError(
            field,
            _(
                "This is not the address of a portal. It should look like "
                "https://portal.example: copy it from the letter from your elections office."
            ),
            _("bad address"),
        )
    )


Words = Mapping[ErrorCode, tuple[str, str]]
"""The sentence for each error code at one place, with its short form."""


def portal_failed(
    error: PortalError,
    field: str = "",
    questions: Mapping[str, str] | None = None,
    here: Words | None = None,
) -> Refused:
    """Return the portal's failure in words. What the voter typed is kept and may be sent again.

    The refusal belongs to ``field`` if an answer is to blame, otherwise to the form as a whole.
    ``here`` overrides the words of some codes.
    """
    text, short = _words_of(error, here or {})
    cause = error.code.cause if isinstance(error, PortalRefused) else None
    where = field if cause in (Cause.ANSWER, Cause.LINK) else ""
    ends = isinstance(error, PortalUntrusted) or (cause in (Cause.LINK, Cause.STATE) and not where)
    again = _repeated_answer(error, where) if isinstance(error, PortalRefused) and where else None
    slowed = isinstance(error, PortalRefused) and error.code is ErrorCode.TOO_MANY
    return Refused(
        FieldError(where, text, short),
        questions=questions,
        ends=ends,
        again=again,
        rate_limited_field=field if slowed else "",
    )


def _repeated_answer(refused: PortalRefused, field: str) -> FieldError | None:
    """Return the error for a wrong answer that is typed again: sending it would cost an attempt."""
    sentence = _REPEATED.get(refused.code)
    return FieldError(field, _(sentence), _("unchanged")) if sentence else None


def failed_on_the_way(error: PortalError) -> Notice:
    """Return the portal's failure as a notice, for a voter who has chosen an entry and typed
    nothing."""
    text, short = _words_of(error, {})
    if isinstance(error, PortalRefused) and error.code is ErrorCode.BUSY:
        text = _("The portal is busy. Choose again in a moment.")
    elif isinstance(error, PortalTimeout):
        text = _("The portal is taking too long to answer. Choose again in a moment.")
    elif isinstance(error, PortalUnreachable):
        text = _("The portal cannot be reached right now. Choose again in a moment.")
    elif isinstance(error, PortalMisbehaved):
        text = _(
            "The portal sent a reply that this program does not understand. Choose again later."
        )
    return Notice(text, short)


def not_sealed() -> Notice:
    """Return the notice that the ballots are not sealed yet."""
    text, short = _WORDS[ErrorCode.NOT_SEALED]
    return Notice(_(text), _(short))


def recovery_failed(error: PortalError, field: str = "") -> Refused:
    """Return :func:`portal_failed` with the words for a recovery link."""
    return portal_failed(error, field, here=_translated(_RECOVERY_WORDS))


def no_code_mailed(error: PortalError) -> Notice:
    """Return why no code was emailed for a recovery link."""
    refusal = portal_failed(
        error,
        here={
            ErrorCode.TOO_MANY: (
                _("No more codes are emailed with this link: get another link."),
                _("no more codes"),
            )
        },
    )
    return Notice(refusal.errors[0].says, refusal.errors[0].short)


def sign_in_failed(
    error: PortalError,
    field: str = "",
    questions: Mapping[str, str] | None = None,
    identifier: str = "",
    *,
    is_renewal: bool = False,
) -> Refused:
    """Return :func:`portal_failed` with the words for signing in, again if ``is_renewal``. The
    refusal does not tell whether the ``identifier`` or the password is wrong."""
    here: dict[ErrorCode, tuple[str, str]] = {}
    if is_renewal:
        wrong = _("The password for {identifier} is wrong.")
    else:
        wrong = _(
            "The password or the address {identifier} is wrong. To change the address, go back."
        )
        here[ErrorCode.TOO_MANY] = (
            _("Too many attempts. {again} Or use “Forgotten password” to get a link."),
            _("too many attempts"),
        )
    here[ErrorCode.SIGN_IN_REFUSED] = wrong.format(identifier=identifier), _("not recognised")
    return portal_failed(error, field, questions, here)


def _words_of(error: PortalError, here: Words) -> tuple[Text, str]:
    if isinstance(error, PortalRefused):
        return _words_of_code(error, here)
    if isinstance(error, PortalTimeout):
        return (
            _("The portal is taking too long to answer. What you typed has been kept: try again."),
            _("no answer in time"),
        )
    if isinstance(error, PortalUnreachable):
        return (
            _(
                "The portal cannot be reached. Check your connection. What you typed has been "
                "kept: try again."
            ),
            _("cannot be reached"),
        )
    if isinstance(error, PortalUntrusted):
        return untrusted(error)
    if isinstance(error, PortalMisbehaved):
        return (
            _(
                "The portal sent a reply that this program does not understand. What you typed "
                "has been kept: try again later."
            ),
            _("unexpected reply"),
        )
    raise error


def _translated(words: Words) -> dict[ErrorCode, tuple[str, str]]:
    return {code: (_(says), _(short)) for code, (says, short) in words.items()}


_LINK_WORDS: Final = {
    LinkFault.NO_LINK: (
        gettext_noop(
            "There is no one-time link in this text. Paste the link from the email, or "
            "ask for a new one."
        ),
        gettext_noop("no link found"),
    ),
    LinkFault.SEVERAL: (
        gettext_noop("This text contains several links. Paste only one, the latest you received."),
        gettext_noop("several links"),
    ),
    LinkFault.NO_START: (
        gettext_noop(
            "This link is incomplete: its start is missing. Copy the whole link from the "
            "email, beginning with “https://”."
        ),
        gettext_noop("start missing"),
    ),
    LinkFault.TRUNCATED: (
        gettext_noop(
            "This link is incomplete: its end is missing. Copy the whole link from the "
            "email, up to its last character."
        ),
        gettext_noop("link incomplete"),
    ),
    LinkFault.ALTERED: (
        gettext_noop(
            "This link has been altered: at least one character differs from the one in "
            "the email. Copy and paste it instead of typing it."
        ),
        gettext_noop("link altered"),
    ),
    LinkFault.NOT_HTTPS: (
        gettext_noop(
            "This link does not use a secure connection: it does not begin with https. "
            "Nothing was sent. Check where it came from."
        ),
        gettext_noop("link not secure"),
    ),
    LinkFault.BAD_HOST: (
        gettext_noop(
            "The name of the site is not clear in this link: {host}. Nothing was sent. "
            "Check where it came from."
        ),
        gettext_noop("suspicious site"),
    ),
    LinkFault.DISGUISED: (
        gettext_noop(
            "This link is written to hide where it leads. Nothing was sent. Do not use it, "
            "and tell the help desk."
        ),
        gettext_noop("disguised link"),
    ),
    LinkFault.OTHER_PAGE: (
        gettext_noop(
            "This link leads to another page, not to the activation of an account. Paste "
            "the one-time link from the email."
        ),
        gettext_noop("another page"),
    ),
    LinkFault.ANOTHER_PORTAL: (
        gettext_noop(
            "From here, only the portal of this training room is reached. Nothing was sent."
        ),
        gettext_noop("another portal"),
    ),
}
"""The sentence for each fault of a link, with its short form."""

_RECOVERY_WORDS: Final = {
    ErrorCode.LINK_USED: (
        gettext_noop(
            "This link is no longer valid: the password or the challenge question has "
            "been changed since it was sent. Sign in with your current password. If you "
            "did not make this change, tell the help desk."
        ),
        gettext_noop("link already used"),
    ),
    ErrorCode.LINK_EXPIRED: (
        gettext_noop(
            "This link has expired. To get another one, choose “Sign in”, then "
            "“Forgotten password”."
        ),
        gettext_noop("link expired"),
    ),
    ErrorCode.TRIES_SPENT: (
        gettext_noop(
            "Too many wrong answers: this link no longer works. To get another one, "
            "choose “Sign in”, then “Forgotten password”."
        ),
        gettext_noop("no attempts left"),
    ),
    ErrorCode.TOO_MANY: (
        gettext_noop(
            "Too many wrong answers, with this link and others. {again} If this link has "
            "expired by then, get another one. If these answers were not yours, tell the "
            "help desk."
        ),
        gettext_noop("too many attempts"),
    ),
    ErrorCode.PASSWORD_UNCHANGED: (
        gettext_noop("This is already your password: sign in with it, or choose another one."),
        gettext_noop("same as current"),
    ),
    ErrorCode.TICKET_REPLACED: (
        gettext_noop(
            "Meanwhile, someone, perhaps you in another window, has answered the "
            "question or typed a code again. Go back and do it once more."
        ),
        gettext_noop("answered again"),
    ),
    ErrorCode.MAILED_CODE_EXPIRED: (
        gettext_noop(
            "The emailed code is no longer valid: it has expired or has been used. Have "
            "another one emailed to you."
        ),
        gettext_noop("code expired"),
    ),
}
"""The words for a recovery link."""

_PASSWORD_REPEATED: Final = gettext_noop(
    "You already gave this password, and it was refused: it was not sent again, and no "
    "attempt was used."
)
_REPEATED: Final = {
    ErrorCode.ANSWER_WRONG: gettext_noop(
        "You already gave this answer, and it was refused: it was not sent again, and no "
        "attempt was used."
    ),
    ErrorCode.MAILED_CODE_WRONG: gettext_noop(
        "You already gave this code, and it was refused: it was not sent again, and no "
        "attempt was used."
    ),
    ErrorCode.SIGN_IN_REFUSED: _PASSWORD_REPEATED,
    ErrorCode.PASSWORD_WRONG: _PASSWORD_REPEATED,
}
"""The sentence for a wrong answer that is typed again, by the error code of the first time."""

_WORDS: Final = {
    ErrorCode.NOT_FOUND: (
        gettext_noop("This is not on the portal, or no longer is. Go back and choose again."),
        gettext_noop("not found"),
    ),
    ErrorCode.LINK_UNKNOWN: (
        gettext_noop(
            "The portal does not recognise this link. Check where it came from, or ask for "
            "a new one."
        ),
        gettext_noop("unknown link"),
    ),
    ErrorCode.LINK_USED: (
        gettext_noop(
            "This link has already been used: the account is active. Sign in with your "
            "password. If you did not activate this account yourself, tell the help desk."
        ),
        gettext_noop("link already used"),
    ),
    ErrorCode.LINK_EXPIRED: (
        gettext_noop("This link has expired. Ask for a new one."),
        gettext_noop("link expired"),
    ),
    ErrorCode.LINK_WITHDRAWN: (
        gettext_noop(
            "This link no longer works: your account has been reset and must be activated "
            "again. Use the link from the latest email, or ask for a new one."
        ),
        gettext_noop("link cancelled"),
    ),
    ErrorCode.TRIES_SPENT: (
        gettext_noop("Too many wrong answers: this link no longer works. Ask for another one."),
        gettext_noop("no attempts left"),
    ),
    ErrorCode.CAPTCHA_WRONG: (
        gettext_noop("Wrong answer. New question."),
        gettext_noop("wrong captcha"),
    ),
    ErrorCode.CAPTCHA_EXPIRED: (
        gettext_noop(
            "The captcha is no longer valid: it can be used once, within {n} minutes. Here is "
            "another question."
        ),
        gettext_noop("captcha expired"),
    ),
    ErrorCode.PASSWORD_REFUSED: (
        gettext_noop(
            "The portal does not accept this password: it does not meet all the rules. "
            "Choose another one."
        ),
        gettext_noop("not accepted"),
    ),
    ErrorCode.TICKET_REPLACED: (
        gettext_noop(
            "Meanwhile, someone, perhaps you in another window, has created another "
            "password with the same link. Go back and create yours again."
        ),
        gettext_noop("password replaced"),
    ),
    ErrorCode.QUESTION_UNKNOWN: (
        gettext_noop("The portal no longer offers this question. Choose another one."),
        gettext_noop("withdrawn"),
    ),
    ErrorCode.ANSWER_REFUSED: (
        gettext_noop("The portal does not accept this answer. Choose another one."),
        gettext_noop("not accepted"),
    ),
    ErrorCode.SIGN_IN_REFUSED: (
        gettext_noop("The email address or the password is wrong."),
        gettext_noop("not recognised"),
    ),
    ErrorCode.PASSWORD_WRONG: (
        gettext_noop("This is not your current password. Type it again."),
        gettext_noop("wrong password"),
    ),
    ErrorCode.TELEPHONE_REFUSED: (
        gettext_noop(
            "This is not a telephone number: it must have 6 to 15 digits, with a leading + "
            "for a number abroad."
        ),
        gettext_noop("incorrect"),
    ),
    ErrorCode.CLAIMS_CLOSED: (
        gettext_noop("The deadline has passed and claims are closed. Contact the help desk."),
        gettext_noop("deadline passed"),
    ),
    ErrorCode.KEY_REUSED: (
        gettext_noop(
            "The portal has already received this, with different contents. Go back, check "
            "what was recorded and, if necessary, start again."
        ),
        gettext_noop("already sent"),
    ),
    ErrorCode.NOT_SEALED: (
        gettext_noop(
            "The ballots have not been sealed yet: voting is not possible. Contact the help desk."
        ),
        gettext_noop("not sealed"),
    ),
    ErrorCode.VOTE_CLOSED: (
        gettext_noop("The vote is not open: this ballot has not been cast."),
        gettext_noop("not cast"),
    ),
    ErrorCode.CODE_NEEDED: (
        gettext_noop("Your session is a new one: type your voting code again, then vote."),
        gettext_noop("code needed"),
    ),
    ErrorCode.CODE_REFUSED: (
        gettext_noop(
            "The portal does not recognise this voting code. Check that it is your own: the one "
            "on your voting notice or, if it has been replaced, the new one."
        ),
        gettext_noop("not recognised"),
    ),
    ErrorCode.RESERVE_EMPTY: (
        gettext_noop("No replacement voting code is left: contact the help desk."),
        gettext_noop("none left"),
    ),
    ErrorCode.RESERVE_LOCKED: (
        gettext_noop("Voting codes cannot be replaced at the moment: contact the help desk."),
        gettext_noop("not possible now"),
    ),
    ErrorCode.NO_MORE_CODES: (
        gettext_noop("Your voting code cannot be replaced again: contact the help desk."),
        gettext_noop("replaced before"),
    ),
    ErrorCode.MAILED_CODE_EXPIRED: (
        gettext_noop(
            "The emailed code is no longer valid: it has expired, or there were too many wrong "
            "attempts. Ask for another."
        ),
        gettext_noop("code expired"),
    ),
    ErrorCode.ALREADY_VOTED: (
        gettext_noop(
            "You have already voted in this election, here or elsewhere. This ballot has "
            "not been cast."
        ),
        gettext_noop("already voted"),
    ),
    ErrorCode.BALLOT_REFUSED: (
        gettext_noop(
            "The portal has checked this ballot and refused it: it has not been cast. Update "
            "the program, or contact the help desk."
        ),
        gettext_noop("ballot refused"),
    ),
    ErrorCode.SESSION_ENDED: (
        gettext_noop("Your session has ended: sign in again to continue."),
        gettext_noop("session over"),
    ),
    ErrorCode.TOO_MANY: (
        gettext_noop("Too many requests. {again}"),
        gettext_noop("too many requests"),
    ),
    ErrorCode.BUSY: (
        gettext_noop("The portal is busy. What you typed has been kept. {again}"),
        gettext_noop("portal busy"),
    ),
}
"""The sentence of each error code and its short form, if they do not depend on the attempts
left."""


def _words_of_code(refused: PortalRefused, here: Words) -> tuple[Text, str]:
    problem = refused.problem
    tries_left = problem.tries_left or 0
    words = _translated(_WORDS) | {
        ErrorCode.ANSWER_WRONG: (
            ngettext(
                "That is not the recorded answer. {tries} attempt left.",
                "That is not the recorded answer. {tries} attempts left.",
                tries_left,
            ),
            _("wrong answer"),
        ),
        ErrorCode.MAILED_CODE_WRONG: (
            ngettext(
                "This is not the code that was emailed to you. {tries} attempt left.",
                "This is not the code that was emailed to you. {tries} attempts left.",
                tries_left,
            ),
            _("wrong code"),
        ),
    }
    code = problem.code
    if code is ErrorCode.ANSWER_WRONG and not tries_left and code not in here:
        code = ErrorCode.TRIES_SPENT
    text, short = {**words, **here}.get(
        code,
        (
            _(
                "The portal could not process the request: error {code}. What you typed has been "
                "kept: try again later."
            ),
            _("request failed"),
        ),
    )
    known = {
        "code": problem.code.value,
        "tries": tries_left,
        "n": CAPTCHA_LIFETIME // timedelta(minutes=1),
    }
    if "{again}" not in text:
        return text.format(**known), short
    again = _again_in(problem.retry_after or 5)
    return lambda: text.format(again=again(), **known), short


def _again_in(seconds: float) -> Callable[[], str]:
    """Return a function that says when to try again, ``seconds`` from now at first."""
    until = elapsed_seconds() + seconds

    def text() -> str:
        left = ceil(until - elapsed_seconds())
        if left <= 0:
            return _("You can try again now.")
        return _("Try again in {wait}.").format(wait=short_time(left))

    return text
