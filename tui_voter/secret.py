"""A string that must not be shown: a password, an answer, a token."""

from __future__ import annotations

from typing import Final

MASK: Final = "••••••"


class Secret:
    """A string whose ``repr``, ``str``, ``format`` and pickle do not show it.

    Only :meth:`reveal` gives the text, so a reader of the code finds each place
    where a secret leaves its wrapping.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"Secret({MASK!r})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return MASK

    def __reduce__(self) -> str:
        raise TypeError("a Secret is not written anywhere")

    def __bool__(self) -> bool:
        return bool(self._text)

    def __len__(self) -> int:
        return len(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac  # late: nothing is compared before the first frame

        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._text))


NO_SECRET: Final = Secret()
