"""French: "8 heures" for "08h00", "1er décembre" for "01/12", "vingt trois" for "vingt-trois"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from tui_voter.linear.languages import Sign

_MONTH_NAMES: Final = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
)
_MONTHS: Final = _MONTH_NAMES.split()
_ORDINAL_NAMES: Final = (
    "première deuxième troisième quatrième cinquième sixième septième huitième neuvième "
    "dixième onzième douzième treizième quatorzième quinzième seizième dix-septième "
    "dix-huitième dix-neuvième vingtième"
)
_ORDINALS: Final = _ORDINAL_NAMES.split()
_UNITS: Final = {"h": "heure", "j": "jour", "min": "minute", "s": "seconde"}

_SPACE: Final = "[ \u00a0\u202f]"
_END: Final = r"(?![\w’'-])"
"""The end of a unit: the s in "L’étape 3 s’affiche" stands for no seconds."""
_MONTH: Final = rf"(?={_SPACE}(?:{'|'.join(_MONTHS)})\b)"
_NUMBER: Final = (
    "(?:un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|"
    "seize|vingts?|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante|cents?|"
    "mille|et|[a-zè]{2,8}ième)"
)


def _counted(count: str, unit: str) -> str:
    number = int(count)
    return f"{number} {_UNITS[unit]}{'s' if number > 1 else ''}"


def _hour(found: re.Match[str]) -> str:
    said = _counted(found[1], "h")
    return said if found[2] in (None, "00") else f"{said} {found[2]}"


def _numeric_day(found: re.Match[str]) -> str:
    return f"{_day(found[1])} {_MONTHS[int(found[2]) - 1]} {found[3]}"


def _day(digits: str) -> str:
    return "1er" if int(digits) == 1 else str(int(digits))


def _month(found: re.Match[str]) -> str:
    return next(month for month in _MONTHS if month.startswith(found[0][:-1]))


def _ordinal(found: re.Match[str]) -> str:
    return _ORDINALS[number - 1] if (number := int(found[1])) <= len(_ORDINALS) else found[0]


SAME: Final[Mapping[str, str]] = {"nouvelle": "nouveau", "precedente": "precedent", "toute": "tout"}
"""The other gender of command words, folded, with the one that is the command's name."""

SIGNS: Final[Sequence[Sign]] = (
    (
        "/",
        rf"\b(\d{{1,3}}){_SPACE}?([hj])/(\d{{1,3}})\b",
        lambda found: f"{_counted(found[1], found[2])} sur {found[3]}",
    ),
    ("h", rf"\b0?(\d{{1,2}}){_SPACE}?h(?:{_SPACE}?(\d\d))?\b", _hour),
    (
        "",
        rf"\b(\d{{1,3}})(?:{_SPACE}?(?=min|j)|{_SPACE})(min|j|s){_END}",
        lambda found: _counted(found[1], found[2]),
    ),
    ("/", r"(?<![\w/])(0?[1-9]|[12]\d|3[01])/(0?[1-9]|1[0-2])/(\d{4})\b(?!/)", _numeric_day),
    (".", r"\b(?:janv|févr|avr|juil|sept|oct|nov|déc)\.(?=[ \u00a0\u202f]\d{4}\b)", _month),
    ("", rf"(?<![\w,.])0?([1-9]){_MONTH}", lambda found: _day(found[1])),
    ("e", r"\b(\d{1,2})(?:e|ème)\b", _ordinal),
    ("1re", r"\b1re\b", "première"),
    ("-", rf"(?i)\b{_NUMBER}(?:-{_NUMBER})+(?![\w-])", lambda found: found[0].replace("-", " ")),
    ("°", rf"\b[nN]°{_SPACE}?", "numéro "),
    ("(Heure", r"\(Heure de (?=[^\W\d_])", "(heure de "),  # it stands inside its sentence
    ("p.", r"\bp\. ?ex\.", "par exemple"),
    ("c.", r"\bc\.-à-d\.", "c’est-à-dire"),
)
