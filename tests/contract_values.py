"""Values of the contract's types, made up from what each type asks."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import inspect

OWN = {"time_zone": "Europe/Paris"}
"""By a field's name, what its type does not tell."""
PLAIN = (
    *("1", "000000", "-".join(["22222"] * 5)),
    *(letter * length for letter in "01A" for length in (8, 14, 15, 16, 32, 43, 64, 128)),
)
"""For each pattern, one is of it."""


class Maker:
    """Makes the simplest honest value of each type, as JSON can say it."""

    def make(self, kind: inspect.Type, name: str = "") -> Any:
        """A value of ``kind``, for a field of this name."""
        match kind:
            case inspect.StructType(cls=cls, fields=fields):
                made = {each.encode_name: self.make(each.type, each.name) for each in fields}
                return self.whole(cls, made)
            case inspect.StrType(pattern=str(pattern), min_length=least, max_length=most):
                return self.matching(pattern, least or 0, most)
            case inspect.StrType(min_length=least, max_length=most):
                return self.text(name, least or 0, most)
            case inspect.LiteralType(values=values):
                return self.pick(values)
            case inspect.EnumType(cls=cls):
                return self.pick([each.value for each in cls])
            case inspect.IntType(ge=least, le=most):
                return self.number(least or 0, most)
            case inspect.BoolType():
                return True
            case inspect.DateTimeType():
                return self.moment()
            case inspect.UnionType(types=types):
                nothing = inspect.NoneType()
                return self.make(self.pick(sorted(types, key=lambda it: it == nothing)), name)
            case inspect.VarTupleType(item_type=item, min_length=least):
                return [self.make(item) for _number in range(self.several(least or 0))]
            case inspect.NoneType():
                return None
        raise AssertionError(f"nothing is made up of {kind}")

    def whole(self, _kind: type[msgspec.Struct], made: dict[str, Any]) -> dict[str, Any]:
        return made

    def pick(self, values: Sequence[Any]) -> Any:
        return values[0]

    def text(self, name: str, _least: int, _most: int | None) -> str:
        return OWN.get(name, "x@ac-armorique.exemple")

    def matching(self, pattern: str, least: int, _most: int | None) -> str:
        """The first plain text of this pattern and at least this length."""
        return next(text for text in PLAIN if len(text) >= least and re.search(pattern, text))

    def number(self, least: int, _most: int | None) -> int:
        return least + 1

    def moment(self) -> str:
        return "2026-12-01T07:00:00Z"

    def several(self, _least: int) -> int:
        return 1


def made_up(kind: Any) -> Any:
    """The simplest honest value of ``kind``, a type of the contract."""
    return Maker().make(inspect.type_info(kind))
