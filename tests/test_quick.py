"""``make quick`` finds the tests of a change by imports, the nearest first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.quick import ROOT, nearest


@pytest.mark.parametrize(
    ("changed", "first"),
    [
        ("tests/test_cli.py", "tests/test_cli.py"),
        ("tui_voter/journeys/home/faq.py", "tests/journeys/test_home.py"),
        ("tui_voter/fullscreen/screens/form.tcss", "tests/fullscreen/test_form.py"),
        ("tests/entry/conftest.py", "tests/entry/test_chosen_sites.py"),
    ],
)
def test_the_nearest_test_file_comes_first(changed: str, first: str) -> None:
    found = [str(file.relative_to(ROOT)) for file in nearest([Path(changed)])]
    assert found[0] == first
    assert len(set(found)) == len(found)


def test_what_no_test_imports_has_none() -> None:
    assert [*nearest([Path("README.md"), Path("tui_voter/gone.py")])] == []
