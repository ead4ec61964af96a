"""Where the voter has been, and how they find a place when they come back to it.

Both voices keep one trail for the whole run, and hold to one rule: **a voter who comes back to a
place finds it as they left it.** They stand on the same field, option, row or action, with the same
search, at the same line, and what they typed is still there. If what they stood on is gone, or has
led to a form that was accepted, and so is done, they stand where the place begins, and see that. So
Enter never does anything but what is seen selected.

A place is a form, a menu, a listing or a page to which its journey has given a ``key``. One without
a key is begun anew each time, as a question is that must be read before it is answered.

A voter comes back by the way they went. A place that they leave by an option, a row or an action is
on the trail until they come back to it; then all that they opened from there is behind them, and
begins anew when it is opened again. A place is not on the trail once they have gone back from it,
or once it has accepted their answers.

A form begins with what its journey has put there. Only what was typed into a form outlasts going
back from it: it is kept until the form accepts it or the journey forgets it. A secret is kept only
while its step lasts: going back from a form erases the secrets in it, unless the form is one of
several numbered steps. The answer to a captcha is kept only while the same question is asked.

What is typed and not accepted, into an open form or into one that was left, is unsent: leaving
would lose it (:mod:`.leaving`).

All of it ends when a session begins or ends. In a shared room, the next voter finds none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from tui_voter.conversation.ways import Place
from tui_voter.dialogue import (
    BACK,
    CaptchaField,
    ChoiceField,
    Field,
    Form,
    Left,
    Listing,
    Menu,
    Opened,
    SecretField,
    Text,
    Typed,
    told,
)
from tui_voter.secret import Secret
from tui_voter.tuples import NamedTuple

T = TypeVar("T")
Said = TypeVar("Said", bound=Text)

Texts = Mapping[str, str | Secret]
"""What was typed, by the name of the field."""

NOTHING: Final[Texts] = {}


def untold(notices: Iterable[Said], place: Place) -> list[Said]:
    """Those of the ``notices`` that ``place`` does not say itself. Only a menu always says all of
    its text; what stands above a form or a listing is not said again to who has just heard it."""
    said = place.text if isinstance(place, Menu) else ()
    return [notice for notice in notices if told(notice) not in said]


class Stand(NamedTuple):
    """How the voter left a place."""

    at: str = ""
    """Where they stood: the name or key of a field, option, row or action; "" for none."""
    in_sight: bool = False
    """Whether that was in sight."""
    line: int = 0
    """The first line in sight."""
    search: str = ""
    """What they searched for."""
    typed: Typed | None = None
    """What they had typed into a form that they left without submitting it."""
    heard: Any = None
    """What a voice that speaks must know of what it has said there, to say only what has changed.
    """


AT_FIRST: Final = Stand()


class _Unsent(NamedTuple):
    """What is typed into a form that was left before it accepted it."""

    form: Form[Any]
    texts: Texts
    questions: Mapping[str, str]
    """The question of each captcha, by the name of the field."""

    def fits(self, field: Field[Any]) -> bool:
        """Whether what was typed is still an answer to what ``field`` asks."""
        if isinstance(field, CaptchaField):
            question = told(field.question)  # "" for one that has expired
            return bool(question) and question == self.questions[field.name]
        if isinstance(field, ChoiceField):
            return self.texts[field.name] in {option.key for option in field.options}
        return True


class Trail:
    """Where the voter has been in this session, or before it."""

    def __init__(self) -> None:
        self._left: dict[str, Stand] = {}
        """The places to which the voter may come back, by their keys, the latest last."""
        self._unsent: dict[str, _Unsent] = {}
        """What is typed into each form that was left, by its key."""
        self._put: dict[str, dict[str, str]] = {}
        """What each form begins with, by its key and the name of the field."""
        self._open: list[tuple[Place, Callable[[], bool]]] = []
        """The open places, the innermost last, and whether something is typed there."""
        self._running: dict[str, Callable[[], str]] = {}
        """What says how much time is left of each limit that runs wherever the voter is."""
        self._in_session = False

    # --- Coming and leaving -------------------------------------------------------------

    def come(self, place: Place) -> Stand | None:
        """The voter has come to ``place``. Returns how they left it if they have come back to it;
        None if they begin anew."""
        keys = [*self._left]
        if place.key not in keys:
            return None
        stand = self._left[place.key]
        for key in keys[keys.index(place.key) :]:
            del self._left[key]
        return stand

    @contextmanager
    def opened(self, place: Place, is_begun: Callable[[], bool]) -> Iterator[None]:
        """Within a ``with``, count ``place`` as open. ``is_begun`` says whether something is typed
        there that it has not accepted."""
        opened = place, is_begun
        self._open.append(opened)
        try:
            yield
        finally:
            self._open.remove(opened)

    def leave(self, place: Place, answer: object, stand: Stand) -> None:
        """The voter has left ``place``, as ``stand`` says, with this ``answer`` to the journey. One
        of a form that is no :data:`Left` has been accepted."""
        self._drop(place.key)
        if not isinstance(answer, Opened | Left):
            for key in [*self._left][-1:]:  # what led here is done
                self._left[key] = self._left[key]._replace(at="")
            return
        if not place.key:
            return
        if isinstance(place, Form) and stand.typed is not None:
            lasts = answer is not BACK or place.step is not None
            self._keep(place, stand.typed, with_secrets=lasts)
        if answer is not BACK:
            self._left[place.key] = stand

    def _keep(self, form: Form[Any], typed: Typed, *, with_secrets: bool) -> None:
        """Keep what was typed into ``form``, as far as it differs from what the form began
        with."""
        texts = edits(form, typed)
        if not with_secrets:
            texts = {name: text for name, text in texts.items() if isinstance(text, str)}
        if texts:
            captchas = (field for field in form.fields if isinstance(field, CaptchaField))
            questions = {field.name: told(field.question) for field in captchas}
            self._unsent[form.key] = _Unsent(form, texts, questions)

    def session(self, *, is_open: bool) -> None:
        """Forget everything if a session has begun or ended."""
        if is_open is not self._in_session:
            for kept in (self._left, self._unsent, self._put, self._running):
                kept.clear()
        self._in_session = is_open

    # --- What is typed ------------------------------------------------------------------

    def put(self, key: str, field: str, text: str) -> None:
        """Let the form of this ``key`` begin with ``text`` in this field, in place of what is
        typed there."""
        self._put.setdefault(key, {})[field] = text
        if (unsent := self._unsent.pop(key, None)) is None:
            return
        texts = {name: typed for name, typed in unsent.texts.items() if name != field}
        if texts:
            self._unsent[key] = unsent._replace(texts=texts)

    def prepared(self, form: Form[T]) -> Form[T]:
        """``form`` with what was put into it."""
        put = self._put.get(form.key, {})
        fields = [f._replace(value=put[f.name]) if f.name in put else f for f in form.fields]
        return form._replace(fields=fields) if put else form

    def texts(self, form: Form[Any]) -> Texts:
        """What the voter has typed into ``form``, by the name of the field."""
        unsent = self._unsent.get(form.key)
        if unsent is None:
            return NOTHING
        kept = {field.name: field for field in form.fields if field.name in unsent.texts}
        return {name: unsent.texts[name] for name, field in kept.items() if unsent.fits(field)}

    def typed(self, key: str) -> Typed:
        """What is typed into the form of this ``key``, as far as it is not yet accepted."""
        return Typed(self._unsent[key].texts if key in self._unsent else NOTHING)

    def forget(self, key: str) -> None:
        """Let the place of this ``key`` begin anew, without what was typed or put there."""
        self._drop(key)
        self._put.pop(key, None)

    def _drop(self, key: str) -> None:
        """Let the place of this ``key`` begin anew, with what was put there."""
        self._left.pop(key, None)
        self._unsent.pop(key, None)

    def unsent(self) -> Sequence[Form[Any]]:
        """The forms that hold something typed that they have not accepted: first those that are
        open, then those that were left, the latest first."""
        opened = [place for place, is_begun in reversed(self._open) if is_begun()]
        keys = {place.key for place, _is_begun in self._open}
        left = [self._unsent[key].form for key in reversed(self._unsent) if key not in keys]
        return [*(place for place in opened if isinstance(place, Form)), *left]

    # --- The limits that run ------------------------------------------------------------

    def run(self, name: str, time_left: Callable[[], str]) -> None:
        """Tell this limit wherever the voter is, in place of an earlier one of this ``name``."""
        self._running[name] = time_left

    def limits(self) -> Sequence[str]:
        """A sentence on each limit that runs: of the open places, the innermost first, as a place
        that stands over another does not stop its time; then those that run everywhere."""
        places = (place for place, _is_begun in reversed(self._open))
        own = [place.time_left() for place in places if not isinstance(place, Listing)]
        everywhere = (time_left() for time_left in self._running.values())
        return [*dict.fromkeys(filter(None, [*own, *everywhere]))]


def edits(form: Form[Any], typed: Typed) -> Texts:
    """What was typed into ``form``, by the name of the field, as far as it differs from what the
    form began with. Blanks alone are nothing."""
    texts: dict[str, str | Secret] = {}
    for field in form.fields:
        hides = isinstance(field, SecretField)
        text = typed.secret(field.name) if hides else typed.text(field.name)
        if _differs(text, field.at_first()):
            texts[field.name] = text
    return texts


def _differs(text: str | Secret, first: str | Secret) -> bool:
    if isinstance(text, str) and isinstance(first, str):
        return text.strip() != first.strip()
    return text != first
