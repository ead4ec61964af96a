"""Choosing the portal: nothing is sent to one that the voter did not choose in this visit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tui_voter.contract.link_faults import LinkRefused
from tui_voter.contract.portal import Portal, Portals
from tui_voter.contract.shapes import Election
from tui_voter.contract.text import shown
from tui_voter.contract.typed import command
from tui_voter.dialogue import (
    BACK,
    NO,
    YES,
    Action,
    Answers,
    Dialogue,
    FieldError,
    Form,
    Heading,
    Left,
    Menu,
    Notice,
    Option,
    Refused,
    Role,
    TextField,
    Typed,
)
from tui_voter.journeys.entry.remembering import forget_portal
from tui_voter.journeys.entry.sites import host_of, to_compare
from tui_voter.journeys.shared import foreign
from tui_voter.journeys.shared.machine import Machine
from tui_voter.journeys.shared.refusals import portal_address_refused
from tui_voter.messages import gettext as _

FIELD = "portal"
PORTAL: Final = "other_portal"
TYPE: Final = "type"
REMOVE: Final = "remove"
AUTHORITY: Final = "authority"


class NotRecognised(Refused):
    """The voter would rather send nothing to this site."""


def heading(origin: str, election: Election) -> Heading:
    """What stays in sight: the election, the host, and whether the line is encrypted."""
    warning = short = ""
    if origin.startswith("http://"):  # the link check lets these through to loopback only
        warning = _("Test portal on this computer: the connection is not encrypted.")
        short = _("Local connection, not encrypted.")
    return Heading(
        election=election.name,
        host=host_of(origin),
        warning=warning,
        short_warning=short,
        support=_("To speak to someone: {support}").format(support=election.support),
    )


def portal_field(portals: Portals, value: str = "") -> TextField[str]:
    """The portal's address, for a voter who knows none yet; the answer is its origin."""

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
        value=value,
        parse=origin,
    )


async def confirm_portal(dialogue: Dialogue, portals: Portals, origin: str, field: str) -> None:
    """The voter turns to this portal; they compare the host of one that is not known yet.

    Raises :class:`NotRecognised` on ``field`` when they do not recognise it.
    """
    if origin not in portals.known():
        dialogue.head(Heading())  # that of another portal would vouch for this one
        if await dialogue.choose(_recognised(host_of(origin))) != YES:
            raise NotRecognised(_nothing_sent(host_of(origin), field))
    _turn_to(dialogue, portals, origin)


def _nothing_sent(host: str, field: str) -> FieldError:
    sentence = (
        _("Nothing was sent to {host}. Compare the address with your elections office’s letter.")
        if field == FIELD
        else _("Nothing was sent to {host}. Check where this link came from, or ask for a new one.")
    )
    return FieldError(field, sentence.format(host=host), _("nothing sent"))


def _turn_to(dialogue: Dialogue, portals: Portals, origin: str) -> None:
    if origin != portals.chosen:
        dialogue.head(Heading())
    portals.choose(origin)


