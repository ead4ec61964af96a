"""Programs that a screen reader's user cannot use: ``python -m ... NAME``.

Each is what a criterion is there to catch; ``test_negative`` proves that it does.
"""

from __future__ import annotations

import getpass
import sys
import threading
import time
from collections.abc import Callable
from typing import ClassVar, Final

SECRET: Final = "Zeppelin-vert 47 girafes"
TICK: Final = 0.2


def ask(prompt: str) -> None:
    """A prompt that waits until the end."""
    sys.stdout.write(prompt)
    sys.stdout.flush()
    sys.stdin.readline()


def clock() -> None:
    """Tells the time left, unasked, into the answer."""

    def tick() -> None:
        for left in range(600, 0, -1):
            time.sleep(TICK)
            sys.stdout.write(f"\nTime left: {left} s. 2 of 4, password: ")
            sys.stdout.flush()

    threading.Thread(target=tick, daemon=True).start()
    ask("2 of 4, password: ")


def spinner() -> None:
    """Turns in place while it waits."""

    def turn() -> None:
        for step in range(10_000):
            time.sleep(TICK)
            sys.stdout.write(f"\rWaiting {'-/|+'[step % 4]} ")
            sys.stdout.flush()

    threading.Thread(target=turn, daemon=True).start()
    ask("Waiting - ")


def error_above() -> None:
    """The error stands above the prompt, which is the same as before."""
    ask("2 of 4, password: ")
    sys.stdout.write("This password is too short.\n")
    ask("2 of 4, password: ")


def wide_prompt() -> None:
    """The cursor waits in the 41st column: forty cells show nothing of it."""
    ask("2 of 4, please choose a good password:  ")


def jump() -> None:
    """The cursor comes to stand two columns right of where it stood."""
    getpass.getpass("2 of 4, password: ")
    sys.stdout.write("Passwords of this kind are easy to guess.\n")
    ask("2 of 4, password 2: ")


def box() -> None:
    """A frame around the question."""
    sys.stdout.write("┌──────────────────┐\n")
    ask("│ 2 of 4, password: ")


def no_step() -> None:
    """A prompt that says neither the step nor what is asked for."""
    ask("> ")


def echo() -> None:
    """The password is shown as it is typed."""
    ask("2 of 4, password: ")


def repeats() -> None:
    """The password is hidden, and then said."""
    typed = getpass.getpass("2 of 4, password: ")
    sys.stdout.write(f"You typed {typed}.\n")
    ask("2 of 4, confirm password: ")


def stock_form() -> None:
    """Textual as it comes: labels above their fields, a radio set, a hidden cursor."""
    from textual.app import App, ComposeResult
    from textual.widgets import Button, Input, Label, RadioSet

    class Form(App[None]):
        def compose(self) -> ComposeResult:
            yield Label("One-time link")
            yield Input()
            yield Label("Question")
            yield RadioSet("First concert", "First dish")
            yield Button("Continue")

    Form().run()


def stock_clock() -> None:
    """A countdown that is repainted each second, beside the field."""
    from textual.app import App, ComposeResult
    from textual.widgets import Input, Label

    class Clock(App[None]):
        CSS: ClassVar[str] = "Screen { layout: horizontal; } Label { width: 20; }"
        left = 600

        def compose(self) -> ComposeResult:
            yield Label("10 min 00 s", id="left")
            yield Input(compact=True)

        def on_mount(self) -> None:
            self.set_interval(TICK, self.tick)

        def tick(self) -> None:
            self.left -= 1
            self.query_one(Label).update(f"{self.left // 60} min {self.left % 60:02} s")

    Clock().run()


PROGRAMS: Final[dict[str, Callable[[], None]]] = {
    program.__name__: program
    for program in (
        clock,
        spinner,
        error_above,
        wide_prompt,
        jump,
        box,
        no_step,
        echo,
        repeats,
        stock_form,
        stock_clock,
    )
}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]]()
