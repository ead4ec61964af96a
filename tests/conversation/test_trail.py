"""Where the voter comes back to, and what they find there."""

import re
from collections.abc import Sequence
from typing import Any, Final

import pytest

from tui_voter.conversation.trail import Stand, Texts, Trail, untold
from tui_voter.conversation.ways import Place
from tui_voter.dialogue import (
    BACK,
    Answers,
    Batch,
    CaptchaField,
    ChoiceField,
    Dictation,
    Field,
    Form,
    Listing,
    Menu,
    Opened,
    Option,
    Page,
    SecretField,
    Step,
    TextField,
    Took,
    Typed,
)
from tui_voter.secret import Secret

ACCEPTED: Final = "what submit returned"
WAYS: dict[str, object] = {">": Opened("row"), "+": Took("action"), "-": BACK, "!": ACCEPTED}


async def fetch(_search: str, _after: str) -> Batch:
    return Batch([])


async def submit(answers: Answers) -> Answers:
    return answers


async def renew() -> str:
    return "And now?"


def place(key: str) -> Place:
    """A place of the kind that its key names."""
    kind = key.rstrip("0123456789")
    if kind == "menu":
        return Menu(title=key, key=key, options=[])
    if kind == "list":
        return Listing(title=key, key=key, fetch=fetch, empty="")
    if kind == "page":
        return Page(title=key, key=key, blocks=[])
    return Form(title=key, key=key, fields=[], submit=submit, busy="")


@pytest.mark.parametrize(
    "walk",
    [
        # By the way that the voter went, each place is as they left it.
        *("menu> list> page- list* menu*", "menu> list> page+ form! page~ list* menu*"),
        "page+ page2+ page3- page2* page*",
        # An action leads back, and is done once a form has been accepted.
        *("page+ form- page*", "page+ form! page~", "page+ form! form2! page~"),
        *("menu> page+ form! page~ menu*", "form+ page- form*"),
        # What was opened from a place begins anew when it is opened again.
        "menu> list> page- list*> page- list*",
        "menu> list> page+ form- page*- list*- menu*> list> page",
        *("list> page+ form! list*> page", "list> page+ form! page~+ form- page*- list*"),
        # A place that the voter went back from, or whose answers were accepted, begins anew.
        *("menu> list- menu*> list", "form! form", "form- form"),
        # Another place of the same kind is another place.
        *("menu> page+ page2+ page* menu*", "list> page+ form+ page2- form* page*"),
    ],
)
def test_a_place_is_found_as_it_was_left_by_who_comes_back_by_the_way_they_went(walk: str) -> None:
    """A visit is a place; ``*`` if the voter has come back to it, ``~`` if they do not stand on
    what led away; and how they leave it."""
    trail = Trail()
    for number, (key, back, way) in enumerate(re.findall(r"(\w+)([*~]?)([>+!-]?)", walk)):
        stand = trail.come(place(key))
        assert (stand is not None) is bool(back), f"visit {number}, to {key}"
        assert stand is None or stand.at == (f"where {key} was left" if back == "*" else "")
        if way:
            trail.leave(place(key), WAYS[way], Stand(at=f"where {key} was left"))


# --- What is typed ----------------------------------------------------------------------

NAME = TextField(name="name", label="Name", parse=str, value="Ada")
CODE = SecretField(name="code", label="Code")


def form(*fields: Field[Any], step: int = 0, key: str = "form") -> Form[Answers]:
    of_steps = Step(step, "abcd") if step else None
    return Form(title="Join", key=key, fields=fields, submit=submit, busy="", step=of_steps)


def left(asked: Form[Answers], answer: object, **typed: str | Secret) -> Trail:
    trail = Trail()
    trail.leave(asked, answer, Stand(typed=Typed(typed)))
    return trail


def unsent(trail: Trail) -> list[str]:
    return [form.title for form in trail.unsent()]


BOTH: Texts = {"name": "Eve", "code": Secret("1")}
OPEN: Texts = {"name": "Eve"}
NONE: Texts = {}


@pytest.mark.parametrize(
    ("step", "answer", "kept"),
    [
        *((0, Took("look"), BOTH), (0, BACK, OPEN), (0, ACCEPTED, NONE), (2, Took("look"), BOTH)),
        *((2, BACK, BOTH), (2, ACCEPTED, NONE)),
    ],
    ids=[f"{kind} {end}" for kind in ("form", "step") for end in ("aside", "back", "accepted")],
)
def test_what_is_typed_is_kept_until_it_is_accepted_and_a_secret_while_its_step_lasts(
    step: int, answer: object, kept: Texts
) -> None:
    asked = form(NAME, CODE, step=step)
    trail = left(asked, answer, **BOTH)
    assert trail.texts(asked) == kept
    assert unsent(trail) == (["Join"] if kept else [])


def captcha(question: str) -> Form[Answers]:
    return form(CaptchaField(name="captcha", label="Captcha", question=question, renew=renew))


def seat(*keys: str) -> Form[Answers]:
    options = [Option(key, key) for key in keys]
    return form(ChoiceField(name="seat", label="Seat", options=options, parse=str))


