"""Literal text in lines: the same, whether it is broken at once or part by part."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from tui_voter.fullscreen.widgets import words
from tui_voter.fullscreen.widgets.words import balanced, lines_of, wrapped

TEXTS = st.lists(
    st.sampled_from(["a", "bc", "mot", "longword" * 3, "漢字", "e\u0301", " ", "\xa0", "\n", "?"]),
    max_size=120,
).map("".join)


@given(TEXTS, st.integers(8, 30))
def test_a_text_that_is_broken_part_by_part_fits_and_loses_nothing(text: str, width: int) -> None:
    """Without a space too many, it has no more lines than one that is broken all at once."""
    plain = re.sub(r"[ \xa0]+", " ", text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "PART", 40)
        lines, plain_lines = wrapped(text, width), wrapped(plain, width)
    assert all(cell_len(line.rstrip(" ")) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    at_once = [line.plain for line in lines_of(Content(plain), width)]
    assert sum(map(bool, map(str.strip, plain_lines))) <= sum(map(bool, map(str.strip, at_once)))


@pytest.mark.parametrize("width", range(8, 31))
def test_no_line_of_a_code_begins_with_a_hyphen(width: int) -> None:
    code = "7BDCA-PXBCY-685WT-7KWMV-8PZYY"
    lines = wrapped(f"Code {code} here", width)
    assert not any(line.startswith("-") for line in lines)
    assert code in "".join(lines)


@pytest.mark.parametrize("width", range(38, 58))
def test_a_no_break_space_begins_no_line(width: int) -> None:
    text = "Il est intitulé «\xa0Ouverture du vote\xa0» et il dit : «\xa0Bonjour !\xa0»"
    assert not [line for line in wrapped(text, width) if line[:1] in ("\xa0", "»")]


@pytest.mark.parametrize("width", range(18, 50))
def test_lines_of_about_equal_length_cut_no_number_from_its_unit(width: int) -> None:
    moment = "1er\xa0décembre\xa0à\xa08\xa0h"
    lines = balanced(f"11  Je vote : le {moment} et non demain", width)
    assert [line for line in lines if moment in line]
