"""What a voter is shown of a ballot, and the digests of it that the election has."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sealing.vectors import the_election
from tui_voter.contract.ballots import Ballot, Candidate, CandidateList
from tui_voter.contract.languages import Language
from tui_voter.portal.hygiene import clean
from tui_voter.sealing.election import Election, new_election
from tui_voter.sealing.group import b64_hash
from tui_voter.sealing.paper import Paper, paper_digest, paper_digests

BALLOT = Ballot(id="csa", name="CSA", description="Il en\ny a un.", seats=2, voters=9)
LIST = CandidateList(
    id="a",
    name="Liste A",
    union="Syndicat A",
    candidates=(Candidate(family_name="Ngo", first_name="Linh", affiliation="Collège"),),
    statement="# Votez\n\nA",
)


def test_its_text_is_canonical_and_in_the_order_in_which_it_is_documented() -> None:
    assert Paper.of(BALLOT, [LIST]).text.decode() == (
        '{"name":"CSA","description":"Il en\\ny a un.","seats":2,"lists":[{"name":"Liste A",'
        '"union":"Syndicat A","candidates":[{"family_name":"Ngo","first_name":"Linh",'
        '"affiliation":"Collège"}],"statement":"# Votez\\n\\nA"}]}'
    )
    paper = Paper.of(BALLOT, [LIST])
    assert paper.digest == b64_hash(paper.text)


def test_all_that_is_shown_is_in_it() -> None:
    """What the contract has of a ballot, a list and a candidate, but for what is not shown or
    sealed elsewhere: ids, the roll's length, the official name."""
    elsewhere = {"id", "voters", "official"}
    known = Paper.of(BALLOT, [LIST]).digest
    (candidate,) = LIST.candidates
    for shown in (BALLOT, LIST, candidate):
        for name in {*shown.__struct_fields__} - elsewhere - {"candidates"}:
            value = getattr(shown, name)
            other = msgspec.structs.replace(shown, **{name: value * 2})
            ballot = other if isinstance(other, Ballot) else BALLOT
            one = other if isinstance(other, CandidateList) else LIST
            if isinstance(other, Candidate):
                one = msgspec.structs.replace(LIST, candidates=(other,))
            assert Paper.of(ballot, [one]).digest != known, name


@given(st.text(), st.text(st.sampled_from("a\t\r\n\u200b\u200d\u00ad\U0001f600\ufe0f")))
def test_what_a_program_replaces_as_it_reads_makes_no_difference(line: str, lines: str) -> None:
    one = msgspec.structs.replace(LIST, name=line, union=lines, statement=lines)
    ballot = msgspec.structs.replace(BALLOT, name=line, description=lines)
    assert Paper.of(clean(ballot), [clean(one)]) == Paper.of(ballot, [one])


def sealed_with(digests: Mapping[str, str]) -> Election:
    known = the_election()
    return new_election(
        "CSA",
        ["Liste A", "Vote blanc"],
        question="Votre choix",
        description="Accusés de réception signés par",
        receipt_key=known.receipt_key,
        public_key=known.public_key,
        authority="Bureau de vote",
        digests=digests,
    )


FRENCH, ENGLISH, OTHER = (b64_hash(text) for text in (b"fr", b"en", b"reserve"))


@pytest.mark.parametrize("language", [Language.FR, Language.EN])
def test_a_voter_is_held_to_the_digest_of_their_language_or_of_the_first(
    language: Language,
) -> None:
    both = sealed_with({"reserve": OTHER, "fr": FRENCH, "en": ENGLISH})
    assert paper_digests(both) == {"fr": FRENCH, "en": ENGLISH}
    assert paper_digest(both, language) == {"fr": FRENCH, "en": ENGLISH}[language]
    assert paper_digest(sealed_with({"reserve": OTHER, "en": ENGLISH}), language) == ENGLISH
    assert paper_digest(sealed_with({"reserve": OTHER}), language) == ""
    assert paper_digest(the_election(), language) == ""
