"""The voting notices: a sheet for each voter, with the voting code that stands nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _
from html import escape
from io import BytesIO
from pathlib import Path
from string import Template
from typing import Final, NamedTuple

import segno

from mock_server.core.files import new_file, unwritable
from mock_server.core.handover import PreparedVoter, write_new
from mock_server.core.languages import spoken
from mock_server.core.terminal import tell

TOLD_EACH: Final = 500
"""The notices that are written between two lines of progress."""

_FOLDER: Final = Path(__file__).parent
_PAGE: Final = Template((_FOLDER / "notices.html").read_text(encoding="utf-8"))
_SHEET: Final = Template((_FOLDER / "notice.html").read_text(encoding="utf-8"))
_TEXT: Final = Template(
    """\
$title
$name
$affiliation

$training

$election
$organiser

$code_label
    $code

$ballots_label
$ballot_lines

$steps_label
1. $step_1
2. $step_2
   $seal
   $step_2_else
3. $step_3
4. $step_4

$secret
$lost
"""
)


class Notice(NamedTuple):
    """What one sheet says. ``code`` is in groups; ``seal`` is the short form for people."""

    voter: PreparedVoter
    election: str
    organiser: str
    code: str
    seal: str
    ballots: tuple[str, ...]

    def __repr__(self) -> str:
        return "Notice(...)"


def write_notices(folder: Path, notices: Sequence[Notice]) -> None:
    """Write ``notices.html``, with a page for each voter, and a text file for each. Raises
    :class:`.Fault`."""
    page = folder / "notices.html"
    head, foot = _PAGE.substitute(
        lang=spoken().value, title=escape(_("Voting notices")), sheets="\0"
    ).split("\0")
    try:
        with new_file(page) as file:
            file.write(head.encode())
            for number, notice in enumerate(notices, 1):
                values = _values(notice)
                file.write(_sheet(notice, values).encode())
                write_new(
                    folder / f"{notice.voter.number:04}.txt", _TEXT.substitute(values).encode()
                )
                if number % TOLD_EACH == 0:
                    tell(
                        _("{number} notices of {count}.").format(number=number, count=len(notices))
                    )
            file.write(foot.encode())
    except OSError as exc:
        raise unwritable(page, exc) from exc


def _values(notice: Notice) -> dict[str, str]:
    return {
        "title": _("Voting notice"),
        "name": notice.voter.name,
        "affiliation": notice.voter.affiliation,
        "training": _("Training ballot: this election is fictional."),
        "election": notice.election,
        "organiser": notice.organiser,
        "code_label": _("Your voting code"),
        "code": notice.code,
        "qr_label": _("The same code as a QR code"),
        "ballots_label": _("The code is for all your ballots:"),
        "ballot_lines": "\n".join(f"- {name}" for name in notice.ballots),
        "steps_label": _("How to vote"),
        "step_1": _("Once the vote is open, start tui-voter, sign in and choose Vote."),
        "step_2": _("Check that the program shows the same seal as this notice:"),
        "seal": notice.seal,
        "step_2_else": _("If not, stop and call the help desk."),
        "step_3": _(
            "Type the code. Lower case is fine, and the hyphens can be left out. The program "
            "says which group is mistyped."
        ),
        "step_4": _(
            "Vote in each ballot until the program says that your ballot is in the ballot box."
        ),
        "secret": _(
            "Keep this notice to yourself: nobody will ever ask you for the code by email or by "
            "telephone."
        ),
        "lost": _(
            "If you lose it, sign in: the page that asks for the voting code offers a replacement, "
            "and so does Tutorial “Replacement voting codes”."
        ),
    }


def _sheet(notice: Notice, values: dict[str, str]) -> str:
    escaped = {name: escape(value) for name, value in values.items()}
    ballots = "".join(f"<li>{escape(name)}</li>" for name in notice.ballots)
    return _SHEET.substitute(escaped, ballots=ballots, qr=_qr_code(notice.code, values["qr_label"]))


def _qr_code(code: str, label: str) -> str:
    svg = BytesIO()
    segno.make(code, error="m", micro=False, boost_error=False).save(
        svg, kind="svg", border=4, xmldecl=False, svgns=True, title=label, svgclass="qr",
        lineclass=None, omitsize=True,
    )  # fmt: skip
    return svg.getvalue().decode().replace("<svg ", '<svg role="img" ', 1)
