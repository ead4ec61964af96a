"""Every form of the product, and what a voter or a password manager types into it."""

from __future__ import annotations

import string
from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from tui_voter.audit.walk import walk
from tui_voter.dialogue import ChoiceField, Field, Form, LongTextField

LETTERS = string.ascii_letters + string.digits + "éà-!.,"
HOME, DOWN, CTRL_S = "\x1b[H", "\x1b[B", "\x13"
SLOWEST = 0.03
"""Seconds between two keys, at most."""
WALKED = 120.0
"""Seconds until a program has walked through all journeys and asks its first form: a limit for
failures, not a measure."""


Asked = tuple[str, str, list[str]]
"""A field: its kind, its name, and what may be chosen."""


class Burst(NamedTuple):
    """What is typed into one form: keys with the seconds before each, and where it belongs."""

    keys: Sequence[tuple[str, float]]
    belongs: dict[str, str]


async def all_forms() -> list[Form[Any]]:
    """The forms that ask something, from the audit's visits, each with its own checks."""
    screens = [shown.screen for shown in await walk("en")]
    forms = {
        (form.title, *(field.name for field in form.fields)): form
        for form in screens
        if isinstance(form, Form) and form.fields
    }
    return [forms[each]._replace(actions=(), can_go_back=False) for each in sorted(forms)]


def options_of(field: Field[Any]) -> list[str]:
    return [option.key for option in field.options] if isinstance(field, ChoiceField) else []


def burst(fields: Sequence[Asked], chance: Random) -> Burst:
    """A random answer to every field, without a pause."""
    keys: list[str] = []
    belongs: dict[str, str] = {}
    for kind, name, options in fields:
        last = name == fields[-1][1]
        if options:
            place = chance.randrange(min(len(options), 9))
            belongs[name] = options[place]
            keys += [HOME, *[DOWN] * place, "\r"]
            continue
        text = "".join(chance.choices(LETTERS, k=chance.randint(1, 14)))
        belongs[name] = text
        keys += text
        if kind == LongTextField.__name__:
            keys.append(CTRL_S if last else "\t")
        else:
            keys.append("\t" if not last and chance.random() < 0.2 else "\r")
    pace = chance.choice((0.0, 0.001, SLOWEST / 2, SLOWEST))
    return Burst([(key, chance.uniform(0, pace)) for key in keys], belongs)
