"""What the voter can do now: one list for each place, which both voices tell and obey.

:func:`ways` makes the list. The full screen gives each role in it a key, and the linear voice a
word or a number; what is not in the list has neither, and :func:`missing` says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from tui_voter.dialogue import (
    Action,
    CaptchaField,
    Countdown,
    Form,
    Heading,
    Listing,
    Menu,
    Notice,
    Page,
    Role,
    SecretField,
    no_time_limit,
)
from tui_voter.messages import gettext as _
from tui_voter.messages import gettext_noop
from tui_voter.tuples import NamedTuple

Place = Form[Any] | Menu | Listing | Page
"""What a journey shows the voter."""


class Way(NamedTuple):
    """Something that the voter can do now."""

    role: Role | None
    """What it does; None for an action that only its journey knows."""
    label: str
    """What it does, in words for the voter."""
    brief: str = ""
    """The same in a word, for a row of keys; "" where the label is as short."""
    action: Action | None = None
    """The journey's action that it takes; None for what the program itself does."""


class Now(NamedTuple):
    """What may change while the voter is at a place, and with it what they can do there."""

    button: str = ""
    """What the button of a form does now; "" for what the form says."""
    under_way: bool = False
    """Whether a form's work is under way, such as its submit."""
    computed: bool = False
    """Whether the computer's answer to a captcha stands in its field."""
    narrowed: bool = False
    """Whether a filter or a search leaves out some of a menu or a listing."""
    failed: bool = False
    """Whether the rows of a listing could not be fetched."""
    reopens: bool = False
    """Whether going back leads to the field before, where a form asks for one after the other."""
    delayed: bool = False
    """Whether the portal has said how long the voter must wait."""


def ways(place: Place | None, heading: Heading, now: Now = Now()) -> list[Way]:  # noqa: B008 - a Now never changes
    """All that the voter can do at ``place`` under ``heading``, the most useful first. ``place`` is
    None before the first one."""
    return [*_ways(place, heading, now)]


def of_place(place: Place, now: Now = Now()) -> Iterator[Way]:  # noqa: B008 - as above
    """What only ``place`` offers besides its submit: what its fields can do, and its actions."""
    if isinstance(place, Form):
        yield from map(own, _of_fields(place, now))
    if now.failed:
        yield Way(Role.RENEW, _("try again"))
    yield from (Way(action.role, action.label, action=action) for action in place.actions)


def _ways(place: Place | None, heading: Heading, now: Now) -> Iterator[Way]:
    idle = not now.under_way
    leads_back = place is not None and place.can_go_back
    here = [*of_place(place, now)] if place is not None and idle else []
    if isinstance(place, Form) and idle:
        # Without fields, its button is a way on like the actions beside it.
        yield Way(Role.SUBMIT if place.fields else None, now.button or place.button)
    if now.under_way:
        yield Way(Role.BACK, _("stop"))
    elif now.narrowed:
        whole = _("clear the search") if isinstance(place, Listing) else _("show all")
        yield Way(Role.BACK, whole)
    elif leads_back or now.reopens:
        yield own(Role.BACK)
    yield help_way(heading)
    yield own(Role.REPEAT)
    yield from here
    if heading.session is not None and leads_back and idle:
        yield own(Role.HOME)
    if now.delayed or is_timed(place) or is_limited(heading):
        yield own(Role.TIME)
    if heading.session is not None and idle:
        yield own(Role.EXTEND)
    yield own(Role.QUIT)
    if heading.session is not None and idle and find(Role.SIGN_OUT, here) is None:
        yield own(Role.SIGN_OUT)


def _of_fields(form: Form[Any], now: Now) -> Iterator[Role]:
    """What can be done at a form's fields besides answering them."""
    secrets = [field for field in form.fields if isinstance(field, SecretField)]
    captchas = [field for field in form.fields if isinstance(field, CaptchaField)]
    if secrets:
        yield Role.REVEAL
    if any(field.propose is not None for field in secrets):
        yield Role.PROPOSE
    if any(field.asks for field in captchas):
        yield Role.RENEW
    if any(field.compute is not None for field in captchas) and not now.computed:
        yield Role.COMPUTE


