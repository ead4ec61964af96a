"""The versions of Python that the program says it runs on, wherever it says so."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.without_posix import NOWHERE

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SUPPORTED = re.findall(r"Python :: (3\.\d+)", " ".join(PROJECT["classifiers"]))


def test_no_other_is_installed_on_and_each_is_tested() -> None:
    first, last = SUPPORTED[0], SUPPORTED[-1]
    major, minor = last.split(".")
    assert PROJECT["requires-python"] == f">={first},<{major}.{int(minor) + 1}"
    settings = (ROOT / ".github/workflows/ci.yaml").read_text("utf-8")
    matrix = re.search(r"python: (\[.*\])", settings)
    assert matrix
    assert re.findall(r'"([\d.]+)"', matrix[1]) == SUPPORTED


WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yaml"))


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_runs_what_is_pinned_and_is_there(workflow: Path) -> None:
    settings = workflow.read_text("utf-8")
    used = re.findall(r"uses: (\S+)", settings)
    loose = [name for name in used if not re.search(r"@[0-9a-f]{40}$", name)]
    assert [name for name in loose if not (ROOT / name).is_file()] == []
    for script in re.findall(r"(?<=\s)\.ci/\w+", settings):
        assert os.access(ROOT / script, os.X_OK), script


def test_only_who_publishes_has_an_identity_and_only_who_announces_may_write() -> None:
    settings = (ROOT / ".github/workflows/release.yaml").read_text("utf-8")
    jobs = dict(re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", settings, re.MULTILINE))
    assert [name for name, job in jobs.items() if "id-token: write" in job] == ["publish"]
    assert [name for name, job in jobs.items() if "contents: write" in job] == ["announce"]
    assert "environment: release" in jobs["publish"]
    assert "run:" not in jobs["publish"], "nothing of ours runs beside the identity"


def test_what_is_tested_without_posix_is_found_without_it() -> None:
    """A file of tests that imports what Windows does not have would end the whole run there."""
    script = (ROOT / ".ci/client").read_text("utf-8")
    paths = re.findall(r"tests/\w[\w/.]*", script.partition("tests=(")[2].partition(")")[0])
    assert len(paths) > 10
    options = ["-q", "-p", "no:cacheprovider", "--collect-only", "-m", "not posix"]
    found = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *paths],
        cwd=ROOT,
        env={**os.environ, **NOWHERE},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout[-3000:] + found.stderr[-3000:]
