"""Signing in: first who the voter is, then the password with the captcha.

For a remembered voter the form of :mod:`.remembered` replaces the first one, and the second asks
only for the captcha.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tui_voter.contract import signing_in
from tui_voter.contract.errors import ErrorCode, PortalError, PortalRefused
from tui_voter.contract.normal import normal_password
from tui_voter.contract.portal import Portals
from tui_voter.contract.signing_in import SessionOpened, sign_in_captcha
from tui_voter.dialogue import (
    BACK,
    Action,
    Answers,
    Dialogue,
    FieldError,
    Form,
    Left,
    Notice,
    Refused,
    Role,
    SecretField,
    Step,
    Took,
)
from tui_voter.journeys.entry.captchas import CurrentCaptcha
from tui_voter.journeys.entry.identified import Identified, identify
from tui_voter.journeys.entry.identifiers import FIELD as IDENTIFIER
from tui_voter.journeys.entry.identifiers import identifier_field, keep_identifier, which_address
from tui_voter.journeys.entry.portals import (
    PORTAL,
    choose_named_portal,
    choose_portal,
    confirm_portal,
    ensure_portal_chosen,
    portal_actions,
    portal_field,
    portal_line,
)
from tui_voter.journeys.entry.sites import host_of
from tui_voter.journeys.entry.ways import (
    FORGOTTEN,
    SIGN_IN,
    forgotten_action,
    sign_in_help,
    sign_in_step,
)
from tui_voter.journeys.shared.machine import Machine
from tui_voter.journeys.shared.moments import in_minutes
from tui_voter.journeys.shared.refusals import portal_failed, sign_in_failed
from tui_voter.journeys.shared.session import Admission
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret
from tui_voter.tuples import NamedTuple

TYPE_PASSWORD: Final = "type_password"  # noqa: S105 an action's name
PROOF: Final = "proof"


class Proven(NamedTuple):
    """A session that the portal has opened, and the password that proved who the voter is."""

    session: SessionOpened
    password: Secret


async def sign_in(
    dialogue: Dialogue,
    portals: Portals,
    machine: Machine,
    who: Identified | None = None,
) -> Admission | Left:
    """Sign the voter in. Returns them, or the way taken instead. The first form is skipped if
    ``who`` is given."""
    while True:
        if who is None:
            outcome = await _identify(dialogue, portals, machine)
            if not isinstance(outcome, Identified):
                return outcome
            who = outcome
        keep_identifier(dialogue, who.identifier)
        proven = await _prove(dialogue, machine, who)
        if isinstance(proven, Proven):
            dialogue.notify(Notice(_("You are signed in."), _("signed in")))
            return Admission.by(
                proven.session,
                who.origin,
                who.portal,
                machine.clock,
                identifier=who.identifier,
                password=proven.password,
            )
        if proven is not BACK:
            return proven
        dialogue.kept.forget(PROOF)  # a password must not be sent for another address
        who = None


async def sign_in_again(
    dialogue: Dialogue, machine: Machine, admission: Admission
) -> Secret | None:
    """Sign the voter in again after their session has ended; what they were doing stays open.
    Returns the new session's token, None if they decline."""
    if not admission.identifier:
        return None
    try:
        captcha = await sign_in_captcha(admission.portal)
    except PortalError as error:
        dialogue.notify(Notice(str(portal_failed(error))))
        return None
    who = Identified(
        admission.origin,
        admission.portal,
        admission.election,
        CurrentCaptcha(captcha, lambda: sign_in_captcha(admission.portal), admission.election),
        admission.identifier,
    )
    form = await _proof_form(
        dialogue,
        machine,
        who,
        _(
            "Your session has ended: this happens after {time} without activity, or when the "
            "password is changed. Sign in again: what you typed has been kept, and you will "
            "continue where you left off."
        ).format(time=in_minutes(admission.idle)),
        help=_(
            "Type the password of the account you were signed in to, then answer the captcha. "
            "If this password has been changed or forgotten, go back and sign out; then start "
            "the program again and choose “Sign in”, then “Forgotten password”. Anything not "
            "yet sent will be lost."
        ),
    )
    proven = await dialogue.ask(form)
    return proven.session.token if isinstance(proven, Proven) else None


# --- Who the voter is


