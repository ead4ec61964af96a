"""Both programs where their standard streams were closed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "words", ["tui_voter", "tui_voter --linear", "tui_voter --help", "mock_server init"]
)
def test_no_traceback(words: str, tmp_path: Path) -> None:
    program = f'exec "{sys.executable}" -m {words} <&- >&-'
    done = subprocess.run(
        ["sh", "-c", program], cwd=tmp_path, stderr=subprocess.PIPE, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1, 2)
    assert len(done.stderr.splitlines()) <= 2
