"""Every package is pinned, those that build the program included."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

import pytest
from hatchling import build
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PINS = {
    canonicalize_name(line.partition("==")[0])
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
}


def needed(wanted: str) -> Iterator[str]:
    """A requirement's package, and what that needs in turn."""
    requirement = Requirement(wanted)
    if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
        return
    name = canonicalize_name(requirement.name)
    yield name
    if name in PINS and name != "editables":  # which no environment but a build's has
        for more in requires(name) or ():
            yield from needed(more)


def test_what_builds_the_program_is_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["build-system"]["requires"], *build.get_requires_for_build_editable()]
    assert {name for item in wanted for name in needed(item)} - PINS == set()


@pytest.mark.parametrize(
    ("file", "tool"),
    [("Makefile", "PIP"), ("Makefile", "UV"), ("docs/examples/compose.yaml", "PIP")],
)
def test_the_pins_of_a_build_are_told_too(file: str, tool: str) -> None:
    """PIP_CONSTRAINT alone leaves out the environment that the program is built in."""
    lines = (ROOT / file).read_text("utf-8").splitlines()
    installing = [line for line in lines if re.search(rf"\b{tool}_CONSTRAINT=", line)]
    assert installing
    assert [line for line in installing if f"{tool}_BUILD_CONSTRAINT=" not in line] == []
