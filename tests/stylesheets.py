"""Textual parses its stylesheets anew for each program and each theme. In a process of tests, the
programs of all tests share what was parsed, as the screens of one program do."""

from __future__ import annotations

from typing import Any, Final

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_PARSED: Final[dict[tuple[object, ...], list[RuleSet]]] = {}
"""By the text of a stylesheet, where it is from, and the variables in it."""


def parse_once() -> None:
    """Keep the rules of every stylesheet that is parsed from now on."""
    parse = Stylesheet._parse_rules

    def kept(self: Stylesheet, *args: Any, **named: Any) -> list[RuleSet]:
        key = (args, *sorted(named.items()), frozenset(self._variables.items()))
        if key not in _PARSED:
            _PARSED[key] = parse(self, *args, **named)
        return _PARSED[key]

    Stylesheet._parse_rules = kept  # type: ignore[method-assign]
