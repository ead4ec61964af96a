"""Votes and shares in the voter's words."""

from __future__ import annotations

from tui_voter.messages import language, ngettext


def figure(n: int) -> str:
    """A number as the language groups its digits: "1 234 567"."""
    from babel.numbers import format_decimal  # late, like all of Babel

    return format_decimal(n, locale=language())


def percentage(part: int, whole: int) -> str:
    """To a tenth: "45,3 %", "45.3%"."""
    from babel.numbers import format_percent

    share = round(part / whole, 3) if whole else 0
    return format_percent(share, locale=language(), decimal_quantization=False)


def votes(n: int) -> str:
    return ngettext("{n} vote", "{n} votes", n).format(n=figure(n))


def votes_in_words(n: int, expressed: int) -> str:
    """ "1 234 voix, 45 %": what a list has, and its share of the votes cast for a list, which
    whoever asks for it says once."""
    return f"{votes(n)}, {percentage(n, expressed)}" if expressed else votes(n)
