"""A sheet for each learner, to be printed: where to go, what to type, and what opens their
account. That is a link, issued for the sheet: no mail has it. In a room that laptops reach by its
code, it is the learner's number and PIN.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from gettext import gettext as _
from gettext import ngettext
from html import escape
from io import BytesIO
from pathlib import Path
from string import Template
from typing import Final, NamedTuple

import segno
from sqlalchemy import Connection

from mock_server.accounts.links import activation_lifetime, issue_link, link_url
from mock_server.accounts.seats import pin_of
from mock_server.core.errors import Fault
from mock_server.core.files import new_file, own_folder, unwritable
from mock_server.core.languages import catalogue, spoken
from mock_server.core.settings import Settings
from mock_server.core.times import in_words
from mock_server.election.context import open_database
from mock_server.election.model import ElectionDefinition
from mock_server.election.portal_time import portal_now
from mock_server.election.rolls import folded
from mock_server.election.voters import Voter, voters_to_invite
from mock_server.security.credentials import PortalKey
from mock_server.training.door import room_of
from mock_server.training.rehearsal import NOTICES, code_of, short_seal, vote_folder
from tui_voter.contract.links import LinkKind
from tui_voter.contract.rooms import Room

COMMAND: Final = "tui-voter"
ALL: Final = "all.html"
"""The page that has all sheets."""


def _template(name: str) -> Template:
    return Template(Path(__file__).with_name(name).read_text(encoding="utf-8"))


_PAGE: Final = _template("handout.html")
_SHEET: Final = _template("handout_sheet.html")
_LINK_PAGE: Final = _template("handout_link.html")
_SEAT_PAGE: Final = _template("handout_seat.html")
_TEXT: Final = Template(
    """\
$title
$name

$training

$election_label
    $election
$portal_label
    $portal
$address_label
    $address

$type
    $command
$linear
    $command --linear
$way
$secret
"""
)
_LINK_TEXT: Final = Template(
    """
$link_label
$link

$expires $until.\
"""
)
_SEAT_TEXT: Final = Template(
    """
$number_label
    $number
$pin_label
    $pin
"""
)
_NOTICE_TEXT: Final = Template(
    """
$notice_label
    $voting_code
$seal_label
    $seal
$notice_secret
"""
)
_NOTICE_PAGE: Final = Template(
    """<h2>$notice_label</h2>
<p class="link"><code translate="no">$voting_code</code></p>
<p>$seal_label <code translate="no">$seal</code></p>
<p>$notice_secret</p>"""
)


class _Way(NamedTuple):
    """What opens a learner's account: the values of its templates, its part of the text and of the
    page, and the arguments of the command."""

    values: dict[str, str]
    text: Template
    page: Template
    code: str = ""
    """An image for the page."""
    arguments: str = ""


def write_handouts(settings: Settings, folder: Path, addresses: Sequence[str] = ()) -> str:
    """Write two files for each learner into a new folder: for those with ``addresses``, or else for
    all whose account is not active; and one page to print them all. Returns the sentence that says
    so. Raises :class:`Fault`."""
    database, election, public_url = open_database(settings)
    with closing(database):
        if not public_url:  # what is printed cannot be sent anew
            raise Fault(
                _(
                    "The portal’s address is not known yet: give it with --public-url, or start "
                    "the portal first: {command}"
                ).format(command=settings.command("serve"))
            )
        room = room_of(settings, public_url)
        with database.write() as tx:
            learners = voters_to_invite(tx, addresses)
            own_folder(folder)
            if room is None:
                ways = _links(tx, settings, election, public_url, learners)
            else:
                key = PortalKey.read(settings.key_file)
                ways = [_seat(room, learner, pin_of(key, learner.id)) for learner in learners]
        # Others can write in the meantime. A link that ends up on no page is harmless.
        sheets = []
        for learner, way in zip(learners, ways, strict=True):
            values = _values(election, learner, public_url, way)
            notice = _notice(settings, learner)
            stem = folder / f"{learner.id:03}-{_as_file_name(learner.family_name)}"
            sheets.append(_sheet(values, notice, way))
            language = learner.language.value
            _write(stem.with_suffix(".txt"), _text(values, notice, way))
            _write(stem.with_suffix(".html"), _page(values["title"], language, sheets[-1:]))
        _write(folder / ALL, _page(_("Handouts"), spoken().value, sheets))
    count = len(learners)
    return ngettext(
        "{count} handout is in {folder}. It opens an account: print {all}, then delete the folder.",
        "{count} handouts are in {folder}. They open accounts: print {all}, then delete the "
        "folder.",
        count,
    ).format(count=count, folder=folder, all=ALL)


def _links(
    tx: Connection,
    settings: Settings,
    election: ElectionDefinition,
    public_url: str,
    learners: Sequence[Voter],
) -> list[_Way]:
    """Issue a link for each learner."""
    now = settings.clock()
    there = portal_now(tx, now)
    lifetime = activation_lifetime(election, there)
    expires_at, dated = now + lifetime, there + lifetime  # the learner reads ``dated``
    ways = []
    for learner in learners:
        _ = catalogue(learner.language).gettext
        token = issue_link(tx, LinkKind.ACTIVATION, learner.id, now, expires_at)
        link = link_url(public_url, LinkKind.ACTIVATION, token)
        values = {
            "type": _("Type this command, then paste the link when you are asked for it:"),
            "link_label": _("Your link"),
            "link": link,
            "expires": _("The link works once only, until"),
            "until": in_words(dated, election.time_zone, learner.language),
            "secret": _("This link opens your account: keep this sheet to yourself."),
        }
        code = _qr_code(link, _("The same link as a QR code"))
        ways.append(_Way(values, _LINK_TEXT, _LINK_PAGE, code))
    return ways


def _seat(room: Room, learner: Voter, pin: str) -> _Way:
    """The learner's number and PIN, at the portal that the room code leads to."""
    _ = catalogue(learner.language).gettext
    values = {
        "type": _("Type this command, then your number and PIN when you are asked for them:"),
        "number_label": _("Your number"),
        "number": str(learner.id),
        "pin_label": _("Your PIN"),
        "pin": pin,
        "secret": _("Number and PIN open your account: keep this sheet to yourself."),
    }
    return _Way(values, _SEAT_TEXT, _SEAT_PAGE, arguments=f" --room {room.code}")


