"""The client on a system without POSIX, as far as this one can pretend to be one.

``pytest -p tests.without_posix.plugin tests/linear`` runs these tests so; :data:`NOWHERE` is the
environment of a program that finds none of it.
"""

import os
from pathlib import Path
from typing import Final

NOWHERE: Final = {
    "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[2])]),
    "WITHOUT_POSIX": "anywhere",
}
"""Nothing in the process can import POSIX's modules, nor find its names."""
OURS: Final = {**NOWHERE, "WITHOUT_POSIX": "in tui_voter"}
"""The client cannot; Textual's own driver for Linux can, in the place of the one for Windows."""
