"""Programs that a screen reader's user cannot use: ``python -m ... NAME``.

Each is what a criterion is there to catch; ``test_negative`` proves that it does.
"""

import getpass
import sys
import threading
import time
from collections.abc import Callable
from typing import ClassVar, Final

SECRET: Final = "Zeppelin-vert 47 girafes"
TICK: Final = 0.2
PASSWORD: Final = "2 of 4, password: "


def repeat(text: Callable[[int], str]) -> None:
    """Write it again and again, while something is asked."""

    def tick() -> None:
        for number in range(600):
            time.sleep(TICK)
            sys.stdout.write(text(number))
            sys.stdout.flush()

    threading.Thread(target=tick, daemon=True).start()


def ask(prompt: str) -> str:
    """What is typed at a prompt."""
    sys.stdout.write(prompt)
    sys.stdout.flush()
    return sys.stdin.readline()


def clock() -> None:
    """Tells the time left, unasked, into the answer."""
    repeat(lambda number: f"\nTime left: {600 - number} s. {PASSWORD}")
    ask(PASSWORD)


def spinner() -> None:
    """Turns in place while it waits."""
    repeat(lambda number: f"\rWaiting {'-/|+'[number % 4]} ")
    ask("Waiting - ")


def error_above() -> None:
    """The error stands above the prompt, which is the same as before."""
    ask(PASSWORD)
    sys.stdout.write("This password is too short.\n")
    ask(PASSWORD)


def jump() -> None:
    """The cursor comes to stand two columns right of where it stood."""
    getpass.getpass(PASSWORD)
    sys.stdout.write("Passwords of this kind are easy to guess.\n")
    ask("2 of 4, password 2: ")


def repeats() -> None:
    """The password is shown as it is typed, and then said."""
    typed = ask(PASSWORD)
    ask(f"2 of 4, retype {typed.partition(' ')[0]}: ")


def stock() -> None:
    """Textual as it comes: a label above its field, a radio set, a hidden cursor; and a countdown
    beside a field, which is repainted again and again."""
    from textual.app import App, ComposeResult
    from textual.containers import Horizontal
    from textual.widgets import Button, Input, Label, RadioSet

    class Form(App[None]):
        CSS: ClassVar[str] = "Horizontal { height: 1; } #left { width: 20; }"
        left = 600

        def compose(self) -> ComposeResult:
            with Horizontal():
                yield Label("10 min 00 s", id="left")
                yield Label("One-time link")
                yield Input(compact=True)
            yield Label("Question")
            yield RadioSet("First concert", "First dish")
            yield Button("Continue")

        def on_mount(self) -> None:
            self.set_interval(TICK, self.tick)

        def tick(self) -> None:
            self.left -= 1
            left = f"{self.left // 60} min {self.left % 60:02} s"
            self.query_one("#left", Label).update(left)

    Form().run()


PROMPTS: Final = {
    "box": "┌──────────────────┐\n│ 2 of 4, password: ",  # a frame around the question
    "no_step": "> ",  # neither the step nor what is asked for
    "wide_prompt": "2 of 4, please choose a good password:  ",  # the cursor in the 41st column
}
"""Programs that do no more than to ask so: of the widest, forty cells show nothing."""

if __name__ == "__main__":
    name = sys.argv[1]
    ask(PROMPTS[name]) if name in PROMPTS else globals()[name]()
