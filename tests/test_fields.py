"""Every kind of field has its place in both voices and in the audit; any other is an error."""

from functools import partial
from importlib import import_module
from typing import Any, cast

import pytest

from tui_voter import dialogue
from tui_voter.audit.kinds import KINDS, kind_of
from tui_voter.dialogue import Field, OpenField, TextField, of_kind
from tui_voter.fullscreen import fields as boxes
from tui_voter.fullscreen.fields.base import FieldBox
from tui_voter.linear import fields as talks
from tui_voter.linear.fields.base import FieldTalk

VOCABULARY = {
    kind
    for kind in vars(dialogue).values()
    if isinstance(kind, type) and kind.__base__ in (Field, OpenField) and kind is not OpenField
}
"""The kinds that extend no other: each has its place, and those that extend it may have one."""


class Unknown(OpenField[str]):
    """A kind that nobody was told of."""


class Number(TextField[int]):
    """A kind that is asked for and shown like a line of text."""


@pytest.mark.parametrize(
    ("room", "table", "base"), [(boxes, boxes.BOXES, FieldBox), (talks, talks.TALKS, FieldTalk)]
)
def test_every_kind_is_shown_and_asked(room: Any, table: Any, base: type) -> None:
    assert set(table) >= VOCABULARY
    for file, name in table.values():
        assert issubclass(getattr(import_module(f"{room.__name__}.{file}"), name), base)


def test_every_kind_is_audited() -> None:
    assert set(KINDS) >= VOCABULARY


def test_a_kind_that_extends_another_is_treated_like_it() -> None:
    number = Number(name="number", label="Number", parse=int)
    for table in (boxes.BOXES, talks.TALKS, KINDS):
        assert of_kind(table, number) == table[TextField]


def test_a_kind_without_a_place_is_an_error() -> None:
    field = Unknown(name="name", label="Name", parse=str)
    nobody = cast("Any", None)
    places = (boxes.field_box, partial(talks.field_talk, nobody, nobody, nobody), kind_of)
    for place in places:
        with pytest.raises(TypeError, match="Unknown"):
            place(field)
