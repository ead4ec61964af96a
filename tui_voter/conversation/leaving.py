"""Leaving: what would be lost, and the question that is asked before it is.

The voter may leave from wherever they are, by one of the :data:`WAYS_OUT`. Either voice asks
:func:`may_leave` first, and does as it says. Who asks to leave again while they are being asked
leaves at once: nobody is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tui_voter.dialogue import NO, YES, Dialogue, Heading, Menu, Opened, Option, Rescue, Role
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext

WAYS_OUT: Final = (Role.QUIT, Role.SIGN_OUT, Role.HOME)
"""The roles by which the voter leaves where they are, and does not go back step by step."""
_LOSES: Final = (Role.QUIT, Role.SIGN_OUT)
"""Those that end the session. On the way home, everything is kept."""
_SAVE: Final = "save"


async def may_leave(dialogue: Dialogue, heading: Heading, role: Role) -> bool:
    """Whether the voter leaves by ``role``: at once if nothing is lost, otherwise if they confirm
    it, or save what can be saved. If more would be lost by now than they were told, they are asked
    again."""
    while losses := _losses(dialogue, heading, role):
        rescue = heading.rescue()
        chosen = await dialogue.choose(_question(losses, rescue))
        if chosen == Opened(_SAVE) and rescue is not None:
            await rescue.save()
            if heading.rescue() is None:
                return True
        elif chosen != Opened(YES):
            return False
        elif {*_losses(dialogue, heading, role)} <= {*losses}:
            return True
    return True


def _losses(dialogue: Dialogue, heading: Heading, role: Role) -> Sequence[str]:
    """What leaving by ``role`` would lose now, in sentences, the latest first."""
    if role not in _LOSES:
        return ()
    typed = _("You have not finished “{title}”: what you typed would be lost.")
    unsent = (typed.format(title=form.title) for form in dialogue.kept.unsent())
    return [*dict.fromkeys([*unsent, *heading.losses()])]


def _question(losses: Sequence[str], rescue: Rescue | None) -> Menu:
    options = [Option(NO, _("No, stay")), Option(YES, _("Yes, leave all the same"))]
    if rescue is not None:
        save = ngettext(
            "Save the receipt, then leave", "Save the {n} receipts, then leave", rescue.receipts
        )
        options.insert(1, Option(_SAVE, save.format(n=rescue.receipts)))
    return Menu(
        title=_("Leave all the same?"),
        place=_("Leaving"),
        text=[" ".join(losses)],
        options=options,
        chosen=NO,
        irrevocable=True,
    )
