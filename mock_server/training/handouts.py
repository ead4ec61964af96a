"""A page for each learner, to be printed: where to go, their own link, what to type.

The links are issued for the pages and stand nowhere else: no mail has them.
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
from typing import Final

import segno

from mock_server.accounts.links import activation_lifetime, issue_link, link_url
from mock_server.core.errors import Fault
from mock_server.core.files import new_file, own_folder, unwritable
from mock_server.core.languages import catalogue
from mock_server.core.settings import Settings
from mock_server.core.times import in_words
from mock_server.election.context import open_database
from mock_server.election.model import ElectionDefinition
from mock_server.election.portal_time import portal_now
from mock_server.election.rolls import folded
from mock_server.election.voters import Voter, voters_to_invite
from mock_server.training.rehearsal import NOTICES, code_of, short_seal, vote_folder
from tui_voter.contract.languages import Language
from tui_voter.contract.links import LinkKind

COMMAND: Final = "tui-voter"

_PAGE: Final = Template(Path(__file__).with_name("handout.html").read_text(encoding="utf-8"))
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

$link_label
$link

$expires $until.
$secret
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


def write_handouts(settings: Settings, folder: Path, addresses: Sequence[str] = ()) -> str:
    """Write two files for each learner into a new folder: for those with ``addresses``, or else for
    all whose account is not active. Returns the sentence that says so. Raises :class:`Fault`."""
    database, election, public_url = open_database(settings)
    with closing(database):
        if not public_url:  # what is printed cannot be sent anew
            raise Fault(
                _(
                    "The portal’s address is not known yet: give it with --public-url, or start "
                    "the portal first: {command}"
                ).format(command=settings.command("serve"))
            )
        with database.write() as tx:
            learners = voters_to_invite(tx, addresses)
            now = settings.clock()
            there = portal_now(tx, now)
            lifetime = activation_lifetime(election, there)
            expires_at, dated = now + lifetime, there + lifetime  # the learner reads ``dated``
            own_folder(folder)
            links = [
                issue_link(tx, LinkKind.ACTIVATION, learner.id, now, expires_at)
                for learner in learners
            ]
        # Others can write in the meantime. A link that ends up on no page is harmless.
        for learner, token in zip(learners, links, strict=True):
            until = in_words(dated, election.time_zone, learner.language)
            link = link_url(public_url, LinkKind.ACTIVATION, token)
            values = _values(election, learner, public_url, link, until)
            notice = _notice(settings, learner)
            stem = folder / f"{learner.id:03}-{_as_file_name(learner.family_name)}"
            _write(stem.with_suffix(".txt"), _text(values, notice))
            _write(stem.with_suffix(".html"), _page(values, notice, learner.language))
    count = len(learners)
    return ngettext(
        "{count} handout is in {folder}. It contains a link that opens an account: print it, "
        "then delete it.",
        "{count} handouts are in {folder}. They contain links that open accounts: print them, "
        "then delete them.",
        count,
    ).format(count=count, folder=folder)


def _values(
    election: ElectionDefinition, learner: Voter, public_url: str, link: str, until: str
) -> dict[str, str]:
    """What a page says, in the learner's language, which may not be that of whoever prints it."""
    _ = catalogue(learner.language).gettext
    return {
        "title": _("Activate your account"),
        "name": f"{learner.first_name} {learner.family_name}",
        "training": _("This is a training session: the election is fictional."),
        "election_label": _("Election"),
        "election": election.texts[learner.language].name,
        "portal_label": _("Portal"),
        "portal": public_url,
        "address_label": _("Email address"),
        "address": learner.address,
        "type": _("Type this command, then paste the link when you are asked for it:"),
        "command": COMMAND,
        "linear": _("With a screen reader, line by line:"),
        "link_label": _("Your link"),
        "link": link,
        "code_label": _("The same link as a QR code"),
        "expires": _("The link works once only, until"),
        "until": until,
        "secret": _("This link opens your account: keep this sheet to yourself."),
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


def _text(values: dict[str, str], notice: dict[str, str]) -> str:
    return _TEXT.substitute(values) + (_NOTICE_TEXT.substitute(notice) if notice else "")


def _page(values: dict[str, str], notice: dict[str, str], language: Language) -> str:
    code = _qr_code(values["link"], values["code_label"])
    values, notice = (
        {name: escape(value) for name, value in each.items()} for each in (values, notice)
    )
    vote_page = _NOTICE_PAGE.substitute(notice) if notice else ""
    return _PAGE.substitute(values, lang=language.value, code=code, vote_page=vote_page)


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
