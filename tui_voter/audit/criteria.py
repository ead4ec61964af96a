"""Every clause that a terminal program is held against, and the criteria that WCAG 2.2 added.

A clause has rules (``rules.CLAUSES``), and then each audit decides, or it has a verdict that stands
until somebody changes the program: with the tests that show it, or with what nobody has tested.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from tui_voter.audit.rules import CLAUSES, Rule
from tui_voter.messages import gettext as _

STANDARD: Final = "EN 301 549 V3.2.1"
ADDED: Final = "WCAG 2.2"


class Outcome(StrEnum):
    """The values are those of EARL."""

    PASSED = "passed"
    FAILED = "failed"
    UNTESTED = "untested"
    INAPPLICABLE = "inapplicable"


class Criterion(NamedTuple):
    """``outcome`` is what stands, whatever an audit sees; None where its rules decide alone.
    ``tests`` show a verdict that stands, or go beyond what the rules see."""

    number: str
    title: str
    outcome: Outcome | None = None
    reason: str = ""
    tests: tuple[str, ...] = ()
    level: str = ""
    """Of WCAG's own criteria."""

    @property
    def rules(self) -> list[Rule]:
        return [rule for rule in Rule if self.number in CLAUSES[rule]]


def _twice(
    number: str,
    title: str,
    outcome: Outcome | None = None,
    reason: str = "",
    tests: tuple[str, ...] = (),
) -> list[Criterion]:
    """A clause for open functionality, and its sister for closed functionality, which nothing
    here is."""
    opened, closed = _("{title} (open functionality)"), _("{title} (closed functionality)")
    return [
        Criterion(f"{number}.1", opened.format(title=title), outcome, reason, tests),
        Criterion(f"{number}.2", closed.format(title=title), Outcome.INAPPLICABLE, _closed()),
    ]


def _closed() -> str:
    return _("The functionality is open: assistive technology can be attached.")


