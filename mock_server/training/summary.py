"""What a training came to: how far its learners got, how long it took, where they were stuck; and a
certificate for each who finished. Never what anybody voted, nor when: nobody notes that."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from gettext import gettext as _
from gettext import ngettext
from html import escape
from io import StringIO
from pathlib import Path
from statistics import median
from string import Template
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from mock_server.accounts.progress import Milestone
from mock_server.core.files import new_file, own_folder, unwritable
from mock_server.core.languages import catalogue, spoken
from mock_server.core.settings import Settings
from mock_server.core.times import day_in_words, write_span
from mock_server.db import schema
from mock_server.db.engine import Database
from mock_server.election.context import open_database
from mock_server.election.model import ElectionDefinition
from mock_server.election.voters import Voter, all_voters
from mock_server.training.goals import Goals
from mock_server.training.rehearsal import beside
from mock_server.training.room import Learner, Room, Stage, look
from mock_server.training.words import error_name, stage_name

PAGE: Final = "summary.html"
TABLE: Final = "summary.csv"
CERTIFICATES: Final = "certificates.html"

_TIMED: Final = (
    (Milestone.OPENED, Milestone.PASSWORD),
    (Milestone.PASSWORD, Milestone.ACTIVE),
)
"""Each step that is timed, behind the one before: those from the link to the account. When somebody
got their link, on a sheet or by mail, nobody notes."""
_REACHED, _REFUSAL = select(schema.reached), select(schema.refusal)


def _template(name: str) -> Template:
    return Template(Path(__file__).with_name(name).read_text(encoding="utf-8"))


_PAGE: Final = _template("summary.html")
_CERTIFICATES: Final = _template("certificates.html")
_CERTIFICATE: Final = Template(
    """\
<main lang="$lang">
<h1>$title</h1>
<p class="name">$name</p>
<p>$took_part</p>
<p><strong>$election</strong></p>
<p>$day</p>
<p class="fictional">$fictional</p>
</main>
"""
)


class Met(NamedTuple):
    """A refusal that a learner met so many times at a step."""

    learner: int
    step: str
    error: str
    times: int


class Course(NamedTuple):
    """The course of a training: the room at its end, when each step was first taken, and every
    refusal."""

    room: Room
    reached: dict[tuple[int, str], datetime]
    """By the learner's number and the step."""
    met: tuple[Met, ...]

    @classmethod
    def read(cls, tx: Connection, now: datetime) -> Course:
        room = look(tx, now)
        reached = {(row.voter_id, row.step): row.at for row in tx.execute(_REACHED)}
        in_room = {learner.id for learner in room.learners}
        rows = [row for row in tx.execute(_REFUSAL) if row.voter_id in in_room]
        return cls(room, reached, tuple(Met(*row) for row in rows))

    def took(self, learner: int, before: str, step: str) -> timedelta | None:
        """How long a learner took from one step to another; None if they did not get there."""
        begun, ended = self.reached.get((learner, before)), self.reached.get((learner, step))
        return ended - begun if begun and ended else None

    def all_took(self, before: str, step: str) -> list[timedelta]:
        """How long each of those took who got there."""
        every = (self.took(learner.id, before, step) for learner in self.room.learners)
        return [took for took in every if took is not None]

    def were_stuck(self, before: str, step: str, stuck_after: timedelta) -> int:
        """How many took that long or longer, whether they got there or not."""
        now = self.room.now
        every = (
            (learner.id, self.reached.get((learner.id, before), now))
            for learner in self.room.learners
        )
        return sum(
            self.reached.get((learner, step), now) - begun >= stuck_after
            for learner, begun in every
        )

    def finished(self) -> list[Learner]:
        return [each for each in self.room.learners if 0 < each.ballots <= each.voted]


def write_summary(
    settings: Settings, database: Database, goals: Goals, folder: Path | None = None
) -> str:
    """Write the summary and the certificates into a folder, the one beside the database where none
    is named. Earlier ones are replaced. Returns the sentence that says so. Raises
    :class:`Fault`."""
    folder = folder or beside(settings, "summary")
    now = settings.clock()
    with database.read() as tx:
        course, voters = Course.read(tx, now), {voter.id: voter for voter in all_voters(tx)}
    own_folder(folder, may_exist=True)
    _write(folder / PAGE, _page(course, goals))
    _write(folder / TABLE, _table(course))
    finished = [voters[learner.id] for learner in course.finished()]
    if not finished:
        (folder / CERTIFICATES).unlink(missing_ok=True)
        told = _("The summary of the training is in {folder}; nobody has finished.")
        return told.format(folder=folder)
    _write(folder / CERTIFICATES, _certificates(finished, goals.election, now))
    told = ngettext(
        "The summary of the training, and a certificate for {count} learner who finished, are in "
        "{folder}",
        "The summary of the training, and a certificate for each of {count} learners who "
        "finished, are in {folder}",
        len(finished),
    )
    return told.format(count=len(finished), folder=folder)


def summarise(settings: Settings, folder: Path, stuck_after: timedelta) -> str:
    """Write the summary of a training that may have ended long ago. Raises :class:`Fault`."""
    database, election, _url = open_database(settings)
    with closing(database):
        return write_summary(settings, database, Goals(election, stuck_after), folder)


# --- For whoever reads it ---------------------------------------------------------------------


