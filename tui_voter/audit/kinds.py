"""What the audit must know of each kind of field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

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
    told,
)
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret


class Role(StrEnum):
    """The role of a control, as assistive technology names it."""

    TEXT = "text"
    LONG_TEXT = "long text"
    LINK = "link"
    SECRET = "secret"  # noqa: S105 a role, no password
    CAPTCHA = "captcha"
    CHOICE = "choice"
    SEARCH = "search"
    OPTION = "option"
    ROW = "row"
    BUTTON = "button"


def role_words(role: Role) -> str:
    """The name of the role, in the current language."""
    return {
        Role.TEXT: _("text field"),
        Role.LONG_TEXT: _("multi-line text field"),
        Role.LINK: _("link field"),
        Role.SECRET: _("hidden field"),
        Role.CAPTCHA: _("captcha"),
        Role.CHOICE: _("single choice"),
        Role.SEARCH: _("search field"),
        Role.OPTION: _("option"),
        Role.ROW: _("row"),
        Role.BUTTON: _("button"),
    }[role]


class FieldKind(NamedTuple):
    """``probes`` are answers that a field may not take, besides what stands in it at first;
    ``lines`` is what one types in the linear voice to answer it once, ``texts`` what it says
    besides its label and hint."""

    role: Role
    probes: tuple[str, ...] = ("",)
    lines: tuple[str, ...] = ("x",)
    texts: Callable[[Any], Iterable[str]] = lambda _field: ()


def _rules(field: SecretField) -> Iterable[str]:
    return [] if field.rules is None else [rule.text for rule in field.rules(Secret(), None)]


def _options(field: ChoiceField[Any]) -> Iterable[str]:
    return [text for option in field.options for text in (option.section, option.label)]


_TOKEN: Final = "8DRu0rnqHjgE5WSKJ4N3hev90g9d6DFJNQO4u3xScKgb5f1c"  # noqa: S105 a fictional one
_LINK: Final = f"https://portail.exemple{link_path(LinkKind.ACTIVATION)}{_TOKEN}"
_OTHER: Final = f"https://portail.exemple{link_path(LinkKind.RECOVERY)}{_TOKEN}"
_WEAK: Final = ("Motdepasse-1", "Azertyuiop12!", "Camille-2022!", "Aa1!Aa1!Aa1!", "01/02/1990-Aa")

KINDS: Final[Mapping[type[Field[Any]], FieldKind]] = {
    TextField: FieldKind(
        Role.TEXT, ("", "?", "ftp://portal", "https://user@portal.example", "?" * 20)
    ),
    LongTextField: FieldKind(Role.LONG_TEXT, lines=("x", "")),
    LinkField: FieldKind(
        Role.LINK,
        (
            "",
            "?",
            f"{_LINK} {_OTHER}",
            _LINK[:-6],
            _LINK[1:],
            _LINK[:-1] + "~",
            _LINK.replace("https", "http"),
            _LINK.replace("portail", "portail_"),
            _LINK.replace("portail", "portail@portail"),
            "https://portail.exemple/",
        ),
        lines=("x", ""),
    ),
    SecretField: FieldKind(
        Role.SECRET, ("", "a", "aaaaaaaaaaaa", GOOD, FAIR, *_WEAK), texts=_rules
    ),
    CaptchaField: FieldKind(Role.CAPTCHA, texts=lambda field: [told(field.question)]),
    ChoiceField: FieldKind(Role.CHOICE, (), lines=("1",), texts=_options),
}


def kind_of(field: Field[Any]) -> FieldKind:
    """Raises ``TypeError`` for a kind that the audit does not know."""
    try:
        return KINDS[type(field)]
    except KeyError:
        raise TypeError(f"the audit knows no {type(field).__name__}") from None
