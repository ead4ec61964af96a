"""The language of a request (RFC 9110, 12.5.4)."""

from __future__ import annotations

from functools import lru_cache

from tui_voter.contract.shapes import Language


def language_for(accepted: str | None, languages: tuple[Language, ...]) -> Language:
    """The best of ``languages`` for an ``Accept-Language`` header; the first by default."""
    return _best((accepted or "")[:500], languages)


@lru_cache  # browsers send few different ones
def _best(accepted: str, languages: tuple[Language, ...]) -> Language:
    best, best_weight = languages[0], 0.0
    for item in accepted.split(","):
        tag, _, parameters = item.partition(";")
        primary = tag.strip().partition("-")[0].lower()
        weight = _weight(parameters)
        for language in languages:
            if primary == language.value and weight > best_weight:
                best, best_weight = language, weight
    return best


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if not name.strip():
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if name.strip().lower() == "q" and 0 <= weight <= 1 else 0.0
