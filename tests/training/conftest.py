"""A training's portal: it serves, and notes how far its learners come."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from mock_server.core.settings import Settings
from mock_server.db.engine import Database
from mock_server.election.context import open_database
from mock_server.training.room import Learner, Room
from mock_server.training.trainer import Trainer
from tests.portal import conftest as portals
from tests.portal.conftest import Portal, Stopping, serving

settings, kind, busy_timeout = portals.settings, portals.kind, portals.busy_timeout
stopping, sqlite, postgresql = portals.stopping, portals.sqlite, portals.postgresql
portal, run, looks_often = portals.portal, portals.run, portals.looks_often
pytest_generate_tests = portals.pytest_generate_tests


@dataclass
class Training:
    """A portal, what the trainer sees of it, and what they can do."""

    portal: Portal
    database: Database
    trainer: Trainer

    @property
    def settings(self) -> Settings:
        return self.portal.settings

    def room(self) -> Room:
        return self.trainer.look()

    def learner(self, address: str) -> Learner:
        (learner,) = [item for item in self.room().learners if item.address == address]
        return learner


@pytest.fixture
def training(
    settings: Settings, stopping: Stopping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Training]:
    monkeypatch.chdir(tmp_path)  # where folders beside a database are that is no file
    settings = replace(settings, training=True)
    database, election, _url = open_database(settings)
    with closing(database), serving(settings, stopping) as portal:
        yield Training(portal, database, Trainer(portal.settings, database, election))
