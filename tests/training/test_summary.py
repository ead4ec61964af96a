"""Learners in reserve, and what a training came to: no choice, no secret, nobody named."""

import csv
from pathlib import Path

import msgspec
import pytest

from mock_server.cli import main
from mock_server.core.errors import Fault
from mock_server.training import learners, spares
from mock_server.training.handouts import write_handouts
from mock_server.training.room import Stage
from mock_server.training.summary import CERTIFICATES, PAGE, TABLE
from mock_server.training.trainer import Order
from mock_server.vote.casting import note_voter
from tests.portal.conftest import PASSWORD
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tests.training.conftest import Training
from tests.web.reading import read
from tui_voter.contract.languages import Language

pytestmark = pytest.mark.each_database


def test_a_spare_learner_is_in_the_room_once_taken_or_begun(
    training: Training, tmp_path: Path
) -> None:
    portal, trainer = training.portal, training.trainer
    spares.keep(training.settings, 3)
    room = training.room()
    assert ([each.id for each in room.learners][-1], room.spares) == (57, 3)
    write_handouts(training.settings, tmp_path / "sheets")
    (sheet,) = (tmp_path / "sheets").glob("058-spare-*.txt")
    assert "(réserve, numéro 58)" in sheet.read_text(encoding="utf-8")
    assert training.room().spares == 3, "a sheet is no learner"
    assert trainer.obey(Order.SPARE).endswith("is in the room, with sheet 58.")
    learner = training.room().learners[-1]
    assert (learner.id, learner.stage) == (58, Stage.INVITED)
    ((address,),) = portal.sql("SELECT address FROM voter WHERE id = 59")
    portal.open(portal.invite(address))
    assert (training.room().learners[-1].id, training.room().spares) == (59, 1)
    trainer.obey(Order.SPARE)
    assert (training.room().learners[-1].id, training.room().spares) == (60, 0)
    with pytest.raises(Fault, match="No learner is left in reserve"):
        trainer.obey(Order.SPARE)


def test_spares_vote_as_the_others_and_have_addresses_of_their_own(training: Training) -> None:
    room = learners.read(training.settings, None, 2, Language.FR)
    first, second = room.voters
    taken = msgspec.structs.replace(second, address="Electeur04@formation.exemple")
    room = msgspec.structs.replace(room, voters=(first, taken))
    added = spares.with_spares(room, 3, Language.EN).voters[2:]
    told = [(voter.id, voter.address[:10], voter.ballots == first.ballots) for voter in added]
    assert told == [(3, "electeur03", True), (4, "electeur05", True), (5, "electeur06", True)]
    with pytest.raises(Fault, match="up to 999 learners, not 1000"):
        spares.with_spares(room, 998, Language.EN)


def test_a_training_is_summed_up_without_a_name_and_who_finished_has_a_certificate(
    training: Training, tmp_path: Path
) -> None:
    portal, folder = training.portal, tmp_path / "summary"
    secrets = [DEMO_VOTER, "Camille", PASSWORD, "csa-national"]
    for address, minutes in ((DEMO_VOTER, 2), (OTHER_VOTER, 6)):
        token = portal.invite(address)
        portal.open(token)
        portal.clock.advance(minutes=minutes)
        ticket = portal.create_password(token)
        for _try in range(minutes):
            portal.activate(token, ticket, answer="x")
        portal.clock.advance(minutes=1)
        secrets += [token, ticket, portal.activate(token, ticket).json()["session"]]
    portal.open(portal.invite(training.room().learners[2].address))
    portal.clock.advance(minutes=5)  # they are stuck, and stay so
    assert training.trainer.obey(Order.SUMMARY).endswith("; nobody has finished.")
    with training.database.write() as tx:
        for ballot in ("csa-national", "csa-academique", "capa", "cap"):
            note_voter(tx, ballot, 1)
    training.trainer.obey(Order.RESET, OTHER_VOTER)  # its times are gone, its refusals are not
    said = training.trainer.obey(Order.SUMMARY)
    assert "a certificate for 1 learner who finished" in said
    kept = Path(said.rpartition(" ")[2])
    database = training.settings.database
    assert main(["--lang", "en", "summary", "--database", database, str(folder)]) == 0
    for name in (PAGE, TABLE):
        text = (folder / name).read_text(encoding="utf-8")
        assert not any(secret in text for secret in secrets)
    page = read((folder / PAGE).read_text(encoding="utf-8"))
    cells = " ".join(cell.text.replace("\u00a0", " ") for cell in page.all("td"))
    assert "password created 1 / 60 2 min 2 min 1 account active 1 / 60 1 min 1 min 0" in cells
    assert "password created answer not accepted 2 8" in cells
    assert (kept / TABLE).read_bytes() == (folder / TABLE).read_bytes()
    rows = [*csv.DictReader((folder / TABLE).read_text(encoding="utf-8").splitlines())]
    assert [*rows[0].values()] == ["1", "active", "120", "60", "4", "4", "2", "answer_refused"]
    assert [*rows[1].values()][1:4] == ["invited", "", ""]
    certificates = (folder / CERTIFICATES).read_text(encoding="utf-8")
    assert certificates.count("<main") == 1
    assert "Camille Dumont" in certificates
    assert "L’élection était fictive" in certificates, "in the learner's language"
