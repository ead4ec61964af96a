"""``python -m tests.typing.program SEED COUNT FILE``: ask forms by chance, and write down what
each was submitted with."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from tests.fullscreen.program import put
from tests.typing.forms import all_forms, options_of
from tui_voter.conversation.filling import FormState
from tui_voter.dialogue import Answers, Dialogue, Field, Form, Heading, OpenField
from tui_voter.fullscreen.app import run
from tui_voter.secret import Secret

SUBMIT = FormState.submit


class Ask:
    """The journey."""

    def __init__(self, forms: Sequence[Form[Any]], seed: int, count: int, submitted: Path) -> None:
        self._forms = forms
        self._chance = Random(seed)  # noqa: S311 not a secret
        self._count = count
        self._file = submitted
        self._submitted = asyncio.Event()

    async def __call__(self, dialogue: Dialogue) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, self._give_up)
        self._watch()
        for number in range(self._count):
            form = self._chance.choice(self._forms)
            self._note(".asked", [(type(f).__name__, f.name, options_of(f)) for f in form.fields])
            self._submitted.clear()
            question = dialogue.ask(self._taking_anything(form))
            asked = await self._put(dialogue, question, f"Burst {number}.")
            await asyncio.wait(
                {asked, asyncio.ensure_future(self._submitted.wait())},
                return_when=asyncio.FIRST_COMPLETED,
            )
            asked.cancel()
            await asyncio.wait({asked})

    async def _put(
        self, dialogue: Dialogue, question: Awaitable[Any], name: str
    ) -> asyncio.Future[Any]:
        asked = await put(dialogue, question)
        dialogue.head(Heading(name))
        return asked

    def _give_up(self) -> None:
        """On to the next form: this one was not typed in one burst."""
        self._note("", {})
        self._submitted.set()

    def _taking_anything(self, form: Form[Any]) -> Form[Any]:
        async def take(answers: Answers) -> Answers:
            return answers

        fields = [_taking_anything(field) for field in form.fields]
        return form._replace(fields=fields, submit=take)

    def _watch(self) -> None:
        """Write down all answers with the submit, whether they are taken or not."""

        async def submit(state: FormState[Any]) -> Any:
            self._write(state)
            try:
                return await SUBMIT(state)
            finally:
                self._submitted.set()

        FormState.submit = submit  # type: ignore[method-assign, assignment]

    def _write(self, state: FormState[Any]) -> None:
        typed = {field.name: state[field.name] for field in state.form.fields}
        line = {n: t.reveal() if isinstance(t, Secret) else t for n, t in typed.items()}
        self._note("", line)

    def _note(self, kind: str, what: object) -> None:
        with self._file.with_suffix(kind).open("a") as file:
            file.write(json.dumps(what) + "\n")


def _taking_anything(field: Field[Any]) -> Field[Any]:
    """``field`` without what is wrong with its answers: a refused one ends what is typed."""
    parsed: dict[str, Any] = {"parse": str} if isinstance(field, OpenField) else {}
    return field._replace(check=None, **parsed)


def main() -> int:
    seed, count, file = sys.argv[1:]
    forms = asyncio.run(all_forms())  # before anything is shown: it takes its time

    async def journey(dialogue: Dialogue) -> None:
        await Ask(forms, int(seed), int(count), Path(file))(dialogue)

    return run(journey)


if __name__ == "__main__":
    sys.exit(main())
