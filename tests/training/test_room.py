"""How far each learner has come, as the database tells it; what a trainer does for them, and the
pages to print: whole, private, accessible, and with links that work."""

import re
from pathlib import Path

import pytest

from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.training.handouts import ALL, write_handouts
from mock_server.training.rehearsal import (
    code_of,
    seal_with_made_up_board,
    short_seal,
    vote_folder,
)
from mock_server.training.room import Stage
from mock_server.training.trainer import Order
from mock_server.training.words import step
from mock_server.vote.casting import note_voter
from tests.portal.captcha_solver import solve
from tests.portal.conftest import PASSWORD, Stopping, serving, token_in
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tests.portal_seal import seal
from tests.training.conftest import Training
from tests.web.reading import read

WRONG = "Mauvais2passe-la"

pytestmark = pytest.mark.each_database


def test_a_learner_on_the_way(training: Training) -> None:
    portal = training.portal

    def at() -> tuple[Stage, str, int]:
        learner = training.learner(DEMO_VOTER)
        return learner.stage, learner.error, learner.errors

    assert at() == (Stage.WAITING, "", 0)
    token = portal.invite()
    assert at() == (Stage.INVITED, "", 0)
    captcha = portal.open(token)["captcha"]
    assert at() == (Stage.OPENED, "", 0)
    body = {"token": token, "password": PASSWORD, "captcha_id": captcha["id"]}
    refused = portal.post("activation/password", **body, captcha_answer="nothing of the kind")
    assert at() == (Stage.OPENED, "captcha_wrong", 1)
    again = refused.json()["captcha"]
    body |= {"captcha_id": again["id"], "captcha_answer": solve(again["question"])}
    short = portal.post("activation/password", **{**body, "password": "court"})
    assert short.json()["code"] == "password_refused"
    assert at() == (Stage.OPENED, "password_refused", 1), "of its own kind"
    portal.post("activation/password", **{**body, "password": "court"})
    assert at() == (Stage.OPENED, "password_refused", 2)
    ticket = portal.post("activation/password", **body).json()["ticket"]
    assert at() == (Stage.PASSWORD, "", 0)
    portal.activate(token, ticket, answer="x")
    assert at() == (Stage.PASSWORD, "answer_refused", 1)
    portal.activate(token, ticket)
    assert at() == (Stage.ACTIVE, "", 0)
    portal.post("links/open", token=token)
    assert at() == (Stage.ACTIVE, "link_used", 1)
    portal.try_sign_in(password=WRONG)
    assert at() == (Stage.ACTIVE, "sign_in_refused", 1)
    portal.sign_in()
    assert at() == (Stage.SIGNED_IN, "", 0)


def test_a_step_back_is_none_and_the_time_of_a_step_stays(training: Training) -> None:
    portal = training.portal
    token = portal.invite()
    portal.create_password(token)
    reached = portal.clock.now
    portal.clock.advance(minutes=5)
    portal.open(token)
    learner = training.learner(DEMO_VOTER)
    assert (learner.stage, learner.since) == (Stage.PASSWORD, reached)


def test_a_forgotten_password_counts_as_signing_in(training: Training) -> None:
    portal = training.portal
    portal.activated()
    token = portal.recovery_link()
    portal.answer(token, "wrong")
    assert training.learner(DEMO_VOTER).error == "answer_wrong"
    portal.reset(token, portal.recovery_ticket(token), "Autre2passe-solide")
    learner = training.learner(DEMO_VOTER)
    assert (learner.stage, learner.error) == (Stage.SIGNED_IN, "")


def test_totals_equal_the_databases(training: Training) -> None:
    portal = training.portal
    portal.activated()
    portal.sign_in()
    portal.create_password(portal.invite(OTHER_VOTER))
    addresses = [learner.address for learner in training.room().learners]
    portal.open(portal.invite(addresses[4]))
    portal.invite(addresses[5])
    room = training.room()
    totals = room.totals()
    assert [*totals.values()] == [4, 3, 2, 1, 1, 0, 0]
    assert room.refused() == 0
    active = portal.sql("SELECT count(*) FROM voter WHERE activated_at IS NOT NULL")
    assert active == [(totals[Stage.ACTIVE],)]
    invited = portal.sql("SELECT count(DISTINCT voter_id) FROM mailed_link")
    assert invited == [(totals[Stage.INVITED],)]


