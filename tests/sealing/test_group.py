"""Scalars, points and their texts: one form, and nothing beside the group."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.bindings import crypto_core_ed25519_add

from tui_voter.sealing.errors import NotCanonical
from tui_voter.sealing.group import (
    NEUTRAL,
    G,
    Point,
    Q,
    Scalar,
    b64_hash,
    canonical_json,
    canonical_reader,
    hash_bytes,
    total,
)

scalars = st.integers(min_value=0, max_value=Q - 1)

SMALL_ORDER = (
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # 2
    "0000000000000000000000000000000000000000000000000000000000000080",  # 4
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",  # 8
)


@given(scalars, st.sampled_from(["0{}", "+{}", " {}", "{} ", "{}\n", "{}.0", "-{}", "{}e0", "٣{}"]))
def test_a_scalar_is_read_in_one_form_alone(number: int, form: str) -> None:
    assert Scalar.read(Scalar.of(number).text) == number
    with pytest.raises(NotCanonical):
        Scalar.read(form.format(number))


@pytest.mark.parametrize("text", ["", str(Q), str(Q + 5), "1" * 77, "9" * 5000, "1_000", 5, None])
def test_what_is_no_reduced_scalar_is_refused(text: object) -> None:
    with pytest.raises(NotCanonical):
        Scalar.read(text)


@given(scalars.filter(bool))
def test_a_point_is_read_as_it_is_written_and_in_no_other_form(number: int) -> None:
    point = number * G
    assert Point.read(point.text) == point
    text = point.text
    for wrong in (text.upper(), text[:-1], text + "0", f" {text}", f"{text}\n"):
        if wrong != text:
            with pytest.raises(NotCanonical):
                Point.read(wrong)


@pytest.mark.parametrize("torsion", SMALL_ORDER)
def test_a_point_outside_the_group_is_refused(torsion: str) -> None:
    outside = crypto_core_ed25519_add((7 * G).raw, bytes.fromhex(torsion))
    for raw in (bytes.fromhex(torsion), outside):
        with pytest.raises(NotCanonical):
            Point.read(raw[::-1].hex())


def test_what_is_no_point_or_the_neutral_element_or_unreduced_is_refused() -> None:
    off_the_curve = "00" * 31 + "02"
    unreduced = (2**255 - 19 + 1).to_bytes(32, "big").hex()  # the neutral element, written anew
    for text in (NEUTRAL.text, off_the_curve, unreduced, "ff" * 32, None, 5, b"58"):
        with pytest.raises(NotCanonical):
            Point.read(text)


def test_zero_and_the_neutral_element_are_reckoned_with() -> None:
    point = 3 * G
    assert 0 * point == Q * G == 5 * NEUTRAL == point - point == total([]) == NEUTRAL
    assert point + NEUTRAL == point - NEUTRAL == point
    assert NEUTRAL - point == (Q - 3) * G
    assert NEUTRAL.text == "00" * 31 + "01"


@pytest.mark.parametrize("text", ["", "A" * 42, "A" * 44, "A" * 42 + "B", "AB" * 32, "-" * 43])
def test_a_hash_is_read_in_its_two_forms_alone(text: str) -> None:
    b64 = b64_hash(b"")
    assert hash_bytes(hash_bytes(b64).hex()) == hash_bytes(b64)
    with pytest.raises(NotCanonical):
        hash_bytes(text)


@pytest.mark.parametrize(
    "text",
    [
        b"[",
        b'["1" ]',
        b'["1"]\n',
        b'["\\u0031"]',
        b'["\xff"]',
        b"[1]",
        b"[" * 100_000,
        b"\xef\xbb\xbf[]",
    ],
)
def test_a_text_in_another_form_is_refused(text: bytes) -> None:
    with pytest.raises(NotCanonical):
        canonical_reader(list[Scalar])(text)


def test_a_text_is_compact_and_not_escaped() -> None:
    assert (
        canonical_json({"é": ["à", Scalar(5), G]})
        == ('{"é":["à","5","66' + "66" * 30 + '58"]}').encode()
    )
