"""The room in lines: what has changed, once, and orders that are obeyed."""

from __future__ import annotations

import gettext
import json
from pathlib import Path

import pytest

from mock_server.core.errors import Fault
from mock_server.core.languages import DOMAIN, LOCALE_DIR
from mock_server.training.lines import JsonTalk, Talk
from mock_server.training.rehearsal import seal_with_made_up_board
from mock_server.training.vote_orders import VoteOrder, vote_folder
from mock_server.vote.casting import note_voter
from mock_server.vote.closing import close_vote
from tests.portal_process import DEMO_VOTER
from tests.portal_seal import seal
from tests.training.conftest import Training


def test_what_happens_is_told_once(training: Training) -> None:
    lines: list[str] = []
    portal = training.portal
    talk = Talk(training.election, lines.append)
    talk.room(training.room(), portal.clock.now)
    assert lines[0].startswith("Portal’s clock: 18 October 2022 10:22:00; the vote opens in")
    assert lines[1].startswith("Of 60 learners: invited 0, link opened 0,")
    lines.clear()
    talk.room(training.room(), portal.clock.now)
    assert lines == []
    portal.open(portal.invite())
    talk.room(training.room(), portal.clock.now)
    assert lines[0] == f"{DEMO_VOTER}, Camille Dumont: link opened"
    assert lines[1].startswith("Of 60 learners: invited 1, link opened 1,")
    lines.clear()
    talk.everybody(portal.clock.now)
    assert lines[0] == f"{DEMO_VOTER}, Camille Dumont: link opened, for 0\u00a0s"


def test_orders(training: Training) -> None:
    lines: list[str] = []
    now = training.portal.clock.now
    talk = Talk(training.election, lines.append)
    training.portal.activated()
    for order in (
        f"unlock {DEMO_VOTER}",
        f"invite {DEMO_VOTER}",
        f"reset {DEMO_VOTER}",
        "no",
        f"reset {DEMO_VOTER}",
        "yes",
        "reset nobody",
        "yes",
        "unlock a\udcff@b.fr",  # a byte that is no text
        "unlock a\0@b.fr",
        "help",
        "dance",
    ):
        assert not talk.obey(order, training.learner_actions, training.vote_orders, now)
    orders = (
        "Commands: invite ADDRESS, unlock ADDRESS, reset ADDRESS, open-vote, close-vote, "
        "count-vote, totals, list, quit."
    )
    sure = (
        "Reset the account of {}, so that it must be activated again? "
        "Type “yes”, or anything else to change nothing."
    )
    assert lines == [
        f"{DEMO_VOTER} can sign in immediately: failed attempts have been cleared.",
        f"The account of {DEMO_VOTER} is already active.",
        sure.format(DEMO_VOTER),
        "Nothing was changed.",
        sure.format(DEMO_VOTER),
        f"The account of {DEMO_VOTER} has been reset: a new link was sent.",
        sure.format("nobody"),
        "No voter has the address nobody.",
        "No voter has the address a?@b.fr.",
        "No voter has the address a\0@b.fr.",
        orders,
        "dance is not a command.",
        orders,
    ]


def test_the_end_is_asked_about_in_the_trainers_own_words(
    training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []
    now = training.portal.clock.now
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)
    monkeypatch.setenv("LANGUAGE", "fr")
    talk = Talk(training.election, lines.append)
    ends = [
        talk.obey(order, training.learner_actions, training.vote_orders, now)
        for order in ("quitter", "non", "quit", "oui", "Liste")
    ]
    assert ends == [False, False, False, True, False]
    question = (
        "Mettre fin à la formation pour tout le monde\N{NO-BREAK SPACE}? Tapez "
        "«\N{NO-BREAK SPACE}oui\N{NO-BREAK SPACE}», ou autre chose pour ne rien changer."
    )
    assert lines == [question, "Rien n’a été modifié.", question]
    assert JsonTalk(training.election, lines.append).obey(
        "quit", training.learner_actions, training.vote_orders, now
    )


