"""Faults that a test must catch: ``python -m tests.mutants [NAME...]``, all of them by default.

Each fault of ``mutants.toml`` is put into a copy of the project, where its test is run. The test
must pass before and fail after; the exit code says whether all did.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
FAULTS: Final[dict[str, dict[str, str]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
PACKAGES: Final = ("tui_voter", "mock_server", "benchmarks", "docs", "tests", "pyproject.toml")


def failure(copy: Path, test: str) -> str:
    """How ``test`` fails in ``copy``; "" where it passes."""
    command = [sys.executable, "-m", "pytest", "--quiet", "--no-header", "-p", "no:xdist", test]
    run = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        sys.exit(run.stdout + run.stderr)
    failed = [
        line for line in run.stdout.splitlines() if line.startswith(("FAILED tests", "ERROR tests"))
    ]
    return failed[0] if run.returncode else ""


def caught(copy: Path, fault: dict[str, str]) -> str:
    """How the fault's test fails with it, "" where it does not. Without it, it must pass."""
    file, test = copy / fault["file"], fault["test"]
    right = file.read_text(encoding="utf-8")
    if right.count(fault["from"]) != 1:
        sys.exit(f"{fault['file']} has {fault['from']!r} {right.count(fault['from'])} times")
    if says := failure(copy, test):
        sys.exit(f"without any fault: {says}")
    file.write_text(right.replace(fault["from"], fault["to"]), encoding="utf-8")
    says = failure(copy, test)
    file.write_text(right, encoding="utf-8")
    return says


def main(names: list[str]) -> int:
    if unknown := set(names) - set(FAULTS):
        sys.exit(f"unknown: {', '.join(unknown)}; known: {', '.join(FAULTS)}")
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            source, target = ROOT / package, Path(folder, package)
            (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
        for name in names or FAULTS:
            says = caught(Path(folder), FAULTS[name])
            missed += not says
            print(name, says or "MISSED", sep=": ", flush=True)  # noqa: T201 the report
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
