"""What is loaded when: proved in a fresh interpreter."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import PROGRAM, Terminal
from tui_voter.machine.config import Config, save

HEAVY = {"textual", "httpx", "keyring", "secretstorage", "zxcvbn", "babel", "nacl", "mock_server"}
JOURNEYS = """
import importlib, pkgutil, tui_voter.journeys as rooms
for room in pkgutil.walk_packages(rooms.__path__, rooms.__name__ + "."):
    importlib.import_module(room.name)
"""
COMMAND = """
import sys, {} as cli; sys.stdout = sys.stderr
try: cli.main({})
except SystemExit: pass
sys.stdout = sys.__stdout__
"""
FORM = """
import asyncio
from tests.fullscreen.stage import on_stage
from tests.stories import link_form
async def show():
    async with on_stage(link_form()):
        pass
asyncio.run(show())
"""
OF_OTHER_SCREENS = {
    "textual.widgets._text_area",
    *(f"tui_voter.fullscreen.screens.{name}" for name in ("listing", "countdown", "menu", "page")),
    *(f"tui_voter.fullscreen.fields.{name}" for name in ("long_text", "secret")),
}
BOARD = COMMAND.format("mock_server.polling_board.cli", ["--help"])
PORTAL_HELP = COMMAND.format("mock_server.cli", ["--help"])
MAILBOX_HELP = COMMAND.format("mock_server.cli", ["mailbox", "--help"])
OF_THE_PORTAL = {"alembic", "argon2", "msgspec", "sqlalchemy", "textual", "uvicorn"}


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize(
    ("code", "late"),
    [
        (JOURNEYS, HEAVY),
        ("import tui_voter.cli", HEAVY | {"json", "importlib.metadata", "asyncio"}),
        ("import tui_voter.linear.run", HEAVY),
        ("import tui_voter.portal.directory, tui_voter.machine.strength", HEAVY),
        ("import tui_voter.machine.vault, tui_voter.machine.forget", HEAVY),
        ("from tui_voter.sealing import ballot, codes; codes.read_code(codes.new_code())", HEAVY),
        *(("import tui_voter.fullscreen.app", HEAVY), (FORM, OF_OTHER_SCREENS)),
        # OpenSSL, before the environment is cleared of what steers it
        ("import tui_voter.__main__, tui_voter.cli", {"_hashlib", "_ssl"}),
        # what httpx's own command draws with
        ("import tui_voter.portal.client", {"click", "rich", "pygments"}),
        *((PORTAL_HELP, OF_THE_PORTAL), (MAILBOX_HELP, {"textual", "uvicorn"})),
        (BOARD, {"nacl", "segno", "sqlalchemy", "zxcvbn"}),
    ],
    ids=[
        *("journeys", "cli", "linear", "directory and strength", "vault", "sealing", "full screen"),
        "form",
        *("OpenSSL", "client", "portal's help", "mailbox's help", "board's help"),
    ],
)
def test_a_light_room_loads_nothing_heavy(code: str, late: set[str]) -> None:
    names = run(f"{code}\nimport sys; print(*(name for name, it in sys.modules.items() if it))")
    loaded = set(names.splitlines()[-1].split())
    assert late.isdisjoint(loaded), late & loaded


PORTAL = "https://portal.example"
KNOWS = Config(language="en", portals=(PORTAL,), authorities={PORTAL: "/ca.pem"})
REMEMBERS = Config(language="en", portals=(PORTAL,), remembers=True, told=True)


@pytest.mark.parametrize(
    ("config", "voice", "question"),
    [
        (Config(), "--linear", "1 of 4, one-time link: "),
        (REMEMBERS, "--linear", "1 of 2, 1 to 3 or Enter: "),
        (KNOWS, "--theme=visual", "One-time link"),
        (REMEMBERS, "--theme=visual", "This computer remembers"),
    ],
)
def test_what_reads_the_portal_s_answers_is_not_loaded_before_the_first_question(
    config: Config, voice: str, question: str, tmp_path: Path
) -> None:
    save(config, tmp_path / "tui-voter" / "config.toml")
    command = (PROGRAM[0], "-X", "importtime", *PROGRAM[1:], "--lang=en", voice)
    with Terminal(command, environment={"XDG_CONFIG_HOME": str(tmp_path)}) as terminal:
        while question not in terminal.transcript:
            terminal.read_on(question)
        told = terminal.transcript.partition(question)[0]
    loaded = set(re.findall(r"^import time: .*\| +([\w.]+)\r?$", told, re.MULTILINE))
    assert "tui_voter.journeys.entry.front_door" in loaded
    late = {"hashlib", "httpx", "keyring", "msgspec", "zoneinfo", "tui_voter.portal.hygiene"}
    assert loaded.isdisjoint(late)


CONNECTION = """
import asyncio, contextlib, sys
from tests.client.peer import peer
from tui_voter.contract.election import read_election
from tui_voter.contract.errors import PortalError
from tui_voter.portal.client import PortalClient
from tui_voter.portal.wire import prepare

async def hang_up(_writer, _requests):
    pass

async def main():
    async with peer(hang_up) as portal:
        await asyncio.to_thread(int)
        client, before = PortalClient(portal.origin, language="fr"), set(sys.modules)
        with contextlib.suppress(PortalError):
            await read_election(client)
        print(*(set(sys.modules) - before))

prepare()
asyncio.run(main())
"""


def test_the_first_connection_finds_all_modules_that_it_needs() -> None:
    """The event loop would wait for it."""
    assert run(CONNECTION).split() == []
