"""The election's texts: Markdown, parsed into blocks.

The contract's Markdown has headings, paragraphs, lists and emphasis; everything else is shown as
plain characters. The parser's other features are disabled for safety: an entity ("&#27;") would
restore what was made harmless when the text was decoded, and one reference could be expanded ten
thousand times.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from tui_voter.contract.limits import LONGEST_DOCUMENT
from tui_voter.contract.text import CUT
from tui_voter.dialogue import Block, Items, Prose, Title
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_AS_TEXT: Final = ("entity", "html_block", "html_inline", "reference", "image")
_MARKS: Final = re.compile(r"[\[\]<`]")
_MARK_LIMIT: Final = 4000
"""Texts with more link marks are not parsed, as the parser's time grows with their square. Up to
this number, 60,000 characters of Markdown take some tenths of a second at most."""
_NESTING: Final = 16
"""The deepest nesting of lists and quotes; the parser drops anything deeper."""


async def blocks_of(markdown: str) -> list[Block]:
    """Parse Markdown in a thread. The last block says if the text was cut on reception."""
    blocks = await asyncio.to_thread(to_blocks, markdown)
    if len(markdown) == LONGEST_DOCUMENT and markdown.endswith(CUT):
        blocks.append(
            Prose(
                _(
                    "This text is too long to be shown whole: the rest is missing here. The help "
                    "desk can tell you where to read it."
                )
            )
        )
    return blocks


def to_blocks(markdown: str) -> list[Block]:
    """Turn headings into titles, lists into items, and everything else into prose. Never raises."""
    if len(_MARKS.findall(markdown)) > _MARK_LIMIT:
        return _paragraphs(markdown)
    tokens = _parser().parse(markdown)
    if any(token.level >= _NESTING - 1 for token in tokens):
        return _paragraphs(markdown)
    return _arranged(tokens)


def _paragraphs(text: str) -> list[Block]:
    return [Prose(part.strip()) for part in re.split(r"\n\s*\n", text) if part.strip()]


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # late: no first screen needs it

    return MarkdownIt("commonmark", {"maxNesting": _NESTING}).disable(list(_AS_TEXT))


class _List:
    """A list being parsed: the lines of each of its items."""

    def __init__(self, opening: Token) -> None:
        self.numbered = opening.type == "ordered_list_open"
        self.first = int(opening.attrs.get("start", 1))
        self.items: list[list[str]] = []

    def block(self) -> Block:
        if self.numbered and self.first != 1:  # the list continues an earlier one
            return Prose("\n".join(self.lines()))
        return Items(["\n".join(lines) for lines in self.items], self.numbered)

    def lines(self) -> Iterable[str]:
        for number, lines in enumerate(self.items, self.first):
            yield (f"{number}. " if self.numbered else "- ") + "\n".join(lines)


def _arranged(tokens: Sequence[Token]) -> list[Block]:
    top = min((token.tag for token in tokens if token.type == "heading_open"), default="h1")
    blocks: list[Block] = []
    lists: list[_List] = []
    title = 0
    for token in tokens:
        if token.type == "heading_open":
            title = 1 if token.tag == top else 2
        elif token.type == "heading_close":
            title = 0
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(_List(token))
        elif token.type == "list_item_open":
            lists[-1].items.append([])
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            closed = lists.pop()
            if lists:
                lists[-1].items[-1].extend(closed.lines())
            else:
                blocks.append(closed.block())
        elif text := _text(token):
            if lists:
                lists[-1].items[-1].append(text)
            else:
                blocks.append(Title(text.replace("\n", " "), title) if title else Prose(text))
    return blocks


def _text(token: Token) -> str:
    """Return the text of a token; "" if it has none."""
    if token.children is None:
        return f"{token.info}\n{token.content}".strip("\n")  # the info string names the language
    parts: list[str] = []
    links: list[tuple[int, str]] = []
    for child in token.children:
        if child.type == "link_open":
            links.append((len(parts), str(child.attrs.get("href", ""))))
        elif child.type == "link_close":
            start, target = links.pop()
            if target not in ("", "".join(parts[start:])):
                parts.append(f" ({target})")
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" " if child.type == "softbreak" else "\n")
        else:
            parts.append(child.content)
    return "".join(parts).strip()
