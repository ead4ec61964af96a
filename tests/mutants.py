"""Faults that a test must catch: ``python -m tests.mutants [NAME...]``, all of them by default.

The tests of the faults of ``mutants.toml`` must pass, and each must fail once its fault is put into
a copy of the project. There is one copy for each core. The exit code says whether all failed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Final

ROOT: Final = Path(__file__).parents[1]
FAULTS: Final[dict[str, dict[str, str]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
PACKAGES: Final = ("tui_voter", "mock_server", "benchmarks", "docs", "tests", "pyproject.toml")
CORES: Final = os.cpu_count() or 1


def copied(to: Path) -> Path:
    """A copy of the project at ``to``."""
    to.mkdir()
    for package in PACKAGES:
        source, target = ROOT / package, to / package
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, target)
    return to


def failure(copy: Path, *arguments: str) -> str:
    """What pytest says of a test that fails in ``copy``; "" where all pass."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--quiet", "--no-header", *arguments],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},  # for the programs that tests start elsewhere
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode not in (0, 1):
        sys.exit(run.stdout + run.stderr)
    failed = [
        line for line in run.stdout.splitlines() if line.startswith(("FAILED tests", "ERROR tests"))
    ]
    return failed[0] if run.returncode else ""


def caught(copies: SimpleQueue[Path], fault: dict[str, str]) -> str:
    """How the fault's test fails with it; "" where it does not."""
    copy = copies.get()
    file = copy / fault["file"]
    right = file.read_text(encoding="utf-8")
    if right.count(fault["from"]) != 1:
        sys.exit(f"{fault['file']} has {fault['from']!r} {right.count(fault['from'])} times")
    file.write_text(right.replace(fault["from"], fault["to"]), encoding="utf-8")
    try:
        return failure(copy, "--exitfirst", "--timeout=60", "-p", "no:xdist", fault["test"])
    finally:
        file.write_text(right, encoding="utf-8")
        copies.put(copy)


def main(names: list[str]) -> int:
    if unknown := set(names) - set(FAULTS):
        sys.exit(f"unknown: {', '.join(unknown)}; known: {', '.join(FAULTS)}")
    faults = {name: FAULTS[name] for name in names or FAULTS}
    copies: SimpleQueue[Path] = SimpleQueue()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(CORES) as pool:
        for number in range(CORES):
            copies.put(copied(Path(folder, str(number))))
        tests = sorted({fault["test"] for fault in faults.values()})
        copy = Path(folder, "0")
        if says := failure(copy, "--numprocesses", str(CORES), *tests):
            sys.exit(f"without any fault: {says}")
        missed = 0
        for name, says in zip(
            faults, pool.map(partial(caught, copies), faults.values()), strict=True
        ):
            missed += not says
            print(name, says or "MISSED", sep=": ", flush=True)  # noqa: T201 the report
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
