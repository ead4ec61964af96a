"""What the audit must know about each kind of field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tui_voter.audit.machine import FAIR, GOOD
from tui_voter.contract.links import LinkKind, link_path
from tui_voter.dialogue import (
    CaptchaField,
    ChoiceField,
    Field,
    LinkField,
    LongTextField,
    SecretField,
    TextField,
    of_kind,
)
from tui_voter.tuples import NamedTuple


class FieldKind(NamedTuple):
    """A kind of field. ``probes`` are answers that a field may refuse, tried besides its initial
    value; ``lines`` are typed in the linear voice to answer the field once."""

    probes: tuple[str, ...] = ("",)
    lines: tuple[str, ...] = ("x",)


_TOKEN: Final = "8DRu0rnqHjgE5WSKJ4N3hev90g9d6DFJNQO4u3xScKgb5f1c"  # noqa: S105 a fictional one
_LINK: Final = f"https://portail.exemple{link_path(LinkKind.ACTIVATION)}{_TOKEN}"
_OTHER: Final = f"https://portail.exemple{link_path(LinkKind.RECOVERY)}{_TOKEN}"
_LINKS: Final = (
    f"{_LINK} {_OTHER}",
    _LINK[:-6],
    _LINK[1:],
    _LINK[:-1] + "~",
    _LINK.replace("https", "http"),
    _LINK.replace("portail", "portail_"),
    _LINK.replace("portail", "portail@portail"),
    "https://portail.exemple/",
)
_SITES: Final = ("ftp://portal", "https://user@portal.example", "?" * 20)
_WEAK: Final = ("Motdepasse-1", "Azertyuiop12!", "Camille-2022!", "Aa1!Aa1!Aa1!", "01/02/1990-Aa")

KINDS: Final[Mapping[type[Field[Any]], FieldKind]] = {
    TextField: FieldKind(("", "?", *_SITES)),
    LongTextField: FieldKind(lines=("x", "")),
    LinkField: FieldKind(("", "?", *_LINKS), lines=("x", "")),
    SecretField: FieldKind(("", "a", "aaaaaaaaaaaa", GOOD, FAIR, *_WEAK)),
    CaptchaField: FieldKind(),
    ChoiceField: FieldKind((), lines=("1",)),
}


def kind_of(field: Field[Any]) -> FieldKind:
    """The kind of ``field``. Raises ``TypeError`` if the audit does not know it."""
    return of_kind(KINDS, field)
