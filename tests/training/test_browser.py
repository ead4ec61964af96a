"""The full screen in a browser: number and PIN, one program each, and nothing beside it."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from select import select
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser
from websockets.exceptions import InvalidStatus

from mock_server.core.settings import Settings
from mock_server.http.app import Beside
from mock_server.security.rate_limit import FROM_ONE_CLIENT, OPENINGS
from mock_server.training.browser import programs
from mock_server.training.browser.pages import RoomPages
from mock_server.training.browser.talk import ELSEWHERE, ENDED
from mock_server.training.door import certificate_of, room_of
from tests.portal.conftest import Portal, Stopping, serving
from tests.portal_seal import seal
from tests.terminal import PATIENCE
from tests.training.test_seats import pin
from tests.training.window import Connection, Window, closing_page
from tests.visit.scene import ACTIVATES, WELCOME
from tests.voters import A_MOMENT, FullscreenVoter
from tests.web.conftest import axe_finds_nothing
from tests.web.conftest import browser as browser
from tui_voter import messages
from tui_voter.audit.player import choose, fill, quit_, sees, take
from tui_voter.contract.links import new_link_token
from tui_voter.contract.printed import printed
from tui_voter.contract.rooms import Room
from tui_voter.dialogue import BACK, SEND
from tui_voter.sealing.receipt import read_receipt

VOTING = datetime(2022, 12, 2, 9, tzinfo=UTC)


@dataclass
class Classroom:
    """A portal that lets browsers in, and what a browser does there."""

    portal: Portal
    settings: Settings
    temporary: Path
    stack: ExitStack

    @property
    def origin(self) -> str:
        return str(self.portal.http.base_url).rstrip("/")

    def enters(self, number: str, wrong: str | None = None) -> httpx.Response:
        typed = pin(self.portal, number) if wrong is None else wrong
        given = {"number": number, "pin": typed}
        return self.portal.http.post("/room?lang=en", data=given)

    def cookie(self, number: str) -> str:
        answer = self.enters(number)
        assert answer.headers["location"] == "/room/screen?lang=en"
        return answer.headers["set-cookie"].partition(";")[0]

    def connects(self, cookie: str, **more: Any) -> Connection:
        certificate = str(self.settings.certificate)
        return Connection(self.stack, self.origin, cookie, certificate, **more)

    def opens(self, number: str) -> Window:
        return Window(self.connects(self.cookie(number)))

    def folders(self) -> list[Path]:
        return [*self.temporary.glob("tui-voter-*")]


Enter = Callable[[], Classroom]


@contextmanager
def open_classroom(settings: Settings, stopping: Stopping, folder: Path) -> Iterator[Classroom]:
    certificate = certificate_of(settings, "127.0.0.1")
    settings = replace(settings, training=True, certificate=certificate, mix_every=0.1)

    def beside(origin: str) -> Beside:
        room = room_of(settings, origin)
        assert room is not None
        return RoomPages(room, browsers=True)

    try:
        with serving(settings, stopping, beside) as portal, ExitStack() as stack:
            stack.callback(portal.http.close)  # which the portal's end waits for
            yield Classroom(portal, settings, folder, stack)
    finally:
        stopping[-1][1].join(PATIENCE)  # the next test counts its own programs alone


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the programs have their folders."""
    messages.use("en")
    (tmp_path / "programs").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "programs"))
    return tmp_path / "programs"


@pytest.fixture
def classroom(settings: Settings, stopping: Stopping, folder: Path) -> Iterator[Classroom]:
    with open_classroom(settings, stopping, folder) as classroom:
        yield classroom


