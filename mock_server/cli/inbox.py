"""``inbox`` and ``answer``: read and answer what voters have sent."""

from __future__ import annotations

import argparse
import sys
import unicodedata
from contextlib import closing
from gettext import gettext as _
from pathlib import Path

from mock_server.cli.arguments import add_stored, settings_of
from mock_server.core.errors import Fault
from mock_server.core.files import unreadable
from mock_server.core.languages import spoken
from mock_server.core.settings import Settings
from mock_server.core.terminal import say, shown
from mock_server.core.times import stamp
from mock_server.election.context import open_database
from mock_server.helpdesk.inbox import Submission, answer_submission, find_submission, submissions
from tui_voter.contract.helpdesk import ClaimKind, ClaimState
from tui_voter.contract.limits import LONGEST_TEXT


def add_inbox(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    command.add_argument("--all", action="store_true", help=_("include those already answered"))
    command.add_argument(
        "number",
        metavar=_("NUMBER"),
        nargs="?",
        help=_("show this one in full: R-000123, A-000045"),
    )
    command.set_defaults(run=_inbox)


def _inbox(options: argparse.Namespace) -> None:
    settings = settings_of(options)
    if options.number:
        say(whole(settings, options.number))
    else:
        say(listing(settings, answered=options.all))


def listing(settings: Settings, *, answered: bool) -> str:
    """What is waiting for an answer, oldest first; with ``answered``, everything."""
    database, election, _url = open_database(settings)
    with closing(database), database.read() as tx:
        found = submissions(tx, election.best_language(spoken()), answered=answered)
    if not found:
        return _("Nothing has been sent.") if answered else _("Nothing is waiting for an answer.")
    rows = [
        (
            sent.number,
            stamp(sent.sent_at, election.time_zone),
            _kind(sent),
            _state(sent),
            shown(sent.voter),
        )
        for sent in found
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[-1]])
        for row in rows
    )


def whole(settings: Settings, number: str) -> str:
    """One claim or request, with its text and its answer. Raises :class:`Fault`."""
    database, election, _url = open_database(settings)
    with closing(database), database.read() as tx:
        sent = find_submission(tx, number, election.best_language(spoken()))
    facts = [
        (_("Number"), sent.number),
        (_("Date"), stamp(sent.sent_at, election.time_zone)),
        (_("From"), sent.voter),
        (_("Kind"), _kind(sent)),
        (_("Ballot"), sent.ballot),
        (_("Subject"), sent.subject),
        (_("State"), _state(sent)),
    ]
    lines = [
        _("{label}: {value}").format(label=label, value=shown(value).replace("\n", " "))
        for label, value in facts
        if value
    ]
    lines += ["", shown(sent.text)]
    if sent.answered_at:
        heading = _("Answered on {date}:").format(date=stamp(sent.answered_at, election.time_zone))
        lines += ["", heading, "", shown(sent.answer)]
    return "\n".join(lines)


def add_answer(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    verdict = command.add_mutually_exclusive_group()
    for option, state, text in (
        ("--accept", ClaimState.ACCEPTED, _("the claim is accepted")),
        ("--reject", ClaimState.REJECTED, _("the claim is rejected")),
    ):
        verdict.add_argument(option, dest="state", action="store_const", const=state, help=text)
    command.add_argument("number", metavar=_("NUMBER"), help=_("as listed by inbox"))
    command.add_argument("text", metavar=_("TEXT"), help=_("the answer; - reads standard input"))
    command.set_defaults(run=_answer)


def _answer(options: argparse.Namespace) -> None:
    say(answer(settings_of(options), options.number, options.text, options.state))


def answer(settings: Settings, number: str, text: str, state: ClaimState | None) -> str:
    """Answer a claim or a request, once; "-" reads the answer from standard input. Returns
    the sentence that says so; raises :class:`Fault`."""
    kept = unicodedata.normalize("NFC", _standard_input() if text == "-" else text).strip()
    if not 0 < len(kept) <= LONGEST_TEXT:
        raise Fault(_("An answer has from 1 to {most} characters.").format(most=LONGEST_TEXT))
    database, election, _url = open_database(settings)
    with closing(database), database.write() as tx:
        sent = find_submission(tx, number, election.best_language(spoken()))
        of_roll = answer_submission(tx, election, sent, kept, state, settings.clock())
    done = _("{number} has been answered, and an email was queued.").format(number=sent.number)
    return f"{done} {of_roll}" if of_roll else done


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode()
    except (OSError, UnicodeDecodeError) as exc:
        raise unreadable(Path("-"), exc) from exc


def _kind(sent: Submission) -> str:
    kinds = {
        None: _("assistance"),
        ClaimKind.MISSING_ENTRY: _("claim: missing from a roll"),
        ClaimKind.WRONG_ENTRY: _("claim: wrong entry"),
        ClaimKind.PERSONAL_DATA: _("claim: personal data"),
        ClaimKind.CANDIDATE_LIST: _("claim: candidate list"),
    }
    return kinds[sent.kind]


def _state(sent: Submission) -> str:
    if sent.answered_at is None:
        return _("open")
    states: dict[ClaimState | None, str] = {
        ClaimState.ACCEPTED: _("accepted"),
        ClaimState.REJECTED: _("rejected"),
    }
    return states.get(sent.state, _("answered"))
