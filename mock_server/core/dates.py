"""Dates in words, and the names of days and months."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from tui_voter.contract.shapes import Language

DAYS: Final = {
    Language.FR: ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    Language.EN: (
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ),
}
MONTHS: Final = {
    Language.FR: (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    Language.EN: (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


def in_words(moment: datetime, zone: str, language: Language) -> str:
    """ "jeudi 01 décembre 2022 à 08h00 (heure de Paris)", and its like in English."""
    there = moment.astimezone(ZoneInfo(zone))
    day, month = DAYS[language][there.weekday()], MONTHS[language][there.month - 1]
    city = zone.rpartition("/")[2].replace("_", " ")
    if language is Language.FR:
        return f"{day} {there:%d} {month} {there:%Y} à {there:%Hh%M} (heure de {city})"
    return f"{day} {there.day} {month} {there:%Y} at {there:%H:%M} ({city} time)"


def to_the_second(there: datetime) -> str:
    """ "1er décembre 2022 08:00:00", in the language of the command line."""
    language = Language.FR if os.environ.get("LANGUAGE") == Language.FR else Language.EN
    first = "1er" if language is Language.FR and there.day == 1 else there.day
    return f"{first} {MONTHS[language][there.month - 1]} {there:%Y} {there:%H:%M:%S}"
