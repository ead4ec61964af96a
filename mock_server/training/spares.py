"""Learners in reserve, for those who come late: made and sealed with the others, and in the room
once they are taken."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from itertools import count, islice

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from mock_server.core.addresses import address_key
from mock_server.core.settings import Settings
from mock_server.db import schema
from mock_server.election.context import open_database
from mock_server.election.folder import ElectionFolder
from mock_server.election.made_up import made_up_voter
from mock_server.election.voters import Voter, lock_voter
from mock_server.training.learners import check_count
from tui_voter.contract.languages import Language

_SPARE = schema.spare
_TAKE = update(_SPARE).where(_SPARE.c.voter_id == bindparam("voter"))
_ALL = select(_SPARE.c.voter_id)


def with_spares(folder: ElectionFolder, number: int, language: Language) -> ElectionFolder:
    """An election with so many learners more, who vote where its first learner does. Raises
    :class:`Fault`."""
    voters = folder.voters
    check_count(len(voters) + number)
    taken = {voter.address_key for voter in voters}
    after = max(voter.id for voter in voters) + 1
    spoken = folder.election.best_language(language)
    made_up = (made_up_voter(each, spoken, voters[0].ballots) for each in count(after))
    free = (voter for voter in made_up if address_key(voter.address) not in taken)
    spares = [
        msgspec.structs.replace(voter, id=after + place)
        for place, voter in enumerate(islice(free, number))
    ]
    return msgspec.structs.replace(folder, voters=(*voters, *spares))


def keep(settings: Settings, number: int) -> None:
    """Keep the last ``number`` learners of a new portal in reserve."""
    database, _election, _url = open_database(settings)
    last = select(schema.voter.c.id).order_by(schema.voter.c.id.desc()).limit(number)
    with closing(database), database.write() as tx:
        for voter in tx.execute(last).scalars().all():
            tx.execute(insert(_SPARE).values(voter_id=voter))


def spares(tx: Connection) -> frozenset[int]:
    """The numbers of all learners who were made as spares, taken or not."""
    return frozenset(tx.execute(_ALL).scalars())


def take(tx: Connection, in_room: frozenset[int], now: datetime) -> Voter | None:
    """Take the first spare who is not yet ``in_room``; None if there is none."""
    left = sorted(spares(tx) - in_room)
    if not left:
        return None
    tx.execute(_TAKE.values(taken_at=now), {"voter": left[0]})
    return lock_voter(tx, left[0])