async def _identify(dialogue: Dialogue, portals: Portals, machine: Machine) -> Identified | Left:
    """Ask who the voter is, at the portal that they choose. Returns that, or the way taken
    instead."""
    if not await ensure_portal_chosen(dialogue, portals, machine):
        return BACK
    while True:
        outcome = await dialogue.ask(_identity_form(dialogue, portals))
        if isinstance(outcome, Identified):
            return outcome
        typed = dialogue.kept.typed(SIGN_IN)
        keep_identifier(dialogue, typed.text(IDENTIFIER))
        if outcome == Took(PORTAL):
            await choose_portal(dialogue, portals, machine)
        elif outcome != Took(FORGOTTEN) or await choose_named_portal(dialogue, portals, typed):
            return outcome


def _identity_form(dialogue: Dialogue, portals: Portals) -> Form[Identified]:
    """Make the form for the email address, and for the portal's address if no portal is known."""
    known = portals.known()
    identifier = identifier_field()
    portal = portal_field(portals)

    async def submit(answers: Answers) -> Identified:
        origin = known[0] if known else answers[portal]
        keep_identifier(dialogue, answers[identifier])
        await confirm_portal(dialogue, portals, origin, portal.name)
        return await identify(dialogue, portals, origin, answers[identifier])

    return Form(
        title=_("Sign in"),
        key=SIGN_IN,
        step=sign_in_step(1),
        intro=portal_line(portals),
        fields=[identifier] if known else [identifier, portal],
        submit=submit,
        busy=_("Contacting the portal…"),
        actions=[*portal_actions(portals), forgotten_action()],
        help=" ".join([which_address(), sign_in_help()]),
    )


# --- The password and the captcha


async def _prove(dialogue: Dialogue, machine: Machine, who: Identified) -> Proven | Left:
    """Show the second form; once more, with a password field, if the remembered password is
    refused."""
    forgotten = forgotten_action()
    another = Action(TYPE_PASSWORD, _("Type another password"), _("type"), Role.ELSEWHERE)
    while True:
        form = await _proof_form(
            dialogue,
            machine,
            who,
            _("The password used is the one that this computer remembers.") if who.password else "",
            step=sign_in_step(2),
            actions=[another, forgotten] if who.password else [forgotten],
        )
        outcome = await dialogue.ask(form)
        way = outcome
        if way != Took(TYPE_PASSWORD):
            return way
        who = who._replace(password=Secret())


async def _proof_form(
    dialogue: Dialogue,
    machine: Machine,
    who: Identified,
    why: str,
    *,
    step: Step | None = None,
    actions: Sequence[Action] = (),
    help: str = "",  # noqa: A002 the vocabulary's word
) -> Form[Proven | Took]:
    """Make the form for the captcha, and for the password unless it is remembered. ``why`` is shown
    above them.

    If a remembered password is refused, its submit takes :data:`TYPE_PASSWORD`.
    """

    async def submit(answers: Answers) -> Proven | Took:
        proven = who.password or answers[password]
        try:
            session = await signing_in.sign_in(
                who.portal, who.identifier, proven, *who.captcha.use(answers[captcha])
            )
        except PortalRefused as refused:
            if refused.code is ErrorCode.SIGN_IN_REFUSED and who.password:
                who.captcha.fresh(refused)
                dialogue.notify(
                    Notice(_("The portal does not accept the remembered password: type yours."))
                )
                return Took(TYPE_PASSWORD)
            raise await who.captcha.refused(refused) or sign_in_failed(
                refused,
                "password",
                who.captcha.fresh(refused),
                who.identifier,
                is_renewal=step is None,
            ) from refused
        except PortalError as error:
            raise portal_failed(error) from error
        return Proven(session, proven)

    password = SecretField(
        name="password",
        label=_("Password"),
        brief=_("pass"),
        normalise=normal_password,
        check=_check_password_typed,
    )
    captcha = await who.captcha.field(dialogue, machine)
    return Form(
        title=_("Sign in"),
        key=PROOF if step is not None else "",
        place=_("Sign-in"),
        step=step,
        intro=[
            *filter(None, [why]),
            _("{identifier} · Portal: {host}").format(
                identifier=who.identifier, host=host_of(who.origin)
            ),
        ],
        fields=[captcha] if who.password else [password, captcha],
        submit=submit,
        submit_label=_("Sign in"),
        busy=_("Signing in…"),
        actions=actions,
        help=help
        or _(
            "Type the password you created when you opened your voter account. To sign in with "
            "another address, go back."
        ),
        time_left=who.captcha.time_left,
    )


def _check_password_typed(password: Secret, _answers: Answers) -> None:
    if not password:
        raise Refused(FieldError("password", _("Type your password."), _("nothing typed")))
