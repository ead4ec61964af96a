"""The accessibility statement, in the form of the French *déclaration d'accessibilité* (RGAA),
made from an audit. Whom it names is as fictional as the sample election."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import fill
from typing import Final

from tui_voter.audit.criteria import ADDED, STANDARD, Outcome
from tui_voter.audit.evidence import Evidence, Judgement, rate
from tui_voter.audit.report import environment, looked_at, outcome_words, pair, times
from tui_voter.audit.rules import sentence
from tui_voter.journeys.shared.moments import date
from tui_voter.messages import gettext as _
from tui_voter.messages import language

COLUMNS: Final = 98
PARTLY: Final = 50
"""Percent of the clauses from which on one speaks of partial conformance, as the RGAA does."""


def as_statement(evidence: Evidence) -> str:
    """The whole statement in Markdown, in the current language."""
    parts = (_identity, _results, _exceptions, _making)
    lines = [line for part in parts for line in part(evidence)]
    return "\n".join([*lines, *_contact()])


def _identity(evidence: Evidence) -> Iterator[str]:
    title = _("Accessibility statement")
    yield f"# {title}"
    yield from _prose(
        _(
            "This statement is a model: the elections of this project are fictional, and so are "
            "the organisation and the contact below. Whoever uses the program for a real election "
            "publishes a statement of their own, for which `tui-voter audit --statement` makes "
            "this draft."
        )
    )
    yield from _prose(
        _(
            "The Academy of Armorica (fictional) undertakes to make its online services "
            "accessible, in accordance with article 47 of the French law no. 2005-102 of 11 "
            "February 2005. This statement applies to tui-voter {version}, the voter’s program "
            "for the terminal, in its two modes: full screen and line by line."
        ).format(version=evidence.environment.program)
    )


def _results(evidence: Evidence) -> Iterator[str]:
    met, applying = rate(evidence.clauses)
    percent = met * 100 // applying
    yield from _heading(2, _("State of conformance"))
    states = {
        100: _("tui-voter conforms fully with {standard}, clauses 5.2, 11 and 12."),
        PARTLY: _(
            "tui-voter conforms partially with {standard}, clauses 5.2, 11 and 12, because of the "
            "non-conformities below."
        ),
        0: _(
            "tui-voter does not conform with {standard}, clauses 5.2, 11 and 12, because of the "
            "non-conformities below."
        ),
    }
    least = max(least for least in states if least <= percent)
    yield from _prose(states[least].format(standard=STANDARD))
    yield from _heading(2, _("Results of the tests"))
    yield from _prose(
        _(
            "The audit was made by the program itself and by its tests; no independent body "
            "checked it, and nobody who uses a screen reader or a braille display every day has "
            "tried the program for us yet. It shows that {met} of the {applying} clauses that "
            "apply are met: {percent}\u00a0%. A clause that nobody has tested counts as one that "
            "is not met."
        ).format(met=met, applying=applying, percent=percent)
    )
    outcomes = [judgement.outcome for judgement in evidence.clauses]
    yield ""
    for outcome in Outcome:
        yield _item(pair(outcome_words(outcome), str(outcomes.count(outcome))))
    screens, faults = looked_at(evidence)
    yield _item(pair(_("looked at"), f"{screens}, {faults}"))


def _exceptions(evidence: Evidence) -> Iterator[str]:
    yield from _heading(2, _("Content that is not accessible"))
    yield from _heading(3, _("Non-conformities"))
    yield from _listed(evidence.clauses, Outcome.FAILED)
    yield from _prose(_("Moreover, without a clause that says so:"))
    yield ""
    yield from map(_item, _limits())
    yield from _prose(_("We recommend the line-by-line mode to anyone who uses speech or braille."))
    yield from _heading(3, _("Clauses that were not tested"))
    yield from _listed(evidence.clauses, Outcome.UNTESTED)
    yield from _heading(3, _("What {standard} added").format(standard=ADDED))
    yield from _prose(_("{standard} does not ask for it yet.").format(standard=STANDARD))
    yield ""
    for criterion, outcome, _trials in evidence.added:
        name = f"{criterion.number} {criterion.title} ({criterion.level})"
        reason = criterion.reason or " ".join(sentence(rule) for rule in criterion.rules)
        yield _item(pair(f"**{name}**", f"{outcome_words(outcome)}. {reason}"))
    yield from _heading(3, _("Disproportionate burden"))
    yield from _prose(_("No exemption is claimed."))
    yield from _heading(3, _("Content that need not be accessible"))
    yield ""
    yield _item(
        _(
            "The sheet of paper with the voting code and the seal. Who cannot read it needs a "
            "camera with text recognition, or somebody whom they trust with it; the polling board "
            "has each sheet as a text file as well."
        )
    )
    yield _item(
        _(
            "What others write: candidates’ statements, official names, mails. The web pages that "
            "a link opens in a browser are no part of this program; they are tested apart, with "
            "axe-core."
        )
    )


def _limits() -> list[str]:
    """What hinders, although no clause says so."""
    return [
        _(
            "Where an election offers captchas in words alone, they test a person. Where it asks "
            "whoever forgot their password the challenge question alone, its answer must be "
            "remembered; without it there is the help desk alone."
        ),
        _(
            "In the English voice, official names of lists and of the blank vote are told in the "
            "language in which they were sealed; the translation follows."
        ),
        _(
            "On the full screen, in the accessible theme, a value or label beyond 40 cells needs "
            "panning on a braille display, and all options of a choice but the first are on rows "
            "without the choice’s label."
        ),
    ]


def _listed(judgements: Iterable[Judgement], wanted: Outcome) -> Iterator[str]:
    """The criteria with that outcome, by what is the reason for it."""
    by_reason: dict[str, list[str]] = {}
    for judgement in judgements:
        if judgement.outcome is wanted:
            name = f"**{judgement.criterion.number} {judgement.criterion.title}**"
            by_reason.setdefault(_reason(judgement), []).append(name)
    yield ""
    yield from (_item(pair(", ".join(names), reason)) for reason, names in by_reason.items())


def _reason(judgement: Judgement) -> str:
    """Why it stands, or what this audit has found against it."""
    found = [
        f"{sentence(trial.rule)} {times(trial)}"
        for trial in judgement.trials
        if trial.outcome is judgement.outcome
    ]
    stands = judgement.criterion.outcome is judgement.outcome
    return " ".join([*([judgement.criterion.reason] if stands else []), *found])


def _making(evidence: Evidence) -> Iterator[str]:
    yield from _heading(2, _("How this statement was made"))
    yield from _prose(
        _("It was made on {date}, from an audit of version {version}.").format(
            date=date(evidence.environment.date), version=evidence.environment.program
        )
    )
    yield from _heading(3, _("Technologies"))
    yield ""
    yield from map(_item, [_("Characters in a terminal (UTF-8)"), "Python", "Textual"])
    yield from _heading(3, _("Test environment"))
    yield ""
    yield from (_item(pair(name, value)) for name, value in environment(evidence.environment))
    yield _item(
        pair(
            _("Screen readers, by tests that this audit does not run"),
            _("Fenrir and Orca (speech), BRLTTY (braille, 40 cells), on Linux"),
        )
    )
    yield from _heading(3, _("Tools"))
    yield ""
    yield _item(_("`tui-voter audit`: every screen, in both modes, with every error"))
    yield _item(_("the project’s tests: whole visits by keys alone and with screen readers"))
    yield from _heading(3, _("Pages that were checked"))
    yield ""
    titles = [one.title for one in evidence.reports if one.language == language()]
    yield from map(_item, dict.fromkeys(titles))


def _contact() -> Iterator[str]:
    yield from _heading(2, _("Feedback and contact"))
    yield from _prose(
        _(
            "If you cannot reach a content or a service, contact the person in charge to be led "
            "to an accessible way or to get the content in another form:"
        )
    )
    yield ""
    yield _item(_("Help desk (fictional): 01 99 00 00 00, from 8 am to 6 pm"))
    yield _item(_("Email (fictional): assistance@portail.exemple"))
    yield _item(_("Faults of the program itself: its issue tracker"))
    yield from _heading(2, _("Remedies"))
    yield from _prose(
        _(
            "This is for you if you have told the person in charge of a lack of accessibility "
            "that keeps you from a content or a service, and have got no satisfactory answer. "
            "You may:"
        )
    )
    yield ""
    site, form = "https://www.defenseurdesdroits.fr", "https://formulaire.defenseurdesdroits.fr"
    yield _item(_("write to the Défenseur des droits: <{url}>").format(url=form))
    yield _item(
        _("see the delegate of the Défenseur des droits in your region: <{url}>").format(
            url=f"{site}/saisir/delegues"
        )
    )
    yield _item(
        _(
            "send a letter, free of charge and without a stamp, to: Défenseur des droits, Libre "
            "réponse 71120, 75342 Paris CEDEX 07"
        )
    )


# --- Markdown


def _heading(depth: int, text: str) -> list[str]:
    return ["", f"{'#' * depth} {text}"]


def _prose(text: str) -> list[str]:
    return ["", _wrapped(text)]


def _item(text: str) -> str:
    return _wrapped(f"- {text}", "  ")


def _wrapped(text: str, indent: str = "") -> str:
    return fill(
        text,
        COLUMNS,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
