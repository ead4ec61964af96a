"""What the portal says to all its voters, such as a trainer's sentence to a room."""

from __future__ import annotations

from tui_voter.contract.election import Election
from tui_voter.dialogue import Dialogue, Notice, Verbatim
from tui_voter.messages import gettext as _


class Announcements:
    """Tells the voter what the portal says to all, once, and when it has been taken back."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._told = ""

    def hear(self, election: Election) -> None:
        """Tell what the ``election`` brings that was not told yet."""
        before, self._told = self._told, election.announcement
        if self._told and self._told != before:
            said = _("Message to all: {text}").format(text=self._told)
            self._dialogue.notify(Notice(Verbatim(said)))  # in the words of who says it
        elif before and not self._told:
            self._dialogue.notify(Notice(_("The message to all has been taken back.")))
