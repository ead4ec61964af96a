"""Whatever lies in the folder that a program is started in is data: none of it is run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(sys.executable).parent
TRAP = "import os\nos.write(2, b'RUN FROM THE CURRENT FOLDER')\nraise SystemExit(3)\n"
NAMES = ("msgspec", "multiprocessing", "sqlalchemy", "uvicorn", "tomllib", "textual")


@pytest.fixture
def trapped(tmp_path: Path) -> Path:
    for name in NAMES:
        (tmp_path / f"{name}.py").write_text(TRAP)
    return tmp_path


def test_the_demos_portal_runs_nothing_of_it(trapped: Path) -> None:
    done = subprocess.run(
        [SCRIPTS / "tui-voter", "demo", "--linear", "--lang", "en"],
        cwd=trapped,
        input="\n\n/quit\n",
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert "CURRENT FOLDER" not in done.stderr
    assert "Mailbox of camille.dumont" in done.stdout
    assert done.returncode == 1  # left before the account was active


def test_worker_processes_run_nothing_of_it(trapped: Path) -> None:
    portal = SCRIPTS / "mock-portal"
    subprocess.run([portal, "init"], cwd=trapped, check=True, capture_output=True)
    with subprocess.Popen(
        [portal, "--lang", "en", "serve", "--port", "0", "--workers", "2"],
        cwd=trapped,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as serving:
        assert serving.stdout is not None
        assert serving.stderr is not None
        said = serving.stdout.readline()  # once both workers serve, or the end
        serving.terminate()
        complaints = serving.stderr.read()
    assert "CURRENT FOLDER" not in complaints
    assert "http://127.0.0.1:" in said
