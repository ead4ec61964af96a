"""A training's portal: it serves, and notes how far its learners come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace

import pytest

from mock_server.core.settings import Settings
from mock_server.db.engine import Database
from mock_server.election.context import open_database
from mock_server.election.model import ElectionDefinition
from mock_server.polling_board import keys
from mock_server.training.learner_actions import LearnerActions
from mock_server.training.room import Learner, Room, look
from mock_server.training.vote_orders import VoteOrders
from tests.polling_board.conftest import CHEAPEST
from tests.portal import conftest as portals
from tests.portal.conftest import Portal, Stopping, serving

settings, kind, busy_timeout = portals.settings, portals.kind, portals.busy_timeout
stopping, sqlite, postgresql = portals.stopping, portals.sqlite, portals.postgresql
pytest_generate_tests = portals.pytest_generate_tests


@dataclass
class Training:
    """A portal, what the trainer sees of it, and what they can do."""

    portal: Portal
    database: Database
    election: ElectionDefinition
    learner_actions: LearnerActions
    vote_orders: VoteOrders

    @property
    def settings(self) -> Settings:
        return self.portal.settings

    def room(self) -> Room:
        with self.database.read() as tx:
            return look(tx)

    def learner(self, address: str) -> Learner:
        (learner,) = [item for item in self.room().learners if item.address == address]
        return learner


@pytest.fixture
def training(settings: Settings, stopping: Stopping) -> Iterator[Training]:
    settings = replace(settings, training=True)
    database, election, public_url = open_database(settings)
    learner_actions = LearnerActions(settings, database, election, public_url)
    with closing(database), serving(settings, stopping) as portal:
        vote_orders = VoteOrders(portal.settings, database, election)
        yield Training(portal, database, election, learner_actions, vote_orders)


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the made-up polling board."""
    monkeypatch.setattr(keys, "REHEARSAL", CHEAPEST)
