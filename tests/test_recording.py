"""What the recorder of the demo keeps of what a terminal is written."""

import json
import sys
from pathlib import Path

from docs.recording import Recorder

PROGRAM = """
import os, sys, tty
tty.setcbreak(0)
os.write(1, b"caf\\xc3")
os.read(0, 1)
os.write(1, b"\\xa9 " + os.environ.get("COLORTERM", "").encode() + b" END")
os.read(0, 1)
"""


def test_a_letter_that_is_read_in_two_parts_is_kept_and_so_is_each_colour(tmp_path: Path) -> None:
    with Recorder((sys.executable, "-c", PROGRAM)) as terminal:
        terminal.wait_for("caf")
        terminal.type("x")
        terminal.wait_for("END")
        terminal.save(tmp_path / "demo.cast")
    _head, *lines = (tmp_path / "demo.cast").read_text("utf-8").splitlines()
    assert "".join(json.loads(line)[2] for line in lines) == "café truecolor END"
