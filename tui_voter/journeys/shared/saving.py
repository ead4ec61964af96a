"""Saving to a file that the voter names: every page that they read can be saved."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from tui_voter.dialogue import (
    Action,
    Answers,
    Bars,
    Block,
    Dialogue,
    Dictation,
    Facts,
    FieldError,
    Form,
    Items,
    Left,
    Notice,
    Page,
    Prose,
    Refused,
    Role,
    TextField,
    Title,
    Took,
    Verbatim,
)
from tui_voter.journeys.shared.moments import moment, zone_of
from tui_voter.journeys.shared.parsing import required
from tui_voter.machine.files import FileFault, FileRefused, Files
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext

if TYPE_CHECKING:
    from tui_voter.contract.election import Election


Compose = Callable[[], Awaitable[str | bytes]]
"""Returns what is written to a file."""
SAVE: Final = "save"
CLOSE: Final = "close"
LONGEST_BALLOT: Final = 20
"""The characters of a ballot's id in a file name. More would break the command that checks the file
over two rows of an 80-column screen, where it cannot be copied."""


def save_action(label: str = "") -> Action:
    return Action(SAVE, label or _("Save to a file"), role=Role.SAVE)


async def read(
    dialogue: Dialogue,
    files: Files,
    page: Page,
    name: str,
    *ways: Action,
    usual: Action | None = None,
    text: str = "",
) -> Left:
    """Show ``page`` with the actions ``ways``, one to save it, and the ``usual`` way on (by
    default, to close it). Returns how the voter left it.

    ``name`` is proposed for the file, which holds ``text`` if that is more than the page shows.
    """

    async def compose() -> str:
        return text or as_text(page.title, page.blocks)

    close = Action(CLOSE, _("Close"), role=Role.CLOSE)
    shown = page._replace(key=name, actions=[usual or close, *ways, save_action()])
    while (way := await dialogue.show(shown)) == Took(SAVE):
        await save(dialogue, files, name, compose)
    return way


def of_ballot(name: str, ballot_id: str) -> str:
    """Return the file name with the ballot's id added, in letters that every system accepts."""
    plain = unicodedata.normalize("NFKD", ballot_id).encode("ascii", "ignore").decode().lower()
    ballot = "-".join(re.findall("[a-z0-9]+", plain))[:LONGEST_BALLOT].strip("-")
    stem, _dot, kind = name.rpartition(".")
    return f"{stem}-{ballot}.{kind}" if ballot else name


def dated_record(election: Election, now: datetime, title: str, blocks: Sequence[Block]) -> str:
    """Return the header of a saved record. ``now`` is the portal's time, shown in the election's
    time zone."""
    header = Facts(
        [
            (_("Elections"), election.name),
            (_("Organiser"), election.organiser),
            (_("Created"), moment(now, zone_of(election.time_zone))),
        ]
    )
    return as_text(title, [header, *blocks])


def as_text(title: str, blocks: Sequence[Block]) -> str:
    """Return a page as the content of a plain text file."""
    return "\n\n".join([title, *filter(None, map(_as_text, blocks))]) + "\n"


def _as_text(block: Block) -> str:
    if isinstance(block, Title | Prose):
        return block.text
    if isinstance(block, Items):
        marks = (f"{n}." if block.numbered else "-" for n in range(1, len(block.texts) + 1))
        return "\n".join(f"{mark} {text}" for mark, text in zip(marks, block.texts, strict=True))
    if isinstance(block, Facts):
        return _pairs(block.rows)
    if isinstance(block, Dictation):
        return "\n".join(word for word, _letters in block.words)
    if isinstance(block, Bars):
        return _pairs((bar.label, bar.said) for bar in block.rows)
    view = block.view()
    return "\n".join([view.spoken, *view.sentences])


