"""How far the count of each ballot is."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from mock_server.db import schema
from mock_server.election.ballots import ballot_names
from mock_server.election.context import PortalContext
from tui_voter.contract.shapes import BallotResult, CountState, Language, Results

_ballot, _sealed, _register = schema.ballot, schema.sealed_ballot, schema.register

_voted = (
    select(func.count())
    .where(_register.c.ballot_id == _ballot.c.id)
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
        _voted.label("voted"),
    )
    .join(_sealed, _sealed.c.ballot_id == _ballot.c.id)
    .order_by(_ballot.c.position)
)


def urn_path(uuid: str) -> str:
    return f"/urn/{uuid}.bel"


async def read_results(context: PortalContext, language: Language) -> Results:
    def act(tx: Connection) -> Results:
        names = ballot_names(tx, language)
        return Results(
            ballots=tuple(
                BallotResult(
                    ballot_id=row.id,
                    name=names[row.id],
                    uuid=row.uuid,
                    state=CountState.CLOSED if row.closed else CountState.OPEN,
                    voters=row.voters,
                    cast=row.voted,
                    seats=row.seats,
                    counts=(),
                    urn=urn_path(row.uuid),
                )
                for row in tx.execute(_ALL)
            )
        )

    return await context.database.reading(act)
