"""The examples of a deployment: what they copy, and how they tell clients apart."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
COMPOSE = (EXAMPLES / "compose.yaml").read_text("utf-8")


def copied() -> list[str]:
    """What the image is made of, as COPY names it."""
    lines = re.findall(r"^ +COPY (.+)$", COMPOSE, re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def is_sent(path: str) -> bool:
    """Whether a file of the folder reaches the builder at all (.dockerignore)."""
    sent = True
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern = line.removeprefix("!").removeprefix("**/")
            parts = [path, *Path(path).parts, *map(str, Path(path).parents)]
            if any(fnmatch(part, pattern) for part in parts):
                sent = line.startswith("!")
    return sent


def test_the_image_has_the_program_and_nothing_else(tmp_path: Path) -> None:
    """Neither secrets nor history; and it can be built from that."""
    assert "." not in copied()
    for kept in (".git/config", "docs/examples/secrets/database", ".venv/x", "portal.key", "x.db"):
        assert not is_sent(kept), kept
        assert not any(Path(kept).is_relative_to(source) for source in copied()), kept
    assert not is_sent("mock_server/http/__pycache__/app.pyc")
    for source in copied():
        assert is_sent(source), source
        if (ROOT / source).is_dir():
            left_out = shutil.ignore_patterns("__pycache__", "*.mo")
            shutil.copytree(ROOT / source, tmp_path / source, ignore=left_out)
        else:
            shutil.copy(ROOT / source, tmp_path)
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    built = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    assert list((tmp_path / "dist").glob("tui_voter-*.whl"))
