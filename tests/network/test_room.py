"""A training room on a network: the trainer's computer and the laptops have addresses of their own,
and each learner goes the whole way, from number and PIN to the receipt."""

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from playwright.sync_api import BrowserContext, Download, sync_playwright

from mock_server.core.settings import Settings
from mock_server.training.handouts import handouts_as_text
from tests.entry.visitor import ANSWER, NEW_PASSWORD
from tests.network.computers import TRAINER, Computer, computers
from tests.network.tab import Tab
from tests.portal.captcha_solver import solve
from tests.terminal import PATIENCE, PROGRAM, Terminal
from tests.visit.scene import ACTIVATES, WELCOME
from tests.voters import GOOD_PASSWORD, FullscreenVoter, TerminalVoter, voter_at
from tests.web.conftest import CHROMIUM
from tests.web.reading import read
from tui_voter import messages
from tui_voter.audit.player import Reply, choose, fill, leave, quit_, sees, take
from tui_voter.dialogue import BACK, SEND
from tui_voter.messages import gettext as _
from tui_voter.sealing.receipt import read_receipt

PORT: Final = 8000
ORIGIN: Final = f"https://{TRAINER}:{PORT}"
MAILED: Final = re.compile("activation/|recovery/")
READ_PAGE: Final = """
import ssl, sys
from urllib.request import HTTPSHandler, ProxyHandler, build_opener
trusted = HTTPSHandler(context=ssl.create_default_context(cafile=sys.argv[2]))
with build_opener(ProxyHandler({}), trusted).open(sys.argv[1], timeout=20) as page:
    sys.stdout.buffer.write(page.read())
"""


class Sheet(NamedTuple):
    """What the trainer has printed for a learner."""

    room: str
    number: str
    pin: str
    address: str
    voting_code: str


@dataclass
class Room:
    """A room that a trainer has begun on a network, with its vote open."""

    settings: Settings
    laptops: Sequence[Computer]

    def sheet(self, learner: int) -> Sheet:
        address = f"electeur{learner:02}@formation.exemple"
        text = handouts_as_text(self.settings, [address])
        alone = (r"(\d+)", r"(\d{3} \d{3})", "(.+@.+)", r"((?:\w{5}-){4}\w{5})")
        lines = (r"tui-voter .*?--room (\S+).*", *alone)
        return Sheet(*(re.findall(f"^{line}$", text, re.M)[0] for line in lines))


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("room")
    settings = Settings(str(folder / "mock-portal.db"), folder / "mock-portal.key")
    train = (sys.executable, "-m", "mock_server", "--lang", "en", "train", "--linear", "--browser")
    where = ("--room", TRAINER, "--port", str(PORT), "--learners", "3")
    environment = {"MOCK_PORTAL_ARGON2": "8,1,1", "MOCK_PORTAL_DATABASE": settings.database}
    with (
        computers() as (trainers, *laptops),
        Terminal(trainers.command(*train, *where), environment=environment) as trainer,
    ):

        def confirm(order: str, question: str) -> None:
            trainer.type(f"{order}\r")
            trainer.wait_to_hear(question)
            trainer.type("yes\r")

        trainer.wait_to_hear("Commands: ")
        confirm("open-vote", "Type “yes”")
        trainer.wait_to_hear("The vote is open")
        yield Room(settings, laptops)
        confirm("quit", r"End the training for everyone\?")
        assert trainer.wait_for_exit() == 0


@dataclass
class AtLaptop:
    """A learner with the program on a laptop of theirs, in a voice."""

    voice: str
    language: str
    room: Room
    sheet: Sheet
    laptop: Computer
    folder: str
    """The learner's home."""

    @property
    def arrives(self) -> Sequence[Reply]:
        return [fill(number=self.sheet.number, pin=self.sheet.pin)]

    returns = (leave("sign_in"),)

    def begins(self) -> AbstractContextManager[TerminalVoter]:
        return voter_at(
            *(self.voice, "--room", self.sheet.room),
            lang=self.language,
            program=self.laptop.command(*PROGRAM),
            environment=dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), self.folder),
        )

    def mailed(self, _question: str) -> str:
        """The link of their latest mail, in the room's mailbox."""
        url = f"{ORIGIN}/mailbox/{self.sheet.address}"
        certificate = str(self.room.settings.certificate_file)
        reads = self.laptop.command(sys.executable, "-c", READ_PAGE, url, certificate)
        page = subprocess.run(reads, capture_output=True, text=True, check=True, timeout=PATIENCE)
        links = [each.text for each in read(page.stdout).all("a")]
        return next(text for text in links if MAILED.search(text))

    def receipts(self) -> list[bytes]:
        return [path.read_bytes() for path in Path(self.folder).glob("*-csa-national.json")]


