"""Read and check a form's answers: each once, and again when it or an earlier one has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tui_voter.dialogue import Answers, Field, FieldError, Refused, Typed
from tui_voter.secret import Secret

Answer = str | Secret
"""The content of a field, as it was typed."""


class Checking:
    """The texts of a form's answers, and the values read from them."""

    def __init__(self, fields: Mapping[str, Field[Any]]) -> None:
        self._fields = fields
        self.texts: dict[str, Answer] = {name: f.at_first() for name, f in fields.items()}
        """The content of each field."""
        self._parsed: dict[str, Any] = {}
        """The values that were read from the present texts."""
        self._accepted: dict[str, Any] = {}
        """The values that passed their check, and whose earlier answers have not changed since."""
        self._known_wrong: dict[str, list[tuple[Any, FieldError]]] = {}
        """Values that are not submitted again, each with the error to show instead."""

    def type(self, name: str, answer: Answer) -> None:
        """Replace the content of a field."""
        self.texts[name] = answer
        self._parsed.pop(name, None)
        self._invalidate_from(name)

    def check(self, name: str, standing: Sequence[FieldError]) -> Any:
        """The value of an answer. Raises :class:`Refused` if it is not accepted; if it is known to
        be wrong, the field's ``standing`` errors of the last submit are repeated first."""
        field = self._fields[name]
        if name not in self._parsed:
            self._parsed[name] = field.read(self.texts[name])
        value = self._parsed[name]
        for wrong, error in self._known_wrong.get(name, ()):
            if field.equal(value, wrong):
                raise Refused(_joined(standing, error))
        if name not in self._accepted:
            if field.check is not None:
                field.check(value, Answers(self._accepted, Typed(self.texts)))
            self._invalidate_from(name)
            self._accepted[name] = value
        return value

    def _invalidate_from(self, name: str) -> None:
        """An answer has changed: it and those after it must be checked again."""
        names = [*self._fields]
        for each in names[names.index(name) :]:
            self._accepted.pop(each, None)

    def remember(self, error: FieldError) -> None:
        """The field's answer is wrong whatever the other answers are: ``error`` is shown if it is
        given again."""
        if error.field in self._parsed:
            wrong = self._parsed[error.field], error
            self._known_wrong.setdefault(error.field, []).append(wrong)


def _joined(standing: Sequence[FieldError], error: FieldError) -> FieldError:
    """``error`` after the ``standing`` ones, which are still true: "2 attempts left", say."""
    errors = [*standing, error]

    def says() -> str:
        return " ".join(each.text for each in errors)

    is_live = any(callable(each.says) for each in errors)
    return error._replace(says=says if is_live else says())
