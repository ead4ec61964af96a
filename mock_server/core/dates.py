"""Dates in words."""

from __future__ import annotations

from datetime import datetime
from gettext import gettext as _
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from mock_server.core.languages import catalogue, spoken
from tui_voter.contract.languages import Language


def in_words(moment: datetime, zone: str, language: Language) -> str:
    """ "jeudi 01 décembre 2022 à 08h00 (heure de Paris)", "Thursday 1 December 2022 at 08:00
    (Paris time)"."""
    _ = catalogue(language).gettext
    pattern = _("EEEE d MMMM y 'at' HH:mm")
    return _("{moment} ({city} time)").format(
        moment=format_datetime(moment, pattern, ZoneInfo(zone), locale=language.value),
        city=zone.rpartition("/")[2].replace("_", " "),
    )


def to_the_second(there: datetime) -> str:
    """ "1er décembre 2022 08:00:00", in the language of the command line."""
    first = there.day == 1  # of a month: many a language says it in a way of its own
    pattern = _("'1' MMMM y HH:mm:ss") if first else _("d MMMM y HH:mm:ss")
    return format_datetime(there, pattern, locale=spoken().value)