def test_as_json(training: Training) -> None:
    lines: list[str] = []
    portal = training.portal
    talk = JsonTalk(training.election, lines.append)
    talk.room(training.room(), portal.clock.now)
    first = json.loads(lines.pop())
    assert len(first["learners"]) == 60
    assert first["totals"]["active"] == 0
    token, ticket, session = portal.activated()
    talk.room(training.room(), portal.clock.now)
    (line,) = lines
    told = json.loads(line)
    assert [(item["address"], item["stage"]) for item in told["learners"]] == [
        (DEMO_VOTER, "active")
    ]
    assert told["totals"]["active"] == 1
    assert not any(secret in line for secret in (token, ticket, session))


@pytest.mark.parametrize(
    ("language", "orders", "yes", "told"),
    [
        (
            "en",
            ("open-vote", "close-vote", "count-vote"),
            "yes",
            ("is open", "is closed", "is counted"),
        ),
        ("fr", ("ouvrir", "fermer", "dépouiller"), "oui", ("ouvert", "clos", "dépouillé")),
    ],
)
def test_the_vote_is_opened_closed_and_counted(
    training: Training,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    orders: tuple[str, ...],
    yes: str,
    told: tuple[str, ...],
) -> None:
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)
    monkeypatch.setenv("LANGUAGE", language)
    seal_with_made_up_board(
        training.settings, vote_folder(training.settings), lambda _sentence: None
    )
    lines: list[str] = []
    talk = Talk(training.election, lines.append)
    talk.room(training.room(), training.portal.clock.now)
    with training.database.write() as tx:
        note_voter(tx, "csa-national", 1)
    talk.room(training.room(), training.portal.clock.now)
    questions = []
    for order, done in zip(orders, told, strict=True):
        for word in (order, yes):
            now = training.portal.clock.now
            assert not talk.obey(word, training.learner_actions, training.vote_orders, now)
        assert done in lines[-1]
        questions.append(lines[-3])
    assert all(" 1 " in question and " 60 " in question for question in questions[1:])
    states = {each["state"] for each in training.portal.http.get("/api/results").json()["ballots"]}
    assert states == {"counted"}
    count = len(lines)
    for order in orders:
        talk.room(training.room(), now)
        assert not talk.obey(order, training.learner_actions, training.vote_orders, now)
        assert lines.pop().endswith("/results"), "no question, and what to do instead"
    assert [line for line in lines[count:] if "?" in line] == []
    with pytest.raises(Fault):
        training.vote_orders.obey(VoteOrder.OPEN)


def test_an_order_that_comes_too_late_is_refused_before_it_is_asked_about(
    training: Training,
) -> None:
    seal_with_made_up_board(
        training.settings, vote_folder(training.settings), lambda _sentence: None
    )
    training.vote_orders.obey(VoteOrder.OPEN)
    training.vote_orders.obey(VoteOrder.CLOSE)
    lines: list[str] = []
    now = training.portal.clock.now
    talk = Talk(training.election, lines.append)
    talk.room(training.room(), now)
    talk.obey("close-vote", training.learner_actions, training.vote_orders, now)
    assert lines[-1] == "The vote is already closed. What comes next is to count it."
    close_vote(training.settings, lambda _sentence: None, at_once=True)
    talk.room(training.room(), now)
    talk.obey("open-vote", training.learner_actions, training.vote_orders, now)
    assert lines[-1] == (
        "The vote is closed: it cannot be opened again. What comes next is to count it."
    )


def test_a_vote_that_is_not_sealed_has_no_orders(training: Training) -> None:
    lines: list[str] = []
    now = training.portal.clock.now
    talk = Talk(training.election, lines.append)
    talk.room(training.room(), now)
    for word in ("open-vote", "close-vote", "count-vote"):
        talk.obey(word, training.learner_actions, training.vote_orders, now)
        assert lines[-1].startswith("The vote is not sealed, so nobody can vote.")
        assert f"rehearse {vote_folder(training.settings)}" in lines[-1]
    with pytest.raises(Fault, match="is not sealed"):
        training.vote_orders.obey(VoteOrder.OPEN)


def test_the_vote_of_a_real_polling_board_is_left_to_its_members(
    training: Training, tmp_path: Path
) -> None:
    seal(training.settings, tmp_path / "board")
    lines: list[str] = []
    now = training.portal.clock.now
    talk = Talk(training.election, lines.append)
    talk.room(training.room(), now)
    talk.obey("count-vote", training.learner_actions, training.vote_orders, now)
    assert lines[-1].startswith(
        "This vote was sealed by a polling board of its own, whose members count it: "
    )
