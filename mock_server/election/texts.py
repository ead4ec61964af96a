"""The texts that an election carries, in Markdown: its pages, and its frequent questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from gettext import gettext as _
from pathlib import Path

from mock_server.core.errors import Fault
from mock_server.core.files import unreadable
from tui_voter.contract.election import Document, DocumentKind, FaqEntry
from tui_voter.contract.languages import Language
from tui_voter.contract.limits import LONGEST_DOCUMENT, LONGEST_LINE
from tui_voter.contract.shapes import MOST_FAQ_ENTRIES
from tui_voter.contract.text import is_shown

Pages = dict[DocumentKind, Document]
Faq = tuple[FaqEntry, ...]


def read_text(path: Path) -> str:
    """A whole text, stripped. Raises :class:`Fault`."""
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as exc:
        raise unreadable(path, exc) from exc
    if not text:
        raise Fault(_("{path} is empty.").format(path=path))
    if len(text) > LONGEST_DOCUMENT:
        raise Fault(_("{path} is too long.").format(path=path))
    return text


# --- Pages ----------------------------------------------------------------------------------


def read_pages(folder: Path, languages: Iterable[Language]) -> dict[Language, Pages]:
    """Every page in every language. Raises :class:`Fault`."""
    return {
        language: {kind: _page(folder / f"{kind}.{language}.md") for kind in DocumentKind}
        for language in languages
    }


def _page(path: Path) -> Document:
    heading, _line_end, text = read_text(path).partition("\n")
    title = heading.removeprefix("# ").strip()
    if not (heading.startswith("# ") and is_title(title)):
        raise Fault(
            _("{path} must start with its title, on a line like “# Title”.").format(path=path)
        )
    if not text.strip():
        raise Fault(_("{path} has a title but no text.").format(path=path))
    return Document(title=title, text=text.strip())


def is_title(text: str) -> bool:
    """Whether ``text`` can stand on a line of its own: not blank, no line break."""
    return bool(text.strip()) and len(text) <= LONGEST_LINE and is_shown(text)


# --- Frequent questions ---------------------------------------------------------------------


def read_faqs(folder: Path, languages: Sequence[Language]) -> dict[Language, Faq]:
    """The frequent questions in every language, with the same groups in each. Raises
    :class:`Fault`."""
    faqs = {language: tuple(_entries(folder / f"faq.{language}.md")) for language in languages}
    for language, faq in faqs.items():
        if len(faq) > MOST_FAQ_ENTRIES:
            raise Fault(
                _("{path} has more than {most} questions.").format(
                    path=folder / f"faq.{language}.md", most=MOST_FAQ_ENTRIES
                )
            )
    first, *others = languages
    for other in others:
        if _outline(faqs[first]) != _outline(faqs[other]):
            raise Fault(
                _("{path} does not have the same groups and questions as {other}.").format(
                    path=folder / f"faq.{other}.md", other=f"faq.{first}.md"
                )
            )
    return faqs


def _outline(faq: Faq) -> list[int]:
    """The number of questions in each group."""
    return list(Counter(entry.group for entry in faq).values())


def _entries(path: Path) -> Iterator[FaqEntry]:
    number = 0
    groups: set[str] = set()
    for group, sections in _sections(path, "## ", read_text(path).splitlines()):
        if group in groups:
            raise Fault(_("{path} has two groups named {group}.").format(path=path, group=group))
        groups.add(group)
        for question, lines in _sections(path, "### ", sections):
            answer = "\n".join(lines).strip()
            if not answer:
                raise Fault(
                    _("{path} has a question without an answer: {question}").format(
                        path=path, question=question
                    )
                )
            number += 1
            yield FaqEntry(id=str(number), group=group, question=question, answer=answer)


def _sections(path: Path, mark: str, lines: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The text of each heading that begins with ``mark``, with the lines below it."""
    sections: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith(mark):
            heading = line.removeprefix(mark).strip()
            if not is_title(heading):
                raise Fault(_("{path} has a heading that is not valid.").format(path=path))
            sections.append((heading, []))
        elif sections:
            sections[-1][1].append(line)
        elif line.strip():
            raise Fault(
                _("{path} has text before its first heading of the form “{mark}...”.").format(
                    path=path, mark=mark
                )
            )
    if not sections:
        raise Fault(
            _("{path} has no heading of the form “{mark}...”.").format(path=path, mark=mark)
        )
    return sections
