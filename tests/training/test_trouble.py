"""Trouble on purpose: felt by those for whom it is made, and by nobody once it is undone."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest
from textual.widgets import Static

from mock_server.cli.mail import show_failures
from mock_server.core.errors import Fault
from mock_server.http import network
from mock_server.mail.outbox import claim
from mock_server.training.lines import JsonTalk, Talk
from mock_server.training.trouble import KINDS, name_of, on_now
from tests.portal.conftest import Portal, Run, Stopping, serving
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tests.training.conftest import Training
from tests.training.test_dashboard import shown
from tests.training.test_lines import speak

pytestmark = pytest.mark.each_database


def mailbox(portal: Portal, address: str = DEMO_VOTER) -> int:
    """How many mails with a link the room sees."""
    page = portal.http.get(f"/mailbox/{address}")
    assert page.status_code == 200
    return page.text.count(f"{portal.settings.public_url}/activation/")


@pytest.mark.parametrize(
    ("name", "arrive"), [("hold-mails", 1), ("lose-mails", 0), ("full-mailbox", 0)]
)
def test_mails(
    training: Training, name: str, arrive: int, capsys: pytest.CaptureFixture[str]
) -> None:
    portal, now = training.portal, training.portal.clock

    def due() -> list[str]:
        with training.database.write() as tx:
            later = now.now.replace(year=2023)
            return [each.mail.recipient for each in claim(tx, due_by=now(), now=later, most=9)]

    portal.invite()
    each = mailbox(portal)
    assert each
    assert due() == [DEMO_VOTER]
    now.advance(seconds=1)
    training.trainer.trouble(name, DEMO_VOTER.upper())
    portal.invite()
    portal.invite(OTHER_VOTER)
    assert (mailbox(portal), mailbox(portal, OTHER_VOTER)) == (each, each)
    assert due() == [OTHER_VOTER]
    now.advance(seconds=1)
    training.trainer.trouble(name, DEMO_VOTER)
    assert mailbox(portal) == each * (1 + arrive)
    assert due() == [DEMO_VOTER] * arrive
    show_failures(portal.settings)
    bounce = "came back: the mailbox is full. It is not sent again."
    assert (bounce in capsys.readouterr().out) is (name == "full-mailbox")
    portal.invite()
    assert mailbox(portal) == each * (2 + arrive)


@pytest.mark.parametrize("address", ["", DEMO_VOTER])
def test_links_and_sessions(training: Training, address: str) -> None:
    """They are as valid as before once it is undone, and what is made meanwhile is valid."""
    portal = training.portal
    session, link = portal.activated()[2], portal.invite(OTHER_VOTER)
    other = portal.activated("camille.vidal@ac-armorique.exemple")[2]

    def opens(token: str) -> bool:
        return portal.post("links/open", token=token).status_code == 200

    assert portal.lives(session)
    assert opens(link)
    portal.clock.advance(seconds=1)
    training.trainer.trouble("expire-session", address)
    training.trainer.trouble("expire-link", address and OTHER_VOTER)
    portal.clock.advance(seconds=1)
    assert not portal.lives(session)
    assert portal.lives(other) is bool(address)
    assert portal.post("links/open", token=link).json()["code"] == "link_expired"
    assert portal.lives(portal.sign_in())
    assert opens(portal.invite(OTHER_VOTER))
    training.trainer.trouble("expire-session", address)
    training.trainer.trouble("expire-link", address and OTHER_VOTER)
    assert portal.lives(session)
    assert opens(link)


@pytest.mark.usefixtures("looks_often")
@pytest.mark.parametrize("name", ["silence", "slow-network"])
@pytest.mark.parametrize("address", ["", DEMO_VOTER])
def test_the_network(
    training: Training, name: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that waits is answered once it is undone, or over."""
    monkeypatch.setattr(network, "SLOW", 3600 if name == "slow-network" else 0)
    portal, seen = training.portal, training.portal.http
    session = portal.activated()[2]
    headers = {"Authorization": f"Bearer {session}"}

    def is_held_up() -> bool:
        try:
            seen.get("/api/profile", headers=headers, timeout=0.3)
        except httpx.ReadTimeout:
            return True
        return False

    assert portal.lives(session)
    for ends in (lambda: training.trainer.trouble(name, address), training.trainer.close):
        training.trainer.trouble(name, address)
        while not is_held_up():
            pass
        assert seen.get("/health").text == "alive\n"
        assert seen.get("/mailbox").status_code == 200
        if address:
            assert seen.get("/api/election").status_code == 200
        with ThreadPoolExecutor() as pool:
            waiting = pool.submit(seen.get, "/api/profile", headers=headers)
            ends()
            assert waiting.result().status_code == 200