def _page(course: Course, goals: Goals) -> str:
    language, election = spoken(), goals.election
    day = day_in_words(course.room.now, election.time_zone, language)
    count = len(course.room.learners)
    held = ngettext("{day}, {count} learner.", "{day}, {count} learners.", count)
    return _PAGE.substitute(
        lang=language.value,
        title=_("Summary of the training"),
        election=escape(election.texts[election.best_language(language)].name),
        training=_("This is a training session: the election is fictional."),
        held=held.format(day=day[0].upper() + day[1:], count=count),
        tables="".join(_tables(course, goals.stuck_after)),
        secret=_(
            "Nobody’s choice is in here, nor when anybody voted: the portal knows neither. Nobody "
            "is named."
        ),
    )


def _tables(course: Course, stuck_after: timedelta) -> Iterable[str]:
    yield f"<h2>{_('How far they got, and how long it took')}</h2>"
    over = _("{span} or longer").format(span=write_span(stuck_after))
    headings = (_("Step"), _("Learners"), _("Median"), _("Longest"), over)
    before = {step.value: earlier.value for earlier, step in _TIMED}
    rows = []
    for stage, reached in course.room.totals().items():
        times = ("", "", "")
        if stage in before:
            took = course.all_took(before[stage], stage)
            stuck = str(course.were_stuck(before[stage], stage, stuck_after))
            times = (_middle(took), write_span(max(took)) if took else "", stuck)
        rows.append((stage_name(stage), f"{reached} / {course.room.of(stage)}", *times))
    yield _html_table(headings, rows, names=1)
    yield "<p>"
    yield _(
        "Times are from the step before, of those who got there; the last column counts the others "
        "too. When a learner got their link or voted, nobody notes."
    )
    yield f"</p>\n<h2>{_('Refusals they met')}</h2>"
    if not course.met:
        yield f"<p>{_('None.')}</p>"
        return
    refusals = [
        (stage_name(stage), error_name(error), str(len(met)), str(sum(met)))
        for (stage, error), met in _by_refusal(course.met)
    ]
    headings_of_refusals = (_("At the step"), _("Refusal"), _("Learners"), _("Times"))
    yield _html_table(headings_of_refusals, refusals, names=2)


def _middle(took: Sequence[timedelta]) -> str:
    """The median in words; "" of nothing."""
    seconds = [each.total_seconds() for each in took]
    return write_span(timedelta(seconds=median(seconds))) if seconds else ""


def _by_refusal(met: Sequence[Met]) -> list[tuple[tuple[Stage, str], list[int]]]:
    """How often each learner met a refusal at a step, those first that came the most often."""
    found: dict[tuple[Stage, str], list[int]] = defaultdict(list)
    for each in met:
        stage = Stage(each.step) if each.step in set(Milestone) else Stage.INVITED
        found[stage, each.error].append(each.times)
    return sorted(found.items(), key=lambda item: (-sum(item[1]), item[0]))


def _html_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, names: int) -> str:
    """A table whose first columns, so many, are words and the others figures."""

    def cells(texts: Sequence[str], tag: str) -> str:
        kinds = [tag if at < names else f'{tag} class="n"' for at in range(len(texts))]
        pairs = zip(kinds, texts, strict=True)
        return "".join(f"<{kind}>{escape(text)}</{tag}>" for kind, text in pairs)

    body = "".join(f"<tr>{cells(row, 'td')}</tr>\n" for row in rows)
    return (
        f"<table>\n<thead><tr>{cells(headings, 'th')}</tr></thead>\n<tbody>\n{body}</tbody>\n"
        "</table>\n"
    )


# --- For a spreadsheet ------------------------------------------------------------------------


def _table(course: Course) -> str:
    """A line for each learner, by the number on their sheet. All times are in seconds."""
    text = StringIO()
    writer = csv.writer(text)
    timed = [(before.value, step.value) for before, step in _TIMED]
    seconds = [f"seconds_to_{step}" for _before, step in timed]
    writer.writerow(["learner", "stage", *seconds, "voted", "ballots", "refusals", "refused_most"])
    for learner in course.room.learners:
        took = (course.took(learner.id, before, step) for before, step in timed)
        met = [each for each in course.met if each.learner == learner.id]
        most = max(met, key=lambda each: each.times, default=None)
        writer.writerow(
            [
                *(learner.id, learner.stage.value),
                *("" if span is None else round(span.total_seconds()) for span in took),
                *(learner.voted, learner.ballots),
                *(sum(each.times for each in met), most.error if most else ""),
            ]
        )
    return text.getvalue()


# --- For the learners -------------------------------------------------------------------------


def _certificates(finished: Sequence[Voter], election: ElectionDefinition, now: datetime) -> str:
    return _CERTIFICATES.substitute(
        lang=spoken().value,
        title=_("Certificates"),
        certificates="".join(_certificate(voter, election, now) for voter in finished),
    )


def _certificate(voter: Voter, election: ElectionDefinition, now: datetime) -> str:
    """In the learner's language, which may not be the trainer's."""
    _ = catalogue(voter.language).gettext
    values = {
        "title": _("Certificate"),
        "name": f"{voter.first_name} {voter.family_name}",
        "took_part": _("took part in a training in voting online, in the election"),
        "election": election.texts[election.best_language(voter.language)].name,
        "day": day_in_words(now, election.time_zone, voter.language),
        "fictional": _(
            "The election was fictional. This certificate says nothing about what was voted."
        ),
    }
    escaped = {name: escape(value) for name, value in values.items()}
    return _CERTIFICATE.substitute(escaped, lang=voter.language.value)


def _write(path: Path, text: str) -> None:
    try:
        path.unlink(missing_ok=True)
        with new_file(path) as file:
            file.write(text.encode())
    except OSError as exc:
        raise unwritable(path, exc) from exc
