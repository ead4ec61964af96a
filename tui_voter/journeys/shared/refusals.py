"""Every way in which a link or the portal says no, in words: one place for all journeys.

Each sentence says what happened, what it means, and what to do next.
"""

from __future__ import annotations

from collections.abc import Mapping

from tui_voter.contract.errors import (
    ErrorCode,
    PortalError,
    PortalMisbehaved,
    PortalRefused,
    PortalTimeout,
    PortalUnreachable,
    PortalUntrusted,
)
from tui_voter.contract.links import LinkFault, LinkRefused
from tui_voter.dialogue import FieldError, Notice, Refused
from tui_voter.journeys.shared.moments import short_time
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext


def link_refused(refusal: LinkRefused, field: str) -> Refused:
    """A text that is not a usable link. Nothing was sent, and the sentence says so."""
    words: dict[LinkFault, tuple[str, str]] = {
        LinkFault.NO_LINK: (
            _(
                "There is no activation link in this text. Paste the link of the mail, "
                "or ask for a new one."
            ),
            _("no link in it"),
        ),
        LinkFault.SEVERAL: (
            _("This text holds several links. Paste a single one, the latest you received."),
            _("several links"),
        ),
        LinkFault.TRUNCATED: (
            _(
                "This link is cut short: its end is missing. Copy it whole from the mail, "
                "down to its last character."
            ),
            _("link cut short"),
        ),
        LinkFault.ALTERED: (
            _(
                "This link was altered: at least one character differs from the mail's. "
                "Copy and paste it rather than typing it."
            ),
            _("link altered"),
        ),
        LinkFault.NOT_HTTPS: (
            _(
                "This link does not lead to a secure connection (https). "
                "Nothing was sent. Check where it comes from."
            ),
            _("link not secure"),
        ),
        LinkFault.BAD_HOST: (
            _(
                "The name of the site in this link is not written plainly: {host}. "
                "Nothing was sent. Check where it comes from."
            ),
            _("doubtful site"),
        ),
        LinkFault.DISGUISED: (
            _(
                "This link is written so as to hide where it leads. "
                "Nothing was sent. Do not use it, and warn your elections office."
            ),
            _("disguised link"),
        ),
        LinkFault.OTHER_PAGE: (
            _(
                "This link leads to another page, not to the activation of an account. "
                "Paste the unique link of the mail."
            ),
            _("another page"),
        ),
    }
    text, short = words[refusal.fault]
    return Refused(FieldError(field, text.format(host=refusal.host), short))


def portal_address_refused(refusal: LinkRefused, field: str) -> Refused:
    """A typed portal address that names no portal one may write to."""
    if refusal.fault in (LinkFault.NOT_HTTPS, LinkFault.DISGUISED):
        return link_refused(refusal, field)
    return Refused(
        FieldError(
            field,
            _(
                "This is not the address of a portal. It looks like "
                "https://portal.example: copy it from your elections office's letter."
            ),
            _("bad address"),
        )
    )


_NOBODYS_FAULT = {
    ErrorCode.BUSY,
    ErrorCode.CLAIMS_CLOSED,
    ErrorCode.INTERNAL,
    ErrorCode.KEY_REUSED,
    ErrorCode.NOT_FOUND,
    ErrorCode.SESSION_ENDED,
    ErrorCode.TOO_MANY,
}

Words = Mapping[ErrorCode, tuple[str, str]]
"""What a code means at one place: the sentence, and its short form."""


def portal_failed(
    error: PortalError,
    field: str = "",
    questions: Mapping[str, str] | None = None,
    here: Words | None = None,
) -> Refused:
    """A failure of the portal in words. What was typed is kept, and may be sent again.

    It stands on ``field`` where an answer is to blame, else on the form as a whole.
    ``here`` has the words of codes that mean something else at this place.
    """
    text, short = _words_of(error, here or {})
    blamed = isinstance(error, PortalRefused) and error.code not in _NOBODYS_FAULT
    return Refused(FieldError(field if blamed else "", text, short), questions=questions)