def test_a_learner_votes_to_a_receipt_in_a_browser(
    settings: Settings, classroom: Classroom, tmp_path: Path
) -> None:
    sealed = seal(settings, tmp_path / "board")
    classroom.portal.clock.now = VOTING
    window = classroom.opens("1")
    both = "Save the receipt and the ballot box"
    FullscreenVoter(window).play(
        *(sees("Create your password"), *ACTIVATES, choose("vote"), sees("Seal: {seal}")),
        *(fill(code=printed(sealed.codes[1])), sees("My ballots"), choose("0")),
        *(sees("Candidates"), choose("1"), sees("Tracking number: {tracker}"), fill()),
        *(sees("Once cast, it is final."), choose(SEND)),
        *(sees("Voted: your ballot is in the ballot box."), take("save")),
        *(fill(at=both, name="/etc"), sees("This folder does not exist: choose another one.")),
        *(fill(at=both, name="Downloads"), sees("Saved: {path}"), take("close")),
        *(sees("voted"), choose(BACK), WELCOME, quit_()),
    )
    receipt, urn = sorted(window.process.files.items(), key=lambda file: file[0].endswith(".bel"))
    assert read_receipt(receipt[1]).uuid == urn[0].removesuffix(".bel")
    assert urn[1]
    assert window.process.code == ENDED
    assert classroom.folders() == [], "the program's folder went with it"


