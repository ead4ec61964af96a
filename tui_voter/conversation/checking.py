"""The answers of a form: each is read and checked once, and again when that may have changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tui_voter.dialogue import Answers, Field, FieldError, Refused, Typed
from tui_voter.secret import Secret

Answer = str | Secret
"""What stands in a field, as it was typed."""


class Checking:
    """The texts of a form's answers, and the values that they stand for."""

    def __init__(self, fields: Mapping[str, Field[Any]]) -> None:
        self._fields = fields
        self.texts: dict[str, Answer] = {name: f.at_first() for name, f in fields.items()}
        """What stands in each field."""
        self._parsed: dict[str, Any] = {}
        """The value of each text that was read since it was typed."""
        self._accepted: dict[str, Any] = {}
        """The value of each answer that was checked since it, or one before it, was changed."""
        self._known_wrong: dict[str, list[tuple[Any, FieldError]]] = {}
        """Values that are not submitted again, and the error that each of them gets instead."""

    def type(self, name: str, answer: Answer) -> None:
        """``answer`` stands in this field from now on."""
        self.texts[name] = answer
        self._parsed.pop(name, None)
        self._invalidate_from(name)

    def check(self, name: str, standing: Sequence[FieldError]) -> Any:
        """The value of an answer. Raises :class:`Refused` where it is not accepted, behind the
        ``standing`` errors of the last submit where it is known to be wrong."""
        field = self._fields[name]
        if name not in self._parsed:
            self._parsed[name] = field.read(self.texts[name])
        value = self._parsed[name]
        for wrong, error in self._known_wrong.get(name, ()):
            if field.equal(value, wrong):
                raise Refused(_behind(standing, error))
        if name not in self._accepted:
            if field.check is not None:
                field.check(value, Answers(self._accepted, Typed(self.texts)))
            self._invalidate_from(name)
            self._accepted[name] = value
        return value

    def _invalidate_from(self, name: str) -> None:
        """This answer is another one now: it and those after it are to be checked."""
        names = [*self._fields]
        for each in names[names.index(name) :]:
            self._accepted.pop(each, None)

    def remember(self, error: FieldError) -> None:
        """The answer of this field is wrong whatever else is answered: ``error`` is told where it
        is given again."""
        if error.field in self._parsed:
            wrong = self._parsed[error.field], error
            self._known_wrong.setdefault(error.field, []).append(wrong)


def _behind(standing: Sequence[FieldError], error: FieldError) -> FieldError:
    """``error``, and before it what stands there already and is still true: an attempt fewer."""
    errors = [*standing, error]

    def says() -> str:
        return " ".join(each.text for each in errors)

    is_live = any(callable(each.says) for each in errors)
    return error._replace(says=says if is_live else says())