def failed_on_the_way(error: PortalError) -> Notice:
    """:func:`portal_failed` where nothing was typed that might be lost: an entry was chosen."""
    text, short = _words_of(error, {})
    if isinstance(error, PortalRefused) and error.code is ErrorCode.BUSY:
        wait = short_time(error.problem.retry_after or 5)
        text = _("The portal is busy. Choose again in {wait}.").format(wait=wait)
    elif isinstance(error, PortalTimeout):
        text = _("The portal takes too long to answer. Choose again in a moment.")
    elif isinstance(error, PortalUnreachable):
        text = _("The portal cannot be reached for now. Choose again in a moment.")
    elif isinstance(error, PortalMisbehaved):
        text = _(
            "The portal answered in a way that this program does not understand. Choose again "
            "later."
        )
    return Notice(text, short)


def recovery_failed(error: PortalError, field: str = "") -> Refused:
    """:func:`portal_failed` where a recovery link is used."""
    return portal_failed(
        error,
        field,
        here={
            ErrorCode.LINK_USED: (
                _(
                    "This link is used up: a new password or challenge question was chosen "
                    "since it was sent. Sign in with your password of now. If it was not you "
                    "who chose it, warn your elections office."
                ),
                _("link used already"),
            ),
            ErrorCode.LINK_EXPIRED: (
                _(
                    "This link is no longer valid: its time is over. To receive another one, "
                    "choose “Sign in”, then “Forgotten password”."
                ),
                _("link expired"),
            ),
            ErrorCode.TRIES_SPENT: (
                _(
                    "The question was answered wrongly too many times: this link no longer opens "
                    "anything. To receive another one, choose “Sign in”, then “Forgotten "
                    "password”."
                ),
                _("no tries left"),
            ),
            ErrorCode.TOO_MANY: (
                _(
                    "The question was answered wrongly too many times, with this link and "
                    "others. Try again in {wait}, with another link if this one is no longer "
                    "valid by then. If it was not you who answered, warn your elections office."
                ),
                _("too many tries"),
            ),
            ErrorCode.TICKET_REPLACED: (
                _(
                    "Somebody, perhaps yourself in another window, has answered the question "
                    "again meanwhile. Go back and answer it once more."
                ),
                _("answered again"),
            ),
        },
    )


def sign_in_failed(
    error: PortalError, field: str = "", questions: Mapping[str, str] | None = None
) -> Refused:
    """:func:`portal_failed` where the voter signs in. A refusal tells neither whether the
    identifier is known nor whether it was the password."""
    return portal_failed(
        error,
        field,
        questions,
        {
            ErrorCode.TOO_MANY: (
                _(
                    "Too many tries for now. Try again in {wait}, or ask for a link: "
                    "forgotten password."
                ),
                _("too many tries"),
            )
        },
    )


def _words_of(error: PortalError, here: Words) -> tuple[str, str]:
    if isinstance(error, PortalRefused):
        return _words_of_code(error, here)
    if isinstance(error, PortalTimeout):
        return (
            _("The portal takes too long to answer. What you typed is kept: try again."),
            _("no answer in time"),
        )
    if isinstance(error, PortalUnreachable):
        return (
            _(
                "The portal cannot be reached. Check your connection. "
                "What you typed is kept: try again."
            ),
            _("cannot be reached"),
        )
    if isinstance(error, PortalUntrusted):
        return (
            _(
                "The portal could not prove its identity (invalid certificate). "
                "Nothing was sent. Do not go on; warn your elections office."
            ),
            _("identity unproven"),
        )
    if isinstance(error, PortalMisbehaved):
        return (
            _(
                "The portal answered in a way that this program does not understand. "
                "What you typed is kept: try again later."
            ),
            _("odd answer"),
        )
    raise error


