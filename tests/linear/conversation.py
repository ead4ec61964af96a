"""Talk with the linear voice: over pipes in this process, or on a real terminal."""

import contextlib
import os
import re
import select
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests import stories
from tests.linear import stage
from tests.terminal import PATIENCE, Terminal
from tui_voter import messages
from tui_voter.dialogue import Dialogue, Leaving
from tui_voter.linear.prompts import COLUMNS_WITH_CORE
from tui_voter.linear.run import run
from tui_voter.linear.spelling import columns
from tui_voter.transcript import Record, unrecorded

with contextlib.suppress(ImportError):  # without which no terminal is opened either
    import termios


class Transcript:
    """All that was put out, and the exit code. Only prompts end with a space, so they can be told
    from the lines above them."""

    def __init__(self, text: str, code: int) -> None:
        self.text = text
        self.code = code
        self.lines = text.split("\n")
        self.prompts = [line for line in self.lines if line.endswith(" ")]

    @property
    def parts(self) -> list[list[str]]:
        """The lines up to and with each prompt, and those behind the last one."""
        parts: list[list[str]] = [[]]
        for line in self.lines:
            parts[-1].append(line)
            if line.endswith(" "):
                parts.append([])
        return parts

    def check_prompts(self) -> None:
        """Each prompt fits, and differs from the one before."""
        for before, prompt in pairwise(["", *self.prompts]):
            assert columns(prompt) <= COLUMNS_WITH_CORE, prompt
            assert prompt != before


Journey = Callable[[Dialogue], Awaitable[None]]


def converse(
    journey: Journey,
    *typed: str,
    encoding: str = "utf-8",
    warm_up: Callable[[], None] | None = None,
    record: Record = unrecorded,
    crashes: bool = False,
) -> Transcript:
    """Hold ``journey`` with lines ``typed`` into a pipe, which then ends. What breaks the journey
    is raised, unless what is told of it is looked at (``crashes``)."""
    keyboard, keys = os.pipe()
    faults: list[Exception] = []

    async def followed(dialogue: Dialogue) -> None:
        try:
            await journey(dialogue)
        except Leaving:
            raise
        except Exception as fault:
            faults.append(fault)
            raise

    def type_all() -> None:
        with contextlib.suppress(BrokenPipeError), os.fdopen(keys, "wb") as pipe:
            pipe.write("".join(f"{line}\n" for line in typed).encode())

    typist = threading.Thread(target=type_all)  # a pipe holds little until it is read
    typist.start()
    with tempfile.TemporaryFile("w+", encoding=encoding, newline="") as out:
        with os.fdopen(keyboard, encoding=encoding) as stdin:
            code = run(followed, stdin=stdin, stdout=out, warm_up=warm_up, record=record)
        typist.join()
        if faults and not crashes:
            raise faults[0]
        out.seek(0)
        return Transcript(out.read(), code)


CONSTANTS = {
    "LINK": stories.LINK,
    "PASSWORD": stage.PASSWORD,
    "OTHER": "Autre-Canari-2022",
    "MAIL": stage.MAIL.replace("\n\n", "\n"),
    "FLOOD": "x" * 1_000_000,
}
"""What stands for itself in talks."""


class Talk(NamedTuple):
    """A conversation as data, of a text file in this folder.

    A line says what must hold and, behind "@", in which languages if not in English, and where.
    Each line below it has what is typed, parted by ";" (a star: nothing yet), and then, each behind
    a "|", lines that are said next, in this order, up to the prompt for what the line below types.
    "…text…" is a part of a line, "!text" must not be said, and "=text" is what came of it.
    """

    what: str
    place: str
    language: str
    rows: Sequence[tuple[Sequence[str], Sequence[str]]]

    def hold(self, places: Mapping[str, Callable[[], Journey]]) -> None:
        messages.use(self.language)
        journey = places[self.place]()
        said = converse(journey, *(line for typed, _said in self.rows for line in typed))
        said.check_prompts()
        assert not {"\x1b", "\r"} & {*said.text}
        parts, at = said.parts, 0
        for typed, wanted in self.rows:
            told = [line for part in parts[at + bool(typed) : at + len(typed) + 1] for line in part]
            at += len(typed)
            heard = iter(told)
            for text in wanted:
                if text[0] == "=":
                    assert getattr(journey, "outcome", "") == text[1:]
                elif text[0] == "!":
                    assert not any(text[1:] in line for line in told), f"{text!r} in {told}"
                else:
                    assert any(_is_line(line, text) for line in heard), f"{text!r} is not in {told}"


