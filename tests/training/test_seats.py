"""A seat in a room: number and PIN in the place of a link, and the sheet that has them."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from mock_server.accounts.seats import pin_of
from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.security.credentials import PortalKey
from mock_server.security.rate_limit import FROM_ONE_CLIENT
from mock_server.training.door import certificate_of, check_address, fingerprint, room_of
from mock_server.training.handouts import ALL, LABELS, handouts_as_text, write_handouts
from mock_server.training.sheets import INSTALL
from mock_server.training.summary import PAGE, write_summary
from mock_server.training.trainer import Order
from mock_server.training.words import refusal
from tests.entry.visitor import ANSWER, NEXT, PASSES, PASSWORD, SIGNS_OUT, WELCOME, lent
from tests.portal.captcha_solver import solve
from tests.portal.conftest import Portal, Stopping, done, refused, serving
from tests.portal_process import DEMO_VOTER
from tests.scripted.visits import play
from tests.training.conftest import Training
from tests.web.reading import read
from tui_voter.audit.machine import FakeVault
from tui_voter.audit.player import Player, Reply, attempt, choose, fill, leave, sees, take
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.rooms import Room, read_room
from tui_voter.dialogue import SEND, Dialogue
from tui_voter.journeys.space import visit
from tui_voter.portal.directory import PortalDirectory

NUMBER = "1"
"""The demonstration's voter."""


def pin(portal: Portal, number: str = NUMBER) -> str:
    return pin_of(PortalKey.read(portal.settings.key_file), int(number))


def test_number_and_pin_open_what_a_link_opens_until_the_account_is_active(
    training: Training,
) -> None:
    portal = training.portal
    first, second = (
        done(portal.post("links/seat", number=NUMBER, pin=pin(portal)))["token"] for _ in range(2)
    )
    assert portal.open(first)["address"] == portal.open(second)["address"]
    done(portal.activate(second, portal.create_password(second)))
    spent = portal.post("links/seat", number=NUMBER, pin=pin(portal))
    refused(spent, ErrorCode.LINK_USED)
    training.trainer.obey(Order.RESET, DEMO_VOTER)
    assert portal.open(done(portal.post("links/seat", number=NUMBER, pin=pin(portal)))["token"])


def test_guesses_are_answered_alike_and_wait(training: Training) -> None:
    portal = training.portal
    wrong = f"{(int(pin(portal)) + 1) % 10**6:06}"
    nobody = portal.post("links/seat", number="9999", pin="000000")
    for _try in range(FROM_ONE_CLIENT.free_tries):
        guess = portal.post("links/seat", number=NUMBER, pin=wrong)
        assert guess.content == nobody.content
    late = portal.post("links/seat", number=NUMBER, pin=pin(portal))
    refused(late, ErrorCode.TOO_MANY)  # the right one waits, too
    assert done(portal.post("links/seat", number="2", pin=pin(portal, "2"))), "and nobody else does"
    portal.clock.advance(minutes=1)
    assert done(portal.post("links/seat", number=NUMBER, pin=pin(portal)))


def test_a_trainer_sees_wrong_pins_counts_them_and_unlocks_who_waits(
    training: Training, tmp_path: Path
) -> None:
    """Number and PIN come before any account: what an account meets was noted, and cleared."""
    portal, trainer = training.portal, training.trainer
    wrong = f"{(int(pin(portal)) + 1) % 10**6:06}"
    for _try in range(FROM_ONE_CLIENT.free_tries):
        portal.post("links/seat", number=NUMBER, pin=wrong)
    learner = training.learner(DEMO_VOTER)
    assert refusal(learner) == "wrong PIN (link_unknown), 5 times"
    assert (training.room().refused(), trainer.stuck()) == (1, [1])
    refused(portal.post("links/seat", number=NUMBER, pin=pin(portal)), ErrorCode.TOO_MANY)
    said = trainer.obey(Order.UNLOCK, DEMO_VOTER)
    assert said == f"{DEMO_VOTER} can try again at once: failed attempts have been cleared."
    assert refusal(training.learner(DEMO_VOTER)) == ""
    portal.open(done(portal.post("links/seat", number=NUMBER, pin=pin(portal)))["token"])
    write_summary(training.settings, training.database, trainer.goals, tmp_path / "summary")
    page = read((tmp_path / "summary" / PAGE).read_text(encoding="utf-8"))
    assert "invited wrong PIN 1 5" in " ".join(cell.text for cell in page.all("td"))


def test_only_a_training_has_seats(portal: Portal) -> None:
    taken = portal.post("links/seat", number=NUMBER, pin=pin(portal))
    refused(taken, ErrorCode.LINK_UNKNOWN)


