"""The room in lines: what has changed, once, and orders that are obeyed."""

import gettext
import json
from dataclasses import dataclass, field

import pytest

from mock_server.core.errors import Fault
from mock_server.core.languages import DOMAIN, LOCALE_DIR
from mock_server.training.lines import JsonTalk, Talk
from mock_server.training.rehearsal import seal_with_made_up_board, vote_folder
from mock_server.training.trainer import Order
from mock_server.vote.casting import note_voter
from mock_server.vote.closing import close_vote
from tests.portal_process import DEMO_VOTER
from tests.training.conftest import Training


@dataclass
class Room:
    """A talk with a trainer over a portal, and what was said in it."""

    training: Training
    lines: list[str] = field(default_factory=list)
    kind: type[Talk] | type[JsonTalk] = Talk

    def __post_init__(self) -> None:
        self.talk = self.kind(self.training.trainer, self.lines.append)

    def look(self) -> None:
        self.talk.look()

    def obey(self, order: str) -> bool:
        self.talk.obey(order)
        return self.talk.has_ended


def speak(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)
    monkeypatch.setenv("LANGUAGE", language)


def seal_by_made_up_board(training: Training) -> None:
    folder = vote_folder(training.settings)
    seal_with_made_up_board(training.settings, folder, lambda _sentence: None)


def test_what_happens_is_told_once(training: Training) -> None:
    room, portal = Room(training), training.portal
    room.look()
    assert room.lines[0].startswith("Clock: 18 October 2022 10:22:00; the vote opens in")
    assert room.lines[1].startswith("Of 60 learners: invited 0, link opened 0,")
    room.lines.clear()
    room.look()
    assert room.lines == []
    portal.open(token := portal.invite())
    room.look()
    assert room.lines[0] == f"1, Camille Dumont, {DEMO_VOTER}: link opened"
    assert room.lines[1].startswith("Of 60 learners: invited 1, link opened 1,")
    room.lines.clear()
    room.talk.tell_everybody()
    assert room.lines[0] == f"1, Camille Dumont, {DEMO_VOTER}: link opened, for 0\u00a0s"
    portal.create_password(token)
    room.obey("totals")  # of the room as it is now, not as it was at the last look
    assert "invited 1, link opened 1, password created 1," in room.lines[-1]


def test_orders(training: Training) -> None:
    room = Room(training)
    training.portal.activated()
    for order, told in (
        (f"unlock {DEMO_VOTER}", f"{DEMO_VOTER} can try again at once: failed attempts have"),
        (f"invite {DEMO_VOTER}", f"The account of {DEMO_VOTER} is already active."),
        (f"reset {DEMO_VOTER}", "Reset the account of Camille Dumont, so that it must be"),
        ("no", "Nothing was changed."),
        (f"reset {DEMO_VOTER}", "Reset the account of"),
        ("yes", f"The account of {DEMO_VOTER} has been reset: a new link was sent."),
        ("list", f"1, Camille Dumont, {DEMO_VOTER}: invited"),
        ("reset 1", "Reset the account of Camille Dumont, so that it must be activated"),
        ("no", "Nothing was changed."),
        ("invite 1", f"{DEMO_VOTER} was invited again."),
        ("trouble expire-link 1", f"expire-link is on for {DEMO_VOTER}."),
        ("trouble expire-link 61", "No voter has the address or number 61."),
        ("reset 0²", "No voter has the address or number 0²."),
        (f"invite {10**30}", "No voter has the address or number 10000"),
        ("unlock a\udcff@b.fr", "No voter has the address or number a?@b.fr."),  # no text
        ("unlock a\0@b.fr", "No voter has the address or number a\0@b.fr."),
        ("help", "Commands: invite NUMBER, unlock NUMBER, reset NUMBER, open-vote, close"),
        ("dance", "dance is not a command."),
        ("pause", "The portal’s clock is stopped."),
        ("totals", "Clock: 18 October 2022 10:22:00, stopped; the vote is not open yet."),
        ("resume", "The portal’s clock goes on."),
        ("totals", "Clock: 18 October 2022 10:22:00, set; the vote opens in"),
    ):
        room.look()
        room.lines.clear()
        assert not room.obey(order)
        assert room.lines[0].startswith(told)
    assert "voted 0, voted in all ballots 0; stuck: 0, refused at their step: 0." in room.lines[-1]


def test_as_json(training: Training) -> None:
    room, portal = Room(training, kind=JsonTalk), training.portal
    room.look()
    first = json.loads(room.lines.pop())
    assert len(first["learners"]) == 60
    assert first["totals"]["active"] == 0
    token, ticket, session = portal.activated()
    room.look()
    (line,) = room.lines
    told = json.loads(line)
    (item,) = told["learners"]
    assert (item["address"], item["stage"]) == (DEMO_VOTER, "active")
    assert told["totals"]["active"] == 1
    assert not any(secret in line for secret in (token, ticket, session))


def test_the_vote_is_opened_closed_and_counted(
    training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak("fr", monkeypatch)
    orders = {"ouvrir": "ouvert", "fermer": "clos", "dépouiller": "dépouillé"}
    seal_by_made_up_board(training)
    room = Room(training)
    room.look()
    with training.database.write() as tx:
        note_voter(tx, "csa-national", 1)
    room.look()
    questions = []
    for order, done in orders.items():
        for word in (order, "oui"):
            assert not room.obey(word)
        assert done in room.lines[-1]
        questions.append(room.lines[-3])
    assert all(" 1 " in question and " 60 " in question for question in questions[1:])
    states = {each["state"] for each in training.portal.http.get("/api/results").json()["ballots"]}
    assert states == {"counted"}
    count = len(room.lines)
    for order in orders:
        room.look()
        assert not room.obey(order)
        assert room.lines.pop().endswith("/results"), "no question, and what to do instead"
    assert [line for line in room.lines[count:] if "?" in line] == []


def test_an_order_that_comes_too_late_is_refused_before_it_is_asked_about(
    training: Training,
) -> None:
    seal_by_made_up_board(training)
    training.trainer.obey(Order.OPEN)
    training.trainer.obey(Order.CLOSE)
    room = Room(training)
    room.look()
    room.obey("close-vote")
    assert room.lines[-1] == "The vote is already closed. What comes next is to count it."
    close_vote(training.settings, lambda _sentence: None, at_once=True)
    room.look()
    room.obey("open-vote")
    assert room.lines[-1].startswith("The vote is closed: it cannot be opened again.")


def test_a_vote_that_is_not_sealed_has_no_orders(training: Training) -> None:
    room = Room(training)
    room.look()
    for word in ("open-vote", "close-vote", "count-vote"):
        room.obey(word)
        assert room.lines[-1].startswith("The vote is not sealed, so nobody can vote.")
        assert f"rehearse {vote_folder(training.settings)}" in room.lines[-1]
    with pytest.raises(Fault, match="is not sealed"):
        training.trainer.obey(Order.OPEN)


@pytest.mark.usefixtures("looks_often")
def test_what_is_said_to_all_reaches_a_portal_that_serves_and_is_taken_back(
    training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak("fr", monkeypatch)
    room, http = Room(training), training.portal.http

    def told(text: str) -> bool:
        asked = (http.get("/api/election").json()["announcement"] for _question in range(10_000))
        return any(said == text for said in asked)

    for order, said in (("dire À table \x1b[2J !", "À table \ufffd[2J !"), ("dire", "")):
        room.obey(order)
        assert told(said)
        assert training.trainer.look().announcement == said
    room.obey(f"say {'x' * 201}")
    assert "200" in room.lines[-1]
    assert training.trainer.look().announcement == ""
