"""A listing to which the voter comes back."""

from tui_voter.conversation.trail import Stand, Trail
from tui_voter.dialogue import Dialogue, Left, Listing, Opened


async def browse_again(
    dialogue: Dialogue, listing: Listing, *, at: str = "", search: str = ""
) -> Opened | Left:
    """Browse ``listing`` as a voter who searched it, opened the row ``at``, and comes back."""
    listing = listing._replace(key="rows")
    assert isinstance(dialogue.kept, Trail)
    dialogue.kept.leave(listing, Opened(at), Stand(at, search=search))
    return await dialogue.browse(listing)
