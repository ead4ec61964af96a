"""The texts that an election carries, in Markdown: its pages, and its frequent questions.

What is wrong with a text is added to the findings; what was read of it is returned all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

from mock_server.core.findings import Findings
from mock_server.core.toml_files import written
from tui_voter.contract.election import Document, DocumentKind, FaqEntry
from tui_voter.contract.languages import Language
from tui_voter.contract.limits import LONGEST_DOCUMENT, LONGEST_LINE
from tui_voter.contract.shapes import MOST_FAQ_ENTRIES, ShortText
from tui_voter.contract.text import is_shown

Pages = dict[DocumentKind, Document]
Faq = tuple[FaqEntry, ...]
Lines = list[tuple[int, str]]
"""Lines with their numbers."""


def read_text(path: Path, findings: Findings) -> str:
    """A whole text, stripped."""
    return "\n".join(line for _number, line in _read_lines(path, findings)).strip()


def _read_lines(path: Path, findings: Findings) -> Lines:
    text = findings.text_of(path)
    if text is None:
        return []
    length = len(text.strip())
    if not length:
        findings.wrong(path, _("the file is empty."))
    elif length > LONGEST_DOCUMENT:
        told = _("the text has {count} characters; possible: {most} at most.")
        findings.wrong(path, told.format(count=length, most=LONGEST_DOCUMENT))
    lines = list(enumerate(text.splitlines(), start=1))
    while lines and not lines[0][1].strip():
        del lines[0]
    return lines


# --- Pages ----------------------------------------------------------------------------------


def read_pages(
    folder: Path, languages: Iterable[Language], findings: Findings
) -> dict[Language, Pages]:
    """Every page in every language."""
    return {
        language: {kind: _page(folder / f"{kind}.{language}.md", findings) for kind in DocumentKind}
        for language in languages
    }


def _page(path: Path, findings: Findings) -> Document:
    lines = _read_lines(path, findings)
    if not lines:  # told already
        return Document(title="", text="")
    number, heading = lines[0]
    title = heading.removeprefix("# ").strip()
    text = "\n".join(line for _number, line in lines[1:]).strip()
    if not (heading.startswith("# ") and is_title(title)):
        findings.wrong(path, _("the page starts with its title, on a line like “# Title”."), number)
    if not text:
        findings.wrong(path, _("there is no text below the title."), number)
    return Document(title=title, text=text)


def is_title(text: str) -> bool:
    """Whether ``text`` can stand on a line of its own: not blank, no line break."""
    return bool(text.strip()) and len(text) <= LONGEST_LINE and is_shown(text)


def possible_title() -> str:
    return _("a text of one line, of 1 to {most} characters").format(most=LONGEST_LINE)


Title = Annotated[ShortText, written(is_title, possible_title)]
"""A text that stands on a line of its own, as the value of a key."""


# --- Frequent questions ---------------------------------------------------------------------


def read_faqs(
    folder: Path, languages: Sequence[Language], findings: Findings
) -> dict[Language, Faq]:
    """The frequent questions in every language, with the same groups in each."""
    faqs: dict[Language, Faq] = {}
    before = findings.count
    for language in languages:
        path = folder / f"faq.{language}.md"
        faqs[language] = tuple(_entries(path, findings))
        if len(faqs[language]) > MOST_FAQ_ENTRIES:
            told = _("there are {count} questions; possible: {most} at most.")
            findings.wrong(path, told.format(count=len(faqs[language]), most=MOST_FAQ_ENTRIES))
        first, here = (", ".join(map(str, _outline(faqs[it]))) for it in (languages[0], language))
        if findings.count == before and here != first:
            told = _(
                "the groups have {here} questions, and in {other} {first}: each group and question "
                "stands in every language."
            )
            other = f"faq.{languages[0]}.md"
            findings.wrong(path, told.format(here=here, other=other, first=first))
    return faqs


def _outline(faq: Faq) -> list[int]:
    """The number of questions in each group."""
    return list(Counter(entry.group for entry in faq).values())


def _entries(path: Path, findings: Findings) -> Iterator[FaqEntry]:
    number = 0
    groups: dict[str, int] = {}
    lines = _read_lines(path, findings)
    if not lines:  # told already
        return
    for at, group, inside in _sections(path, "## ", 1, lines, findings):
        if group in groups:
            told = _("the group “{group}” is on line {first} already.")
            findings.wrong(path, told.format(group=group, first=groups[group]), at)
        groups.setdefault(group, at)
        for line, question, below in _sections(path, "### ", at, inside, findings):
            answer = "\n".join(text for _number, text in below).strip()
            if not answer:
                told = _("the question “{question}” has no answer below it.")
                findings.wrong(path, told.format(question=question), line)
            number += 1
            yield FaqEntry(id=str(number), group=group, question=question, answer=answer)


def _sections(
    path: Path, mark: str, above: int, lines: Lines, findings: Findings
) -> list[tuple[int, str, Lines]]:
    """Each heading that begins with ``mark``, with its line and the lines below it. ``above`` is
    the line around them."""
    sections: list[tuple[int, str, Lines]] = []
    is_stray = False
    for number, line in lines:
        if line.startswith(mark):
            heading = line.removeprefix(mark).strip()
            if not is_title(heading):
                told = _("a heading “{mark}...” has {possible}.")
                findings.wrong(path, told.format(mark=mark, possible=possible_title()), number)
            sections.append((number, heading, []))
        elif sections:
            sections[-1][2].append((number, line))
        elif line.strip() and not is_stray:
            is_stray = True
            told = _("this stands before the first heading of the form “{mark}...”.")
            findings.wrong(path, told.format(mark=mark), number)
    if not sections and not is_stray:
        told = _("below this, there is no heading of the form “{mark}...”.")
        findings.wrong(path, told.format(mark=mark), above)
    return sections
