"""What holds after every event in every state, as a table in a text file of this folder.

A line names a state, and each line below it an event in that state, then what holds after it, in
columns that ``|`` parts.
"""

from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    state: str
    event: str
    holds: str

    def __str__(self) -> str:
        return f"{self.state}, {self.event}"


def rows(file: str) -> list[Row]:
    found, state = [], ""
    for line in Path(__file__).with_name(file).read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            event, holds = line.split("|", 1)
            found.append(Row(state, event.strip(), " | ".join(map(str.strip, holds.split("|")))))
        else:
            state = line or state
    return found
