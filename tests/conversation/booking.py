"""A form with a field of each kind, whose checks, submits and captchas do what a test says."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final

from tui_voter.conversation.checking import Answer
from tui_voter.conversation.filling import Filling
from tui_voter.conversation.trail import NOTHING, Texts
from tui_voter.dialogue import (
    NO,
    SEND,
    Action,
    Answers,
    CaptchaField,
    ChoiceField,
    Correct,
    Dialogue,
    Field,
    FieldError,
    Form,
    LongTextField,
    Menu,
    Opened,
    Option,
    Refused,
    Role,
    SecretField,
    TextField,
)
from tui_voter.secret import Secret

SHORT = 4
"""Letters of the shortest secret that is accepted."""
FIELDS: Final = ("name", "question", "answer", "again", "captcha")
HIDDEN: Final = ("answer", "again")
MAIL: Final = Action("mail", "Have it mailed", "mail", Role.MAIL)
SENTENCES: Final = (
    *("A name, please.", "Letters only.", "Not this name.", "An answer, please.", "Too short."),
    *("Known.", "Wrong answer.", "Not the same.", "Not this one.", "Not this question."),
    *("Answer it, please.", "No other question.", "Not computed.", "Wrong number."),
    *("Not these notes.", "Wait.", "Busy.", "Too late."),
)
"""All that can be wrong with a booking."""


class Booking:
    """A form with the fields of these ``names``. Its next act does ``next``; a submit that is to
    ``confirm`` asks through ``dialogue``."""

    def __init__(
        self,
        names: Sequence[str] = FIELDS,
        *,
        can_go_back: bool = True,
        actions: Sequence[Action] = (),
    ) -> None:
        self.next = "accept"
        self.dialogue: Dialogue | None = None
        self.sent: list[dict[str, str]] = []
        """What was submitted, in plain text."""
        self.changed: list[str] = []
        """The fields that the core named as changed."""
        self.is_slow = False
        """Whether a submit waits until it is ``released``."""
        self.released = asyncio.Event()
        self.expired = False
        self.numbers = 1
        """How many questions the captcha has asked."""
        fields: Sequence[Field[Any]] = (
            TextField(name="name", label="Name", parse=_name),
            ChoiceField(
                name="question",
                label="Question",
                options=[Option("q1", "1?"), Option("q2", "2?")],
                parse=str,
            ),
            SecretField(
                name="answer",
                label="Answer",
                question_field="question",
                normalise=str.casefold,
                check=_long_enough,
                propose=self._propose,
            ),
            SecretField(
                name="again", label="Again", repeats="answer", normalise=str.casefold, check=_same
            ),
            LongTextField(name="notes", label="Notes"),
            CaptchaField(
                name="captcha",
                label="Captcha",
                question=self._question,
                renew=self._renew,
                compute=self._compute,
                check=_given,
            ),
        )
        self.form = Form(
            title="Booking",
            key="booking",
            fields=[field for field in fields if field.name in names],
            submit=self._submit,
            submit_label="Book",
            busy="Booking…",
            actions=actions,
            can_go_back=can_go_back,
        )
        self.begin()

    def begin(self, earlier: Texts = NOTHING) -> None:
        """Open the form, where ``earlier`` is what the voter had typed."""
        self.filling = Filling(self.form, earlier, changed=self.changed.append)

    def _question(self) -> str:
        return "" if self.expired else f"Number {self.numbers}?"

    async def _renew(self) -> str:
        if self.next == "fail":
            raise Refused(FieldError("captcha", "No other question.", "none"))
        self.expired = False
        self.numbers += 1
        return f"Number {self.numbers}?"

    async def _compute(self, tell: Callable[[float], None]) -> str:
        tell(0)
        if self.next == "fail":
            raise Refused(FieldError("captcha", "Not computed.", "not computed"))
        return f"computed {self.numbers}"

    async def _propose(self) -> Secret:
        return Secret("" if self.next == "fail" else "four plain words")

    async def _submit(self, answers: Answers) -> str:
        names = ("name", "question", "notes", "captcha")
        sent = {name: answers.typed.text(name) for name in names}
        self.sent.append(sent | {"answer": answers.typed.secret("answer").reveal()})
        if self.is_slow:
            await self.released.wait()
        error = {
            "refuse": FieldError("name", "Not this name.", "not this name"),
            "refuse question": FieldError("question", "Not this question.", "not this question"),
            "refuse again": FieldError("again", "Not this one.", "not this one"),
            "refuse notes": FieldError("notes", "Not these notes.", "not these notes"),
            "wrong": FieldError("answer", "Wrong answer.", "wrong answer"),
            "wait": FieldError("", "Wait.", "wait"),
            "busy": FieldError("", "Busy.", "busy"),
            "end": FieldError("", "Too late.", "too late"),
            "spend": FieldError("captcha", "Wrong number.", "wrong number"),
        }.get(self.next)
        if error is not None:
            raise Refused(
                error,
                questions={"captcha": await self._renew()} if self.next == "spend" else {},
                ends=self.next == "end",
                again=FieldError("answer", "Known.", "known") if self.next == "wrong" else None,
                rate_limited_field="answer" if self.next == "wait" else "",
            )
        if self.next.startswith("correct"):
            raise Correct(self.next.removeprefix("correct").strip())
        if self.next.startswith("confirm"):
            await self._confirm()
        return "booked"

    async def _confirm(self) -> None:
        assert self.dialogue is not None
        menu = Menu(title="Sure?", options=self.decisions, irrevocable=True)
        chosen = await self.dialogue.choose(menu)
        if chosen != Opened(SEND):
            wanted = chosen.key if isinstance(chosen, Opened) else NO
            raise Correct("" if wanted == NO else wanted)

    @property
    def decisions(self) -> Sequence[Option]:
        """What a submit that asks for a confirmation offers."""
        fields = (Option(field.name, f"Change: {field.label}") for field in self.form.fields)
        return [Option(SEND, "Send it"), Option(NO, "Not yet"), *fields]

    async def act(self, event: str) -> str:
        """What comes of an event: "enter name", "type name Ada", "submit busy", "leave"."""
        filling, (kind, *words) = self.filling, event.split(" ")
        rest = " ".join(words)
        match kind:
            case "type" | "take":
                name, _, text = rest.partition(" ")
                answer: Answer = Secret(text) if name in ("answer", "again") else text
                if kind == "type":
                    filling.type(name, answer)
                    return ""
                entered = filling.take(name, answer)
            case "enter":
                entered = filling.enter(rest)
            case "expire":
                self.expired = True
                return ""
            case "back":
                return f"{filling.go_back((*filling.wanted, 'captcha')[0])}"
            case "leave":
                left = filling.leave()
                shown = {n: left.text(n) for n in ("name", "question", "captcha")}
                hidden = {n: left.secret(n).reveal() for n in ("answer", "again")}
                return ",".join(name for name, text in (shown | hidden).items() if text)
            case _:
                self.next = rest or "accept"
                return await self._wait_for(kind)
        if entered.error is None:
            return f"> {entered.goes_to or 'button'}"
        return f"{entered.goes_to}: {entered.error.text}"

    async def _wait_for(self, kind: str) -> str:
        match kind:
            case "submit":
                try:
                    return await self.filling.submit()
                except Refused as refused:
                    return " ".join(error.text for error in refused.errors)
                except Correct as wanted:
                    return f"correct {wanted.name or 'the form'}"
            case "renew":
                return f"{await self.filling.renew('captcha')}"
            case "compute":
                return f"{await self.filling.compute('captcha', lambda _share: None)}"
        raise ValueError(kind)

    async def play(self, events: str) -> None:
        for event in filter(None, events.split("; ")):
            await self.act(event)

    @property
    def shown(self) -> str:
        """What is wrong, and where it is shown."""
        filling = self.filling
        shown = {field.name: filling.errors(field.name) for field in filling.form.fields}
        shown[""] = filling.trouble
        return "; ".join(
            f"{name or 'form'}: {' '.join(error.text for error in errors)}"
            for name, errors in shown.items()
            if errors
        )


def _name(text: str) -> str:
    if not text:
        raise Refused(FieldError("name", "A name, please.", "missing"))
    if not text.isalpha():
        raise Refused(FieldError("name", "Letters only.", "letters only"))
    return text


def _long_enough(answer: Secret, _answers: Answers) -> None:
    if not answer:
        raise Refused(FieldError("answer", "An answer, please.", "missing"))
    if len(answer) < SHORT:
        raise Refused(FieldError("answer", "Too short.", "too short"))


def _same(again: Secret, answers: Answers) -> None:
    if again.reveal().casefold() != answers.typed.secret("answer").reveal().casefold():
        raise Refused(FieldError("again", "Not the same.", "different"))


def _given(answer: str, _answers: Answers) -> None:
    if not answer:
        raise Refused(FieldError("captcha", "Answer it, please.", "missing"))
