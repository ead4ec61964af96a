"""The house as it is built, held against ``docs/architecture.md``: part of ``make check``.

No circle of imports, the rooms that the document draws, the layers that it names; of each language,
all that ``CONTRIBUTING.md`` names. How large the rooms are is printed by ``make figures``.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import grimp

from tui_voter.contract.languages import Language

ROOT: Final = Path(__file__).parents[1]
PROGRAMS: Final = ("tui_voter", "mock_server")
ARCHITECTURE: Final = ROOT / "docs" / "architecture.md"
CONTRIBUTING: Final = ROOT / "CONTRIBUTING.md"
POSIX_PLACES: Final = ("tui_voter/system/posix.py", "mock_server/core/posix.py")
POSIX_MODULES: Final = re.compile(r"(crypt|fcntl|grp|pty|pwd|resource|syslog|termios|tty)(\..*)?")
POSIX_NAMES: Final = re.compile(
    r"os\.(ST_.*|W[A-Z]+|O_(CLOEXEC|DIRECTORY|NOCTTY|NOFOLLOW|NONBLOCK)|f?chown|ctermid|fork(pty)?"
    r"|f?statvfs|get(e?[gu]id|loadavg|p?gid|pgrp|resuid|sid)|killpg|mkfifo|nice|openpty|posix_.*"
    r"|set(e?[gu]id|p?gid|sid)|sched_.*|sysconf|tc[gs]etpgrp|ttyname|uname|wait.*)"
    r"|signal\.(SIG(?!(ABRT|FPE|ILL|INT|SEGV|TERM|_DFL|_IGN)$)[A-Z_0-9]+|alarm|pause|pthread_.*"
    r"|setitimer|siginterrupt|sigwait.*)"
    r"|time\.(CLOCK_.*|clock_[gs]et.*|tzset)"
    r"|.*\.(add|remove)_(reader|writer|signal_handler)"
)


def circles() -> list[str]:
    """A circle of modules that import each other, at whatever place in their code."""
    graph = grimp.build_graph(*PROGRAMS)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return [f"a circle of imports: {' > '.join(reversed(error.args[1]))}"]
    return []


def rooms() -> dict[str, set[str]]:
    """The packages and modules directly below each program."""
    return {
        program: {
            path.name + "/" if path.is_dir() else path.name
            for path in (ROOT / program).iterdir()
            if (path / "__init__.py").is_file()
            or (path.suffix == ".py" and not path.name.startswith("__"))
        }
        for program in PROGRAMS
    }


def drawn() -> dict[str, set[str]]:
    """The same as the document draws them: a program's name, then indented names."""
    found: dict[str, set[str]] = {}
    names: set[str] = set()
    for line in ARCHITECTURE.read_text(encoding="utf-8").splitlines():
        if line.rstrip("/") in PROGRAMS:
            names = found.setdefault(line.rstrip("/"), set())
        elif drawing := re.match(r"  ((?:\w+(?:/|\.py) ?)+)", line):
            names |= set(drawing[1].split())
        elif not line.startswith(" "):
            names = set()
    return found


def undrawn() -> Iterator[str]:
    there, told = rooms(), drawn()
    for program in PROGRAMS:
        for name in sorted(there[program] ^ told.get(program, set())):
            is_there = name in there[program]
            says = "is not in" if is_there else "is not there, and drawn in"
            yield f"{program}/{name} {says} docs/architecture.md"


def layers() -> Iterator[str]:
    """The order of the portal's rooms, in the document and in what import-linter enforces."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    enforced = next(
        " > ".join(layer.replace(" | ", ", ") for layer in contract["layers"])
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers" and contract["containers"] == ["mock_server"]
    )
    if enforced not in ARCHITECTURE.read_text(encoding="utf-8").replace("\n", " "):
        yield f"docs/architecture.md does not say: {enforced}"


def only_posix() -> Iterator[str]:
    """What no system but POSIX has, outside the one module of each program that may use it."""
    for path in (path for program in PROGRAMS for path in (ROOT / program).rglob("*.py")):
        if (place := str(path.relative_to(ROOT))) in POSIX_PLACES:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name in (*_imported(tree, POSIX_MODULES), *_named(tree, POSIX_NAMES)):
            yield f"{place} uses {name}: only {' and '.join(POSIX_PLACES)} may"


def _imported(tree: ast.Module, wanted: re.Pattern[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (it.name for it in node.names if wanted.fullmatch(it.name))
        elif isinstance(node, ast.ImportFrom) and wanted.fullmatch(node.module or ""):
            yield node.module or ""


def _named(tree: ast.Module, wanted: re.Pattern[str]) -> Iterator[str]:
    """Attributes, as ``module.name`` or ``object.method``, and the same imported from a module."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{it.name}" for it in node.names]
        elif isinstance(node, ast.Attribute):
            names = [f"{node.value.id if isinstance(node.value, ast.Name) else ''}.{node.attr}"]
        yield from filter(wanted.fullmatch, names)


def lacking(language: str) -> Iterator[str]:
    """A sentence on each thing that “A language” in CONTRIBUTING.md names and ``language`` does not
    have, in the order of the steps. These are written for Breton, `br`. For each French file at a
    path that they name, the language must have one of its own. Where they name an entry in a file,
    as in "`Language.BR` in `tests/linear/traps.py`", the file must have it."""
    text = CONTRIBUTING.read_text(encoding="utf-8")
    section = text.partition("\n## A language\n")[2].partition("\n## ")[0]
    for step in re.split(r"^(?=\d\. )", section, flags=re.M)[1:]:
        where = f"step {step[0]} of “A language” in CONTRIBUTING.md"
        for entry, path in re.findall(r"(?:`([^`]+)` in )?`([^`\s]+/[^`\s]+)`", step):
            if entry and _in(language, entry) not in (ROOT / path).read_text(encoding="utf-8"):
                yield f"{path} does not have {_in(language, entry)}: {where}"
            pattern = _in("fr", path)
            for french in sorted(ROOT.glob(pattern)) if pattern != path else ():
                own = re.sub(r"\bfr\b", language, str(french.relative_to(ROOT)))
                if not (ROOT / own).is_file():
                    yield f"{own} is not there: {where}"


def _in(language: str, example: str) -> str:
    """What an ``example`` of Breton is in another language."""
    return re.sub(r"\bBR\b", language.upper(), re.sub(r"\bbr\b", language, example))


def sizes(*rooms: str) -> Iterator[tuple[str, int, str]]:
    """Every module, class and function of the ``rooms``: its kind, its lines, and where it is."""
    for path in (path for room in rooms for path in (ROOT / room).rglob("*.py")):
        text, place = path.read_text(encoding="utf-8"), path.relative_to(ROOT)
        yield "module", text.count("\n"), str(place)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                kind = "class" if isinstance(node, ast.ClassDef) else "function"
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                yield kind, size, f"{place} {node.name}"


def main() -> int:
    faults = [*circles(), *undrawn(), *layers(), *only_posix()]
    for language in Language:
        if language is not Language.EN:  # in which the code is written
            faults += lacking(language)
    said = faults or ["0 circles of imports; rooms and layers as in docs/architecture.md"]
    print(*said, sep="\n")  # noqa: T201 - what the check is for
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
