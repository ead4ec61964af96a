"""``python -m docs.bill``: write the software bill of materials that every wheel carries (PEP 770):
what the wheel contains of others, and the packages it is installed with, in the pinned versions."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tui_voter import __version__

ROOT: Final = Path(__file__).parents[1]
BILL: Final = ROOT / "docs" / "tui-voter.cdx.json"
DATA: Final = ROOT / "tui_voter" / "machine" / "data"
LICENCES: Final = {
    "french.txt": ["MIT", "ODC-By-1.0"],
    "frequent.txt": ["CC-BY-4.0"],
    "phrases.en.txt": ["MIT"],
    "phrases.fr.txt": ["MIT"],
    "spelling.bin": ["MIT", "ODC-By-1.0"],
    "words.bin": ["MIT", "ODC-By-1.0", "CC-BY-4.0"],
}
"""Of what is bundled that others made, or that was made of it; notices stand beside them."""
XTERM: Final = ROOT / "mock_server/training/browser/xterm"
SCRIPTS: Final = dict(line.split() for line in (XTERM / "VERSIONS").read_text().splitlines())
"""xterm.js, by its packages of npm's scope @xterm: their versions stand beside their files."""
PINS: Final[dict[str, str]] = {
    canonicalize_name(name): version
    for name, _equals, version in (
        line.partition("==")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    )
}
_OURS: Final = "tui-voter"


def written() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    client = list(_needed(project["dependencies"]))
    portal = list(_needed(project["optional-dependencies"]["portal"]))
    graph: dict[str, list[str]] = {_OURS: sorted({*client, *portal})}
    _follow(graph[_OURS], graph)
    required = _reached(client, graph)
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": _OURS,
                "name": _OURS,
                "version": __version__,
                "licenses": _licensed([project["license"]]),
                "purl": f"pkg:pypi/{_OURS}@{__version__}",
            }
        },
        "components": [
            *map(_bundled, LICENCES),
            *(_script(name) for name in SCRIPTS),
            *(_package(name, name in required) for name in sorted(graph) if name != _OURS),
        ],
        "dependencies": [
            {"ref": name, "dependsOn": graph[name]} for name in sorted(graph, key=_OURS.__ne__)
        ],
    }
    return json.dumps(bill, indent=1, ensure_ascii=False) + "\n"


def _needed(wanted: Iterable[str], extras: Iterable[str] = ("",)) -> Iterator[str]:
    """The packages that requirements name on this system, with the extras they ask for."""
    for text in wanted:
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
            yield canonicalize_name(requirement.name)
            if requirement.extras:
                more = _of(requirement.name)
                plain = set(_needed(more))
                yield from (it for it in _needed(more, requirement.extras) if it not in plain)


def _of(package: str) -> list[str]:
    try:
        return requires(package) or []
    except PackageNotFoundError:  # another system or another Python needs it
        return []


def _follow(packages: Iterable[str], graph: dict[str, list[str]]) -> None:
    for name in packages:
        if name not in graph:
            graph[name] = sorted(set(_needed(_of(name))))
            _follow(graph[name], graph)


def _reached(packages: Iterable[str], graph: dict[str, list[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(packages)
    while waiting:
        if (name := waiting.pop()) not in reached:
            reached.add(name)
            waiting += graph[name]
    return reached


def _bundled(name: str) -> dict[str, Any]:
    return {
        "type": "data",
        "bom-ref": name,
        "name": str((DATA / name).relative_to(ROOT)),
        "licenses": _licensed(LICENCES[name]),
    }


def _script(name: str) -> dict[str, Any]:
    purl = f"pkg:npm/%40xterm/{name}@{SCRIPTS[name]}"
    said = {"type": "library", "bom-ref": purl, "name": f"@xterm/{name}", "version": SCRIPTS[name]}
    return said | {"licenses": _licensed(["MIT"]), "purl": purl}


def _package(name: str, is_required: bool) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": name,
        "name": name,
        "version": PINS[name],
        "scope": "required" if is_required else "optional",
        "purl": f"pkg:pypi/{name}@{PINS[name]}",
    }


def _licensed(names: Iterable[str]) -> list[dict[str, Any]]:
    return [{"license": {"id": name}} for name in names]


if __name__ == "__main__":
    BILL.write_text(written(), encoding="utf-8")
