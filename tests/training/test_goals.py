"""Who is stuck, by the one rule that the help tells; in rows, totals, lines and JSON."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from mock_server.training.goals import REFUSALS, STUCK_AFTER
from mock_server.training.lines import JsonTalk
from mock_server.training.room import Stage
from mock_server.training.trainer import Order
from mock_server.training.words import how_long
from mock_server.vote.casting import note_voter
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tests.portal_seal import seal
from tests.training.conftest import Training
from tests.training.test_lines import Room

pytestmark = pytest.mark.each_database

MOMENT = timedelta(seconds=1)


def test_who_is_stuck_at_a_step_until_the_vote_opens_and_from_then_on(
    training: Training, tmp_path: Path
) -> None:
    portal, trainer = training.portal, training.trainer
    seal(training.settings, tmp_path / "board")

    def told(address: str = DEMO_VOTER) -> str:
        return how_long(trainer.waiting(training.learner(address))).replace("\u00a0", " ")

    assert told() == "", "nobody has invited them"
    token = portal.invite()
    portal.clock.advance(hours=1)
    assert told() == "", "they are still being talked to"
    portal.open(token)
    portal.clock.advance(seconds=(STUCK_AFTER - MOMENT).seconds)
    assert told() == "4 min 59 s"
    portal.clock.advance(seconds=1)
    assert told() == "stuck 5 min"
    portal.activated()
    portal.activated(OTHER_VOTER)
    portal.clock.advance(hours=1)
    assert told() == "", "they are where all are to be until the vote opens"
    trainer.obey(Order.OPEN)
    portal.clock.advance(minutes=4)
    assert told() == "4 min", "from the opening on"
    trainer.obey(Order.PAUSE)
    trainer.obey(Order.RESUME)
    portal.clock.advance(minutes=6)
    with training.database.write() as tx:
        note_voter(tx, "csa-national", 1)
    assert (told(), told(OTHER_VOTER)) == ("", "stuck 6 min")
    for _try in range(REFUSALS):
        assert portal.try_sign_in(password="Mauvais2passe-la").status_code == 422
    assert told() == "stuck"
    assert trainer.stuck() == [1, 2]
    trainer.obey(Order.CLOSE)
    portal.clock.advance(hours=1)
    trainer.look()
    assert trainer.stuck() == [1], "nothing is left to do"


def test_the_first_thing_that_a_learner_does_may_be_refused(training: Training) -> None:
    portal, trainer = training.portal, training.trainer
    portal.invite()
    portal.clock.advance(hours=1)
    assert portal.try_sign_in().status_code == 422
    portal.clock.advance(seconds=STUCK_AFTER.seconds)
    trainer.look()
    assert trainer.stuck() == [1]


def test_lines_and_json_tell_when_a_learner_gets_stuck_once(training: Training) -> None:
    portal = training.portal
    lines, objects = Room(training), Room(training, kind=JsonTalk)
    portal.open(portal.invite())
    for told in (lines, objects):
        told.look()
        told.lines.clear()
    portal.clock.advance(minutes=5)
    for told in (lines, objects):
        told.look()
        told.look()
    said, totals = lines.lines
    assert said.endswith(f"Camille Dumont, {DEMO_VOTER}: link opened, stuck for 5\u00a0min")
    assert totals.endswith("stuck: 1, refused at their step: 0.")
    (line,) = objects.lines
    assert (json.loads(line)["stuck"], json.loads(line)["learners"]) == ([1], [])
    lines.obey("help")
    assert "been at a step for 5\u00a0min, or met the same refusal 3 times" in lines.lines[-1]


def test_a_bar_counts_those_who_can_reach_its_step(training: Training) -> None:
    """Red: it would never be full for a room in which somebody is on no roll."""
    training.portal.sql("DELETE FROM roll_entry WHERE voter_id = 1")
    room = training.room()
    assert (room.of(Stage.ACTIVE), room.of(Stage.FINISHED)) == (60, 59)
