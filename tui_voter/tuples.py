"""Named tuples that cost next to nothing to define.

The standard library compiles a method and each annotation for every class that it makes of
:class:`typing.NamedTuple`: a tenth of a millisecond, forty times before the first question.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:

    class _Defined(type):
        """Makes a property of each annotated name, and keeps the defaults."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            getters = {field: property(itemgetter(at)) for at, field in enumerate(fields)}
            said = {"_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
            return super().__new__(cls, name, bases, {**body, **getters, **said, "__slots__": ()})

    class NamedTuple(tuple, metaclass=_Defined):
        """What :class:`typing.NamedTuple` is to who makes, reads or compares one. A subclass is
        not extended by another."""

        def __new__(cls, *values: Any, **named: Any) -> Any:
            if named or len(values) != len(cls._fields):
                values = cls._filled(values, named)
            return tuple.__new__(cls, values)

        @classmethod
        def _filled(cls, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
            """The value of each field, its default where none is given."""
            known = {**cls._field_defaults, **named}
            rest = cls._fields[len(values) :]
            if len(values) > len(cls._fields) or not named.keys() <= {*rest} <= known.keys():
                raise TypeError(f"{cls.__name__} has {cls._fields}: not {values}, {named}")
            return (*values, *map(known.__getitem__, rest))

        def _replace(self, **changed: Any) -> Any:
            return type(self)(**{**dict(zip(self._fields, self, strict=True)), **changed})

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            fields = zip(self._fields, self, strict=True)
            return f"{type(self).__name__}({', '.join(f'{name}={it!r}' for name, it in fields)})"
