"""The page of results: in the order of each ballot paper, in numbers, words and bars."""

from __future__ import annotations

from html import escape
from string import Template
from typing import Final

from mock_server.core.languages import catalogue
from mock_server.election.model import ElectionDefinition
from mock_server.http.pages.page import VOCABULARIES, text, whole_page
from mock_server.vote.results import end_path, replacements_in_words, revealed
from tui_voter.contract.languages import Language
from tui_voter.contract.links import RESULTS_PAGE, log_path, urn_path
from tui_voter.contract.seats import allotted
from tui_voter.contract.vote import BallotResult, CountState, Results

_ALL, _BALLOT, _LOG, _ENDED, _TABLE, _ROW, _OFFICIAL = (
    Template(text(f"{name}.html"))
    for name in (
        "results",
        "results_ballot",
        "results_log",
        "results_ended",
        "results_table",
        "results_row",
        "results_official",
    )
)

PATH: Final = RESULTS_PAGE


def results_page(election: ElectionDefinition, language: Language, results: Results) -> str:
    vocabulary = VOCABULARIES[language]
    ballots = "".join(
        _ballot(election, language, number, ballot)
        for number, ballot in enumerate(results.ballots, 1)
    )
    none = f"<p>{vocabulary['not_sealed']}</p>"
    main = _ALL.substitute(vocabulary, ballots=ballots or none)
    return whole_page(election, language, vocabulary["results_title"], main)


def _ballot(
    election: ElectionDefinition, language: Language, number: int, ballot: BallotResult
) -> str:
    _ = catalogue(language).gettext
    ngettext = catalogue(language).ngettext
    vocabulary, name = VOCABULARIES[language], escape(ballot.name)
    state = {
        CountState.OPEN: _("The ballot box is not closed yet."),
        CountState.CLOSED: _(
            "The ballot box is closed. The polling board has not finished counting."
        ),
        CountState.COUNTED: _("Counted."),
    }[ballot.state]
    turnout = ngettext(
        "{cast} of {voters} voter has voted ({part}).",
        "{cast} of {voters} voters have voted ({part}).",
        ballot.voters,
    ).format(
        cast=_figure(ballot.cast, language),
        voters=_figure(ballot.voters, language),
        part=_part(ballot.cast, ballot.voters, language),
    )
    replaced = ""
    if ballot.replacements:
        replaced = f"<p>{escape(replacements_in_words(ballot.replacements, language))}</p>\n"
    log = ""
    if ballot.has_log:
        log = _LOG.substitute(vocabulary, name=name, log=log_path(ballot.uuid))
    ended = "" if ballot.state == CountState.OPEN else _ENDED.substitute(
        vocabulary, name=name, end=end_path(ballot.uuid)
    )  # fmt: skip
    return _BALLOT.substitute(
        vocabulary,
        number=number,
        name=name,
        official=_official(election, language, ballot.official),
        state=escape(state),
        turnout=escape(turnout),
        replaced=replaced,
        urn=urn_path(ballot.uuid),
        urn_label=escape(
            _("The public ballot box: every ballot, still sealed, and the count")
            if ballot.counts
            else _("The public ballot box: every ballot, still sealed")
        ),
        log=log,
        ended=ended,
        table=_table(election, language, number, ballot) if ballot.counts else "",
    )


def _table(
    election: ElectionDefinition, language: Language, number: int, ballot: BallotResult
) -> str:
    votes = [count.votes for count in ballot.counts]
    whole = sum(votes)
    seats, head, rule = [""] * len(votes), "", ""
    if ballot.seats_rule:
        own = allotted(votes[:-1], ballot.seats)  # the blank vote is the last
        cells = [*(_figure(number, language) for number in own), ""]
        seats = [f"<td>{cell}</td>\n" for cell in cells]
        head = f'<th scope="col">{VOCABULARIES[language]["seats_label"]}</th>'
        rule = f"<p>{VOCABULARIES[language]['seats_rule']}</p>\n"
    rows = "".join(
        _ROW.substitute(
            answer=escape(count.name),
            official=_official(election, language, count.official),
            votes=_figure(count.votes, language),
            part=_part(count.votes, whole, language),
            width=f"{100 * count.votes / whole if whole else 0:.2f}",
            seats=own_seats,
        )
        for count, own_seats in zip(ballot.counts, seats, strict=True)
    )
    sentence = revealed(votes, language)
    return _TABLE.substitute(
        VOCABULARIES[language],
        number=number,
        rows=rows,
        seats=head,
        rule=rule,
        revealed=f"<p>{escape(sentence)}</p>\n" if sentence else "",
    )


def _official(election: ElectionDefinition, language: Language, name: str) -> str:
    """The sealed name of a ballot or list, if the reader sees another."""
    return name and _OFFICIAL.substitute(
        VOCABULARIES[language], sealed_language=election.languages[0], official=escape(name)
    )


def _figure(number: int, language: Language) -> str:
    """A number as the language writes it: "1 234", "1,234"."""
    _ = catalogue(language).gettext
    return f"{number:,}".replace(",", _(","))


def _part(number: int, whole: int, language: Language) -> str:
    """A part of a whole as a percentage: "37,5 %", "37.5%"."""
    _ = catalogue(language).gettext
    part = f"{100 * number / whole if whole else 0:.1f}"
    return _("{part}%").format(part=part.replace(".", _(".")))
