"""The results of each ballot, as far as its count is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from mock_server.core.languages import catalogue
from mock_server.db import schema
from mock_server.election.ballots import ballot_names, lists_of
from mock_server.election.context import PortalContext
from mock_server.vote.preparing import blank_vote
from tui_voter.contract.ballots import CandidateList
from tui_voter.contract.languages import Language
from tui_voter.contract.rules import ballots_apart
from tui_voter.contract.vote import AnswerCount, BallotResult, CountState, Replacements, Results
from tui_voter.sealing.archive import Kind
from tui_voter.sealing.election import read_election
from tui_voter.sealing.tally import read_result

_ballot, _sealed, _register, _ending, _tally, _log = (
    schema.ballot,
    schema.sealed_ballot,
    schema.register,
    schema.ending,
    schema.tally,
    schema.replacement_log,
)

_voted = (
    select(func.count())
    .where(_register.c.ballot_id == _ballot.c.id)
    .correlate(_ballot)
    .scalar_subquery()
)
_result = (
    select(_tally.c.text)
    .where(_tally.c.ballot_id == _ballot.c.id, _tally.c.kind == Kind.RESULT)
    .correlate(_ballot)
    .scalar_subquery()
)
_ALL = (
    select(
        _ballot.c.id,
        _ballot.c.seats,
        _ballot.c.voters,
        _sealed.c.uuid,
        _sealed.c.closed,
        _sealed.c.election,
        _voted.label("voted"),
        _result.label("result"),
        _log.c.number.label("log"),
        _ending.c.replaced,
        _ending.c.cast_from_reserve,
    )
    .join(_sealed, _sealed.c.ballot_id == _ballot.c.id)
    .outerjoin(_log, (_log.c.ballot_id == _ballot.c.id) & (_log.c.number == 0))
    .outerjoin(_ending, _ending.c.ballot_id == _ballot.c.id)
    .order_by(_ballot.c.position)
)


def end_path(uuid: str) -> str:
    return f"/urn/{uuid}.end.json"


async def read_results(context: PortalContext, language: Language) -> Results:
    def act(tx: Connection) -> Results:
        names = ballot_names(tx, language)
        return Results(
            ballots=tuple(
                msgspec.structs.replace(
                    _of(row, names[row.id], lists_of(tx, row.id, language), blank_vote(language)),
                    seats_rule=context.election.seats_rules.get(row.id),
                )
                for row in tx.execute(_ALL).all()
            )
        )

    return await context.database.reading(act)


def replacements_of(tx: Connection) -> dict[str, Replacements]:
    """The replacements of each ballot that was sealed with a log and whose urn is closed, by its
    id."""
    rows = ((row.id, _replacements(row)) for row in tx.execute(_ALL))
    return {ballot_id: told for ballot_id, told in rows if told}


def replacements_in_words(told: Replacements, language: Language) -> str:
    _, ngettext = catalogue(language).gettext, catalogue(language).ngettext
    if not told.replaced and not told.cast:
        return _("No voting code was replaced.")
    return _("{replaced}; {cast}.").format(
        replaced=ngettext(
            "{count} voting code was replaced", "{count} voting codes were replaced", told.replaced
        ).format(count=told.replaced),
        cast=ngettext(
            "{count} ballot was cast with a replacement code",
            "{count} ballots were cast with a replacement code",
            told.cast,
        ).format(count=told.cast),
    )


def _of(row: Any, name: str, lists: Sequence[CandidateList], blank: str) -> BallotResult:
    """The result of one ballot. ``lists`` are in the order of the ballot paper, on which the
    ``blank`` vote is last."""
    sealed = read_election(row.election.encode())
    counts: tuple[AnswerCount, ...] = ()
    state = CountState.CLOSED if row.closed else CountState.OPEN
    if row.result is not None:
        state = CountState.COUNTED
        names = [*((one.name, one.union) for one in lists), (blank, "")]
        votes = read_result(row.result.encode())
        counts = tuple(
            AnswerCount(
                name=known, official=_if_different(answer, known), union=union, votes=number
            )
            for answer, (known, union), number in zip(sealed.answers, names, votes, strict=True)
        )
    return BallotResult(
        ballot_id=row.id,
        name=name,
        official=_if_different(sealed.name, name),
        uuid=row.uuid,
        state=state,
        voters=row.voters,
        cast=row.voted,
        seats=row.seats,
        counts=counts,
        has_log=row.log is not None,
        replacements=_replacements(row),
    )


def revealed(votes: Sequence[int], language: Language) -> str:
    """The sentence about what the votes of each answer reveal of single votes; "" if nothing."""
    ngettext = catalogue(language).ngettext
    apart, count = ballots_apart(votes), sum(votes)
    if apart is None:
        return ""
    if apart == 0:
        return ngettext(
            "This result reveals a vote: there is only one ballot.",
            "This result reveals how each voter voted: all ballots are for the same choice.",
            count,
        )
    return ngettext(
        "This result reveals to each of the two voters how the other voted: there are only two "
        "ballots.",
        "This result reveals to one voter how all the others voted: all ballots but theirs are for "
        "the same choice.",
        count - 1,
    )


def _replacements(row: Any) -> Replacements | None:
    if row.replaced is None:
        return None
    return Replacements(replaced=row.replaced, cast=row.cast_from_reserve)


def _if_different(official: str, name: str) -> str:
    """The sealed name if it differs from the one that the reader sees; "" if not."""
    return official if official != name else ""
