"""Numbers of votes and percentages, in the voter's language."""

from __future__ import annotations

from tui_voter.messages import language, ngettext


def figure(n: int) -> str:
    """Return a number with its digits grouped: "1 234 567"."""
    from babel.numbers import format_decimal  # late: Babel is slow to load

    return format_decimal(n, locale=language())


def percentage(part: int, whole: int) -> str:
    """Return a percentage to one decimal: "45,3 %", "45.3%"."""
    from babel.numbers import format_percent

    share = round(part / whole, 3) if whole else 0
    return format_percent(share, locale=language(), decimal_quantization=False)


def counted(text: str, n: int, **others: str) -> str:
    """Return ``text`` with its number, which no end of a line parts from the word behind it."""
    return text.replace("{n} ", "{n}\u00a0").format(n=figure(n), **others)


def votes(n: int) -> str:
    return counted(ngettext("{n} vote", "{n} votes", n), n)


def votes_in_words(n: int, expressed: int) -> str:
    """Return a list's votes with its share of the votes ``expressed`` for lists: "1 234 voix, 45
    %"."""
    return f"{votes(n)}, {percentage(n, expressed)}" if expressed else votes(n)