def test_a_note_that_fails_or_is_of_an_earlier_version_stops_nobody(training: Training) -> None:
    token = training.portal.invite()
    with training.portal.refusing("progress"):
        assert training.portal.open(token)
    assert training.learner(DEMO_VOTER).stage is Stage.INVITED
    training.portal.create_password(token)
    training.portal.sql("UPDATE progress SET step = 'question'")
    assert training.learner(DEMO_VOTER).stage is Stage.INVITED


def test_unlocked_a_learner_signs_in_and_answers_at_once(training: Training) -> None:
    portal = training.portal
    portal.activated()
    for _try in range(6):
        portal.try_sign_in(password=WRONG)
    assert portal.try_sign_in().json()["code"] == "too_many"
    assert training.learner(DEMO_VOTER).error == "too_many"
    for _link in range(2):
        token = portal.recovery_link()
        for _try in range(5):
            portal.answer(token, "Woodstock")
    token = portal.recovery_link()
    assert portal.answer(token).json()["code"] == "too_many"
    training.trainer.obey(Order.UNLOCK, DEMO_VOTER)
    assert portal.answer(token).status_code == 200
    assert portal.sign_in()


def test_reset_a_learner_starts_anew(training: Training) -> None:
    portal = training.portal
    _token, _ticket, session = portal.activated()
    mails = len(portal.mails())
    said = training.trainer.obey(Order.RESET, DEMO_VOTER)
    assert said == f"The account of {DEMO_VOTER} has been reset: a new link was sent."
    assert not portal.lives(session)
    assert portal.try_sign_in().json()["code"] == "sign_in_refused"
    assert training.learner(DEMO_VOTER).stage is Stage.INVITED
    assert len(portal.mails()) == mails + 1
    portal.activated()
    assert training.learner(DEMO_VOTER).stage is Stage.ACTIVE


def test_reset_takes_back_every_link_that_is_out(training: Training) -> None:
    """Also one that was used: no account is active by it any more."""
    portal = training.portal
    used, ticket, _session = portal.activated()
    recovery = portal.recovery_link()
    training.trainer.obey(Order.RESET, DEMO_VOTER)
    for answer in (
        portal.post("links/open", token=used),
        portal.activate(used, ticket),
        portal.post("recovery/open", token=recovery),
    ):
        assert (answer.status_code, answer.json()["code"]) == (410, "link_withdrawn")
    unused = portal.invite()
    training.trainer.obey(Order.RESET, DEMO_VOTER)
    assert portal.post("links/open", token=unused).json()["code"] == "link_withdrawn"


def test_invited_again_a_learner_has_another_link(training: Training) -> None:
    portal = training.portal
    portal.invite()
    assert training.trainer.obey(Order.INVITE, DEMO_VOTER) == f"{DEMO_VOTER} was invited again."
    assert portal.sql("SELECT count(*) FROM mail WHERE kind = 'activation'") == [(2,)]
    portal.activated()
    with pytest.raises(Fault, match="already active"):
        training.trainer.obey(Order.INVITE, DEMO_VOTER)
    with pytest.raises(Fault, match="No voter"):
        training.trainer.obey(Order.UNLOCK, "nobody@nowhere.exemple")


def test_where_no_training_runs_nothing_is_noted(settings: Settings, stopping: Stopping) -> None:
    with serving(settings, stopping) as portal:
        portal.activated()
        assert portal.sql("SELECT count(*) FROM progress") == [(0,)]


