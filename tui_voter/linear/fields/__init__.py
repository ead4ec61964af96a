"""How each kind of field is asked: one file per kind, and a table of them.

A kind's file is loaded with the first field of that kind.
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
    from tui_voter.linear.fields.base import FieldTalk
    from tui_voter.linear.scene import Scene
    from tui_voter.linear.voice import Voice

TALKS: Final[Mapping[type[Field[Any]], tuple[str, str]]] = {
    TextField: ("text", "TextTalk"),
    LongTextField: ("long_text", "LongTextTalk"),
    LinkField: ("link", "LinkTalk"),
    SecretField: ("secret", "SecretTalk"),
    CaptchaField: ("captcha", "CaptchaTalk"),
    ChoiceField: ("choice", "ChoiceTalk"),
}
"""By kind of field, the file and the class of what asks it."""


def field_talk(voice: Voice, scene: Scene, field: Field[Any]) -> FieldTalk[Any]:
    """The object that asks ``field``. Raises ``TypeError`` for an unknown kind."""
    try:
        file, name = TALKS[type(field)]
    except KeyError:
        raise TypeError(f"nothing asks a {type(field).__name__} line by line") from None
    talk: FieldTalk[Any] = getattr(import_module(f"{__name__}.{file}"), name)(voice, scene, field)
    return talk
