"""Dates in words."""

from __future__ import annotations

from datetime import datetime
from gettext import gettext as _
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from mock_server.core.languages import catalogue, spoken
from tui_voter.contract.languages import Language


def in_words(moment: datetime, zone: str, language: Language) -> str:
    """ "jeudi 1er décembre 2022 à 8 h (heure de Paris)", "Thursday 1 December 2022 at 08:00
    (Paris time)"."""
    _ = catalogue(language).gettext
    there = moment.astimezone(ZoneInfo(zone))
    pattern = "EEEE d MMMM y 'at' HH:mm"
    if language is Language.FR:
        day = "d'er'" if there.day == 1 else "d"
        time = "H\u00a0'h'\u00a0mm" if there.minute else "H\u00a0'h'"
        pattern = f"EEEE {day} MMMM y 'à' {time}"
    return _("{moment} ({city} time)").format(
        moment=format_datetime(there, pattern, locale=language.value),
        city=zone.rpartition("/")[2].replace("_", " "),
    )


def to_the_second(there: datetime) -> str:
    """ "1er décembre 2022 08:00:00", in the language of the command line."""
    first = there.day == 1  # of a month: many a language says it in a way of its own
    pattern = _("'1' MMMM y HH:mm:ss") if first else _("d MMMM y HH:mm:ss")
    return format_datetime(there, pattern, locale=spoken().value)