def clauses() -> list[Criterion]:
    """Of EN 301 549: clause 11, with 5.2 and 12; in the current language."""
    no_media = _("The program plays no sound and no video.")
    no_service = _(
        "The terminal passes on characters alone, and they tell this in words. On a Linux desktop, "
        "the accessible theme tells the screen reader by its own bus too, of what has the focus; "
        "nowhere else, and not of the rest of the screen."
    )
    no_platform = _("The program is not a platform.")
    no_authoring = _("The program is not an authoring tool.")
    no_desk = _(
        "The program has no support service of its own; the help desk is the one of the election, "
        "whose contact details are in every help text."
    )
    passed, failed = Outcome.PASSED, Outcome.FAILED
    untested, inapplicable = Outcome.UNTESTED, Outcome.INAPPLICABLE
    return [
        Criterion(
            "5.2",
            _("Activation of accessibility features"),
            passed,
            _(
                "The line-by-line mode is chosen before the first screen, by --linear, by "
                "ACCESSIBLE=1 or by a saved preference; the first line of the full screen names "
                "the option."
            ),
            ("tests/visit/test_lines.py", "tests/linear/test_locales.py"),
        ),
        *_twice(
            "11.1.1.1",
            _("Non-text content"),
            reason=_(
                "The visual theme draws lines round its texts, which tell nothing; the accessible "
                "theme and the line-by-line mode draw none."
            ),
        ),
        *_twice(
            "11.1.2.1",
            _("Audio-only and video-only"),
            inapplicable,
            no_media,
        ),
        Criterion("11.1.2.2", _("Captions (prerecorded)"), inapplicable, no_media),
        *_twice(
            "11.1.2.3",
            _("Audio description or media alternative"),
            inapplicable,
            no_media,
        ),
        Criterion("11.1.2.4", _("Captions (live)"), inapplicable, no_media),
        Criterion("11.1.2.5", _("Audio description (prerecorded)"), inapplicable, no_media),
        *_twice("11.1.3.1", _("Info and relationships")),
        *_twice("11.1.3.2", _("Meaningful sequence")),
        Criterion(
            "11.1.3.3",
            _("Sensory characteristics"),
            untested,
            _("A person must read every text for it; nobody has."),
        ),
        Criterion(
            "11.1.3.4",
            _("Orientation"),
            inapplicable,
            _("The terminal decides on the orientation; the program follows its size."),
        ),
        *_twice(
            "11.1.3.5",
            _("Identify input purpose"),
            inapplicable,
            _("A terminal has no means of marking what a field is for."),
        ),
        Criterion("11.1.4.1", _("Use of colour")),
        Criterion("11.1.4.2", _("Audio control"), inapplicable, no_media),
        Criterion("11.1.4.3", _("Contrast (minimum)")),
        *_twice(
            "11.1.4.4",
            _("Resize text"),
            reason=_(
                "The terminal enlarges its text. Letters twice as big leave half of 80 columns, "
                "and that width is looked at."
            ),
        ),
        *_twice(
            "11.1.4.5",
            _("Images of text"),
            inapplicable,
            _("The program shows no images."),
        ),
        Criterion(
            "11.1.4.10",
            _("Reflow"),
            reason=_("320 CSS pixels are about 40 columns, and that width is looked at."),
        ),
        Criterion("11.1.4.11", _("Non-text contrast")),
        Criterion(
            "11.1.4.12",
            _("Text spacing"),
            inapplicable,
            _("A terminal has one spacing, which the program cannot set or break."),
        ),
        Criterion(
            "11.1.4.13",
            _("Content on hover or focus"),
            inapplicable,
            _("Nothing appears over other content on hover or on focus."),
        ),
        *_twice("11.2.1.1", _("Keyboard")),
        Criterion(
            "11.2.1.2",
            _("No keyboard trap"),
            reason=_("Whole visits by Tab and arrows alone are made by tests."),
            tests=("tests/visit/test_home.py", "tests/visit/test_whole_visit.py"),
        ),
        *_twice("11.2.1.4", _("Character key shortcuts")),
        Criterion(
            "11.2.2.1",
            _("Timing adjustable"),
            passed,
            _(
                "The session’s end is announced, warned of two minutes before, and put off by one "
                "key or command; an expired captcha or link is replaced. The closing of the vote "
                "and the deadline for claims are essential, and announced."
            ),
            (
                "tests/linear/test_session.py",
                "tests/fullscreen/test_session.py",
                "tests/entry/test_session.py",
                "tests/entry/test_expiry.py",
            ),
        ),
        Criterion(
            "11.2.2.2",
            _("Pause, stop, hide"),
            passed,
            _(
                "Only the countdown changes by itself: once a minute in the accessible theme, "
                "which F6 chooses at any time, and never line by line."
            ),
            ("tests/fullscreen/test_menu_and_page.py", "tests/fullscreen/test_themes.py"),
        ),
        Criterion(
            "11.2.3.1",
            _("Three flashes or below threshold"),
            inapplicable,
            _("Nothing flashes or blinks."),
        ),
        Criterion("11.2.4.3", _("Focus order")),
        Criterion(
            "11.2.4.4",
            _("Link purpose (in context)"),
            inapplicable,
            _("The program has no links: addresses are written out as text."),
        ),
        Criterion("11.2.4.6", _("Headings and labels")),
        Criterion("11.2.4.7", _("Focus visible")),
        Criterion(
            "11.2.5.1",
            _("Pointer gestures"),
            inapplicable,
            _("No act needs a path or more than one pointer, and the pointer is never needed."),
        ),
        Criterion(
            "11.2.5.2",
            _("Pointer cancellation"),
            passed,
            _("What is pressed acts on release, and released elsewhere it does nothing."),
            ("tests/fullscreen/test_options.py",),
        ),
        *_twice(
            "11.2.5.3",
            _("Label in name"),
            inapplicable,
            _("The label on the screen is the only name that there is."),
        ),
        Criterion(
            "11.2.5.4", _("Motion actuation"), inapplicable, _("Nothing is operated by motion.")
        ),
        *_twice(
            "11.3.1.1",
            _("Language of software"),
            failed,
            _(
                "A terminal has no means of telling a screen reader the language. Where an "
                "election’s texts are in another language, the program says so in words."
            ),
            ("tests/entry/test_foreign.py",),
        ),
        Criterion("11.3.2.1", _("On focus")),
        Criterion("11.3.2.2", _("On input")),
        *_twice("11.3.3.1", _("Error identification")),
        Criterion("11.3.3.2", _("Labels or instructions")),
        Criterion("11.3.3.3", _("Error suggestion")),
        Criterion(
            "11.3.3.4",
            _("Error prevention (legal, financial, data)"),
            reason=_("The last question before a ballot is cast tells the choice again."),
            tests=("tests/journeys/test_recap.py", "tests/vote/test_booth.py"),
        ),
        *_twice(
            "11.4.1.1",
            _("Parsing"),
            inapplicable,
            _("The program writes no markup."),
        ),
        *_twice("11.4.1.2", _("Name, role, value"), failed, no_service),
        *_twice(
            "11.4.1.3",
            _("Status messages"),
            failed,
            _(
                "Line by line, each message is a line that is read. On the full screen the cursor "
                "goes to the message and the focus stays; while the portal is waited for, the "
                "message is away from the cursor."
            ),
            ("tests/screenreader/test_waits.py", "tests/fullscreen/test_cursor.py"),
        ),
        Criterion("11.5.1", _("Closed functionality"), inapplicable, _closed()),
        Criterion(
            "11.5.2.1",
            _("Platform accessibility service support for software with a user interface"),
            inapplicable,
            no_platform,
        ),
        Criterion(
            "11.5.2.2",
            _("Platform accessibility service support for assistive technologies"),
            inapplicable,
            no_platform,
        ),
        Criterion("11.5.2.3", _("Use of accessibility services"), failed, no_service),
        Criterion(
            "11.5.2.4",
            _("Assistive technology"),
            inapplicable,
            _("The program is not assistive technology."),
        ),
        Criterion("11.5.2.5", _("Object information"), failed, no_service),
        Criterion("11.5.2.6", _("Row, column, and headers"), failed, no_service),
        Criterion("11.5.2.7", _("Values"), failed, no_service),
        Criterion("11.5.2.8", _("Label relationships"), failed, no_service),
        Criterion("11.5.2.9", _("Parent-child relationships"), failed, no_service),
        Criterion("11.5.2.10", _("Text"), failed, no_service),
        Criterion("11.5.2.11", _("List of available actions"), failed, no_service),
        Criterion("11.5.2.12", _("Execution of available actions"), failed, no_service),
        Criterion("11.5.2.13", _("Tracking of focus and selection attributes"), failed, no_service),
        Criterion(
            "11.5.2.14", _("Modification of focus and selection attributes"), failed, no_service
        ),
        Criterion("11.5.2.15", _("Change notification"), failed, no_service),
        Criterion("11.5.2.16", _("Modifications of states and properties"), failed, no_service),
        Criterion("11.5.2.17", _("Modifications of values and text"), failed, no_service),
        Criterion("11.6.1", _("User control of accessibility features"), inapplicable, no_platform),
        Criterion(
            "11.6.2",
            _("No disruption of accessibility features"),
            untested,
            _(
                "Three screen readers of Linux go on working beside the program; nobody has tried "
                "the features of other platforms, such as magnifiers and sticky keys."
            ),
            (
                "tests/screenreader/test_speech.py",
                "tests/screenreader/test_braille.py",
                "tests/screenreader/test_orca.py",
            ),
        ),
        Criterion(
            "11.7",
            _("User preferences"),
            passed,
            _(
                "The terminal’s background and NO_COLOR are followed, and a theme takes the "
                "terminal’s own colours; font and size are the terminal’s."
            ),
            ("tests/fullscreen/test_themes.py", "tests/fullscreen/test_terminal.py"),
        ),
        Criterion("11.8.1", _("Content technology"), inapplicable, no_authoring),
        Criterion("11.8.2", _("Accessible content creation"), inapplicable, no_authoring),
        Criterion(
            "11.8.3",
            _("Preservation of accessibility information in transformations"),
            inapplicable,
            no_authoring,
        ),
        Criterion("11.8.4", _("Repair assistance"), inapplicable, no_authoring),
        Criterion("11.8.5", _("Templates"), inapplicable, no_authoring),
        Criterion(
            "12.1.1",
            _("Accessibility and compatibility features"),
            passed,
            _("The guides name each of the features and say how to choose it, in both languages."),
            ("tests/audit/test_evidence.py",),
        ),
        Criterion(
            "12.1.2",
            _("Accessible documentation"),
            untested,
            _(
                "The guides are plain text in Markdown, with manual pages; nobody has held them "
                "against clauses 9 and 10."
            ),
        ),
        Criterion(
            "12.2.2",
            _("Information on accessibility and compatibility features"),
            inapplicable,
            no_desk,
        ),
        Criterion("12.2.3", _("Effective communication"), inapplicable, no_desk),
        Criterion("12.2.4", _("Accessible support documentation"), inapplicable, no_desk),
    ]