@pytest.mark.parametrize(
    ("before", "now", "typed", "kept"),
    [
        # What the voter has changed, and is still asked.
        (form(NAME), form(NAME), {"name": "Ada"}, NONE),  # it stood there at first
        (form(NAME), form(NAME), {"name": " Ada "}, NONE),
        (form(NAME), form(NAME), {"name": ""}, {"name": ""}),  # the voter has emptied the field
        (form(CODE), form(CODE), {"code": Secret()}, NONE),
        (form(CODE), form(CODE), {"code": Secret("1")}, {"code": Secret("1")}),
        (form(NAME, CODE), form(NAME), BOTH, OPEN),
        # The answer to a captcha with its question, and an option that is still there.
        (captcha("1 + 1?"), captcha("1 + 1?"), {"captcha": "2"}, {"captcha": "2"}),
        (captcha("1 + 1?"), captcha("2 + 2?"), {"captcha": "2"}, NONE),
        (captcha(""), captcha(""), {"captcha": "2"}, NONE),
        (seat("left", "right"), seat("left"), {"seat": "left"}, {"seat": "left"}),
        (seat("left", "right"), seat("right"), {"seat": "left"}, NONE),
    ],
)
def test_what_is_kept(before: Form[Answers], now: Form[Answers], typed: Texts, kept: Texts) -> None:
    assert left(before, Took("look"), **typed).texts(now) == kept


def test_what_is_unsent_the_latest_first() -> None:
    trail = Trail()
    for key, name in (("one", "Eve"), ("two", "Eve"), ("three", "Eve"), ("three", "Ada")):
        asked = form(NAME, key=key)._replace(title=key)
        trail.leave(asked, BACK, Stand(typed=Typed({"name": name})))
    assert unsent(trail) == ["two", "one"]  # what was typed into the third was taken back
    trail.leave(form(CODE), Took("look"), Stand(typed=Typed({"code": Secret("1")})))
    assert unsent(trail) == ["Join", "two", "one"]


@pytest.mark.parametrize("begun", [False, True])
def test_of_an_open_form_it_counts_what_stands_there_now(begun: bool) -> None:
    asked = form(NAME)
    trail = left(asked, Took("look"), name="Eve")
    with trail.opened(asked, lambda: begun):
        assert unsent(trail) == ["Join"] * begun
    assert unsent(trail) == ["Join"]


def test_open_forms_come_before_those_that_were_left_the_innermost_first() -> None:
    outer, inner, page = (form(NAME, key=key)._replace(title=key) for key in ("one", "two", ""))
    trail = left(form(NAME, key="left"), BACK, name="Eve")
    with (
        trail.opened(outer, lambda: True),
        trail.opened(page, lambda: False),
        trail.opened(inner, lambda: True),
    ):
        assert unsent(trail) == ["two", "one", "Join"]


def test_a_journey_reads_and_forgets_what_is_typed() -> None:
    trail = left(form(NAME), Took("look"), name="Eve")
    assert trail.typed("form").text("name") == "Eve"
    assert trail.typed("another").text("name") == ""
    trail.forget("form")
    assert trail.typed("form").text("name") == ""
    assert trail.come(form(NAME)) is None


def test_a_form_begins_with_what_its_journey_puts_there() -> None:
    """It takes the place of what was typed, is not the voter's work, and stays until it is
    forgotten or a session begins."""
    trail = left(form(NAME, CODE), Took("look"), name="Eve", code=Secret("1"))
    for key, field, text in (("form", "name", "Bo"), ("another", "name", "Eve")):
        trail.put(key, field, text)
    assert trail.texts(form(NAME, CODE)) == {"code": Secret("1")}
    trail.put("form", "code", "2")
    assert unsent(trail) == []

    def begins_with() -> str | Secret:
        return trail.prepared(form(NAME)).fields[0].at_first()

    trail.leave(form(NAME), ACCEPTED, Stand())
    assert begins_with() == "Bo"
    trail.forget("form")
    assert begins_with() == "Ada"
    trail.put("form", "name", "Bo")
    trail.session(is_open=True)
    assert begins_with() == "Ada"


@pytest.mark.parametrize("sessions", [[True], [True, False]], ids=["begins", "ends"])
def test_nothing_is_kept_when_a_session_begins_or_ends(sessions: Sequence[bool]) -> None:
    trail, stand = Trail(), Stand("name", in_sight=True, typed=Typed(OPEN))
    *before, last = sessions
    for is_open in before:
        trail.session(is_open=is_open)
    trail.leave(form(NAME), Took("look"), stand)
    for is_open in before:
        trail.session(is_open=is_open)  # a new heading of the same session
    assert unsent(trail) == ["Join"]
    trail.session(is_open=last)
    assert (trail.come(form(NAME)), trail.texts(form(NAME)), unsent(trail)) == (None, NONE, [])
    trail.leave(form(NAME), Took("look"), stand)
    assert trail.come(form(NAME)) == stand
    trail.leave(form(NAME, key=""), Took("look"), stand)  # without a key, it is begun anew
    assert trail.come(form(NAME, key="")) is None


def test_what_a_menu_says_itself_is_not_told_before_it_as_well() -> None:
    """A form may not say again what it has said before."""
    left, saved = "Encore 4 bulletins à déposer.", "Reçu enregistré."
    board = Menu(title="Mes bulletins", options=[], text=[Dictation([]), left])
    assert untold([left, saved], board) == [saved]
    assert untold([left, saved], form(NAME)._replace(intro=[left])) == [left, saved]
