"""QR codes: what is painted on a screen is the code, and none leads to this computer alone."""

from __future__ import annotations

import segno

from mock_server.training.qr import as_rows
from mock_server.training.sheets import _code


def test_a_screen_shows_each_module_of_the_code() -> None:
    link = "https://192.168.100.200:65535/room"
    rows = as_rows(link)
    halves = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
    painted = [[halves[sign][half] for sign in row] for row in rows for half in (0, 1)]
    code = [list(line) for line in segno.make(link, error="l", micro=False).matrix_iter(border=2)]
    assert painted[: len(code)] == code
    assert max(map(max, painted[len(code) :]), default=0) == 0
    assert len(rows) <= 18


def test_a_link_to_this_computer_has_no_code() -> None:
    for host in ("localhost:8000", "127.0.0.1:8000", "127.1.2.3", "[::1]:8000"):
        assert _code(f"http://{host}/activation/x", "a link") == ""
    assert "<svg" in _code("https://portal.example/activation/x", "a link")