def added() -> list[Criterion]:
    """What WCAG 2.2 added, which EN 301 549 does not ask for yet."""
    beyond = _("Level AAA is not aimed at.")
    passed, failed = Outcome.PASSED, Outcome.FAILED
    untested, inapplicable = Outcome.UNTESTED, Outcome.INAPPLICABLE
    return [
        Criterion("2.4.11", _("Focus not obscured (minimum)"), level="AA"),
        Criterion("2.4.12", _("Focus not obscured (enhanced)"), untested, beyond, level="AAA"),
        Criterion("2.4.13", _("Focus appearance"), untested, beyond, level="AAA"),
        Criterion(
            "2.5.7",
            _("Dragging movements"),
            inapplicable,
            _("Nothing is dragged; what scrolls does so by keys and by the wheel too."),
            level="AA",
        ),
        Criterion(
            "2.5.8",
            _("Target size (minimum)"),
            failed,
            _(
                "A row is as high as the terminal’s font, which is often less than 24 pixels, and "
                "entries follow each other without a gap. Everything is reached by keys."
            ),
            level="AA",
        ),
        Criterion(
            "3.2.6",
            _("Consistent help"),
            passed,
            _(
                "F1, Ctrl+G and /help lead to the help everywhere, and its last sentence says how "
                "to reach the help desk. Before a portal is known it points to the email with the "
                "link."
            ),
            ("tests/linear/test_commands.py",),
            "A",
        ),
        Criterion(
            "3.3.7",
            _("Redundant entry"),
            passed,
            _(
                "What was typed is kept on going back, and the identifier is carried on. Asked for "
                "again, for security alone: a new password, a used captcha, the password of a "
                "session that has ended."
            ),
            (
                "tests/entry/test_going_back.py",
                "tests/entry/test_recovery.py",
                "tests/entry/test_sign_in.py",
            ),
            "A",
        ),
        Criterion(
            "3.3.8",
            _("Accessible authentication (minimum)"),
            passed,
            _(
                "Passwords, secret answers and codes can be pasted. The captcha is a question that "
                "tests a person; the voter can have their computer answer it instead, where the "
                "election offers that. Who forgot the password can have a code emailed instead of "
                "remembering a secret answer, where the election offers that."
            ),
            (
                "tests/typing/test_bursts.py",
                "tests/visit/test_by_computer.py",
                "tests/entry/test_recovery.py",
            ),
            "AA",
        ),
        Criterion(
            "3.3.9", _("Accessible authentication (enhanced)"), untested, beyond, level="AAA"
        ),
    ]
