"""Choosing the portal. Nothing is sent to a site that the voter did not choose in this visit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tui_voter.contract.election import Election, read_election
from tui_voter.contract.link_faults import LinkRefused
from tui_voter.contract.portal import Portal, Portals
from tui_voter.contract.text import shown
from tui_voter.contract.typed import command
from tui_voter.dialogue import (
    NO,
    YES,
    Action,
    Answers,
    Back,
    Dialogue,
    FieldError,
    Form,
    Heading,
    Left,
    Menu,
    Notice,
    Opened,
    Option,
    Refused,
    Role,
    TextField,
    Took,
    Typed,
)
from tui_voter.journeys.entry.remembering import forget_portal
from tui_voter.journeys.entry.sites import host_of, host_to_compare
from tui_voter.journeys.shared import foreign
from tui_voter.journeys.shared.announcements import Announcements
from tui_voter.journeys.shared.machine import Machine
from tui_voter.journeys.shared.refusals import portal_address_refused
from tui_voter.messages import gettext as _

FIELD: Final = "portal"
PORTAL: Final = "other_portal"
TYPE: Final = "type"
TYPED: Final = "portal"
"""The key of the form into which the address of a portal is typed."""
REMOVE: Final = "remove"
AUTHORITY: Final = "authority"


class NotRecognised(Refused):
    """The voter did not recognise the site, so nothing was sent to it."""


def heading(origin: str, election: Election) -> Heading:
    """Make the heading of a portal: election, host, help desk, and a warning if the connection is
    not encrypted."""
    warning = []
    if origin.startswith("http://"):  # the link check allows this for loopback addresses only
        warning = [
            _("Test portal on this computer: the connection is not encrypted."),
            _("Local connection, not encrypted."),
            _("TRIAL"),
        ]
    return Heading(
        election=election.name,
        host=host_of(origin),
        warning=warning,
        support=_("To speak to someone: {support}").format(support=election.support),
    )


def portal_field(portals: Portals) -> TextField[str]:
    """Make the field for the portal's address; its answer is the portal's origin."""

    def origin(text: str) -> str:
        try:
            return portals.check_origin(text)
        except LinkRefused as refusal:
            raise portal_address_refused(refusal, FIELD) from refusal

    return TextField(
        name=FIELD,
        label=_("Portal address"),
        brief=_("address"),
        hint=_("For example https://portal.example"),
        parse=origin,
    )


async def confirm_portal(dialogue: Dialogue, portals: Portals, origin: str, field: str) -> None:
    """Choose this portal. If it is not known yet, the voter first compares its host.

    Raises :class:`NotRecognised` on ``field`` if the voter does not recognise it.
    """
    if origin not in portals.known():
        dialogue.head(Heading())  # another portal's heading would vouch for this one
        if await dialogue.choose(_recognition_menu(host_of(origin))) != Opened(YES):
            raise NotRecognised(_nothing_sent(host_of(origin), field))
    _choose(dialogue, portals, origin)


def _nothing_sent(host: str, field: str) -> FieldError:
    sentence = (
        _("Nothing was sent to {host}. Compare the address with your elections office’s letter.")
        if field == FIELD
        else _("Nothing was sent to {host}. Check where this link came from, or ask for a new one.")
    )
    return FieldError(field, sentence.format(host=host), _("nothing sent"))


def _choose(dialogue: Dialogue, portals: Portals, origin: str) -> None:
    if origin != portals.chosen:
        dialogue.head(Heading())
    portals.choose(origin)


def _recognition_menu(host: str) -> Menu:
    return Menu(
        title=_("Do you recognise this portal?"),
        place=_("This site"),
        text=[
            host_to_compare(host),
            _(
                "This computer does not know this site. Compare its name, letter by letter, with "
                "the one in the letter from your elections office."
            ),
            _("Nothing has been sent yet."),
        ],
        options=[
            Option(NO, _("No, send nothing")),
            Option(YES, _("Yes, this is my elections portal")),
        ],
        chosen=NO,
        irrevocable=True,
        help=_(
            "A fraudulent email can imitate the real one and lead to a look-alike site. "
            "Only the name of the site tells them apart."
        ),
    )


async def connect_to(dialogue: Dialogue, portals: Portals, origin: str) -> tuple[Portal, Election]:
    """Connect to a portal that the voter chose, and fetch its election. Raises PortalError."""
    portal = portals.connect(origin)
    election = await read_election(portal)
    accept_portal(dialogue, portals, origin, election)
    return portal, election


def accept_portal(dialogue: Dialogue, portals: Portals, origin: str, election: Election) -> None:
    """Remember a portal that has answered with an election, and show its heading."""
    if file := portals.remember(origin):
        said = _("From now on, this computer checks {host} with the authorities in {file}.")
        dialogue.notify(Notice(said.format(host=host_of(origin), file=shown(file))))
    dialogue.head(heading(origin, election))
    if notice := foreign.notice(election):
        dialogue.notify(Notice(notice))
    Announcements(dialogue).hear(election)


# --- Several portals


def portal_line(portals: Portals) -> list[str]:
    """Return the line that names the portal to which a form will be sent, if one is known."""
    return [_("Portal: {host}").format(host=host_of(each)) for each in portals.known()[:1]]


def portal_actions(portals: Portals) -> list[Action]:
    """Return the action that chooses or removes a portal, if any portal is known."""
    if not portals.known():
        return []
    return [Action(PORTAL, _("Choose another portal"), _("portal"), Role.ELSEWHERE)]


async def ensure_portal_chosen(dialogue: Dialogue, portals: Portals, machine: Machine) -> bool:
    """Have the voter choose a portal first if several are known. False if they went back."""
    if portals.chosen or len(portals.known()) < 2:
        return True
    return await choose_portal(dialogue, portals, machine)


async def choose_named_portal(dialogue: Dialogue, portals: Portals, typed: Typed) -> bool:
    """Choose the portal that a form names, else the one whose address was ``typed`` into it, else
    the one that the voter now types. False if they went back."""
    if known := portals.known():
        _choose(dialogue, portals, known[0])
        return True
    dialogue.kept.put(TYPED, FIELD, typed.text(FIELD))
    return await _type(dialogue, portals)


async def choose_portal(dialogue: Dialogue, portals: Portals, machine: Machine) -> bool:
    """Have the voter choose a known portal or another one. False if they went back."""
    while known := portals.known():
        chosen = await dialogue.choose(
            Menu(
                title=_("Which portal?"),
                key="portals",
                place=_("Portal"),
                text=[
                    _(
                        "Your email address is sent to the portal that you choose here, and to "
                        "no other."
                    ),
                    *_checked_with(portals, known),
                ],
                options=[
                    *(Option(origin, host_of(origin)) for origin in known),
                    Option(TYPE, _("Another portal, whose address you type")),
                ],
                chosen=known[0],
                actions=[Action(REMOVE, _("Remove a portal"), role=Role.REMOVE)],
                help=_(
                    "These are the portals that this computer remembers, and those of this visit; "
                    "the one used last comes first. A portal is remembered once it has answered. "
                    "To erase everything, use the command:\n{command}"
                ).format(command=command("tui-voter", "forget")),
            )
        )
        match chosen:
            case Opened(key) if key != TYPE:
                _choose(dialogue, portals, key)
                return True
            case Opened():
                if await _type(dialogue, portals):
                    return True
            case Took():  # to remove a portal is the only action
                await _remove(dialogue, portals, machine)
            case Back():
                return False
    return True


def _checked_with(portals: Portals, origins: Sequence[str]) -> list[str]:
    """Return a sentence for each portal that is checked with certificate authorities of its own."""
    return [
        _("{host} is checked with the authorities in {file}.").format(
            host=host_of(origin), file=shown(file)
        )
        for origin in origins
        if (file := portals.authority(origin))
    ]


async def _type(dialogue: Dialogue, portals: Portals) -> bool:
    """Choose a portal whose address the voter types. False if they went back."""
    portal = portal_field(portals)

    async def submit(answers: Answers) -> None:
        await confirm_portal(dialogue, portals, answers[portal], portal.name)

    outcome = await dialogue.ask(
        Form(
            title=_("Another portal"),
            key=TYPED,
            place=_("Portal"),
            fields=[portal],
            submit=submit,
            busy=_("Checking…"),
            help=_("Nothing is sent until you have compared the name of the site."),
        )
    )
    return not isinstance(outcome, Left)


async def _remove(dialogue: Dialogue, portals: Portals, machine: Machine) -> None:
    """Forget a portal and what the keyring has for it, or only its certificate authorities."""
    chosen = await dialogue.choose(
        Menu(
            title=_("Remove a portal"),
            place=_("Remove"),
            text=[_("Choose the portal that this computer is to forget.")],
            options=[Option(origin, host_of(origin)) for origin in portals.known()],
        )
    )
    if not isinstance(chosen, Opened):
        return
    origin = chosen.key
    host, file = host_of(origin), portals.authority(origin)
    wanted = await dialogue.choose(_removal_menu(host, file))
    if wanted == Opened(AUTHORITY):
        portals.forget_authority(origin)
        said = _("From now on, {host} is checked with the authorities that this computer knows.")
        dialogue.notify(Notice(said.format(host=host)))
    elif wanted == Opened(YES):
        if origin == portals.chosen:
            dialogue.head(Heading())  # the heading would stay above the next portal's forms
        portals.forget(origin)
        await forget_portal(dialogue, machine, origin)


def _removal_menu(host: str, file: str) -> Menu:
    of_its_authority = _("No, remove only the choice of {file}").format(file=shown(file))
    return Menu(
        title=_("Remove this portal?"),
        place=_("Remove"),
        text=[
            host_to_compare(host),
            _(
                "This computer will forget it, and your email address and password if its "
                "keyring has them for it. This cannot be undone here. Your account is not "
                "changed."
            ),
        ],
        options=[
            Option(NO, _("No, keep it")),
            Option(YES, _("Yes, remove it")),
            *([Option(AUTHORITY, of_its_authority)] if file else []),
        ],
        chosen=NO,
        irrevocable=True,
    )
