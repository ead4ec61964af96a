"""What the portal's threads do at once, from its first requests on."""

import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from mock_server.core.settings import Settings
from tests.portal.conftest import Stopping, serving, settings_of


def test_no_kind_of_message_is_prepared_in_a_thread_of_the_database(settings: Settings) -> None:
    """msgspec prepares a kind when it is first asked for it; the process crashed where two of the
    first requests did so at once."""
    script = [sys.executable, "-m", __name__, settings.database, str(settings.key_file.parent)]
    run = subprocess.run(script, capture_output=True, text=True, timeout=120, check=True)
    assert run.stdout == "all answered\n"


def play(settings: Settings) -> None:
    """The first requests to a portal in this process; say what was prepared too late."""

    def note(frame: FrameType, event: str, _value: object) -> None:
        in_database = threading.current_thread().name.startswith("database")
        if event == "call" and in_database and frame.f_code.co_name == "get_class_annotations":
            sys.stdout.write(f"{frame.f_locals['obj']}\n")

    threading.setprofile(note)
    stopping: Stopping = []
    with serving(settings, stopping) as portal:
        portal.clock.now = datetime(2022, 11, 16, 7, tzinfo=UTC)  # when the lists are shown
        session = portal.activated()[2]
        for path in ("ballots", "ballots/csa-national/lists", "election", "profile"):
            headers = {"Authorization": f"Bearer {session}"}
            assert portal.http.get(f"/api/{path}", headers=headers).is_success, path
    for _server, thread in stopping:
        thread.join()
    sys.stdout.write("all answered\n")


if __name__ == "__main__":
    play(settings_of(sys.argv[1], Path(sys.argv[2])))
