"""Hold new traces against those that were accepted, and show what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher, unified_diff
from itertools import zip_longest
from typing import NamedTuple

from tests.traces.trace import Name, Step, Traces


class Difference(NamedTuple):
    """One step, old and new; None where there is none on that side."""

    name: Name
    old: Step | None
    new: Step | None

    @property
    def rows(self) -> list[str]:
        """All of it: an old row behind "-", a new one behind "+", others behind a blank."""
        old, new = ((*step.rows, f"cursor: {step.cursor}") if step else () for step in self[1:])
        return [*unified_diff(old, new, n=999, lineterm="")][3:]

    @property
    def kind(self) -> object:
        """The same for all steps that differ in the same way."""
        return self.name.voice, self.name.language, *(row for row in self.rows if row[0] != " ")

    @property
    def heading(self) -> str:
        place, act, *_rest = self.new or self.old or ("", "")
        gone = "" if self.old and self.new else " (not there before)" if self.new else " (gone)"
        return f"{self.name.path}  at: {place or '-'}  after: {act}{gone}"


def differences(old: Traces, new: Traces) -> Iterator[Difference]:
    """Every step that differs; steps of one place and act belong together, in their order."""
    for name in sorted({*old, *new}):
        before, now = old.get(name, ()), new.get(name, ())
        acts, acts_now = ([step[:2] for step in steps] for steps in (before, now))
        alike = SequenceMatcher(None, acts, acts_now, autojunk=False)
        for _kind, i, j, k, m in alike.get_opcodes():
            for steps in zip_longest(before[i:j], now[k:m]):
                if steps[0] != steps[1]:
                    yield Difference(name, *steps)


def told(found: Sequence[Difference], steps: int) -> Iterator[str]:
    """The differences in so many ``steps``, each kind once."""
    kinds: dict[object, list[Difference]] = {}
    for each in found:
        kinds.setdefault(each.kind, []).append(each)
    for first, *others in kinds.values():
        yield f"\n{first.heading}"
        yield from (f"  the same at {len(others)} more:" for _one in others[:1])
        yield from (f"    {other.heading}" for other in others[:3])
        yield from ("    …" for _one in others[3:4])
        yield from (f"  {row}" for row in first.rows)
    yield f"{len(found)} of {steps} steps differ, in {len(kinds)} ways."
