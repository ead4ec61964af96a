"""The question before signing out: the voter is told what would be lost, and may save it."""

from __future__ import annotations

from collections.abc import Iterator

from tui_voter.dialogue import NO, YES, Dialogue, Menu, Opened, Option
from tui_voter.journeys.shared.saving import SAVE
from tui_voter.journeys.shared.session import Rescue, Session
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext


async def may_sign_out(
    dialogue: Dialogue, session: Session, typed_at: str = "", *, at_home: bool = False
) -> bool:
    """Tell whether the voter signs out: at once if nothing is lost, otherwise if they confirm it.
    ``typed_at`` is the title of the form that they have typed into, "" for none."""
    while True:
        loss = session.loss(typed_at=typed_at, at_home=at_home)
        if loss is None:
            return True
        rescue = session.rescue()
        chosen = await dialogue.choose(_guard(loss.text, rescue))
        if chosen != Opened(SAVE) or rescue is None:
            return chosen == Opened(YES)
        await rescue.save()
        if session.rescue() is None:
            return True


def _guard(lost: str, rescue: Rescue | None) -> Menu:
    return Menu(
        title=_("Sign out all the same?"),
        place=_("Leaving"),
        text=[lost],
        options=[*_options(rescue)],
        chosen=NO,
        irrevocable=True,
    )


def _options(rescue: Rescue | None) -> Iterator[Option]:
    yield Option(NO, _("No, stay signed in"))
    if rescue is not None:
        yield Option(
            SAVE,
            ngettext(
                "Save the receipt, then sign out",
                "Save the {n} receipts, then sign out",
                rescue.receipts,
            ).format(n=rescue.receipts),
        )
    yield Option(YES, _("Yes, sign out all the same"))
