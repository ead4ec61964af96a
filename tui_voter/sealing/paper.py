"""The texts of a ballot that voters see in one language, as they are sealed. Section 9 of
docs/protocol.md.

The election's description has the digest of each such text, under the language's code. A program
that shows a ballot puts the same text together from what it received, and compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from tui_voter.contract.ballots import Ballot, CandidateList
from tui_voter.contract.languages import LANGUAGES
from tui_voter.contract.limits import LONGEST_LINE
from tui_voter.contract.shapes import MOST_CANDIDATES, MOST_LISTS, LongText, Markdown, ShortText
from tui_voter.contract.text import shown
from tui_voter.sealing.election import Election
from tui_voter.sealing.group import b64_hash, canonical_json

_line: Final = shown
_lines: Final = partial(shown, lines=True)


class PaperCandidate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    family_name: ShortText
    first_name: ShortText
    affiliation: Annotated[str, Meta(max_length=LONGEST_LINE)]


class PaperList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A list with its candidates in their order; ``statement`` is Markdown, as it is sent."""

    name: ShortText
    union: ShortText
    candidates: Annotated[tuple[PaperCandidate, ...], Meta(max_length=MOST_CANDIDATES)]
    statement: Markdown


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A ballot with its lists in their order, in one language."""

    name: ShortText
    description: LongText
    seats: Annotated[int, Meta(ge=1, le=1_000_000)]
    lists: Annotated[tuple[PaperList, ...], Meta(max_length=MOST_LISTS)]

    @classmethod
    def of(cls, ballot: Ballot, lists: Sequence[CandidateList]) -> Paper:
        """The texts as a voter's program shows them, which replaces characters that a terminal
        would act on: even with such a character, portal and program get the same text."""
        return cls(
            name=_line(ballot.name),
            description=_lines(ballot.description),
            seats=ballot.seats,
            lists=tuple(
                PaperList(
                    name=_line(one.name),
                    union=_line(one.union),
                    candidates=tuple(
                        PaperCandidate(
                            family_name=_line(candidate.family_name),
                            first_name=_line(candidate.first_name),
                            affiliation=_line(candidate.affiliation),
                        )
                        for candidate in one.candidates
                    ),
                    statement=_lines(one.statement),
                )
                for one in lists
            ),
        )

    @property
    def text(self) -> bytes:
        return canonical_json(self)

    @property
    def digest(self) -> str:
        return b64_hash(self.text)


def paper_digests(election: Election) -> dict[str, str]:
    """The sealed digests by language, the election's first language first; none if the election was
    sealed without them."""
    return {name: each for name, each in election.digests.items() if name in LANGUAGES}


def paper_digest(election: Election, language: str) -> str:
    """The sealed digest of the text that a portal returns for ``language``: it answers in its first
    language if it lacks that one. "" if the election was sealed without digests."""
    digests = paper_digests(election)
    return digests.get(language) or next(iter(digests.values()), "")