@dataclass
class InBrowser:
    """A learner whose browser shows the program."""

    context: BrowserContext
    sheet: Sheet
    downloads: list[Download] = field(default_factory=list)
    arrives: Sequence[Reply] = ()
    returns: Sequence[Reply] = ()

    @property
    def folder(self) -> str:
        return _("Downloads")

    @contextmanager
    def begins(self) -> Iterator[TerminalVoter]:
        page = self.context.new_page()
        page.on("download", lambda each: self.downloads.append(each))
        page.goto(f"{ORIGIN}/room")
        page.get_by_label("Votre numéro").fill(self.sheet.number)
        page.get_by_label("Votre code PIN").fill(self.sheet.pin)
        tab = Tab(page)
        with page.expect_websocket():
            page.keyboard.press("Enter")
        yield FullscreenVoter(tab)
        page.close()

    def mailed(self, _question: str) -> str:
        """The link of their latest mail, which another tab copies."""
        page = self.context.new_page()
        page.goto(f"{ORIGIN}/mailbox")
        page.get_by_role("link", name=self.sheet.address).click()
        page.get_by_role("link").filter(has_text=MAILED).first.click()
        page.locator("#copy").click()
        page.locator("#copied").filter(has_text=re.compile(r"\w")).wait_for()
        link = page.locator("#link").input_value()
        page.close()
        return link

    def receipts(self) -> list[bytes]:
        return [
            each.path().read_bytes()
            for each in self.downloads
            if each.suggested_filename.endswith("-csa-national.json")
        ]


@contextmanager
def a_browser_at(computer: Computer, folder: Path) -> Iterator[BrowserContext]:
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine")
    there = folder / "chromium"
    there.write_text(f'#!/bin/sh\nexec {" ".join(computer.command(CHROMIUM))} "$@"\n')
    there.chmod(0o700)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=there, args=["--disable-gpu"])
        context = browser.new_context(locale="fr", ignore_https_errors=True)
        context.set_default_timeout(1000 * PATIENCE)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=ORIGIN)
        yield context
        browser.close()


def test_line_by_line_in_french(room: Room, tmp_path: Path) -> None:
    walk(AtLaptop("linear", "fr", room, room.sheet(1), room.laptops[0], str(tmp_path)), "fr")


def test_in_full_screen_in_english(room: Room, tmp_path: Path) -> None:
    walk(AtLaptop("fullscreen", "en", room, room.sheet(2), room.laptops[1], str(tmp_path)), "en")


def test_in_a_browser_in_french(room: Room, tmp_path: Path) -> None:
    with a_browser_at(room.laptops[0], tmp_path) as context:
        walk(InBrowser(context, room.sheet(3)), "fr")


def walk(learner: AtLaptop | InBrowser, language: str) -> None:
    """From number and PIN, by a new link, to an account; out and in again; out, and in by a
    forgotten password, to the vote and its receipt."""
    messages.use(language)
    sheet = learner.sheet
    with learner.begins() as voter:
        voter.play(
            *(*learner.arrives, sees("Create your password"), take(BACK)),
            *(sees("Open your voter account"), leave("new_link")),
            *(fill(at="Get a new link", address=sheet.address), sees("Confirm your request")),
            *(fill(at="Confirm your request", captcha=solve), sees("Open your voter account")),
            *(fill(at="Open your voter account", link=learner.mailed), *ACTIVATES, quit_()),
        )
    with learner.begins() as voter:
        voter.play(
            *(*learner.returns, fill(at="Sign in", identifier=sheet.address)),
            *(fill(at="Sign in", password=GOOD_PASSWORD, captcha=solve), WELCOME, quit_()),
        )
    both = "Save the receipt and the ballot box"
    with learner.begins() as voter:
        voter.play(
            *(*learner.returns, leave("forgotten", at="Sign in"), sees("Send me a link")),
            fill(at="Forgotten password", identifier=sheet.address, captcha=solve),
            sees("Paste this email, or its link."),
            fill(at="Forgotten password", link=learner.mailed),
            fill(at="Answer your challenge question", answer=ANSWER),
            *(fill(at="Choose a new password", password=NEW_PASSWORD), WELCOME, choose("vote")),
            *(sees("Seal: {seal}"), fill(code=sheet.voting_code), sees("My ballots"), choose("0")),
            *(sees("Candidates"), choose("1"), sees("Tracking number: {tracker}"), fill()),
            *(sees("Once cast, it is final."), choose(SEND)),
            *(sees("Voted: your ballot is in the ballot box."), take("save")),
            *(fill(at=both, name=learner.folder), sees("Saved: {path}"), take("close")),
            *(sees("voted"), choose(BACK), WELCOME, quit_()),
        )
    (receipt,) = learner.receipts()
    assert read_receipt(receipt).uuid