def _words_of_code(refused: PortalRefused, here: Words) -> tuple[str, str]:
    problem = refused.problem
    tries_left = problem.tries_left or 0
    words: dict[ErrorCode, tuple[str, str]] = {
        ErrorCode.NOT_FOUND: (
            _("The portal does not have this, or no longer. Go back and choose again."),
            _("not found"),
        ),
        ErrorCode.LINK_UNKNOWN: (
            _(
                "The portal does not know this link. "
                "Check where it comes from, or ask for a new one."
            ),
            _("unknown link"),
        ),
        ErrorCode.LINK_USED: (
            _(
                "This link was used already: the account that it opens is active. Sign in "
                "with your password. If it was not you who activated it, warn your elections "
                "office."
            ),
            _("link used already"),
        ),
        ErrorCode.LINK_EXPIRED: (
            _("This link is no longer valid: its time is over. Ask for a new one."),
            _("link expired"),
        ),
        ErrorCode.LINK_WITHDRAWN: (
            _(
                "This link opens nothing any more: your elections office has taken it back, and "
                "the account is to be activated anew. Use the link of the latest mail, or ask "
                "for a new one."
            ),
            _("link taken back"),
        ),
        ErrorCode.TRIES_SPENT: (
            _(
                "The question was answered wrongly too many times: this link no longer opens "
                "anything. Ask for another one."
            ),
            _("no tries left"),
        ),
        ErrorCode.CAPTCHA_WRONG: (
            _("That is not the answer to the captcha. There is another question now."),
            _("wrong captcha"),
        ),
        ErrorCode.CAPTCHA_EXPIRED: (
            _("The captcha's five minutes are over. There is another question now."),
            _("captcha too late"),
        ),
        ErrorCode.PASSWORD_REFUSED: (
            _("The portal does not take this password: it breaks a rule. Choose another one."),
            _("not accepted"),
        ),
        ErrorCode.TICKET_REPLACED: (
            _(
                "Somebody, perhaps yourself in another window, has created another password "
                "with the same link meanwhile. Go back and create yours again."
            ),
            _("password replaced"),
        ),
        ErrorCode.QUESTION_UNKNOWN: (
            _("The portal no longer offers this question. Choose another one."),
            _("question gone"),
        ),
        ErrorCode.ANSWER_REFUSED: (
            _("The portal does not take this answer. Choose another one."),
            _("not accepted"),
        ),
        ErrorCode.ANSWER_WRONG: (
            ngettext(
                "That is not the answer that was recorded. {tries} try is left.",
                "That is not the answer that was recorded. {tries} tries are left.",
                tries_left,
            ),
            _("wrong answer"),
        ),
        ErrorCode.SIGN_IN_REFUSED: (
            _(
                "The identifier or the password is not right. Check both, and answer the new "
                "captcha."
            ),
            _("not recognised"),
        ),
        ErrorCode.PASSWORD_WRONG: (
            _("This is not your current password. Type it again."),
            _("wrong password"),
        ),
        ErrorCode.TELEPHONE_REFUSED: (
            _(
                "This is not a telephone number: 6 to 15 digits are expected, with a leading + "
                "for a number abroad."
            ),
            _("not a number"),
        ),
        ErrorCode.CLAIMS_CLOSED: (
            _(
                "The deadline for claims has passed: the portal takes none any more. "
                "Turn to your elections office."
            ),
            _("deadline passed"),
        ),
        ErrorCode.KEY_REUSED: (
            _(
                "The portal has received this already, with other contents. Go back, look at "
                "what is there, and if need be start again."
            ),
            _("sent already"),
        ),
        ErrorCode.SESSION_ENDED: (
            _("Your session has ended: whatever you do next asks you to sign in again."),
            _("session over"),
        ),
        ErrorCode.TOO_MANY: (
            _("Too many requests for now. Try again in {wait}."),
            _("too many requests"),
        ),
        ErrorCode.BUSY: (
            _("The portal is busy. What you typed is kept: try again in {wait}."),
            _("portal busy"),
        ),
    }
    code = problem.code
    if code is ErrorCode.ANSWER_WRONG and not tries_left:
        code = ErrorCode.TRIES_SPENT
    text, short = {**words, **here}.get(
        code,
        (
            _("The portal could not do it ({code}). What you typed is kept: try again later."),
            _("not done"),
        ),
    )
    wait = short_time(problem.retry_after or 5)
    return text.format(wait=wait, code=problem.code.value, tries=tries_left), short
