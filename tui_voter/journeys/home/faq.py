"""*Aide en ligne - Foire aux questions*: grouped questions, searched without regard to accents."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tui_voter.contract.election import Election, FaqEntry, read_faq
from tui_voter.contract.errors import PortalError
from tui_voter.contract.portal import Portal
from tui_voter.dialogue import Batch, Dialogue, Listing, Opened, Page, Row
from tui_voter.journeys.shared import foreign
from tui_voter.journeys.shared.markdown import blocks_of
from tui_voter.journeys.shared.refusals import failed_on_the_way
from tui_voter.journeys.shared.rows import rows_of
from tui_voter.journeys.shared.saving import read
from tui_voter.letters import finds, folded
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.journeys.vote.hours import VoteCountdown
    from tui_voter.machine.files import Files


async def browse_faq(dialogue: Dialogue, portal: Portal, election: Election, files: Files) -> None:
    """Let the voter search the questions and read the answers. Raises PortalError."""
    entries = rows_of((await read_faq(portal)).entries)
    texts = await asyncio.to_thread(  # the text may be a million letters long
        lambda: {key: folded(f"{one.question} {one.answer}") for key, one in entries.items()}
    )

    def find(search: str) -> Batch:
        return Batch(
            [
                Row(key, entry.question, section=entry.group)
                for key, entry in entries.items()
                if finds(folded(search), texts[key])
            ]
        )

    async def fetch(search: str, after: str) -> Batch:  # noqa: ARG001 all rows come at once
        return await asyncio.to_thread(find, search)

    async def preview(key: str) -> Page:
        return await _page(election, entries[key])

    while True:
        way = await dialogue.browse(
            Listing(
                title=_("Online help - Frequently asked questions"),
                key="faq",
                place=_("Questions"),
                fetch=fetch,
                intro=foreign.notices(election),
                search_label=_("Word"),
                empty=_("There are no frequently asked questions for this election."),
                nothing_found=_("No question or answer contains all these words. Try fewer words."),
                opens=preview,
                help=_(
                    "The search covers both questions and answers. If you do not find an "
                    "answer, ask for assistance: the form is in the same part of the home page."
                ),
            )
        )
        if not isinstance(way, Opened):
            return
        await read(dialogue, files, await preview(way.key), _("answer.txt"))


async def show_questions(
    dialogue: Dialogue, portal: Portal, countdown: VoteCountdown, files: Files
) -> None:
    """Let the voter read the questions from wherever they are in the session."""
    try:
        await browse_faq(dialogue, portal, countdown.election, files)
    except PortalError as error:
        dialogue.notify(failed_on_the_way(error))


async def _page(election: Election, entry: FaqEntry) -> Page:
    return Page(
        title=entry.question,
        place=_("Answer"),
        blocks=[*foreign.text_blocks(election), *await blocks_of(entry.answer)],
    )
