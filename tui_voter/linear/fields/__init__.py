"""How each kind of field is asked: a file a kind, and the table of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tui_voter.dialogue import (
    CaptchaField,
    ChoiceField,
    Field,
    LinkField,
    LongTextField,
    SecretField,
    TextField,
)
from tui_voter.linear.fields.base import FieldTalk
from tui_voter.linear.fields.captcha import CaptchaTalk
from tui_voter.linear.fields.choice import ChoiceTalk
from tui_voter.linear.fields.link import LinkTalk
from tui_voter.linear.fields.long_text import LongTextTalk
from tui_voter.linear.fields.secret import SecretTalk
from tui_voter.linear.fields.text import TextTalk
from tui_voter.linear.voice import Scene, Voice

TALKS: Final[Mapping[type[Field[Any]], type[FieldTalk[Any]]]] = {
    TextField: TextTalk,
    LongTextField: LongTextTalk,
    LinkField: LinkTalk,
    SecretField: SecretTalk,
    CaptchaField: CaptchaTalk,
    ChoiceField: ChoiceTalk,
}


def field_talk(voice: Voice, scene: Scene, field: Field[Any]) -> FieldTalk[Any]:
    """What asks ``field``. Raises ``TypeError`` for a kind that nothing asks."""
    try:
        talk = TALKS[type(field)]
    except KeyError:
        raise TypeError(f"nothing asks a {type(field).__name__} line by line") from None
    return talk(voice, scene, field)
