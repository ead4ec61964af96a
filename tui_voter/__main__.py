"""The program's first line, before anything that takes time is loaded."""

import os
import sys

FIRST_LINE = "Lecteur d’écran, braille / Screen reader, braille: {command}"
"""In both languages, since whoever needs it may not have been asked yet."""

CHOSEN_BY = "Ligne par ligne / Line by line: {variable}"
"""The same for who has the linear voice by a variable of the environment."""

QUIET = {"--linear", "--help", "-h", "--version", "forget", "audit", "verify"}


def have_streams() -> None:
    """Let a standard stream that was closed lead nowhere: Python has None for it, and the next
    file that is opened would take its place."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            stream = open(number, "w" if number else "r", encoding="utf-8", closefd=False)  # noqa: SIM115 (a number, and it stays)
            setattr(sys, name, stream)


def name_the_other_voice() -> None:
    """Name the linear voice before the alternate screen hides what was there, or the variable that
    has chosen it.

    It takes ten times as long to load the full screen as to write this line; it stays above the
    program, and remains when the program ends.
    """
    if QUIET.isdisjoint(sys.argv) and sys.stdout.isatty() and sys.stdin.isatty():
        from tui_voter.contract.environment import lines_chosen_by
        from tui_voter.letters import encoded, names_ascii

        encoding = "ascii" if names_ascii() else sys.stdout.encoding
        chosen_by = lines_chosen_by()
        line = (
            CHOSEN_BY.format(variable=chosen_by)
            if chosen_by
            else FIRST_LINE.format(command=linear_command())
        )
        os.write(sys.stdout.fileno(), encoded(f"{line}\n", encoding))


def linear_command() -> str:
    """What starts in the linear voice what was started now."""
    if "demo" not in sys.argv:
        return "tui-voter --linear"
    from tui_voter.contract.typed import demo_command

    return demo_command("--linear")


def main() -> int:
    have_streams()
    name_the_other_voice()
    from tui_voter.machine.hardening import leave_no_core

    leave_no_core()
    from tui_voter.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