def test_it_is_made_in_a_training_alone(training: Training, stopping: Stopping) -> None:
    """And felt there alone, even if its rows are still there."""
    portal = training.portal
    session = portal.activated()[2]
    portal.clock.advance(seconds=1)
    for name in ("expire-session", "hold-mails", "silence"):
        training.trainer.trouble(name)
    with serving(replace(portal.settings, training=False), stopping) as elsewhere:
        assert elsewhere.lives(session)
        elsewhere.invite(OTHER_VOTER)
        assert len(elsewhere.mails(OTHER_VOTER)) == 1
        assert training.room().troubles == ()
        with pytest.raises(Fault, match="serves no training"):
            training.trainer.trouble("silence")


@pytest.mark.parametrize(
    ("language", "word", "name", "told"),
    [
        ("en", "trouble", "rush", ["rush is on for everybody.", "Show: open", "Say: in 2018"]),
        ("fr", "incident", "affluence", ["affluence\u00a0: en cours", "À montrer", "À dire"]),
    ],
)
def test_a_scenario_is_told_as_it_goes(
    training: Training,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    word: str,
    name: str,
    told: list[str],
) -> None:
    speak(language, monkeypatch)
    lines: list[str] = []
    talk, of_json = Talk(training.trainer, lines.append), list[str]()
    json_talk = JsonTalk(training.trainer, of_json.append)

    def looked() -> list[str]:
        lines.clear()
        of_json.clear()
        talk.look()
        json_talk.look()
        return [line for line in lines if "2018" not in line and name in line]

    names = [name_of(kind) for kind in KINDS]
    assert not any(" " in each for each in names)
    for _twice in range(2):
        talk.obey(f"{word} Reseau-Lent" if language == "fr" else f"{word} SLOW-network")
    assert sum(line.startswith(names[6]) for line in lines) == 2
    looked()
    talk.obey(word)
    assert [line.split("\u00a0")[0].split(":")[0] for line in lines[-13:-2]] == names
    lines.clear()
    talk.obey(f"{word} {name}")
    assert [line.startswith(start) for line, start in zip(lines, told, strict=True)] == [True] * 3
    room = training.room()
    assert "(" in on_now(room.troubles, room.now)
    (line,) = looked()
    (begun,) = of_json
    assert {each["what"] for each in json.loads(begun)["troubles"]} == {"slow-network", "silence"}
    assert looked() == []
    training.portal.clock.advance(seconds=50)
    (both,) = looked()
    assert len(both) > len(line)
    talk.obey(f"{word} rush")
    assert len(lines) == 2
    looked()
    assert training.room().troubles == ()
    talk.obey(f"{word} x")
    talk.obey(f"{word} {name} x@y.example")
    assert lines[-2].startswith("x ")
    assert "x@y.example" in lines[-1]


async def test_the_dashboard_makes_and_undoes_it(training: Training) -> None:
    async with shown(training) as (app, pilot):
        assert not app.screen_stack[0].query_one("#trouble").display
        for keys, told in (
            (("t", "enter"), f"Trouble on purpose: mails held for {DEMO_VOTER}."),
            (("tab", "up", "enter"), "; outage-while-voting for everybody."),
            (("down", "tab", "enter", "escape"), "Trouble on purpose: outage-while-voting for "),
            (("t", "tab", "up", "enter", "t"), ""),
        ):
            await pilot.press(*keys)
            await pilot.pause()
            assert told in str(app.screen_stack[0].query_one("#trouble", Static).content)
        assert not app.screen_stack[0].query_one("#trouble").display


def test_the_command(training: Training, run: Run) -> None:
    words = ("trouble", "--database", training.settings.database)
    assert "\nNo trouble is on.\n" in run(*words)[1]
    assert run(*words, "hold-mails", DEMO_VOTER)[1].startswith(f"hold-mails is on for {DEMO_VOTER}")
    assert run(*words)[1].endswith(f"\nTrouble on purpose: mails held for {DEMO_VOTER}.\n")
    assert run(*words, "hold-mails", DEMO_VOTER)[1] == f"hold-mails was undone for {DEMO_VOTER}.\n"
    assert run(*words, "dance")[0] == 2