def is_timed(place: Place | None) -> bool:
    """Whether ``place`` has a time limit of its own."""
    timed = isinstance(place, Form | Menu | Page) and place.time_left is not no_time_limit
    return timed or any(_countdowns(place))


def is_limited(heading: Heading) -> bool:
    """Whether there is a time limit wherever the voter is."""
    return bool(heading.session or heading.countdown or heading.limits())


def times(place: Place | None, heading: Heading) -> list[str]:
    """A sentence on each time limit at ``place``: its own, those that run wherever the voter is,
    the session's, and the vote's."""
    own = place.time_left() if isinstance(place, Form | Menu | Page) else ""
    session = heading.session.told() if heading.session is not None else ""
    clocks = [*_countdowns(place), *filter(None, [heading.countdown])]
    told = [own, *heading.limits(), session, *(clock.view().spoken for clock in clocks)]
    return [*dict.fromkeys(filter(None, told))]


def _countdowns(place: Place | None) -> Iterator[Countdown]:
    """The countdowns that a page shows."""
    if isinstance(place, Page):
        yield from (block for block in place.blocks if isinstance(block, Countdown))


def find(role: Role, among: Iterable[Way]) -> Way | None:
    """The way that the key or word of ``role`` takes: the first one that has the role."""
    return next((way for way in among if way.role is role), None)


def missing(role: Role, heading: Heading, leaves: str) -> Notice | None:
    """Why the voter cannot do here what ``role`` stands for; None where this place merely has no
    use for it. ``leaves`` is the key or word by which the voter leaves the program."""
    match role:
        case Role.SAVE:
            return Notice(_("There is nothing to save here."), _("nothing to save"))
        case Role.SIGN_OUT:
            return Notice(_("You are not signed in."), _("not signed in"))
        case Role.TIME:
            return Notice(_("There is no time limit here."), _("no time limit"))
        case Role.EXTEND:
            none = _("There is no session to extend: one begins when you sign in.")
            return Notice(none, _("no session"))
        case Role.HOME if heading.session is None:
            return Notice(_("The home page opens once you have signed in."), _("not here"))
        case Role.HOME | Role.BACK:
            never = _("You cannot go back from here. {quit} leaves the program.")
            return Notice(never.format(quit=leaves), _("not here"))
    return None


_LABELS: Final[Mapping[Role, tuple[str, str]]] = {
    Role.BACK: (gettext_noop("go back"), gettext_noop("back")),
    Role.HOME: (gettext_noop("return to the home page"), ""),
    Role.HELP: (gettext_noop("this help"), gettext_noop("help")),
    Role.REPEAT: (gettext_noop("repeat"), ""),
    Role.REVEAL: (gettext_noop("show or hide"), ""),
    Role.PROPOSE: (gettext_noop("propose a phrase"), ""),
    Role.RENEW: (gettext_noop("another question"), ""),
    Role.COMPUTE: (gettext_noop("let the computer answer"), ""),
    Role.TIME: (gettext_noop("time left"), ""),
    Role.EXTEND: (gettext_noop("extend the session"), ""),
    Role.QUIT: (gettext_noop("leave the program"), gettext_noop("quit")),
    Role.SIGN_OUT: (gettext_noop("sign out"), ""),
}
"""The label of what the program itself does, and its brief form."""


def help_way(heading: Heading) -> Way:
    """The help of this place, which leads to the frequently asked questions in a session."""
    way = own(Role.HELP)
    return way if heading.questions is None else way._replace(brief=_("help/FAQ"))


def questions_way() -> Way:
    """What asking for the help once more does in a session."""
    return Way(Role.HELP, _("frequently asked questions"))


def own(role: Role) -> Way:
    """What the program itself does for ``role``."""
    label, brief = _LABELS[role]
    return Way(role, _(label), brief and _(brief))
