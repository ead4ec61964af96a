"""The room in lines: what has changed, once, and orders that are obeyed."""

from __future__ import annotations

import gettext
import json

import pytest

from mock_server.core.languages import DOMAIN, LOCALE_DIR
from mock_server.training.lines import JsonTalk, Talk
from tests.portal_process import DEMO_VOTER
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
    assert lines[0] == f"{DEMO_VOTER}, Camille Dumont: link opened, for 0s"


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
        "dance",
    ):
        assert not talk.obey(order, training.learner_actions, now)
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
        "Commands: invite ADDRESS, unlock ADDRESS, reset ADDRESS, totals, list, quit.",
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
        talk.obey(order, training.learner_actions, now)
        for order in ("quitter", "non", "quit", "oui", "Liste")
    ]
    assert ends == [False, False, False, True, False]
    question = (
        "Mettre fin à la formation pour tout le monde\N{NO-BREAK SPACE}? Tapez "
        "«\N{NO-BREAK SPACE}oui\N{NO-BREAK SPACE}», ou autre chose pour ne rien changer."
    )
    assert lines == [question, "Rien n’a été modifié.", question]
    assert JsonTalk(training.election, lines.append).obey("quit", training.learner_actions, now)


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
