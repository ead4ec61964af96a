"""The versions of Python that the program says it runs on, wherever it says so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SUPPORTED = re.findall(r"Python :: (3\.\d+)", " ".join(PROJECT["classifiers"]))


def test_no_other_is_installed_on() -> None:
    first, last = SUPPORTED[0], SUPPORTED[-1]
    major, minor = last.split(".")
    assert PROJECT["requires-python"] == f">={first},<{major}.{int(minor) + 1}"


def test_each_is_tested() -> None:
    settings = (ROOT / ".github/workflows/ci.yaml").read_text("utf-8")
    matrix = re.search(r"python: (\[.*\])", settings)
    assert matrix
    assert re.findall(r'"([\d.]+)"', matrix[1]) == SUPPORTED


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("README.md", "Python {} to {}"),
        ("mock_server/http/pages/words.py", "Python {} to {}"),
        ("mock_server/locale/fr/LC_MESSAGES/mock_server.po", "Python {} à {}"),
    ],
)
def test_readers_are_told(file: str, words: str) -> None:
    told = words.format(SUPPORTED[0], SUPPORTED[-1])
    assert told in (ROOT / file).read_text("utf-8")


def test_the_classifiers_name_them_in_order() -> None:
    assert sorted(SUPPORTED, key=lambda name: int(name[2:])) == SUPPORTED
