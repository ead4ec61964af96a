"""The election's own texts, which the voter reads and can save."""

from __future__ import annotations

from tui_voter.contract.election import DocumentKind, Election, read_document
from tui_voter.contract.portal import Portal
from tui_voter.dialogue import Action, Dialogue, Left, Page, Prose
from tui_voter.journeys.shared.foreign import text_blocks
from tui_voter.journeys.shared.markdown import blocks_of
from tui_voter.journeys.shared.saving import as_text, read
from tui_voter.machine.files import Files
from tui_voter.messages import gettext as _


async def show_document(
    dialogue: Dialogue,
    portal: Portal,
    election: Election,
    files: Files,
    kind: DocumentKind,
    *ways: Action,
    now: str = "",
) -> Left:
    """Show one of the election's texts with the actions ``ways``. Returns how the voter left it.
    ``now`` is shown above the text, but not saved. Raises PortalError."""
    names = {
        DocumentKind.EDITO: _("edito.txt"),
        DocumentKind.ACTIVATION_GUIDE: _("activation-guide.txt"),
        DocumentKind.VOTING_GUIDE: _("voting-guide.txt"),
        DocumentKind.REISSUE_GUIDE: _("reissue-guide.txt"),
    }
    document = await read_document(portal, kind)
    blocks = [*text_blocks(election), *await blocks_of(document.text)]
    page = Page(
        title=document.title, place=_("Text"), blocks=[*([Prose(now)] if now else []), *blocks]
    )
    text = as_text(page.title, blocks)
    return await read(dialogue, files, page, names[kind], *ways, text=text)
