"""A listing of seven rows, whose batches come, fail and overtake one another as a test says."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Final, TypeVar

from tui_voter.conversation.browsing import Browsing, Enter
from tui_voter.dialogue import Action, Batch, FieldError, Listing, Opened, Page, Refused, Row, Took

T = TypeVar("T")

ROWS: Final = [
    Row(key, label)
    for key, label in zip(
        "abcdefg", ["Bo 1", "Al", "Bo 2", "Cy", "Bo 3", "Di", "Bo 4"], strict=True
    )
]
AT_ONCE: Final = 3
"""The most rows of a batch."""


def found(search: str) -> Sequence[Row]:
    """All rows that ``search`` finds."""
    return [row for row in ROWS if search in row.label]


class Asked:
    """A batch that was asked for, and that comes when a test says so."""

    def __init__(self, search: str, after: str) -> None:
        self.search = search
        self.after = after
        self.comes: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """Resolves to how it comes: "", "fail", or "empty" though more should follow."""


class Shelf:
    """The listing while it is read. An event is a word, or a word and what it is about."""

    def __init__(self) -> None:
        self.rows: Sequence[Row] | None = None
        """The rows of the listing instead of its seven; None for these."""
        self.asked: list[Asked] = []
        """The batches that have not come yet, the earliest first."""
        self.listing = Listing(
            title="Names",
            fetch=self._fetch,
            empty=lambda: "No names.",
            search_label="Name",
            nothing_found="No such name.",
            opens=self._open,
        )
        self.begin()

    def begin(self, *, search: str = "", chosen: str = "", **changes: object) -> None:
        """Open the listing, with ``changes`` to it."""
        self.listing = self.listing._replace(**changes)
        self.browsing = Browsing(self.listing, search=search, chosen=chosen)

    async def _open(self, key: str) -> Page:
        return Page(title=key, blocks=[])

    async def _fetch(self, search: str, after: str) -> Batch:
        asked = Asked(search, after)
        self.asked.append(asked)
        how = await asked.comes
        if how == "fail":
            raise Refused(FieldError("", "No answer.", "no answer"))
        if how == "empty":
            return Batch((), "more")
        rows = found(search) if self.rows is None else self.rows
        start = int(after or 0)
        end = start + AT_ONCE
        # How many rows a search finds is not known before the end, as of an electoral roll.
        return Batch(rows[start:end], f"{end}" if end < len(rows) else "", 0 if search else 7)

    async def act(self, event: str) -> str:
        """What comes of an event: "more", "more fail", "search Bo", "enter 3", "late"."""
        browsing = self.browsing
        kind, _, about = event.partition(" ")
        match kind:
            case "more":
                return _keys(await self.when_it_comes(browsing.more(), about))
            case "fetch":
                count, _, how = about.partition(" ")
                await self.when_it_comes(browsing.fetch(int(count)), how)
            case "late":  # the batch comes once another search has begun
                more = asyncio.ensure_future(browsing.more())
                await asyncio.sleep(0)
                browsing.search_for("" if browsing.search else "Bo")
                return _keys(await self.when_it_comes(more, about))
            case "twice":  # the same batch is asked for twice
                both = asyncio.gather(browsing.more(), browsing.more())
                return " ".join(map(_keys, await self.when_it_comes(both)))
            case "search":
                return f"{browsing.search_for(about)}"
            case "enter":
                return _does(browsing.enter(int(about or 0)))
            case "chosen":
                self.begin(chosen=about)
            case "empty":
                self.rows = []
            case "read":
                self.begin(opens=None)
            case "actions":
                self.begin(actions=[Action(name, name) for name in about.split(" ")])
            case _:
                raise ValueError(event)
        return ""

    async def when_it_comes(self, work: Awaitable[T], *hows: str) -> T:
        """What ``work`` returns once the batches that it asks for have come: the first one as the
        first of ``hows`` says, and so on; further ones as the last."""
        task, ways = asyncio.ensure_future(work), [*hows] or [""]
        while not task.done():
            await asyncio.sleep(0)
            for batch in self.asked:
                batch.comes.set_result(ways.pop(0) if len(ways) > 1 else ways[0])
            self.asked.clear()
        return task.result()

    async def play(self, events: str) -> None:
        for event in filter(None, events.split("; ")):
            await self.act(event)

    @property
    def shown(self) -> str:
        """The sentence below the rows, or why the last batch failed."""
        browsing = self.browsing
        return " ".join(f"✗ {error.text}" for error in browsing.failure) or browsing.status

    @property
    def fetched(self) -> str:
        """The keys of the rows, the one to begin at in brackets; and if these are not all, how many
        there are in all."""
        browsing = self.browsing
        keys = [row.key for row in browsing.rows]
        if (at := browsing.begins_at) is not None:
            keys[at] = f"[{keys[at]}]"
        if browsing.is_complete:
            return "".join(keys) or "none"
        return f"{''.join(keys)}… of {browsing.total or '?'}"


def _keys(rows: Sequence[Row]) -> str:
    return "".join(row.key for row in rows) or "-"


def _does(came: Opened | Took | Enter) -> str:
    match came:
        case Opened(key):
            return f"opens {key}"
        case Took(name):
            return f"takes {name}"
    return came.name.lower().replace("_", " ")
