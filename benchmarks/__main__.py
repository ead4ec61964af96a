"""Run the benchmarks that need nothing but this computer, or those that are named.

    python -m benchmarks [NAME ...]

All of them run, and each prints its figures. Where one could not measure what it means to, its
earlier figures are gone, and this ends with code 1.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.figures import FILE

PROGRAM: Final = str(Path(sys.executable).with_name("tui-voter"))
ARGUMENTS: Final[Mapping[str, Sequence[str]]] = {
    "first_words": (),
    "first_frame": ("--mark", "Lien unique", "--", PROGRAM, "--lang", "fr"),
    "strength": (),
    "keystroke": (),
    "floods": (),
    "documents": ("--busy",),
    "memory": (),
    "idle": (),
    "quit": (),
    "recovery": (),
    "delivery_timing": (),
    "proof_of_work": (),
    "rolls": (),
    "import_voters": (),
    "activations": (),
    "opening_rush": (),
    "sealing": (),
    "casting": (),
}


def main() -> None:
    names = sys.argv[1:]
    files = {file.stem for file in Path(__file__).parent.glob("[a-z]*.py")}
    if unknown := {*names} - (files - {"figures", "programs"}):
        raise SystemExit(f"No benchmark: {', '.join(sorted(unknown))}. See benchmarks/README.md.")
    if not names:
        FILE.unlink(missing_ok=True)
    failed = []
    for name in names or ARGUMENTS:
        print(f"\n{name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}", *ARGUMENTS.get(name, ())]
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    if failed:
        raise SystemExit(f"\nNot measured: {', '.join(failed)}")


if __name__ == "__main__":
    main()
