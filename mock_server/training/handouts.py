"""A sheet for each learner, to be printed: where to go, what to type, and what opens their
account. That is a link, issued for the sheet: no mail has it. In a room that laptops reach by its
code, it is the learner's number and PIN.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import Final

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
from mock_server.training.door import fingerprint, page_of_room, room_of
from mock_server.training.rehearsal import NOTICES, code_of, short_seal, vote_folder
from mock_server.training.sheets import INSTALL, Sheet, labels_of, page_of
from mock_server.training.spares import spares
from tui_voter.contract.links import LinkKind
from tui_voter.contract.rooms import Room

COMMAND: Final = "tui-voter"
ALL: Final = "all.html"
"""The page that has all sheets."""
LABELS: Final = "labels.html"
"""The page that has a label for each learner of a room."""


def write_handouts(
    settings: Settings, folder: Path, addresses: Sequence[str] = (), *, is_large: bool = False
) -> str:
    """Write two files for each learner into a new folder: for those with ``addresses``, or else for
    all whose account is not active; one page to print them all, and in a room one of labels.
    Returns the sentence that says so. Raises :class:`Fault`."""
    made = _make(settings, addresses, lambda: own_folder(folder))
    # Others can write in the meantime. A link that ends up on no page is harmless.
    for name, sheet in made:
        _write(folder / f"{name}.txt", sheet.text())
        page = page_of(sheet.values["title"], sheet.language, [sheet], is_large=is_large)
        _write(folder / f"{name}.html", page)
    sheets, language, pages = [sheet for _name, sheet in made], spoken().value, ALL
    _write(folder / ALL, page_of(_("Handouts"), language, sheets, is_large=is_large))
    if sheets and not sheets[0].has_link:
        told = _("On each laptop: {command}")
        _write(folder / LABELS, labels_of(_("Handouts"), language, told, sheets))
        pages = _("{all} or {labels}").format(all=ALL, labels=LABELS)
    return ngettext(
        "{count} handout is in {folder}. It opens an account: print {pages}, then delete the "
        "folder.",
        "{count} handouts are in {folder}. They open accounts: print {pages}, then delete the "
        "folder.",
        len(made),
    ).format(count=len(made), folder=folder, pages=pages)


def handouts_as_text(settings: Settings, addresses: Sequence[str]) -> str:
    """The sheets of these learners as a text for who listens, for a pipe to a machine of theirs or
    to a braille embosser. Raises :class:`Fault`."""
    made = _make(settings, addresses, lambda: None)
    return "\n\n".join(sheet.text() for _name, sheet in made)


def _make(
    settings: Settings, addresses: Sequence[str], prepare: Callable[[], None]
) -> list[tuple[str, Sheet]]:
    """The sheets, each with a name for its file. No link is issued if ``prepare`` raises
    :class:`Fault`."""
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
            learners, in_reserve = voters_to_invite(tx, addresses), spares(tx)
            prepare()
            if room is None:
                ways = _links(tx, settings, election, public_url, learners)
            else:
                key = PortalKey.read(settings.key_file)
                ways = [_seat(room, learner, pin_of(key, learner.id)) for learner in learners]
        return [
            (
                _file_name(learner, is_spare=learner.id in in_reserve),
                Sheet(
                    _values(election, learner, public_url, is_spare=learner.id in in_reserve) | way,
                    _notice(settings, learner),
                ),
            )
            for learner, way in zip(learners, ways, strict=True)
        ]


def _links(
    tx: Connection,
    settings: Settings,
    election: ElectionDefinition,
    public_url: str,
    learners: Sequence[Voter],
) -> list[dict[str, str]]:
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
        ways.append(
            {
                "type": _("Type this command. It asks for your link:"),
                "command": COMMAND,
                "link_label": _("Your link"),
                "link": link,
                "code": _("The same link as a QR code"),
                "expires": _("The link works once only, until"),
                "until": in_words(dated, election.time_zone, learner.language),
                "secret": _("This link opens your account: keep this sheet to yourself."),
            }
        )
    return ways


def _seat(room: Room, learner: Voter, pin: str) -> dict[str, str]:
    """The learner's number and PIN, at the portal that the room code leads to."""
    _ = catalogue(learner.language).gettext
    half = len(pin) // 2
    return {
        "type": _("Type this command. It asks for your number and PIN:"),
        "command": f"{COMMAND} --room {room.code}",
        "number_label": _("Your number"),
        "number": str(learner.id),
        "pin_label": _("Your PIN"),
        "pin": f"{pin[:half]} {pin[half:]}",
        "secret": _("Number and PIN open your account: keep this sheet to yourself."),
        "page_label": _("All ways into the room, in a browser:"),
        "page": page_of_room(room),
        "page_warns": _(
            "It warns you once. Choose “Advanced”, then go on, if the certificate’s SHA-256 begins "
            "with"
        ),
        "fingerprint": fingerprint(room),
        "code": _("The same address as a QR code"),
    }


def _values(
    election: ElectionDefinition, learner: Voter, public_url: str, *, is_spare: bool
) -> dict[str, str]:
    """What a sheet says, in the learner's language, which may not be that of whoever prints it."""
    _ = catalogue(learner.language).gettext
    name = f"{learner.first_name} {learner.family_name}"
    return {
        "lang": learner.language.value,
        "title": _("Activate your account"),
        "name": _("{name} (spare, number {number})").format(name=name, number=learner.id)
        if is_spare
        else name,
        "training": _("This is a training session: the election is fictional."),
        "election_label": _("Election"),
        "election": election.texts[learner.language].name,
        "portal_label": _("Portal"),
        "portal": public_url,
        "address_label": _("Email address"),
        "address": learner.address,
        "install": _("If tui-voter is not installed, type this in its folder:"),
        "install_command": INSTALL,
        "linear": _("With a screen reader, add this to it:"),
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
        "code_label": _("Voting code"),
        "voting_code": code_of(folder, learner.id),
        "seal_label": _("The seal, which the program shows before it asks for the code:"),
        "seal_name": _("Seal"),
        "seal": short_seal(folder),
        "notice_secret": _("Only the program will ever ask you for this code."),
    }


def _write(path: Path, text: str) -> None:
    try:
        with new_file(path) as file:
            file.write(text.encode())
    except OSError as exc:
        raise unwritable(path, exc) from exc


def _file_name(learner: Voter, *, is_spare: bool) -> str:
    spare = "spare-" if is_spare else ""
    return f"{learner.id:03}-{spare}{_as_file_name(learner.family_name)}"


def _as_file_name(name: str) -> str:
    """A name as part of a file's name: a to z, digits, and "-" for anything else."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in folded(name))[:40]
