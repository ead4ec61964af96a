"""The table of clauses by which a terminal program is judged, and what WCAG 2.2 added.

The audit's rules decide on a clause (``Rule.clauses``), or a standing judgement does, with the
tests that support it until the program changes; or the clause does not apply, for a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from tui_voter import messages
from tui_voter.audit.rules import Rule
from tui_voter.messages import gettext_noop as _  # translated when it is shown
from tui_voter.tuples import NamedTuple

STANDARD: Final = "EN 301 549 V3.2.1"
ADDED: Final = "WCAG 2.2"


class Outcome(StrEnum):
    """The outcome of a clause, the best first."""

    PASSED = "passed"
    FAILED = "failed"
    UNTESTED = "untested"
    INAPPLICABLE = "inapplicable"


class Clause(NamedTuple):
    """One clause, in English. ``outcome`` is a standing judgement, None if the rules alone decide.
    ``tests`` support the judgement, or go beyond the rules. ``level`` is that of a criterion which
    WCAG 2.2 added, "" for a clause of the standard. Some clauses have a form for each kind of
    ``functionality``: open, where assistive technology can be attached, and closed."""

    number: str
    title: str
    outcome: Outcome | None = None
    reason: str = ""
    tests: tuple[str, ...] = ()
    level: str = ""
    functionality: str = "{title}"

    @property
    def name(self) -> str:
        """Number, title and level, in the current language."""
        title = messages.gettext(self.title)
        if self.functionality != "{title}":
            title = messages.gettext(self.functionality).format(title=title)
        return f"{self.number} {title}" + (f" ({self.level})" if self.level else "")

    @property
    def why(self) -> str:
        """The reason in the current language."""
        return messages.gettext(self.reason) if self.reason else ""

    @property
    def rules(self) -> list[Rule]:
        return [rule for rule in Rule if self.number in rule.clauses]


_TWO_FOLD: Final = (
    *("11.1.1.1", "11.1.2.1", "11.1.2.3", "11.1.3.1", "11.1.3.2", "11.1.3.5", "11.1.4.4"),
    *("11.1.4.5", "11.2.1.1", "11.2.1.4", "11.2.5.3", "11.3.1.1", "11.3.3.1"),
    *("11.4.1.1", "11.4.1.2", "11.4.1.3"),
)
"""The clauses with a second form for closed functionality, which the program does not have."""
_CLOSED: Final = _("The functionality is open: assistive technology can be attached.")
_BEYOND: Final = _("Level AAA is not aimed at.")

# fmt: off
# This is a table; the formatter would give each cell a line of its own.
_DECIDED: Final = (
    Clause("5.2", _("Activation of accessibility features"), Outcome.PASSED,
           _("The line-by-line mode is chosen before the first screen, by --linear, by "
              "ACCESSIBLE=1 or by a saved preference; the first line of the full screen names the "
              "option."),
           ("tests/visit/test_lines.py", "tests/linear/test_locales.py")),
    Clause("11.1.1.1", _("Non-text content"),
           reason=_("The visual theme draws lines round its texts, which tell nothing; the "
                     "accessible theme and the line-by-line mode draw none.")),
    Clause("11.1.3.1", _("Info and relationships")),
    Clause("11.1.3.2", _("Meaningful sequence")),
    Clause("11.1.3.3", _("Sensory characteristics"), Outcome.UNTESTED,
           _("A person must read every text for it; nobody has.")),
    Clause("11.1.4.1", _("Use of colour")),
    Clause("11.1.4.3", _("Contrast (minimum)")),
    Clause("11.1.4.4", _("Resize text"),
           reason=_("The terminal enlarges its text. Letters twice as big leave half of 80 "
                     "columns, and that width is looked at.")),
    Clause("11.1.4.10", _("Reflow"),
           reason=_("320 CSS pixels are about 40 columns, and that width is looked at.")),
    Clause("11.1.4.11", _("Non-text contrast")),
    Clause("11.2.1.1", _("Keyboard")),
    Clause("11.2.1.2", _("No keyboard trap"),
           reason=_("Whole visits by Tab and arrows alone are made by tests."),
           tests=("tests/visit/test_whole_visit.py",)),
    Clause("11.2.1.4", _("Character key shortcuts")),
    Clause("11.2.2.1", _("Timing adjustable"), Outcome.PASSED,
           _("The session’s end is announced, warned of two minutes before, and put off by one "
              "key or command; an expired captcha or link is replaced. The closing of the vote and"
              " the deadline for claims are essential, and announced."),
           ("tests/linear/test_session.py", "tests/fullscreen/test_session.py",
            "tests/entry/test_session.py")),
    Clause("11.2.2.2", _("Pause, stop, hide"), Outcome.PASSED,
           _("Only the countdown changes by itself: once a minute in the accessible theme, which "
              "F6 chooses at any time, and never line by line."),
           ("tests/fullscreen/test_menu_and_page.py", "tests/fullscreen/test_themes.py")),
    Clause("11.2.4.3", _("Focus order")),
    Clause("11.2.4.6", _("Headings and labels")),
    Clause("11.2.4.7", _("Focus visible")),
    Clause("11.2.5.2", _("Pointer cancellation"), Outcome.PASSED,
           _("What is pressed acts on release, and released elsewhere it does nothing."),
           ("tests/fullscreen/test_options.py",)),
    Clause("11.3.1.1", _("Language of software"), Outcome.FAILED,
           _("A terminal has no means of telling a screen reader the language. Where an "
              "election’s texts are in another language, the program says so in words."),
           ("tests/entry/test_foreign.py",)),
    Clause("11.3.2.1", _("On focus")),
    Clause("11.3.2.2", _("On input")),
    Clause("11.3.3.1", _("Error identification")),
    Clause("11.3.3.2", _("Labels or instructions")),
    Clause("11.3.3.3", _("Error suggestion")),
    Clause("11.3.3.4", _("Error prevention (legal, financial, data)"),
           reason=_("The last question before a ballot is cast tells the choice again."),
           tests=("tests/journeys/test_account.py", "tests/vote/test_booth.py")),
    Clause("11.4.1.3", _("Status messages"), Outcome.FAILED,
           _("Line by line, each message is a line that is read. On the full screen the cursor "
              "goes to the message and the focus stays; while the portal is waited for, the "
              "message is away from the cursor."),
           ("tests/screenreader/test_waits.py", "tests/fullscreen/test_cursor.py")),
    Clause("11.6.2", _("No disruption of accessibility features"), Outcome.UNTESTED,
           _("Three screen readers of Linux go on working beside the program; nobody has tried "
              "the features of other platforms, such as magnifiers and sticky keys."),
           ("tests/screenreader/test_journeys.py",)),
    Clause("11.7", _("User preferences"), Outcome.PASSED,
           _("The terminal’s background and NO_COLOR are followed, and a theme takes the "
              "terminal’s own colours; font and size are the terminal’s."),
           ("tests/fullscreen/test_themes.py", "tests/fullscreen/test_terminal.py")),
    Clause("12.1.1", _("Accessibility and compatibility features"), Outcome.PASSED,
           _("The guides name each of the features and say how to choose it, in both languages."),
           ("tests/audit/test_report.py",)),
    Clause("12.1.2", _("Accessible documentation"), Outcome.UNTESTED,
           _("The guides are plain text in Markdown, with manual pages; nobody has held them "
              "against clauses 9 and 10.")),
)
"""The clauses that rules or a judgement decide."""

_NO_SERVICE: Final = (
    _("The terminal passes on characters alone, and they tell this in words. On a Linux desktop, "
       "the accessible theme tells the screen reader by its own bus too, of what has the focus; "
       "nowhere else, and not of the rest of the screen.")
)
_WITHOUT_SERVICE: Final = (
    ("11.4.1.2", _("Name, role, value")),
    ("11.5.2.3", _("Use of accessibility services")),
    ("11.5.2.5", _("Object information")),
    ("11.5.2.6", _("Row, column, and headers")),
    ("11.5.2.7", _("Values")),
    ("11.5.2.8", _("Label relationships")),
    ("11.5.2.9", _("Parent-child relationships")),
    ("11.5.2.10", _("Text")),
    ("11.5.2.11", _("List of available actions")),
    ("11.5.2.12", _("Execution of available actions")),
    ("11.5.2.13", _("Tracking of focus and selection attributes")),
    ("11.5.2.14", _("Modification of focus and selection attributes")),
    ("11.5.2.15", _("Change notification")),
    ("11.5.2.16", _("Modifications of states and properties")),
    ("11.5.2.17", _("Modifications of values and text")),
)
"""The clauses that cannot be met without an accessibility service."""

_ABSENT: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    _("The program plays no sound and no video."): (
        ("11.1.2.1", _("Audio-only and video-only")),
        ("11.1.2.2", _("Captions (prerecorded)")),
        ("11.1.2.3", _("Audio description or media alternative")),
        ("11.1.2.4", _("Captions (live)")),
        ("11.1.2.5", _("Audio description (prerecorded)")),
        ("11.1.4.2", _("Audio control")),),
    _("The terminal decides on the orientation; the program follows its size."): (
        ("11.1.3.4", _("Orientation")),),
    _("A terminal has no means of marking what a field is for."): (
        ("11.1.3.5", _("Identify input purpose")),),
    _("The program shows no images."): (("11.1.4.5", _("Images of text")),),
    _("A terminal has one spacing, which the program cannot set or break."): (
        ("11.1.4.12", _("Text spacing")),),
    _("Nothing appears over other content on hover or on focus."): (
        ("11.1.4.13", _("Content on hover or focus")),),
    _("Nothing flashes or blinks."): (("11.2.3.1", _("Three flashes or below threshold")),),
    _("The program has no links: addresses are written out as text."): (
        ("11.2.4.4", _("Link purpose (in context)")),),
    _("No act needs a path or more than one pointer, and the pointer is never needed."): (
        ("11.2.5.1", _("Pointer gestures")),),
    _("The label on the screen is the only name that there is."): (
        ("11.2.5.3", _("Label in name")),),
    _("Nothing is operated by motion."): (("11.2.5.4", _("Motion actuation")),),
    _("The program writes no markup."): (("11.4.1.1", _("Parsing")),),
    _CLOSED: (("11.5.1", _("Closed functionality")),),
    _("The program is not a platform."): (
        ("11.5.2.1",
         _("Platform accessibility service support for software with a user interface")),
        ("11.5.2.2", _("Platform accessibility service support for assistive technologies")),
        ("11.6.1", _("User control of accessibility features")),),
    _("The program is not assistive technology."): (("11.5.2.4", _("Assistive technology")),),
    _("The program is not an authoring tool."): (
        ("11.8.1", _("Content technology")),
        ("11.8.2", _("Accessible content creation")),
        ("11.8.3", _("Preservation of accessibility information in transformations")),
        ("11.8.4", _("Repair assistance")),
        ("11.8.5", _("Templates")),),
    _("The program has no support service of its own; the help desk is the one of the election, "
       "whose contact details are in every help text."): (
        ("12.2.2", _("Information on accessibility and compatibility features")),
        ("12.2.3", _("Effective communication")),
        ("12.2.4", _("Accessible support documentation")),),
}
"""The clauses that do not apply, by their reason."""

_ADDED: Final = (
    Clause("2.4.11", _("Focus not obscured (minimum)"), level="AA"),
    Clause("2.4.12", _("Focus not obscured (enhanced)"), Outcome.UNTESTED, _BEYOND, level="AAA"),
    Clause("2.4.13", _("Focus appearance"), Outcome.UNTESTED, _BEYOND, level="AAA"),
    Clause("2.5.7", _("Dragging movements"), Outcome.INAPPLICABLE,
           _("Nothing is dragged; what scrolls does so by keys and by the wheel too."),
           level="AA"),
    Clause("2.5.8", _("Target size (minimum)"), Outcome.FAILED,
           _("A row is as high as the terminal’s font, which is often less than 24 pixels, and "
              "entries follow each other without a gap. Everything is reached by keys."),
           level="AA"),
    Clause("3.2.6", _("Consistent help"), Outcome.PASSED,
           _("F1, Ctrl+G and /help lead to the help everywhere. Its last sentence, or in lines a "
             "second /help, says how to reach the help desk. Before a portal is known it points "
             "to the email with the link."),
           ("tests/linear/test_commands.py",),
           level="A"),
    Clause("3.3.7", _("Redundant entry"), Outcome.PASSED,
           _("What was typed is kept on going back, and the email address is carried on. Asked "
             "for again, for security alone: a new password, a used captcha, the password of a "
             "session that has ended."),
           ("tests/entry/test_going_back.py", "tests/entry/test_recovery.py",
            "tests/entry/test_sign_in.py"),
           level="A"),
    Clause("3.3.8", _("Accessible authentication (minimum)"), Outcome.PASSED,
           _("Passwords, secret answers and codes can be pasted. The captcha is a question that "
             "tests a person; the voter can have their computer answer it instead, where the "
             "election offers that. A voter who has forgotten the password can have a code "
             "emailed instead of remembering a secret answer, where the election offers that."),
           ("tests/typing/test_bursts.py", "tests/visit/test_whole_visit.py",
            "tests/entry/test_recovery.py"),
           level="AA"),
    Clause("3.3.9", _("Accessible authentication (enhanced)"), Outcome.UNTESTED, _BEYOND,
           level="AAA"),
)
# fmt: on


def _numbers(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]


def _clauses() -> Iterator[Clause]:
    yield from _DECIDED
    for number, title in _WITHOUT_SERVICE:
        yield Clause(number, title, Outcome.FAILED, _NO_SERVICE)
    for reason, absent in _ABSENT.items():
        for number, title in absent:
            yield Clause(number, title, Outcome.INAPPLICABLE, reason)


def _split(clause: Clause) -> Iterator[Clause]:
    number, title = clause.number, clause.title
    if number not in _TWO_FOLD:
        yield clause
        return
    opened, closed = _("{title} (open functionality)"), _("{title} (closed functionality)")
    yield clause._replace(number=f"{number}.1", functionality=opened)
    yield Clause(f"{number}.2", title, Outcome.INAPPLICABLE, _CLOSED, functionality=closed)


CLAUSES: Final = (
    *sorted(
        (each for clause in _clauses() for each in _split(clause)),
        key=lambda clause: _numbers(clause.number),
    ),
    *_ADDED,
)
"""The clauses of EN 301 549 (11, with 5.2 and 12), then the criteria that WCAG 2.2 added."""
