"""What is loaded when: proved in a fresh interpreter."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import PROGRAM, Terminal
from tui_voter.machine.config import Config, save

HEAVY = (
    "textual",
    "httpx",
    "keyring",
    "secretstorage",
    "zxcvbn",
    "babel",
    "nacl",
    "mock_server",
)

JOURNEYS = """
import importlib, pkgutil, tui_voter.journeys as rooms
for room in pkgutil.walk_packages(rooms.__path__, rooms.__name__ + "."):
    importlib.import_module(room.name)
"""


def loaded_after(code: str) -> set[str]:
    """The top-level names of all modules that running ``code`` loads."""
    report = "\nimport sys; print(*{n.partition('.')[0] for n, m in sys.modules.items() if m})"
    done = subprocess.run(
        [sys.executable, "-c", code + report], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "code",
    [
        JOURNEYS,
        "import tui_voter.cli",
        "import tui_voter.linear.run",
        "import tui_voter.portal.directory, tui_voter.machine.strength",
        "import tui_voter.machine.vault, tui_voter.machine.forget",
        "from tui_voter.sealing import ballot, codes; codes.read_code(codes.new_code())",
    ],
    ids=["journeys", "cli", "linear", "directory and strength", "vault", "sealing"],
)
def test_a_light_room_loads_nothing_heavy(code: str) -> None:
    assert loaded_after(code).isdisjoint(HEAVY)


def test_the_first_words_wait_for_nothing_that_the_demo_alone_needs() -> None:
    assert loaded_after("import tui_voter.cli").isdisjoint(
        {"json", "importlib.metadata", "asyncio"}
    )


PORTAL = "https://portal.example"
VOTERS = {
    "newcomer": Config(),
    "knows a portal": Config(language="en", portals=(PORTAL,), authorities={PORTAL: "/ca.pem"}),
    "is remembered": Config(language="en", portals=(PORTAL,), remembers=True, told=True),
}
"""Preferences, as the program writes them."""


QUESTIONS = {
    ("newcomer", "--linear"): "1 of 4, one-time link: ",
    ("knows a portal", "--linear"): "1 of 4, one-time link: ",
    ("is remembered", "--linear"): "1 of 2, 1 to 3 or Enter: ",
    ("newcomer", "--theme=visual"): "One-time link",
    ("knows a portal", "--theme=visual"): "One-time link",
    ("is remembered", "--theme=visual"): "This computer remembers",
}
"""What stands on the terminal with the first question."""


@pytest.mark.parametrize(("voter", "voice"), QUESTIONS)
def test_what_reads_the_portal_s_answers_is_not_loaded_before_the_first_question(
    voter: str, voice: str, tmp_path: Path
) -> None:
    save(VOTERS[voter], tmp_path / "tui-voter" / "config.toml")
    command = (PROGRAM[0], "-X", "importtime", *PROGRAM[1:], "--lang=en", voice)
    with Terminal(command, environment={"XDG_CONFIG_HOME": str(tmp_path)}) as terminal:
        mark = QUESTIONS[voter, voice]
        while mark not in terminal.transcript:
            terminal.read_on(mark)
        told = terminal.transcript.partition(mark)[0]
    loaded = set(re.findall(r"^import time: .*\| +([\w.]+)\r?$", told, re.MULTILINE))
    assert "tui_voter.journeys.entry.front_door" in loaded
    late = {"hashlib", "httpx", "keyring", "msgspec", "zoneinfo", "tui_voter.portal.hygiene"}
    assert loaded.isdisjoint(late)


def test_openssl_is_not_loaded_before_the_environment_is_cleared_of_what_steers_it() -> None:
    assert loaded_after("import tui_voter.__main__, tui_voter.cli").isdisjoint({"_hashlib", "_ssl"})


def test_who_talks_to_a_portal_loads_no_drawing_of_httpx_s_own_command() -> None:
    assert loaded_after("import tui_voter.portal.client").isdisjoint({"click", "rich", "pygments"})


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
    done = subprocess.run(
        [sys.executable, "-c", CONNECTION], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_the_full_screen_loads_no_http_before_its_first_frame() -> None:
    heavy = loaded_after("import tui_voter.fullscreen.app")
    assert heavy.isdisjoint(set(HEAVY) - {"textual"})


def test_of_the_portal_s_commands_only_the_chosen_one_is_loaded() -> None:
    program = "import sys, mock_server.cli as cli; sys.stdout = sys.stderr\ntry: cli.main({})\n"
    program += "except SystemExit: pass\nsys.stdout = sys.__stdout__"
    heavy = {"alembic", "argon2", "msgspec", "sqlalchemy", "textual", "uvicorn"}
    assert loaded_after(program.format(["--help"])).isdisjoint(heavy)
    assert loaded_after(program.format(["mailbox", "--help"])).isdisjoint({"textual", "uvicorn"})


def test_the_polling_board_loads_libsodium_only_to_act() -> None:
    program = "import sys, mock_server.polling_board.cli as cli; sys.stdout = sys.stderr\n"
    program += "try: cli.main(['--help'])\nexcept SystemExit: pass\nsys.stdout = sys.__stdout__"
    assert loaded_after(program).isdisjoint({"nacl", "segno", "sqlalchemy", "zxcvbn"})
