"""What this computer remembers about the voter, with their consent.

The voter is asked only if their answer can be kept. Otherwise one sentence says, the first time,
why nothing is remembered.
"""

from __future__ import annotations

from tui_voter.contract.typed import command
from tui_voter.dialogue import NO, YES, Dialogue, Menu, Notice, Opened, Option
from tui_voter.journeys.entry.sites import host_of
from tui_voter.journeys.shared.machine import Machine
from tui_voter.journeys.shared.session import Admission
from tui_voter.machine.vault import Remembered, VaultRefused, VaultState
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret


async def recall(dialogue: Dialogue, machine: Machine) -> Remembered | None:
    """Read what this computer remembers. Returns None, and tells the voter, if the keyring
    fails."""
    if machine.vault is None:
        return None
    try:
        kept = await machine.vault().recall()
    except VaultRefused as refused:
        dialogue.notify(Notice(_why_unused(refused.state)))
        return None
    if kept is None:
        machine.note(False)
    return kept


async def forget_portal(dialogue: Dialogue, machine: Machine, origin: str) -> None:
    """Erase what the keyring has for a portal that the voter removed, and tell them."""
    said = [_("{host} has been removed from this computer.").format(host=host_of(origin))]
    if machine.vault is not None and machine.remembers:
        try:
            erased = await machine.vault().forget(origin)
        except VaultRefused as refused:
            said.append(_why_unused(refused.state))
            said.append(
                _("What it has for this portal is erased by the command:\n{command}").format(
                    command=command("tui-voter", "forget", origin)
                )
            )
        else:
            if erased.identifier or erased.password:
                machine.note(False)
                said.append(_("What the keyring had for it has been erased."))
    dialogue.notify(Notice(" ".join(said)))


async def offer_to_remember(dialogue: Dialogue, machine: Machine, admission: Admission) -> None:
    """Ask a signed-in voter what may be remembered, unless that is decided."""
    if machine.vault is None or not admission.identifier:
        return
    vault = machine.vault()
    try:
        if (state := await vault.state()) is not VaultState.GOOD:
            # A missing keyring is not worth a sentence; a failed lookup was reported before.
            is_news = state is not VaultState.ABSENT and not machine.remembers
            if is_news and machine.tell_once():
                raise VaultRefused(state)
            return
        kept = await vault.recall() if machine.remembers else None
        wanted = await _to_remember(dialogue, kept, admission)
        if wanted is None:
            return
        await vault.keep(wanted)
    except VaultRefused as refused:
        dialogue.notify(Notice(_why_unused(refused.state)))
        return
    machine.note(True)
    dialogue.notify(
        Notice(
            _("This computer remembers your portal, your email address and your password.")
            if wanted.password
            else _("This computer remembers your portal and your email address.")
        )
    )


async def _to_remember(
    dialogue: Dialogue, kept: Remembered | None, admission: Admission
) -> Remembered | None:
    """Return what to remember from now on; None to leave everything as it is.

    A voter who refused to store the password is not asked again. A voter who stored it is asked
    again once it has changed.
    """
    wanted = Remembered(admission.origin, admission.identifier)
    if kept is None or kept._replace(password=Secret()) != wanted:
        if not await _may_know_identifier(dialogue, admission):
            return None
    elif not kept.password or kept.password == admission.password:
        return None
    if await _may_know_password(dialogue):
        return wanted._replace(password=admission.password)
    return wanted


async def _may_know_identifier(dialogue: Dialogue, admission: Admission) -> bool:
    return await _agrees(
        dialogue,
        _("Next time, on this computer"),
        _(
            "Your portal and your email address can be stored in this computer’s keyring, so "
            "that you do not have to type them again. On a shared computer, do not store "
            "anything."
        ),
        Option("nothing", _("Remember nothing")),
        Option(
            "identifier",
            _("Remember {host} and {identifier}").format(
                host=host_of(admission.origin), identifier=admission.identifier
            ),
        ),
    )


async def _may_know_password(dialogue: Dialogue) -> bool:
    return await _agrees(
        dialogue,
        _("Your password too?"),
        _(
            "It would be stored in the same keyring. Anyone able to use this computer under "
            "your name could then access your voter account."
        ),
        Option(NO, _("No, I will type my password each time")),
        Option(YES, _("Yes, remember my password as well")),
    )


async def _agrees(dialogue: Dialogue, title: str, text: str, no: Option, yes: Option) -> bool:
    chosen = await dialogue.choose(
        Menu(
            title=title,
            place=_("Keyring"),
            text=[text],
            options=[no, yes],
            chosen=no.key,
            help=_(
                "This is your operating system’s keyring, protected by your own session. "
                "To erase everything that is remembered, use the command:\n{command}"
            ).format(command=command("tui-voter", "forget")),
            can_go_back=False,
        )
    )
    return chosen == Opened(yes.key)


def _why_unused(state: VaultState) -> str:
    """Return the sentence that says why the keyring is not used."""
    words = {
        VaultState.ABSENT: _("This computer has no keyring: nothing is remembered."),
        VaultState.NULL: _("This computer’s keyring is turned off: nothing is remembered."),
        VaultState.PLAINTEXT: _(
            "This computer’s keyring would store secrets unprotected: it is not used, and "
            "nothing is remembered."
        ),
        VaultState.LOCKED: _(
            "This computer’s keyring is locked: it is not used this time. Unlock it before "
            "your next visit."
        ),
        VaultState.REFUSING: _(
            "This computer’s keyring is not responding: you can continue without it."
        ),
    }
    return words[state]
