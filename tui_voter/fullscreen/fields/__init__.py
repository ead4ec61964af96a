"""How each kind of field is shown: one file per kind, and a table of them.

A kind's file is loaded with the first field of that kind: the first screen needs only a few.
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
"""By kind of field, the file and the class of what shows it."""


def field_box(field: Field[Any]) -> FieldBox:
    """The widget for ``field``. Raises ``TypeError`` for an unknown kind."""
    try:
        file, name = BOXES[type(field)]
    except KeyError:
        raise TypeError(f"nothing shows a {type(field).__name__} on the screen") from None
    box: FieldBox = getattr(import_module(f"{__name__}.{file}"), name)(field)
    return box
