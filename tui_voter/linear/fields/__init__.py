"""How each kind of field is asked: a file for each kind, and the table of them.

A kind's file is loaded when the first field of that kind is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from tui_voter.dialogue import (
    CaptchaField,
    ChoiceField,
    CodeField,
    Field,
    LinkField,
    LongTextField,
    SecretField,
    TextField,
    of_kind,
)

if TYPE_CHECKING:
    from tui_voter.conversation.filling import Filling
    from tui_voter.linear.fields.base import FieldTalk
    from tui_voter.linear.scene import Scene
    from tui_voter.linear.voice import Voice

TALKS: Final[Mapping[type[Field[Any]], tuple[str, str]]] = {
    TextField: ("text", "TextTalk"),
    LongTextField: ("long_text", "LongTextTalk"),
    LinkField: ("link", "LinkTalk"),
    SecretField: ("secret", "SecretTalk"),
    CodeField: ("secret", "CodeTalk"),
    CaptchaField: ("captcha", "CaptchaTalk"),
    ChoiceField: ("choice", "ChoiceTalk"),
}
"""The file and the class that ask each kind of field, and those that extend it."""


def field_talk(
    voice: Voice, scene: Scene, filling: Filling[Any], field: Field[Any]
) -> FieldTalk[Any]:
    """The object that asks ``field``. Raises ``TypeError`` for an unknown kind."""
    file, name = of_kind(TALKS, field)
    kind = getattr(import_module(f"{__name__}.{file}"), name)
    talk: FieldTalk[Any] = kind(voice, scene, filling, field)
    return talk