def test_two_programs_share_nothing_and_end_with_the_portal(
    settings: Settings, stopping: Stopping, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARK_OF_THE_TRAINER", "x")
    with open_classroom(settings, stopping, folder) as classroom:
        first, second = classroom.opens("1"), classroom.opens("2")
        for window, name in ((first, "Camille"), (second, "Rémi")):
            window.wait_for(f"Account of {name}")
        first.type("Tr0ubadour")
        first.wait_for("•{10}")
        second.linger(A_MOMENT)
        assert "•" not in second.screen
        running = processes()
        for each in running:
            assert b"MARK_OF_THE_TRAINER" not in (each / "environ").read_bytes()
            words = (each / "cmdline").read_bytes().split(b"\0")[1:]
            assert words[:3] == [b"-P", b"-m", b"tui_voter.in_browser"]
            assert len(words[3]) < len(pin(classroom.portal, "1")), "the number of a socket"
        homes = {(each / "cwd").readlink() for each in running}
        assert homes == {*classroom.folders()}
        assert [[*home.iterdir()] for home in homes] == [[], []]
    assert not any(each.exists() for each in running)
    assert [*folder.iterdir()] == []


def processes() -> list[Path]:
    """The programs that this process has begun."""
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    every = [Path(f"/proc/{child}") for task in tasks for child in task.read_text().split()]
    return [each for each in every if b"in_browser" in (each / "cmdline").read_bytes()]


def test_who_submits_often_and_at_once_has_one_program(
    settings: Settings, stopping: Stopping, folder: Path
) -> None:
    """Each would have left a program behind that nobody ends."""
    at_once = 4  # guesses at once, that would be, and wait from the fifth on
    with open_classroom(settings, stopping, folder) as classroom:
        pins = pin(classroom.portal, "1")
        with ThreadPoolExecutor(at_once) as pool:
            answers = [*pool.map(classroom.enters, ["1"] * at_once, [pins] * at_once)]
        assert [answer.status_code for answer in answers] == [303] * at_once
        assert len(processes()) == len(classroom.folders()) == 1
        free = OPENINGS.free_tries - at_once
        codes = [
            classroom.portal.post("links/seat", number="1", pin=pins).status_code
            for _opening in range(free + 1)
        ]
        assert codes == [200] * free + [429]
        assert classroom.enters("1").status_code == 429
        assert classroom.enters("2").status_code == 303, "nobody else waits"
    assert processes() == [*folder.iterdir()] == []


def test_a_portal_ends_while_programs_begin(
    settings: Settings, stopping: Stopping, folder: Path
) -> None:
    with ThreadPoolExecutor(3) as pool, open_classroom(settings, stopping, folder) as classroom:
        pins = pin(classroom.portal, "1")
        entering = [pool.submit(classroom.enters, "1", pins) for _program in range(3)]
        assert next(as_completed(entering)).result().status_code == 303
    wait(entering)
    assert processes() == [*folder.iterdir()] == []


def test_a_portal_ends_while_a_page_is_closing(
    settings: Settings, stopping: Stopping, folder: Path
) -> None:
    with ExitStack() as stack, open_classroom(settings, stopping, folder) as classroom:
        trusted = classroom.settings.certificate
        stack.enter_context(closing_page(classroom.origin, classroom.cookie("1"), trusted))
    assert [*folder.iterdir()] == []


def test_a_page_loaded_anew_shows_the_same_program_and_another_pin_begins_a_new_one(
    classroom: Classroom,
) -> None:
    cookie = classroom.cookie("1")
    first = Window(classroom.connects(cookie))
    first.wait_for("Create your password")
    first.linger(A_MOMENT)  # keys that come before it is ready are ignored, which is said
    first.type("Tr0ubadour")
    first.wait_for("•{10}")
    again = Window(classroom.connects(cookie))
    for _letter in range(20):  # while the program shows itself anew
        again.type("A")
        again.linger(0.002)
    again.wait_for("•{30}")
    assert first.process.code == ELSEWHERE
    anew = classroom.opens("1")
    anew.wait_for("Create your password")
    assert "•" not in anew.screen
    assert again.process.code == ENDED
    assert Window(classroom.connects(cookie)).process.code == ENDED, "the cookie is of no use"
    FullscreenVoter(anew).play(*ACTIVATES)
    signs_in = classroom.opens("1")
    signs_in.wait_for("Sign in")
    assert anew.process.code == ENDED, "number and PIN do not lead into a session"


def test_a_program_ends_whose_browser_stays_away_or_in_which_nobody_types(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = classroom.opens("1")
    window.wait_for("Create your password")
    (running,) = processes()
    ended = os.pidfd_open(int(running.name))
    classroom.stack.callback(os.close, ended)
    monkeypatch.setattr(programs, "AWAY", 0.0)
    window.process.close()
    assert select([ended], [], [], PATIENCE)[0]
    monkeypatch.setattr(programs, "AWAY", 3600.0)
    monkeypatch.setattr(programs, "SILENT", 0.0)
    assert classroom.opens("2").process.code == ENDED


def test_who_is_let_in(classroom: Classroom) -> None:
    for number, wrong in (("1", "000000"), ("9999", "123456"), ("x", "<b>"), ("", "")):
        answer = classroom.enters(number, wrong)
        assert answer.status_code == 422
        assert "does not know this number with this PIN" in answer.text
        assert "<b>" not in answer.text
    for _try in range(FROM_ONE_CLIENT.free_tries):
        answer = classroom.enters("1", "000000")
    assert answer.status_code == 429
    assert classroom.enters("1").status_code == 429, "the right one waits, too"
    assert processes() == []
    page = classroom.portal.http.get("/room/screen")
    assert page.headers["location"].startswith("/room?")
    for more in ({"origin": "https://elsewhere.example"}, {"origin": None}):
        with pytest.raises(InvalidStatus):
            classroom.connects(classroom.cookie("2"), **more)
    assert classroom.connects("room=guessed").code == ENDED
    for said in ("{}", "[1, 2]", '{"columns": -1, "rows": 9}'):
        connection = classroom.connects(classroom.cookie("2"))
        connection.say(said)
        assert connection.code == 1008


def test_a_link_or_a_code_leads_to_no_other_portal(classroom: Classroom) -> None:
    window = classroom.opens("1")
    voter = FullscreenVoter(window)
    token, other = new_link_token(), Room("10.0.0.1", 443, bytes(10))
    refused = "From here, only the portal of this training room is reached. Nothing was sent."
    voter.play(sees("Create your password"), take(BACK))
    for link in (f"https://portal.example/activation/{token}", other.code):
        voter.play(fill(link=link), sees(refused))


def test_chromium_shows_the_program(classroom: Classroom, browser: Browser) -> None:
    page = browser.new_context(locale="fr", ignore_https_errors=True).new_page()
    classroom.stack.callback(page.context.close)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(error.message))
    page.goto(f"{classroom.origin}/room")
    axe_finds_nothing(page)
    page.get_by_label("Votre numéro").fill("2")
    page.get_by_label("Votre code PIN").fill(pin(classroom.portal, "2"))
    page.keyboard.press("Enter")
    shown = page.locator(".xterm-rows")
    shown.filter(has_text="Créez votre mot de passe").wait_for()
    page.wait_for_timeout(1000 * A_MOMENT)  # what is typed sooner is rightly ignored
    page.keyboard.type("Tr0ubadour")
    shown.filter(has_text="•" * 10).wait_for()
    page.reload()
    shown.filter(has_text="•" * 10).wait_for()
    page.keyboard.press("Control+q")
    page.keyboard.press("Control+q")
    page.get_by_role("link", name="Numéro et code PIN").wait_for()
    assert complaints == []
