"""The voter's code: printed, typed, mistyped."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sealing.vectors import vectors
from tui_voter.contract.printed import ALPHABET, Mistyped, printed, right_groups
from tui_voter.sealing import credentials
from tui_voter.sealing.codes import credential, new_code, read_code, spoken, spoken_end, verifier
from tui_voter.sealing.errors import NotCanonical

codes = st.text(ALPHABET, min_size=20, max_size=20).map(printed)
CODE = "JCMJ6-32M8W-WTVZB-GJWM4-YZSWE"


def mistyped(text: str) -> tuple[int, ...]:
    with pytest.raises(Mistyped) as refused:
        read_code(text)
    return refused.value.groups


def test_the_vectors_hold() -> None:
    for each in vectors("codes.json"):
        data = read_code(each["code"])
        assert printed(data) == each["code"]
        assert credential(data) == each["credential"]
        assert credentials.public_key(each["credential"], each["uuid"]) == each["public"]
        assert verifier(data, each["seal"]) == each["verifier"]


def test_a_new_code_is_read_and_is_never_the_same() -> None:
    made = {new_code() for _ in range(50)}
    assert len(made) == 50
    assert {printed(read_code(code)) for code in made} == made


@given(codes, st.sampled_from(["", " ", "-", " – ", ".", "_", "\u00a0", "\n", "/"]))
def test_small_letters_and_any_separators_will_do(code: str, between: str) -> None:
    data = read_code(code)
    assert read_code(between.join(code.split("-"))) == data
    assert read_code(between.join(code.lower().replace("-", ""))) == data


@given(codes, st.data())
def test_a_wrong_symbol_is_found_in_its_group(code: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([at for at, char in enumerate(code) if char != "-"]))
    wrong = data.draw(st.sampled_from([*(set(ALPHABET) - {code[place]}), *"01ILOÉ²"]))
    assert mistyped(code[:place] + wrong + code[place + 1 :]) == (place // 6 + 1,)


@given(codes)
def test_two_neighbours_exchanged_are_found(code: str) -> None:
    for group in range(5):
        for at in range(group * 6, group * 6 + 3):
            if code[at] != code[at + 1]:
                exchanged = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
                assert mistyped(exchanged) == (group + 1,)


@given(codes)
def test_two_groups_exchanged_are_found(code: str) -> None:
    for one, other in combinations(range(5), 2):
        groups = code.split("-")
        groups[one], groups[other] = groups[other], groups[one]
        assert mistyped("-".join(groups)) == (one + 1, other + 1)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        *(("", (1, 2, 3, 4, 5)), ("JCMJ6 32M8W WTVZB", (4, 5))),
        (CODE.replace("WTVZB", "WTVZ"), (3,)),  # parted: the short group
        (CODE.replace("WTVZB", "WTVZ").replace("-", ""), (3,)),  # in one piece: what is between
        (CODE.replace("WTVZB", "WTVVZB").replace("-", ""), (3,)),
        *((CODE.replace("GJWM4-", ""), (4,)), (CODE + "A", (5,))),
        *((CODE + "-" + CODE, (1, 2, 3, 4, 5)), ("ß" + CODE, (1,))),
        ("x" * 100_000, (1, 2, 3, 4, 5)),
    ],
)
def test_too_many_or_too_few_symbols_are_placed(text: str, groups: tuple[int, ...]) -> None:
    assert mistyped(text) == groups


@given(codes, st.data())
def test_no_group_is_wrongly_blamed_nor_kept(code: str, data: st.DataObject) -> None:
    """One slip of the hand, with the groups apart or in one piece: the group that it hit is among
    those named, and what is taken for right is as it was printed."""
    groups = code.split("-")
    hit = data.draw(st.sampled_from(range(5)))
    at = data.draw(st.sampled_from(range(5)))
    group = groups[hit]
    slips = {
        "left out": group[:at] + group[at + 1 :],
        "doubled": group[:at] + group[at] + group[at:],
        "another": group[:at] + data.draw(st.sampled_from(ALPHABET)) + group[at + 1 :],
    }
    typed = [*groups[:hit], slips[data.draw(st.sampled_from([*slips]))], *groups[hit + 1 :]]
    text = data.draw(st.sampled_from(["", "-"])).join(typed)
    right = right_groups(text, 5)
    assert all(groups[number - 1] == kept for number, kept in right.items())
    if typed != groups:
        assert hit + 1 in mistyped(text)


def test_where_the_place_is_not_certain_both_groups_are_named() -> None:
    """Without the second symbol of the 2nd group of FG8GW-XEZ2X-G48E8-JFJUT-YS7QF, what stands in
    that place passes the check by chance, counted from the end."""
    assert mistyped("FG8GW" + "XZ2X" + "G48E8" + "JFJUT" + "YS7QF") == (1, 2)


def test_a_hash_is_spoken_in_three_groups_and_a_closed_urn_in_six() -> None:
    tracker = "cz5qiFwekN0Ht7X16PcXX3Ij1IbbvSD+B/6wctqIJfw"
    as_hexadecimal = "733e6a885c1e90dd07b7b5f5e8f7175f7223d486dbbd20fe07feb072da8825fc"
    assert spoken(tracker) == spoken(as_hexadecimal)
    number = int(as_hexadecimal, 16) % 31**12
    for symbol in reversed(spoken(tracker).replace("\u00a0", "")):
        number, digit = divmod(number, 31)
        assert symbol == ALPHABET[digit]
    groups = spoken_end(as_hexadecimal).split("\u00a0")  # in one line, whatever its width
    assert [len(group) for group in groups] == [4] * 6
    assert "\u00a0".join(groups[3:]) == spoken(tracker)


@pytest.mark.parametrize("text", ["", "1r2Jq9BgV1iVwSybxGRirA", "1r2Jq-9BgV1i-VwSyb-xGRir0"])
def test_what_is_no_credential_is_refused(text: str) -> None:
    with pytest.raises(NotCanonical):
        credentials.secret_key(text, "jXXTAMrJMU1wti")
