"""The portal's clock: read, and set for a training or a test."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime
from gettext import gettext as _
from typing import Any, Final

from mock_server.cli.arguments import Commands, number, settings_of, span

FASTEST: Final = 3600


def add(commands: Commands) -> None:
    clock = commands.add(
        "clock",
        _("read or set the portal's clock, which the rules of the vote follow"),
        _clock,
        commands.stored,
    )
    acts = clock.add_subparsers(dest="act", required=True, metavar=_("ACT"))

    def act(name: str, text: str) -> argparse.ArgumentParser:
        return acts.add_parser(name, help=text, description=text)

    act("show", _("what the clock shows, and how far the vote is"))
    act("set", _("let the clock show another time")).add_argument(
        "value",
        metavar=_("WHEN"),
        type=_moment,
        help=_("2026-12-01T07:58, in the election's time zone, or with an offset"),
    )
    act("opening-in", _("move the clock so that the vote opens that far from now")).add_argument(
        "value", metavar=_("SPAN"), type=span, help=_("in real time: 90s, 2m, 1h30m")
    )
    act("closing-in", _("move the clock so that the vote closes that far from now")).add_argument(
        "value", metavar=_("SPAN"), type=span, help=_("in real time: 90s, 2m, 1h30m")
    )
    act("speed", _("let the clock go faster")).add_argument(
        "value", metavar="N", type=_speed, help=_("how many times as fast, from 1 to 3600")
    )
    act("real", _("let the clock keep the real time again"))


def _clock(options: argparse.Namespace) -> None:
    from mock_server.cli import clock_desk
    from mock_server.core.terminal import say

    acts: dict[str, Callable[..., str]] = {
        "show": clock_desk.show,
        "set": clock_desk.set_to,
        "opening-in": clock_desk.opening_in,
        "closing-in": clock_desk.closing_in,
        "speed": clock_desk.go,
        "real": clock_desk.real,
    }
    value: Any = getattr(options, "value", None)
    values = () if value is None else (value,)
    say(acts[options.act](settings_of(options), *values))


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(
            _("{text} is not a moment such as 2026-12-01T07:58").format(text=text)
        ) from exc


def _speed(text: str) -> int:
    return number(text, 1, FASTEST)