def _values(
    election: ElectionDefinition, learner: Voter, public_url: str, way: _Way
) -> dict[str, str]:
    """What a sheet says, in the learner's language, which may not be that of whoever prints it."""
    _ = catalogue(learner.language).gettext
    return {
        "lang": learner.language.value,
        "title": _("Activate your account"),
        "name": f"{learner.first_name} {learner.family_name}",
        "training": _("This is a training session: the election is fictional."),
        "election_label": _("Election"),
        "election": election.texts[learner.language].name,
        "portal_label": _("Portal"),
        "portal": public_url,
        "address_label": _("Email address"),
        "address": learner.address,
        "command": COMMAND + way.arguments,
        "linear": _("With a screen reader, line by line:"),
        **way.values,
    }


def _notice(settings: Settings, learner: Voter) -> dict[str, str]:
    """What the learner needs of their voting notice; nothing where the vote of the room is not
    sealed."""
    folder = vote_folder(settings)
    if not (folder / NOTICES).exists():
        return {}
    _ = catalogue(learner.language).gettext
    return {
        "notice_label": _("Your voting notice: your voting code"),
        "voting_code": code_of(folder, learner.id),
        "seal_label": _("The seal, which the program shows before it asks for the code:"),
        "seal": short_seal(folder),
        "notice_secret": _("Only the program will ever ask you for this code."),
    }


def _text(values: dict[str, str], notice: dict[str, str], way: _Way) -> str:
    text = _TEXT.substitute(values, way=way.text.substitute(values))
    return text + (_NOTICE_TEXT.substitute(notice) if notice else "")


def _sheet(values: dict[str, str], notice: dict[str, str], way: _Way) -> str:
    """The sheet as a part of a page."""
    values, notice = (
        {name: escape(value) for name, value in each.items()} for each in (values, notice)
    )
    return _SHEET.substitute(
        values,
        way=way.page.substitute(values, code=way.code),
        vote_page=_NOTICE_PAGE.substitute(notice) if notice else "",
    )


def _page(title: str, language: str, sheets: Sequence[str]) -> str:
    return _PAGE.substitute(title=escape(title), lang=language, sheets="".join(sheets))


def _qr_code(link: str, title: str) -> str:
    """A link as SVG for the page. ``title`` says what it is to whoever cannot see it and has the
    link itself beside it."""
    svg = BytesIO()
    segno.make(link, error="m", micro=False).save(
        svg,
        kind="svg",
        scale=4,
        border=4,
        xmldecl=False,
        svgns=True,
        title=title,
        svgclass="code",
        lineclass=None,
        omitsize=True,
    )
    return svg.getvalue().decode().replace("<svg ", '<svg role="img" ', 1)


def _write(path: Path, text: str) -> None:
    try:
        with new_file(path) as file:
            file.write(text.encode())
    except OSError as exc:
        raise unwritable(path, exc) from exc


def _as_file_name(name: str) -> str:
    """A name as part of a file's name: a to z, digits, and "-" for anything else."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in folded(name))[:40]
