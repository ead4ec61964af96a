"""What is built: the same bytes every time, of pinned packages, with manual pages and a bill of
materials."""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any, Final

import pytest
from hatchling.build import get_requires_for_build_editable
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from docs.bill import BILL, DATA, LICENCES, PINS, SCRIPTS, written
from docs.man import PROGRAMS, Program, place
from docs.man import written as manual
from tui_voter import __version__
from tui_voter.contract.languages import LANGUAGES

ROOT: Final = Path(__file__).parents[1]
WHEEL: Final = f"tui_voter-{__version__}-py3-none-any.whl"
SOURCE: Final = f"tui_voter-{__version__}.tar.gz"
PLACES: Final = ("docs", "mock_server", "tui_voter")
FILES: Final = ("pyproject.toml", "constraints.txt", "hatch_build.py", "README.md", "LICENSE")


def build(source: Path, umask: int, *targets: str, **variables: str) -> Path:
    """The folder of what is built from ``source``: all, or these targets."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", *(f"-t{target}" for target in targets)],
        cwd=source,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1795651200", **variables},
        umask=umask,
        capture_output=True,
        check=True,
    )
    return source / "dist"


def copy(to: Path) -> Path:
    """The program's source, as it is in a fresh clone."""
    for name in PLACES:
        shutil.copytree(
            ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo")
        )
    for name in (*FILES, ".gitignore"):
        shutil.copy(ROOT / name, to)
    return to


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(copy(tmp_path_factory.mktemp("one")), 0o022)


def test_two_builds_give_the_same_bytes(dist: Path, tmp_path: Path) -> None:
    """Elsewhere, for another user, in another language and zone, with files touched anew, the wheel
    from the archive of the sources."""
    again = copy(tmp_path / "again")
    for file in sorted(again.rglob("*"), reverse=True):
        os.utime(file)
    others = {"LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}
    archive = build(again, 0o077, "sdist", **others) / SOURCE
    assert archive.read_bytes() == (dist / SOURCE).read_bytes()
    with tarfile.open(archive) as unpacking:
        unpacking.extractall(tmp_path, filter="data")
    wheel = build(tmp_path / SOURCE.removesuffix(".tar.gz"), 0o077, "wheel", **others) / WHEEL
    assert wheel.read_bytes() == (dist / WHEEL).read_bytes()


def test_what_the_wheel_carries(dist: Path) -> None:
    with zipfile.ZipFile(dist / WHEEL) as wheel:
        names = set(wheel.namelist())
        carried = wheel.read(f"tui_voter-{__version__}.dist-info/sboms/{BILL.name}")
    assert carried == BILL.read_bytes()
    shared = f"tui_voter-{__version__}.data/data/share/man"
    for name in ("tui-voter", "mock-portal", "polling-board"):
        assert {f"{shared}/man1/{name}.1", f"{shared}/fr/man1/{name}.1"} <= names
    assert "tui_voter/locale/fr/LC_MESSAGES/tui_voter.mo" in names
    assert not [name for name in names if name.startswith(("tests", "docs", "benchmarks"))]


def folded(text: str) -> str:
    """``text`` without what a manual page or a line's end adds."""
    return " ".join(re.sub(r"\\&|\\|^\.\w+ ?", "", text, flags=re.M).split())


def actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in dict.fromkeys(action.choices.values()):
                yield from actions(command)
        elif not isinstance(action, argparse._HelpAction):
            yield action


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_a_manual_page_has_all_that_the_help_says(program: Program, language: str) -> None:
    """If not: ``python -m docs.man``. How usage is laid out depends on Python's version."""
    path = place(program, language)
    page = folded(path.read_text("utf-8"))
    manual(program, language)  # sets the language
    missing = [
        said
        for action in actions(program.parser())
        for said in (*action.option_strings, folded(action.help or ""))
        if said not in page
    ]
    assert missing == []
    if shutil.which("groff"):
        command = ["groff", "-man", "-Tutf8", "-Kutf8", "-wall", str(path)]
        shown = subprocess.run(command, capture_output=True, text=True, check=True)
        assert shown.stderr == ""
        assert program.name in shown.stdout


def bill(text: str) -> dict[str, dict[str, Any]]:
    return {item["bom-ref"]: item for item in json.loads(text)["components"]}


def test_the_bill_lists_all_that_is_installed_with_the_program() -> None:
    """If not: ``python -m docs.bill``, with the oldest Python, which needs most packages."""
    text = BILL.read_text("utf-8")
    listed = bill(text)
    assert bill(written()).items() <= listed.items()
    libraries = [item for item in listed.values() if item["type"] == "library"]
    pinned = PINS | {f"@xterm/{name}": version for name, version in SCRIPTS.items()}
    assert [item for item in libraries if item["version"] != pinned[item["name"]]] == []
    about = json.loads(text)["metadata"]["component"]
    assert about["version"] == __version__ == version("tui-voter")


def test_each_bundled_file_has_a_licence() -> None:
    """In the bill, or in the notice of what was written for this program."""
    own = (DATA / "NOTICE.txt").read_text("utf-8")
    bundled = {file.name for file in DATA.iterdir() if not file.name.endswith("NOTICE.txt")}
    assert set(LICENCES) <= bundled
    assert [name for name in bundled - set(LICENCES) if name not in own] == []


PINNED: Final = {canonicalize_name(name) for name in PINS}


def needed(wanted: str) -> Iterator[str]:
    """A requirement's package, and what that needs in turn."""
    requirement = Requirement(wanted)
    if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
        return
    name = canonicalize_name(requirement.name)
    yield name
    if name in PINNED and name != "editables":  # which no environment but a build's has
        for more in requires(name) or ():
            yield from needed(more)


def test_what_builds_the_program_is_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["build-system"]["requires"], *get_requires_for_build_editable()]
    assert {name for item in wanted for name in needed(item)} - PINNED == set()
