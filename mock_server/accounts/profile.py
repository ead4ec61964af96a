"""*Mon compte*: a voter's data, and what voters can change themselves.

Changing the password or the question requires the password: a session alone does not prove who the
voter is. Attempts are counted as for signing in, but by session: a stranger's failed sign-ins do
not keep a signed-in voter from changing the password.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import Connection

from mock_server.accounts.account import (
    change_contact,
    change_password,
    change_question,
    check_answer,
    check_password,
)
from mock_server.accounts.links import use_up_links
from mock_server.accounts.repeats import is_marked, leave_mark
from mock_server.accounts.sessions import end_sessions
from mock_server.core.refusals import Refusal
from mock_server.election.context import PortalContext
from mock_server.election.voters import Voter, lock_voter
from mock_server.mail.outbox import queue
from mock_server.mail.templates import letter
from mock_server.security.rate_limit import Guesser, clear_account, clear_tries, count_try
from tui_voter.contract.account import (
    Changed,
    ChangePassword,
    ChangeProfile,
    ChangeQuestion,
    Profile,
)
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.links import LinkKind
from tui_voter.contract.rules import is_telephone, normalise_answer


def view_profile(context: PortalContext, voter: Voter, language: Language) -> Profile:
    return Profile(
        identifier=voter.address,
        family_name=voter.family_name,
        first_name=voter.first_name,
        affiliation=voter.affiliation,
        body=voter.body,
        telephone=voter.telephone,
        language=voter.language,
        words=voter.own_words,
        question_id=voter.question_id or "",
        questions=context.election.question_list(language),
    )


async def update_profile(
    context: PortalContext, voter: Voter, request: ChangeProfile, language: Language
) -> Profile:
    telephone = request.telephone.strip()
    if telephone and not is_telephone(telephone):
        raise Refusal(ErrorCode.TELEPHONE_REFUSED)
    if request.language not in context.election.languages:
        raise Refusal(ErrorCode.INVALID_REQUEST)
    await context.database.writing(
        lambda tx: change_contact(tx, voter, telephone, request.language)
    )
    changed = msgspec.structs.replace(voter, telephone=telephone, language=request.language)
    return view_profile(context, changed, language)


async def update_password(
    context: PortalContext, voter: Voter, request: ChangePassword, bearer: str
) -> Changed:
    """Change the password; all other sessions end, and recovery links sent earlier stop working.

    The same request sent again in the same session is refused: the password is already changed, and
    the old one is wrong.
    """
    now = context.clock()
    if unmet := context.election.policy.unmet(request.new_password):
        raise Refusal(ErrorCode.PASSWORD_REFUSED, rules=unmet)
    async with context.in_turn() as in_turn:
        return await _update_password(in_turn, voter, request, bearer, now)


async def _update_password(
    context: PortalContext, voter: Voter, request: ChangePassword, bearer: str, now: datetime
) -> Changed:
    guesser, right = await _try_password(context, voter, request.password, bearer, now)
    mark = context.key.mac("password changed", bearer.encode())
    if right:
        # This refusal stays counted: nobody may find out the answer by trying passwords.
        await check_password(context, voter, request.new_password)
        password_hash = await context.hasher.hash(request.new_password)
        notice = letter(context.election, voter, "password_changed")

        def act(tx: Connection) -> bool:
            if not change_password(tx, voter, password_hash):
                return False  # it has changed since
            use_up_links(tx, LinkKind.RECOVERY, voter.id, now)
            clear_account(tx, guesser.account)
            end_sessions(tx, voter.id, but=bearer)
            queue(tx, notice, voter_id=voter.id, kind="password_changed", now=now)
            leave_mark(tx, mark, now)
            return True

        if await context.database.writing(act):
            return Changed()

    def look(tx: Connection) -> str | None:
        return lock_voter(tx, voter.id).password_hash if is_marked(tx, mark, now) else None

    changed = await context.database.writing(look)
    if not (changed and await context.hasher.matches(request.new_password, changed)):
        raise Refusal(ErrorCode.PASSWORD_WRONG)
    await context.database.writing(lambda tx: clear_tries(tx, guesser, now))
    return Changed()


async def update_question(
    context: PortalContext, voter: Voter, request: ChangeQuestion, bearer: str
) -> Changed:
    """Change the challenge question or its answer; nothing is done if both stay the same."""
    now = context.clock()
    check_answer(context.election, request.question_id, request.answer, request.password)
    async with context.in_turn() as in_turn:
        return await _update_question(in_turn, voter, request, bearer, now)


async def _update_question(
    context: PortalContext, voter: Voter, request: ChangeQuestion, bearer: str, now: datetime
) -> Changed:
    guesser, right = await _try_password(context, voter, request.password, bearer, now)
    if not right:
        raise Refusal(ErrorCode.PASSWORD_WRONG)

    def clear(tx: Connection) -> None:
        clear_tries(tx, guesser, now)
        clear_tries(tx, Guesser.answering(context.key, voter.address), now)  # the old question's

    answer = normalise_answer(request.answer)
    if voter.question_id == request.question_id and await context.hasher.matches(
        answer, voter.answer_hash or context.hasher.nobodys
    ):
        await context.database.writing(clear)
        return Changed()
    answer_hash = await context.hasher.hash(answer)
    notice = letter(context.election, voter, "question_changed")

    def act(tx: Connection) -> None:
        if not change_question(tx, voter, request.question_id, answer_hash):
            raise Refusal(ErrorCode.PASSWORD_WRONG)  # it has changed since
        use_up_links(
            tx, LinkKind.RECOVERY, voter.id, now
        )  # they may have been opened with the old answer
        clear(tx)
        queue(tx, notice, voter_id=voter.id, kind="question_changed", now=now)

    await context.database.writing(act)
    return Changed()


async def _try_password(
    context: PortalContext, voter: Voter, password: str, bearer: str, now: datetime
) -> tuple[Guesser, bool]:
    """Whether a password is the voter's. Returns also the guesser, with whom the attempt is counted
    until the act takes it back. Raises :class:`Refusal` if the voter must wait."""
    guesser = Guesser.in_session(context.key, voter.address, bearer)
    await context.database.writing(lambda tx: count_try(tx, guesser, now))
    known = voter.password_hash or context.hasher.nobodys
    return guesser, await context.hasher.matches(password, known)
