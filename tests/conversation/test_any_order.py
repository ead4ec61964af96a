"""Random events upon a form: what must hold whatever the voter and the portal do."""

from __future__ import annotations

from hypothesis import event as note
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conversation.booking import SHORT, Booking
from tests.conversation.test_table import STATES
from tui_voter.conversation.checking import Answer
from tui_voter.dialogue import SecretField
from tui_voter.secret import Secret

TEXTS = {
    "name": ["", "Ada", "A1"],
    "question": ["", "q1", "q2"],
    "answer": ["", "abc", "soup", "SOUP", "stew"],
    "again": ["", "soup", "stew"],
    "captcha": ["", "1"],
}
SUBMITS = ["", "refuse", "refuse again", "wrong", "wait", "busy", "spend", "end", "correct again"]
EVENTS = [
    *(f"{how} {n} {text}" for how in ("type", "take") for n in TEXTS for text in TEXTS[n]),
    *(f"enter {name}" for name in TEXTS),
    *(f"submit {end}" for end in SUBMITS),
    *(f"{work} {end}" for work in ("renew", "compute", "propose") for end in ("", "fail")),
    "expire",
    "back",
    "leave",
    "forget",
]


class Watched(Booking):
    """A booking whose events are held against what must hold after each of them."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: dict[str, Answer] = {name: self.filling[name] for name in TEXTS}
        """What a voice has to show: what was typed into it, or named to it as changed."""
        self._known_wrong: set[str] = set()

    async def play_one(self, event: str) -> None:
        self.changed.clear()
        sent = len(self.sent)
        came = await self.act(event)
        kind, name, *words = f"{event} ".split(" ")
        if kind in ("type", "take"):
            self._texts[name] = Secret(words[0]) if name in ("answer", "again") else words[0]
        # A voice that is told one answer after the other shows none: it asks for what stands there.
        asks = kind in ("take", "forget")
        for each in TEXTS if asks else self.changed:
            self._texts[each] = self.filling[each]
        assert {each: self.filling[each] for each in TEXTS} == self._texts
        self._hold_whatever_came()
        if kind in ("enter", "take"):
            self._hold_after_enter(name, came)
        if kind == "leave":
            assert not any(self.filling.is_refused(n) for n in ("answer", "again") if n in came)
        if len(self.sent) > sent:
            self._hold_what_was_sent(event)

    def _hold_whatever_came(self) -> None:
        filling = self.filling
        faulty = {name for name in TEXTS if filling.errors(name)}
        assert faulty <= filling.wrong <= TEXTS.keys()
        assert [*filling.wanted] == [name for name in TEXTS if name in filling.wanted]
        for field in filling.form.fields:
            about = {error.field for error in filling.errors(field.name)}
            assert about <= {field.name, *filling.repeats}
            kept, typed = filling.kept(field.name), filling[field.name]
            if kept and isinstance(field, SecretField) and filling.is_refused(field.name):
                assert kept != typed

    def _hold_after_enter(self, name: str, came: str) -> None:
        if came.startswith(">"):
            assert came == f"> {self.filling.after(name) or 'button'}"
            assert name not in self.filling.wanted
        else:
            goes_to, _, error = came.partition(": ")
            stands = [each.text for each in self.filling.errors(goes_to)]
            assert stands or not self.filling[name]  # what an empty field wants is no error
            assert name in self.filling.wanted
            assert error

    def _hold_what_was_sent(self, event: str) -> None:
        sent = self.sent[-1]
        answer = sent["answer"].casefold()
        assert sent["name"].isalpha()
        assert len(answer) >= SHORT
        assert answer not in self._known_wrong
        assert self._texts["again"] in (self._texts["answer"], Secret(answer))
        if event == "submit wrong":
            self._known_wrong.add(answer)
        note(event)


@given(st.sampled_from([*STATES.values()]), st.lists(st.sampled_from(EVENTS), max_size=25))
@settings(max_examples=2000, deadline=None, print_blob=True)
async def test_what_always_holds(state: str, events: list[str]) -> None:
    booking = Watched()
    for event in filter(None, [*state.split("; "), *events]):
        await booking.play_one(event)
