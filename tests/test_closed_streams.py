"""Both programs where their standard streams were closed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "words",
    [
        ("tui_voter",),
        ("tui_voter", "--linear"),
        ("tui_voter", "--help"),
        ("mock_server", "init"),
        ("mock_server", "mailbox"),
    ],
    ids=" ".join,
)
def test_no_traceback(words: tuple[str, ...], tmp_path: Path) -> None:
    program = f'exec "{sys.executable}" -m {" ".join(words)} <&- >&-'
    done = subprocess.run(
        ["sh", "-c", program], cwd=tmp_path, stderr=subprocess.PIPE, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1, 2)
    assert len(done.stderr.splitlines()) <= 2
