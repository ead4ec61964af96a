"""Run the benchmarks that need nothing but this computer, or those that are named.

    python -m benchmarks [--beside CHECKOUT] [--smoke] [NAME ...]

All of them run, and each prints its figures. With another checkout beside, its program is measured
in turn with ours, by the benchmarks that can. Where one could not measure what it means to, its
earlier figures are gone, and this ends with code 1. With --smoke each looks once at what it would
measure, in seconds, and keeps no figure.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks.shared.figures import FILE

COMPARING: Final = ("first_words", "first_frame", "next_form", "memory", "idle", "quit")
ALL: Final = (
    *COMPARING,
    "strength",
    "keystroke",
    "floods",
    "documents",
    "recovery",
    "delivery_timing",
    "proof_of_work",
    "rolls",
    "growth",
    "import_voters",
    "activations",
    "opening_rush",
    "sealing",
    "casting",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--beside", metavar="CHECKOUT", help="another checkout, with a .venv")
    parser.add_argument("--smoke", action="store_true", help="only look at what would be measured")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    files = {file.stem for file in Path(__file__).parent.glob("[a-z]*.py")}
    if unknown := {*options.names} - ({*COMPARING} if options.beside else files):
        kind = "that compares" if options.beside else "so called"
        raise SystemExit(
            f"No benchmark {kind}: {', '.join(sorted(unknown))}. See benchmarks/README.md."
        )
    if not options.names and not options.smoke:
        FILE.unlink(missing_ok=True)
    beside = ("--beside", options.beside) if options.beside else ()
    smoke = ["--smoke"] * options.smoke
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    failed = []
    for name in options.names or (COMPARING if beside else ALL):
        print(f"\n{name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}", *beside, *smoke]
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    if failed:
        raise SystemExit(f"\nNot measured: {', '.join(failed)}")


if __name__ == "__main__":
    main()
