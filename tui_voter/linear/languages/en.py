"""English: "8 am" for "08:00", "3 hours" for "3 h", "twenty three" for "twenty-three"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from tui_voter.linear.languages import Sign

_MONTH_NAMES: Final = (
    "January February March April May June July August September October November December"
)
_MONTHS: Final = _MONTH_NAMES.split()
_UNITS: Final = {"h": "hour", "min": "minute", "s": "second"}
_NUMBER: Final = (
    "(?:one|two|three|four|five|six|seven|eight|nine|twenty|thirty|forty|fifty|sixty|seventy|"
    "eighty|ninety|hundred)"
)


def _time(found: re.Match[str]) -> str:
    hours, minutes = int(found[1]), found[2]
    if minutes == "00" and hours % 12 == 0:
        return "noon" if hours else "midnight"
    said = str(hours % 12 or 12) + (f":{minutes}" if minutes != "00" else "")
    return f"{said} {'am' if hours < 12 else 'pm'}"


def _counted(found: re.Match[str]) -> str:
    number = int(found[1])
    return f"{number} {_UNITS[found[2]]}{'' if number == 1 else 's'}"


def _month(found: re.Match[str]) -> str:
    return next(month for month in _MONTHS if month.startswith(found[1]))


SAME: Final[Mapping[str, str]] = {}

SIGNS: Final[Sequence[Sign]] = (
    (":", r"(?<![\w:.])([01]?\d|2[0-3]):([0-5]\d)(?![\d:]|\.\d| ?[ap]\.?m\b)", _time),
    ("", r"\b(\d{1,3})(?:[ \u00a0]?(?=h|min)|[ \u00a0])(h|min|s)\b(?![’'-])", _counted),
    ("", r"(?<=\d )(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Oct|Nov|Dec)\b\.?", _month),
    (".", r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Oct|Nov|Dec)\.(?= \d)", _month),
    ("-", rf"(?i)\b{_NUMBER}(?:-{_NUMBER})+(?![\w-])", lambda found: found[0].replace("-", " ")),
    ("e.", r"\be\.g\.", "for example"),
    ("i.", r"\bi\.e\.", "that is"),
    ("No.", r"\bNo\.(?= ?\d)", "number"),
)
