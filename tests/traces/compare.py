"""Hold new traces against those that were accepted, and show the old beside the new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

from tests.traces.trace import Name, Step, Traces

Pair = tuple[str | None, str | None]
"""An old row and a new one; None where there is none."""


class Difference(NamedTuple):
    """One step, old and new; None where there is none on that side."""

    name: Name
    old: Step | None
    new: Step | None

    @property
    def pairs(self) -> list[Pair]:
        """Rows that are alike beside each other, and others in their order."""
        old, new = ((*step.rows, f"cursor: {step.cursor}") if step else () for step in self[1:])
        return [pair for i, j, k, m in _alike(old, new) for pair in zip_longest(old[i:j], new[k:m])]

    @property
    def kind(self) -> object:
        """The same for all steps that differ in the same way."""
        rows = (pair for pair in self.pairs if pair[0] != pair[1])
        return self.name.voice, self.name.language, *rows

    @property
    def heading(self) -> str:
        place, act, *_rest = self.new or self.old or ("", "")
        gone = "" if self.old and self.new else " (not there before)" if self.new else " (gone)"
        return f"{self.name.path}  at: {place or '-'}  after: {act}{gone}"


def _alike(old: Sequence[object], new: Sequence[object]) -> Iterator[tuple[int, int, int, int]]:
    for _kind, *ends in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield ends[0], ends[1], ends[2], ends[3]


def differences(old: Traces, new: Traces) -> Iterator[Difference]:
    """Every step that differs; steps of one place and act belong together, in their order."""
    for name in sorted({*old, *new}):
        before, now = old.get(name, ()), new.get(name, ())
        for i, j, k, m in _alike([step[:2] for step in before], [step[:2] for step in now]):
            for steps in zip_longest(before[i:j], now[k:m]):
                if steps[0] != steps[1]:
                    yield Difference(name, *steps)


def told(found: Sequence[Difference], steps: int, width: int) -> Iterator[str]:
    """The differences in so many ``steps``, each kind once, for a terminal of some ``width``."""
    kinds: dict[object, list[Difference]] = {}
    for each in found:
        kinds.setdefault(each.kind, []).append(each)
    for first, *others in kinds.values():
        yield f"\n{first.heading}"
        yield from (f"  the same at {len(others)} more:" for _one in others[:1])
        yield from (f"    {other.heading}" for other in others[:3])
        yield from ("    …" for _one in others[3:4])
        yield from (f"  {row}" for row in beside(first.pairs, width - 2))
    yield f"{len(found)} of {steps} steps differ, in {len(kinds)} ways."


def beside(pairs: Sequence[Pair], width: int) -> Iterator[str]:
    """The old beside the new, or above it where the ``width`` does not do."""
    room = (width - 3) // 2
    for old, new in pairs:
        if max(len(old or ""), len(new or "")) <= room:
            yield f"{old or '':<{room}} {' ' if old == new else '≠'} {new or ''}".rstrip()
        elif old == new:
            yield f"  {old}"
        else:
            rows = (("-", old), ("+", new))
            yield from (f"{sign} {row}" for sign, row in rows if row is not None)
