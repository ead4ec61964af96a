"""Texts of a portal, as they may be shown."""

import re
import sys
import unicodedata
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mock_server.core.terminal import shown
from tests.client import samples
from tui_voter.contract.account import Profile
from tui_voter.contract.activation import Invitation
from tui_voter.contract.ballots import Ballots, CandidateLists, RollPage
from tui_voter.contract.captchas import Captcha
from tui_voter.contract.election import Document, Election, Faq
from tui_voter.contract.errors import Problem
from tui_voter.contract.helpdesk import AssistanceRequests, Claims
from tui_voter.contract.recovery import Recovery
from tui_voter.contract.shapes import Response
from tui_voter.contract.signing_in import SignedIn
from tui_voter.contract.text import REPLACEMENT
from tui_voter.portal.hygiene import clean, sanitise

# signs of Arabic and Syriac numbers: format characters by their category, yet visible
VISIBLE_FORMAT = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]")


def is_bad(character: str) -> bool:
    category = unicodedata.category(character)
    return category in {"Cc", "Cf", "Cs", "Zl", "Zp"} and not VISIBLE_FORMAT.match(character)


def test_every_character_that_unicode_calls_control_or_format_is_replaced() -> None:
    """Nor one that nobody sees: Unicode's Default_Ignorable_Code_Point (16.0)."""
    left = [c for c in map(chr, range(sys.maxunicode + 1)) if is_bad(c) and sanitise(c) == c]
    assert left == []
    unseen = (
        *(0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810)),
        *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164),
        *(*range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0, *range(0xFFF0, 0xFFF9)),
        *(*range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE1000)),
    )
    assert [hex(code) for code in unseen if sanitise(chr(code)) != REPLACEMENT] == []
    assert [hex(code) for code in unseen if shown(chr(code)) != REPLACEMENT] == []


@pytest.mark.parametrize(
    "text",
    [
        "Élections professionnelles 2026, « liste n° 3 » : l’œuvre, 12 000 voix",
        "Łódź, Đà Nẵng, Ἀθήνα, Москва, القاهرة, 東京, हिन्दी",
        "e\u0301 is not \u00e9, and both stay",
        "[bold]not markup[/bold] [@click=app.quit]",
        "👍🏽 👨‍👩‍👧‍👦 ❤️ 🏳️‍🌈 👩🏾‍⚕️ 1️⃣ 🇫🇷",
    ],
)
def test_what_can_be_shown_is_shown_exactly(text: str) -> None:
    assert sanitise(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a👍\u200d", "a👍�"),
        ("👍\u200d\u200d👍", "👍��👍"),
        ("a\u200d👍", "a�👍"),
        ("1\ufe0f", "1�"),
        ("👍" + "\ufe0f" * 4, "👍\ufe0f\ufe0f��"),
    ],
)
def test_joiners_stay_within_emoji_only(text: str, shown: str) -> None:
    assert sanitise(text) == shown


def test_newlines_stay_where_a_text_may_have_lines_and_long_texts_are_cut() -> None:
    assert sanitise("a\nb\r\nc\td\re") == "a�b��c�d�e"
    assert sanitise("a\nb\r\nc\td\re", lines=True) == "a\nb\nc�d�e"
    assert sanitise("x" * 10_000) == "x" * 1999 + "…"
    assert sanitise("a\x1b" * 10, limit=4) == "a�a…"


@settings(max_examples=1_000, deadline=None)
@given(st.text(st.characters(exclude_categories=())), st.booleans())
@example("\r\n\x1b", True)
def test_generated_names(text: str, lines: bool) -> None:
    shown = sanitise(text, lines=lines)
    joiners = re.compile("[\u200d\ufe0e\ufe0f]")
    bad = [c for c in shown if is_bad(c) and not joiners.match(c) and not (lines and c == "\n")]
    assert bad == []
    assert sanitise(shown, lines=lines) == shown
    if not any(map(is_bad, text)) and REPLACEMENT not in shown:
        assert shown == text


NO_TEXTS = {
    *("id", "question_id", "after", "time_zone", "language", "languages", "kind", "state"),
    *("opens_at", "closes_at", "portal_time", "claims_until", "lists_from", "portal_from"),
    *("sent_at", "answered_at"),
}
RESPONSES: list[tuple[type[Response], dict[str, Any], set[str]]] = [
    (Captcha, samples.CAPTCHA, {"question"}),
    (Election, samples.ELECTION, {"support"}),
    (Invitation, samples.INVITATION, {"support", "question", "text"}),
    (Recovery, samples.RECOVERY, {"support", "question"}),
    (Document, samples.DOCUMENT, {"text"}),
    (Faq, samples.FAQ, {"answer"}),
    (Profile, samples.PROFILE, {"text"}),
    (Ballots, samples.BALLOTS, {"description"}),
    (RollPage, samples.ROLL_PAGE, set()),
    (CandidateLists, samples.CANDIDATE_LISTS, {"statement"}),
    (Claims, samples.CLAIMS, {"text", "answer"}),
    (AssistanceRequests, samples.ASSISTANCE_REQUESTS, {"text", "answer"}),
]


@pytest.mark.parametrize(("kind", "sample", "prose"), RESPONSES)
def test_a_whole_response_is_cleaned(
    kind: type[Response], sample: dict[str, Any], prose: set[str]
) -> None:
    """A marker in every text of it: none comes through, and only prose keeps its lines."""

    def marked(value: Any, mark: str, mark_in_prose: str, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: marked(v, mark, mark_in_prose, key) for key, v in value.items()}
        if isinstance(value, list):
            return [marked(item, mark, mark_in_prose, name) for item in value]
        if isinstance(value, str) and name not in NO_TEXTS:
            return value + (mark_in_prose if name in prose else mark)
        return value

    sent = msgspec.convert(marked(sample, "\x1b[2J\n", "\x1b[2J\n"), kind)
    shown = msgspec.convert(marked(sample, "�[2J�", "�[2J\n"), kind)
    assert clean(sent) == clean(shown)
    assert "\x1b" not in str(msgspec.to_builtins(clean(sent)))
    assert clean(msgspec.convert(sample, kind)) == msgspec.convert(sample, kind)


def test_a_text_of_the_election_is_not_cut() -> None:
    longest = Document(title="Édito", text="x\n" * 30_000)
    assert clean(longest) == longest


@pytest.mark.parametrize("field", ["title", "detail", "type"])
def test_a_text_without_a_length_of_its_own_is_cut(field: str) -> None:
    busy = {"code": "busy", "status": 503, field: "x\n" * 30_000}
    shown = getattr(clean(msgspec.convert(busy, Problem)), field)
    assert (len(shown), shown.count("\n")) == (2000, 0)


@pytest.mark.parametrize("odd", ["a\x1b[2J", "a\nb", "a b", "é", "\u202ea"])
@pytest.mark.parametrize(
    ("kind", "sample", "field"),
    [
        (RollPage, samples.ROLL_PAGE, "after"),
        (Profile, samples.PROFILE, "question_id"),
        (Captcha, samples.CAPTCHA, "id"),
        (SignedIn, samples.SIGNED_IN, "session"),
    ],
)
def test_what_goes_back_is_never_altered_but_refused(
    kind: type[Response], sample: dict[str, Any], field: str, odd: str
) -> None:
    with pytest.raises(ValueError, match="key"):
        clean(msgspec.convert(sample | {field: odd}, kind))
