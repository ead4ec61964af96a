"""Two themes, each for a dark and a light terminal: visual and accessible.

One accent; every colour that means something stands beside a word or a sign. The
accessible pair keeps 7:1 contrast for every text (a test computes it), the visual 4.5:1.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from textual.theme import Theme


def _theme(
    name: str,
    *,
    dark: bool,
    ground: str,
    field: str,
    text: str,
    muted: str,
    accent: str,
    button: str,
    on_button: str,
    error: str,
    success: str,
    line: str,
) -> Theme:
    return Theme(
        name=name,
        dark=dark,
        primary=accent,
        secondary=accent,
        accent=accent,
        background=ground,
        surface=field,
        panel=field,
        foreground=text,
        error=error,
        warning=error,
        success=success,
        variables={
            "muted": muted,
            "button": button,
            "on-button": on_button,
            "line": line,
            "fault": error,
            "met": success,
            "ink": text,
            "ground": ground,
            "field": field,
            "mark": accent,
        },
    )


THEMES: Final = (
    _theme(
        "visual-dark",
        dark=True,
        ground="#0a0f1f",
        field="#19223f",
        text="#e8ecf6",
        muted="#9aa7c7",
        accent="#86b1ff",
        button="#2a52b8",
        on_button="#ffffff",
        error="#ff9d91",
        success="#86d9ab",
        line="#2c3a63",
    ),
    _theme(
        "visual-light",
        dark=False,
        ground="#ffffff",
        field="#e9eef9",
        text="#161b2c",
        muted="#4f5977",
        accent="#1c42a8",
        button="#1c42a8",
        on_button="#ffffff",
        error="#ae1c16",
        success="#136b3f",
        line="#b9c4de",
    ),
    _theme(
        "accessible-dark",
        dark=True,
        ground="#000000",
        field="#000000",
        text="#ffffff",
        muted="#d6d6d6",
        accent="#a9ccff",
        button="#000000",
        on_button="#ffffff",
        error="#ffb8b0",
        success="#b3eac9",
        line="#d6d6d6",
    ),
    _theme(
        "accessible-light",
        dark=False,
        ground="#ffffff",
        field="#ffffff",
        text="#000000",
        muted="#333333",
        accent="#00217a",
        button="#ffffff",
        on_button="#000000",
        error="#850d0d",
        success="#09472a",
        line="#333333",
    ),
)


def is_dark(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal says it is dark (``COLORFGBG``); dark where it does not say.

    A terminal that answers the question for its background corrects this once it runs.
    """
    background = environment.get("COLORFGBG", "").rpartition(";")[2]
    return background not in {"7", "15"}