def test_a_sheet_of_a_room_has_its_code_the_number_and_the_pin(
    training: Training, tmp_path: Path
) -> None:
    """The page of labels has the same; and who listens finds what is to be typed alone on a line,
    in the file as in the text for a pipe."""
    url = "https://10.0.0.1:8443"
    settings = replace(training.settings, public_url=url)
    certificate_of(settings, "10.0.0.1")
    room = room_of(settings, url)
    assert room is not None
    write_handouts(settings, tmp_path / "sheets")
    for end in ("txt", "html"):
        sheet = (tmp_path / "sheets" / f"001-dumont.{end}").read_text(encoding="utf-8")
        (code,) = set(re.findall(r"--room ([\w-]+)", re.sub("<[^>]+>", "", sheet)))
        assert read_room(code) == room
        assert printed(pin(training.portal)) in sheet
        assert "/activation/" not in sheet
    assert f"{url}/room" in sheet, "a browser's way, with a QR code"
    assert fingerprint(room) in sheet
    assert "<svg" in sheet
    for name in (ALL, LABELS):
        every = (tmp_path / "sheets" / name).read_text(encoding="utf-8")
        for learner in training.room().learners:
            assert printed(pin(training.portal, str(learner.id))) in every
    text = (tmp_path / "sheets" / "001-dumont.txt").read_text(encoding="utf-8")
    lines = text.splitlines()
    typed = {"1", printed(pin(training.portal)), f"tui-voter --room {code} --linear"}
    assert typed | {INSTALL, DEMO_VOTER} <= set(lines)
    assert all(line == line.strip() and len(line) <= 80 for line in lines)
    assert handouts_as_text(settings, [DEMO_VOTER]) == text
    assert room_of(settings, "http://127.0.0.1:8000") is None, "the code leads elsewhere"


def printed(pin: str) -> str:
    return f"{pin[:3]} {pin[3:]}"


# --- By the room code ---------------------------------------------------------------------------


@dataclass
class Learner:
    """A learner who has the room code of a portal that serves, and their sheet."""

    portal: Portal
    room: Room

    def play(self, *script: Reply, by_option: bool = True) -> Player:
        """The visit of one who gives the room code to the command, or types it into the form."""

        async def journey(dialogue: Dialogue) -> None:
            async with aclosing(PortalDirectory("en", remember=self._remember)) as portals:
                given = self.room if by_option else None
                await visit(dialogue, lambda: portals, lent(vault=FakeVault), room=given)

        return asyncio.run(play(journey, *script))

    def _remember(self, origin: str, _authority: str) -> None:
        raise AssertionError(f"{origin} was remembered")

    def sits_down(self) -> Reply:
        return fill(number=NUMBER, pin=pin(self.portal))


@pytest.fixture
def learner(settings: Settings, stopping: Stopping) -> Iterator[Learner]:
    file = certificate_of(settings, "127.0.0.1")
    with serving(replace(settings, training=True, certificate=file), stopping) as portal:
        room = room_of(portal.settings, str(portal.http.base_url))
        assert room is not None
        yield Learner(portal, room)


def test_a_learner_comes_to_the_home_by_number_and_pin(learner: Learner) -> None:
    said = learner.play(
        sees("Number and PIN are on the sheet that your trainer gave you."),
        *(attempt(number="twelve"), sees("Type the number that stands on your sheet")),
        *(attempt(pin="12"), sees("The PIN has {n} digits")),
        *(fill(number="77", pin=pin(learner.portal)), sees("does not know this number")),
        *(learner.sits_down(), PASSES, NEXT, fill(question="first-dish", answer=ANSWER)),
        *(choose(SEND), sees("Your account has been activated."), take("home"), WELCOME),
        SIGNS_OUT,
    )
    assert "Next time, on this computer" not in said.titles, "a room is not remembered"
    learner.play(
        *(learner.sits_down(), sees("This account is active already"), leave("sign_in")),
        *(fill(identifier=DEMO_VOTER), fill(password=PASSWORD, captcha=solve), WELCOME, SIGNS_OUT),
    )


def test_the_code_is_taken_where_a_link_is(learner: Learner) -> None:
    code = learner.room.code
    wrong = code.replace(code[0], "Z" if code[0] != "Z" else "Y", 1)
    learner.play(
        *(attempt(link=wrong), sees("Check group 1 of the room code. Nothing was sent.")),
        *(fill(link=code), learner.sits_down(), sees("Create your password")),
        by_option=False,
    )


def test_another_portal_is_an_alarm(learner: Learner) -> None:
    other = replace(learner, room=learner.room._replace(digest=bytes(10)))
    other.play(learner.sits_down(), sees("ALARM: what answers is not the portal of this room code"))
    assert learner.portal.sql("SELECT count(*) FROM guessing") == [(0,)]


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "::1", "portal.example", ""])  # noqa: S104
def test_a_room_is_where_others_reach_it(address: str) -> None:
    with pytest.raises(Fault):
        check_address(address)
