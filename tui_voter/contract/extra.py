"""The extra ``portal``: whether its packages are installed, and how to install them."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

_NAME: Final = "tui-voter"
_EXTRA: Final = "portal"
_REQUIREMENT: Final = re.compile(rf"([\w.-]+)[^;]*; extra == ['\"]{_EXTRA}['\"]")
"""A package of the extra. One that some systems do without has more conditions."""


def how_to_add_portal() -> str:
    """The command that installs what the portal lacks; "" where it lacks nothing."""
    from importlib.metadata import Distribution, PackageNotFoundError, distribution  # late: slow

    try:
        ours = distribution(_NAME)
    except PackageNotFoundError:  # the bare source: there, nobody knows what is missing
        return ""
    needed = filter(None, map(_REQUIREMENT.fullmatch, ours.requires or ()))
    if all(any(Distribution.discover(name=found[1])) for found in needed):
        return ""
    installer = (ours.read_text("INSTALLER") or "").strip()
    return command_for(Path(sys.prefix), installer, ours.read_text("direct_url.json"))


def command_for(prefix: Path, installer: str, origin: str | None) -> str:
    """How to install the program anew, with the extra, in the environment ``prefix``.
    ``origin`` is its direct_url.json, if it came from a folder, a file or a repository."""
    what = shlex.quote(_requirement(origin))
    if (prefix / "uv-receipt.toml").exists():
        return f"uv tool install {what}"
    if (prefix / "pipx_metadata.json").exists():
        return f"pipx install --force {what}"
    if installer == "uv":
        return f"uv pip install --python {shlex.quote(str(prefix))} {what}"
    return f"{shlex.quote(sys.executable)} -m pip install {what}"


def _requirement(origin: str | None) -> str:
    wanted = f"{_NAME}[{_EXTRA}]"
    if origin is None:
        return wanted
    told = json.loads(origin)
    url = urlsplit(told["url"])
    if url.scheme == "file":
        return f"{unquote(url.path)}[{_EXTRA}]"
    tool = told.get("vcs_info", {}).get("vcs")
    return f"{wanted} @ {tool}+{url.geturl()}" if tool else f"{wanted} @ {url.geturl()}"