def _is_line(line: str, text: str) -> bool:
    line, part = line.replace("\u00a0", " ").strip(), text.strip("…")
    return part in line if part != text else line == text


def each_of(*files: str) -> pytest.MarkDecorator:
    """A test of this mark holds each talk of these files."""
    talks: list[Any] = []
    rows: list[tuple[Sequence[str], Sequence[str]]] = []
    texts = (Path(__file__).with_name(file).read_text(encoding="utf-8") for file in files)
    for line in (line for text in texts for line in text.splitlines()):
        if line.startswith("  "):
            typed, *said = map(_with_constants, line.split("|"))
            lines = [] if typed == "*" else [each.strip(" ") for each in typed.split(";")]
            rows.append((lines, [text for text in said if text]))
        elif line:
            rows = []
            what, _at, where = line.partition(" @ ")
            *languages, place = where.split()
            for language in languages or ["en"]:
                name = what + f", {language}" * bool(languages)
                talks.append(pytest.param(Talk(what, place, language, rows), id=name))
    return pytest.mark.parametrize("talk", talks)


def _with_constants(text: str) -> str:
    text = text.strip().replace("\\n", "\n")
    return re.sub(r"[A-Z]{4,}", lambda found: CONSTANTS.get(found[0], found[0]), text)


class TerminalTalk(Terminal):
    """A journey of :mod:`tests.linear.stage`, in its own process on its own terminal, whose rows
    are longer than all that is said."""

    def __init__(self, journey: str, *, lang: str = "en", **environment: str) -> None:
        stage = (sys.executable, "-m", "tests.linear.stage", journey, lang)
        super().__init__(stage, columns=400, environment={"PYTHONIOENCODING": "", **environment})
        self._heard = 0
        self.settings_before = self.settings()

    @property
    def text(self) -> str:
        """All that was put out."""
        return self.written.decode("utf-8", "replace")

    def hear(self, pattern: str) -> None:
        """Wait until ``pattern`` is put out after what was heard before. A prompt may have more
        blanks at its end than one."""
        wanted = re.compile(pattern.replace(": $", ": +$"))
        while (found := wanted.search(self.text, self._heard)) is None:
            self.read_on(pattern)
        self._heard = found.end()

    def listen_until(self, fact: Callable[[], bool]) -> None:
        """Wait for something outside the terminal."""
        deadline = time.monotonic() + PATIENCE
        while not fact():
            self.linger(0.02)
            assert time.monotonic() < deadline, self.text

    def type(self, line: str) -> None:
        """Type a line and press Enter."""
        self.keys(line + "\n")

    def keys(self, keys: str) -> None:
        data = keys.encode()
        while data:
            assert select.select([], [self.process.child_fd], [], PATIENCE)[1]
            data = data[os.write(self.process.child_fd, data[:512]) :]

    def answer(self, pattern: str, line: str) -> None:
        """Wait for a prompt, then answer it."""
        self.hear(pattern)
        self.type(line)

    def press(self, pattern: str, keys: str) -> None:
        """Wait for a prompt, then press ``keys``."""
        self.hear(pattern)
        self.keys(keys)

    def hang_up(self) -> int:
        """Close the terminal, as when its window is closed; the exit code."""
        self.process.ptyproc.fileobj.close()
        return int(self.process.wait())

    def settings(self) -> list[Any]:
        """The terminal's settings now."""
        return termios.tcgetattr(self.process.child_fd)