def _pairs(rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(
        _("{label}: {value}").format(label=label, value=value) for label, value in rows
    )


async def save(
    dialogue: Dialogue,
    files: Files,
    name: str,
    compose: Callable[[], Awaitable[str]],
    *,
    title: str = "",
    about: Sequence[str] = (),
    remark: Callable[[], str] = lambda: "",
) -> str:
    """Ask for a file name, and write what ``compose`` returns, which may raise Refused. Returns the
    file's path; "" if nothing was written. ``about`` introduces the file, ``remark`` is added
    to the notice that it is written."""

    async def submit(answers: Answers) -> str:
        text = await compose()
        typed = await asyncio.to_thread(files.within, answers[file], name)
        try:
            return await asyncio.to_thread(files.write, typed, text)
        except FileRefused as refused:
            raise Refused(_file_error(refused.fault)) from refused

    file = TextField(
        name="name",
        label=_("Name"),
        value=await asyncio.to_thread(files.free_name, name),
        limit=1000,
        parse=required("name", _("Type a name for the file."), _("nothing typed")),
    )
    saved = await dialogue.ask(
        Form(
            title=title or _("Save to a file"),
            place=_("File"),
            intro=about,
            fields=[file],
            submit=submit,
            submit_label=_("Save"),
            busy=_("Saving the file…"),
            help=_(
                "The file goes to the folder {folder}. It is plain text that only you can read. "
                "Existing files are never overwritten: if the name is taken, a number is added."
            ).format(folder=await asyncio.to_thread(files.folder)),
        )
    )
    if isinstance(saved, Left):
        return ""
    says = filter(None, [_("Saved: {path}").format(path=saved), remark()])
    dialogue.notify(Notice(Verbatim("\n".join(says)), _("saved")))
    return saved


async def save_together(
    dialogue: Dialogue, files: Files, wanted: Sequence[tuple[str, Compose]], *, title: str
) -> Mapping[int, str]:
    """Ask for a folder, and write the files that are ``wanted``, each a name and what returns its
    content or raises Refused. Returns the paths of the written files by index: some may be missing
    if one failed and the voter went back."""
    paths: dict[int, str] = {}

    async def submit(answers: Answers) -> None:
        typed = answers[folder]
        try:
            for place, (name, compose) in enumerate(wanted):
                if place not in paths:
                    content = await compose()
                    paths[place] = await asyncio.to_thread(
                        _write_within, files, typed, name, content
                    )
        except FileRefused as refused:
            raise Refused(_file_error(refused.fault)) from refused

    folder = TextField(
        name="name",
        label=_("Folder"),
        value=await asyncio.to_thread(files.folder),
        limit=1000,
        parse=required("name", _("Type the name of a folder."), _("nothing typed")),
    )
    await dialogue.ask(
        Form(
            title=title,
            place=_("Files"),
            intro=[
                ngettext(
                    "New file: {names}. If that name is taken, a number is added.",
                    "New files: {names}. If a name is taken, a number is added.",
                    len(wanted),
                ).format(names=", ".join(name for name, _compose in wanted))
            ],
            fields=[folder],
            submit=submit,
            submit_label=_("Save"),
            busy=_("Saving the files…"),
            help=_("Only you can read the files. Existing files are never overwritten."),
        )
    )
    if paths:
        saved = _("Saved: {path}").format(path="\n".join(paths.values()))
        dialogue.notify(Notice(Verbatim(saved), _("saved")))
    return paths


def _write_within(files: Files, folder: str, name: str, content: str | bytes) -> str:
    """Write a file in an existing ``folder``. Returns its path; raises :class:`FileRefused`."""
    path = files.within(folder, name)
    if path == folder:
        raise FileRefused(FileFault.NO_FOLDER)
    return files.write(path, content)


def _file_error(fault: FileFault) -> FieldError:
    words: dict[FileFault, tuple[str, str]] = {
        FileFault.BAD_NAME: (
            _("This is not a valid file name: type another one."),
            _("not a file name"),
        ),
        FileFault.NO_FOLDER: (
            _("This folder does not exist: choose another one."),
            _("no such folder"),
        ),
        FileFault.NOT_ALLOWED: (
            _("You are not allowed to write in this folder: choose another one."),
            _("not allowed"),
        ),
        FileFault.NO_ROOM: (
            _("The disk is full, and nothing was saved: choose another folder."),
            _("disk full"),
        ),
        FileFault.FAILED: (
            _("The file could not be saved there: choose another folder."),
            _("not saved"),
        ),
    }
    text, short = words[fault]
    return FieldError("name", text, short)
