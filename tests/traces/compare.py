"""Hold new traces against those that were accepted, and show the old beside the new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final, NamedTuple

from tests.traces.trace import LINES, Name, Step, Traces

Rows = Sequence[str]
Pair = tuple[str | None, str | None]
"""An old row and a new one; None where there is none."""

MARK: Final = {True: " ", False: "≠"}
"""Between two rows that are alike, and that differ."""


class Difference(NamedTuple):
    """One step, old and new; None where there is none on that side."""

    name: Name
    old: Step | None
    new: Step | None

    @property
    def pairs(self) -> list[Pair]:
        old, new = (self.old.rows if self.old else (), self.new.rows if self.new else ())
        if self.name.voice != LINES:
            return list(zip_longest(old, new))
        return list(_aligned(old, new))

    @property
    def what(self) -> object:
        """What it comes to, alike in all steps that differ in the same way."""
        moved = self.old and self.new and self.old.cursor != self.new.cursor
        rows = tuple((old, new) for old, new in self.pairs if old != new)
        return self.name.voice, self.name.language, rows or moved

    def heading(self) -> str:
        step = self.new or self.old
        assert step is not None
        gone = "" if self.old and self.new else " (not there before)" if self.new else " (gone)"
        return f"{self.name.path.with_suffix('')}  at: {step.place or '-'}  after: {step.act}{gone}"


def differences(old: Traces, new: Traces) -> Iterator[Difference]:
    """Every step that differs; steps of one place and act belong together, in their order."""
    for name in sorted({*old, *new}):
        before, now = old.get(name, ()), new.get(name, ())
        one, other = ([(step.place, step.act) for step in steps] for steps in (before, now))
        for _kind, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
            for step, new_step in zip_longest(before[i:j], now[k:m]):
                if step != new_step:
                    yield Difference(name, step, new_step)


def told(found: Sequence[Difference], steps: int, width: int) -> Iterator[str]:
    """The differences in so many ``steps``, each kind once, for a terminal of some ``width``."""
    alike: dict[object, list[Difference]] = {}
    for each in found:
        alike.setdefault(each.what, []).append(each)
    for first, *others in alike.values():
        yield f"\n{first.heading()}"
        yield from (f"  the same at {len(others)} more:" for _one in others[:1])
        yield from (f"    {other.heading()}" for other in others[:3])
        yield from ("    …" for _one in others[3:4])
        if first.old and first.new and first.old.cursor != first.new.cursor:
            was, now = (step.cursor or "-" for step in (first.old, first.new))
            yield f"  the cursor was at {was}, and is at {now}"
        yield from (f"  {row}" for row in beside(first.pairs, width - 2))
    yield f"{len(found)} of {steps} steps differ, in {len(alike)} ways."


def beside(pairs: Iterable[Pair], width: int) -> Iterator[str]:
    """The old beside the new, or above it where the ``width`` does not do."""
    pairs = list(pairs)
    room = (width - 3) // 2
    if all(len(row or "") <= room for pair in pairs for row in pair):
        for old, new in pairs:
            yield f"{old or '':<{room}} {MARK[old == new]} {new or ''}".rstrip()
        return
    for old, new in pairs:
        if old == new:
            yield f"  {old}".rstrip()
        else:
            yield from (
                f"{sign} {row}" for sign, row in (("-", old), ("+", new)) if row is not None
            )


def _aligned(old: Rows, new: Rows) -> Iterator[Pair]:
    """Lines that are alike beside each other, and others in their order."""
    for _kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield from zip_longest(old[i:j], new[k:m])
