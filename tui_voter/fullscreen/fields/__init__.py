"""The widgets for each kind of field: one file a kind, and a table of them.

A kind's file is imported with the first field of that kind, as the first screen needs only a few.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

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

if TYPE_CHECKING:
    from tui_voter.fullscreen.fields.base import FieldBox

BOXES: Final[Mapping[type[Field[Any]], tuple[str, str]]] = {
    TextField: ("text", "TextBox"),
    LongTextField: ("long_text", "LongTextBox"),
    LinkField: ("link", "LinkBox"),
    SecretField: ("secret", "SecretBox"),
    CaptchaField: ("captcha", "CaptchaBox"),
    ChoiceField: ("choice", "ChoiceBox"),
}
"""The file and class of the widget for each kind of field, and for those that extend it."""


def field_box(field: Field[Any]) -> FieldBox:
    """The widget for ``field``. Raises ``TypeError`` for an unknown kind."""
    file, name = of_kind(BOXES, field)
    box: FieldBox = getattr(import_module(f"{__name__}.{file}"), name)(field)
    return box
