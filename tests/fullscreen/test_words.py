"""Literal text in lines: the same, whether it is broken at once or part by part."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from tui_voter.fullscreen.widgets import words
from tui_voter.fullscreen.widgets.words import lines_of, wrapped

TEXTS = st.lists(
    st.sampled_from(["a", "bc", "mot", "longword" * 3, "漢字", "e\u0301", " ", "\xa0", "\n", "?"]),
    max_size=120,
).map("".join)


@given(TEXTS, st.integers(8, 30))
def test_a_long_text_is_broken_where_it_would_be_at_once(text: str, width: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "PART", 40)
        part_by_part = wrapped(text, width)
    at_once = (line.plain for line in lines_of(Content(text), width))
    assert filled(part_by_part) == filled(at_once)


def filled(lines: Iterable[str]) -> list[str]:
    """The lines with something in them: broken at once, a space behind a full line may stand in
    a line of its own."""
    return list(filter(None, (line.rstrip(" ") for line in lines)))


@pytest.mark.parametrize("width", range(8, 31))
def test_no_line_of_a_code_begins_with_a_hyphen(width: int) -> None:
    code = "7BDCA-PXBCY-685WT-7KWMV-8PZYY"
    lines = wrapped(f"Code {code} here", width)
    assert not any(line.startswith("-") for line in lines)
    assert code in "".join(lines)
