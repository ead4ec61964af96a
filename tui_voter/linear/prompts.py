"""Prompts: the cursor's line, which is all that a braille display shows.

A prompt is complete by itself: it says where the voter is, what is asked, and what to type or
press. With its trailing space it takes at most :data:`COLUMNS`, which leaves room for an answer on
a display of 40 cells, or :data:`COLUMNS_WITH_CORE` if it also gives the result of the last answer.
It differs from the prompt before, or a screen reader would stay silent; and it does not end where
a reader would take it for typed letters (:func:`clear_of`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tui_voter.dialogue import FieldError, Text, told
from tui_voter.linear.spelling import columns
from tui_voter.messages import gettext as _
from tui_voter.tuples import NamedTuple

COLUMNS: Final = 28
"""The most columns of a prompt: twelve of 40 cells are left for the answer."""
COLUMNS_WITH_CORE: Final = 38
"""The most columns with a core: at the last cell, a display would move on to an empty window."""
ECHO: Final = 3
"""Columns. If the cursor moves only so far to the right, a reader takes everything that was said
for typed letters, and says it twice."""

PLACE: Final = 15
"""The most columns of a title that is used in prompts to say where the voter is."""

SCREENFUL: Final = 20
"""So many lines replace what was on the screen. A reader that compares the screen with the one
before stays silent about a prompt that was on both."""

_COLON: Final = " \u00a0:"


class Remark(NamedTuple):
    """The result of the last answer: a full sentence ("" if it was said already), its core in at
    most 18 columns and, in some cases, a shorter core."""

    says: Text
    short: str
    brief: str = ""

    @property
    def text(self) -> str:
        return told(self.says)

    @classmethod
    def of(cls, error: FieldError) -> Remark:
        return cls(error.says, error.short)


class Prompt(NamedTuple):
    """A prompt, and whether it contains the remark's full sentence, what is asked for, and a
    remark's core."""

    text: str
    tells_remark: bool = True
    tells_purpose: bool = True
    has_core: bool = False

    def clear_of(self, column: int) -> Prompt:
        return self._replace(text=clear_of(self.text, column))

    @property
    def fits(self) -> bool:
        """Whether the prompt leaves room for the answer, and its blanks stay on the line."""
        words = columns(self.text.rstrip(" ") + " ")
        has_room = words <= (COLUMNS_WITH_CORE if self.has_core else COLUMNS)
        return has_room and columns(self.text) <= COLUMNS_WITH_CORE


def clear_of(text: str, column: int) -> str:
    """``text``, with blanks added if it would end one to :data:`ECHO` columns right of ``column``,
    where the cursor was."""
    ahead = columns(text) - column
    return text + " " * (ECHO + 1 - ahead if 0 < ahead <= ECHO else 0)


class Prompts:
    """Composes prompts, each different from the one before."""

    def __init__(self) -> None:
        self._last = ""
        self._on_screen: list[str] = []
        self._asker: object = None

    def new_question(self) -> None:
        """Treat the next question as a new one, even if the same scene asks it."""
        self._asker = None

    def compose(
        self,
        asker: object,
        place: str,
        purposes: Sequence[str],
        remark: Remark | None,
        *,
        lines: int = 0,
        column: int = 0,
    ) -> tuple[list[str], str]:
        """The lines to say above the prompt because it has no room for them, and the prompt.

        The prompt says where the voter is (``place``: "2 sur 4"), then what is asked for and how to
        answer, in one of the ``purposes``: the same thing in several lengths, the longest first
        ("question défi, 1 à 3"). ``lines`` is the number of lines said since the last prompt, and
        ``column`` the cursor's column. A prompt that would read like the last one says "Again" if
        the same ``asker`` asked that one, too.
        """
        asked = [_asking(", ".join(filter(None, [place, purpose]))) for purpose in purposes]
        start = place or purposes[-1]
        every = (each.clear_of(column) for each in _candidates(asked, start, remark))
        candidates = [prompt for prompt in every if prompt.fits]
        chosen = candidates[0]
        is_replaced = lines >= SCREENFUL
        known = {self._last.rstrip(), *(self._on_screen if is_replaced else ())}
        if chosen.text.rstrip() in known:
            is_again = self._asker is asker
            varied = [each.clear_of(column) for each in _varied(candidates, is_again=is_again)]
            others = [p for p in varied if p.fits and p.text.rstrip() != self._last.rstrip()]
            new = (p for p in others if p.tells_purpose and p.text.rstrip() not in known)
            chosen = next(new, others[0])
        above = []
        if remark is not None and remark.text and not chosen.tells_remark:
            above.append(remark.text)
        if not chosen.tells_purpose:
            above.append(asked[0].rstrip(_COLON) + ".")
        self._asker, self._last = asker, chosen.text
        self._on_screen = [*(() if is_replaced else self._on_screen), chosen.text.rstrip()]
        return above, chosen.text


def _candidates(asked: Sequence[str], start: str, remark: Remark | None) -> Iterator[Prompt]:
    """The possible prompts, the fullest first; the last one always fits."""
    if remark is None:
        for each in asked:
            yield Prompt(each)
        for room in (COLUMNS, COLUMNS - ECHO, COLUMNS // 2):
            yield Prompt(_asking(_cut(start, room)), tells_purpose=False)
        return
    cores = [capital(core) for core in (remark.short, remark.brief) if core]
    for each in asked:
        if remark.text:
            yield Prompt(f"{remark.text} {each}", has_core=True)
        for core in cores:
            yield Prompt(f"{core}. {each}", tells_remark=False, has_core=True)
    for core in cores:
        behind = _asking(start)
        yield Prompt(f"{core}. {behind}", tells_remark=False, tells_purpose=False, has_core=True)
    last = _cut(cores[0] if cores else start, COLUMNS - ECHO)
    yield Prompt(_asking(last), tells_remark=False, tells_purpose=False, has_core=True)


def _varied(candidates: list[Prompt], *, is_again: bool) -> Iterator[Prompt]:
    """The same prompts in other words, which say whether the question is asked again. The words of
    a fuller prompt come before those of a shorter one, which may leave out what Enter does."""
    again, here = _("Again: {prompt}"), _("Here: {prompt}")
    if not is_again:
        again, here = here, again
    for prompt in candidates:
        yield prompt._replace(text=again.format(prompt=prompt.text), has_core=True)
        yield prompt
        yield prompt._replace(text=here.format(prompt=prompt.text), has_core=True)


def step_words(number: int, total: int) -> str:
    """A step in words: "2 sur 4"."""
    return _("{number} of {total}").format(number=number, total=total)


def _asking(text: str) -> str:
    return _("{question}: ").format(question=capital(text))


def capital(text: str) -> str:
    """``text`` as it stands at the start of a sentence."""
    return text[:1].upper() + text[1:]


def _cut(text: str, room: int) -> str:
    room -= columns(_asking(""))
    return text if columns(text) <= room else text[: room // 2] + "…"
