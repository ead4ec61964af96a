"""The texts that every election carries, to be read and saved."""

from __future__ import annotations

from tui_voter.contract.portal import Portal
from tui_voter.contract.shapes import DocumentKind, Election
from tui_voter.dialogue import Action, Dialogue, Page
from tui_voter.journeys.shared.foreign import text_blocks
from tui_voter.journeys.shared.markdown import blocks_of
from tui_voter.journeys.shared.saving import read
from tui_voter.machine.files import Files
from tui_voter.messages import gettext as _


async def read_document(
    dialogue: Dialogue,
    portal: Portal,
    election: Election,
    files: Files,
    kind: DocumentKind,
    *ways: Action,
) -> str:
    """Show one of the texts that every election carries, which tells of the ``ways`` on from it;
    the one that the voter took. Raises PortalError."""
    names = {
        DocumentKind.EDITO: _("edito.txt"),
        DocumentKind.ACTIVATION_GUIDE: _("activation-guide.txt"),
        DocumentKind.VOTING_GUIDE: _("voting-guide.txt"),
        DocumentKind.REISSUE_GUIDE: _("reissue-guide.txt"),
    }
    document = await portal.document(kind)
    page = Page(
        title=document.title,
        place=_("Text"),
        blocks=[*text_blocks(election), *await blocks_of(document.text)],
        sends_on=bool(ways),
    )
    return await read(dialogue, files, page, names[kind], *ways)