def test_who_has_voted_in_how_many_ballots_is_known(training: Training, tmp_path: Path) -> None:
    seal(training.settings, tmp_path / "board")
    training.portal.activated()
    before = training.learner(DEMO_VOTER)
    assert (before.voted, before.ballots) == (0, 4)
    for voted, ballot in enumerate(("csa-national", "csa-academique"), 1):
        with training.database.write() as tx:
            note_voter(tx, ballot, 1)
        learner = training.learner(DEMO_VOTER)
        assert (learner.stage, learner.voted) == (Stage.ACTIVE, voted)
        assert training.trainer.waiting(learner) == (None, False), "when they voted, nobody notes"
    assert training.room().totals()[Stage.VOTED] == 1
    assert training.room().totals()[Stage.SIGNED_IN] == 0, "an activation signs in, once"
    training.trainer.obey(Order.RESET, DEMO_VOTER)
    assert step(training.learner(DEMO_VOTER)) == "invited"
    totals = training.room().totals()
    assert (totals[Stage.INVITED], totals[Stage.ACTIVE], totals[Stage.VOTED]) == (1, 0, 1)


def link_of(page: Path) -> str:
    (link,) = re.findall(r"http://\S+/activation/[\w-]+", page.read_text(encoding="utf-8"))
    assert isinstance(link, str)
    return link


def test_a_page_for_everybody_who_is_not_active(training: Training, tmp_path: Path) -> None:
    training.portal.activated()
    folder = tmp_path / "pages"
    said = write_handouts(training.settings, folder)
    others = len(training.room().learners) - 1
    assert said.startswith(f"{others} handouts are in {folder}. They open accounts: print {ALL}")
    for end in ("html", "txt"):
        links = {link_of(page) for page in folder.glob(f"[0-9]*.{end}")}
        assert len(links) == others
    text, page = folder / "002-guegan.txt", folder / "002-guegan.html"
    assert link_of(text) == link_of(page)
    assert training.portal.open(token_in(link_of(text)))["name"]
    assert training.portal.sql("SELECT count(*) FROM mail WHERE kind = 'activation'") == [(1,)]


def test_nothing_is_overwritten(training: Training, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    one = training.room().learners[1].address
    write_handouts(training.settings, folder, [one.upper(), one, "2", "002"])
    assert {page.name for page in folder.iterdir()} == {ALL, "002-guegan.html", "002-guegan.txt"}
    links = training.portal.sql("SELECT count(*) FROM mailed_link")
    with pytest.raises(Fault, match="already exists"):
        write_handouts(training.settings, folder)
    with pytest.raises(Fault, match="No voter has the address or number nobody"):
        write_handouts(training.settings, tmp_path / "others", ["nobody@nowhere.exemple"])
    assert not (tmp_path / "others").exists()
    assert training.portal.sql("SELECT count(*) FROM mailed_link") == links


def test_in_the_learners_language_without_script(training: Training, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    training.portal.sql("UPDATE voter SET language = 'en' WHERE id = 2")
    training.portal.sql("UPDATE voter SET family_name = '<b>\"&' WHERE id = 3")
    write_handouts(training.settings, folder)
    french = (folder / "001-dumont.html").read_text(encoding="utf-8")
    english = (folder / "002-guegan.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in french
    assert DEMO_VOTER in french
    assert '<html lang="en">' in english
    (hostile,) = folder.glob("003-*.html")
    for page in (french, english, hostile.read_text(encoding="utf-8")):
        reading = read(page)
        assert not {"script", "img", "link", "b"} & {each.name for each in reading.elements}
        assert reading.one("h1")
        assert reading.one("main")
        assert reading.one("svg").attributes["role"] == "img"
        assert "<title>" in page[page.index("<svg") :]


def test_a_page_has_the_voting_notice_once_it_is_sealed(training: Training, tmp_path: Path) -> None:
    board = vote_folder(training.settings)
    seal_with_made_up_board(training.settings, board, lambda _sentence: None)
    folder = tmp_path / "pages"
    write_handouts(training.settings, folder, [DEMO_VOTER])
    for end in ("txt", "html"):
        page = (folder / f"001-dumont.{end}").read_text(encoding="utf-8")
        assert code_of(board, 1) in page
        assert short_seal(board) in page
        assert "Votre notice de vote" in page