def _recognised(host: str) -> Menu:
    return Menu(
        title=_("Do you recognise this portal?"),
        place=_("This site"),
        text=[
            to_compare(host),
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


async def meet(dialogue: Dialogue, portals: Portals, origin: str) -> tuple[Portal, Election]:
    """A portal that the voter chose, once it has answered as one. Raises PortalError."""
    portal = portals.connect(origin)
    election = await portal.election()
    introduce(dialogue, portals, origin, election)
    return portal, election


def introduce(dialogue: Dialogue, portals: Portals, origin: str, election: Election) -> None:
    """The site has answered with an election, as portals do."""
    if file := portals.remember(origin):
        said = _("From now on, this computer checks {host} with the authorities in {file}.")
        dialogue.notify(Notice(said.format(host=host_of(origin), file=shown(file))))
    dialogue.head(heading(origin, election))
    if told := foreign.notice(election):
        dialogue.notify(Notice(told))


# --- One of several


def named(portals: Portals) -> list[str]:
    """The site that what is typed will go to, where that is known already."""
    return [_("Portal: {host}").format(host=host_of(each)) for each in portals.known()[:1]]


def another_portal(portals: Portals) -> list[Action]:
    """The way to another portal, where one is named; to remove one, too."""
    if not portals.known():
        return []
    return [Action(PORTAL, _("Choose another portal"), _("portal"), Role.ELSEWHERE)]


async def settle_portal(dialogue: Dialogue, portals: Portals, machine: Machine) -> bool:
    """Have the voter choose where that is to be known first; False when they went back."""
    if portals.chosen or len(portals.known()) < 2:
        return True
    return await choose_portal(dialogue, portals, machine)


async def turn_to_named(dialogue: Dialogue, portals: Portals, typed: Typed) -> bool:
    """Turn to the portal that a form names, or whose address was ``typed`` into it, or is now;
    False when the voter went back."""
    for named_first in portals.known()[:1]:
        _turn_to(dialogue, portals, named_first)
        return True
    return await _type(dialogue, portals, typed.text(FIELD))


async def choose_portal(dialogue: Dialogue, portals: Portals, machine: Machine) -> bool:
    """Turn to one of the known portals, or to another one; False when the voter went back."""
    while known := portals.known():
        chosen = await dialogue.choose(
            Menu(
                title=_("Which portal?"),
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
        if chosen == BACK:
            return False
        if chosen == REMOVE:
            await _remove(dialogue, portals, machine)
        elif chosen != TYPE:
            _turn_to(dialogue, portals, chosen)
            return True
        elif await _type(dialogue, portals):
            return True
    return True


def _checked_with(portals: Portals, origins: Sequence[str]) -> list[str]:
    """Which portals have authorities of their own, and where those are."""
    return [
        _("{host} is checked with the authorities in {file}.").format(
            host=host_of(origin), file=shown(file)
        )
        for origin in origins
        if (file := portals.authority(origin))
    ]


async def _type(dialogue: Dialogue, portals: Portals, typed: str = "") -> bool:
    """Turn to a portal whose address the voter types; False when they went back."""
    portal = portal_field(portals, typed)

    async def submit(answers: Answers) -> None:
        await confirm_portal(dialogue, portals, answers[portal], portal.name)

    outcome = await dialogue.ask(
        Form(
            title=_("Another portal"),
            place=_("Portal"),
            fields=[portal],
            submit=submit,
            busy=_("Checking…"),
            help=_("Nothing is sent until you have compared the name of the site."),
        )
    )
    return not isinstance(outcome, Left)


async def _remove(dialogue: Dialogue, portals: Portals, machine: Machine) -> None:
    """Forget one portal, and what the key store has for it; or its authorities alone."""
    chosen = await dialogue.choose(
        Menu(
            title=_("Remove a portal"),
            place=_("Remove"),
            text=[_("Choose the portal that this computer is to forget.")],
            options=[Option(origin, host_of(origin)) for origin in portals.known()],
        )
    )
    if chosen == BACK:
        return
    host, file = host_of(chosen), portals.authority(chosen)
    wanted = await dialogue.choose(_removes(host, file))
    if wanted == AUTHORITY:
        portals.forget_authority(chosen)
        said = _("From now on, {host} is checked with the authorities that this computer knows.")
        dialogue.notify(Notice(said.format(host=host)))
    elif wanted == YES:
        if chosen == portals.chosen:
            dialogue.head(Heading())  # it would stand above the next portal's forms
        portals.forget(chosen)
        await forget_portal(dialogue, machine, chosen)


def _removes(host: str, file: str) -> Menu:
    of_its_authority = _("No, remove only the choice of {file}").format(file=shown(file))
    return Menu(
        title=_("Remove this portal?"),
        place=_("Remove"),
        text=[
            to_compare(host),
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
