"""Where the voter stands again on the full screen, once they have come back from elsewhere."""

from __future__ import annotations

from typing import Final

import pytest

from tests.fullscreen import stories
from tests.fullscreen.stage import Heard, Stage, on_stage
from tui_voter import messages
from tui_voter.dialogue import (
    BACK,
    NO,
    YES,
    Action,
    Answers,
    Batch,
    Block,
    CaptchaField,
    Dialogue,
    Form,
    Left,
    Listing,
    Menu,
    Notice,
    Opened,
    Option,
    Page,
    Prose,
    Role,
    Row,
    TextField,
    Took,
)
from tui_voter.fullscreen.screens.question import QuestionScreen

READ = Action("read", "Lire la liste", "lire", Role.READ)
CHECK = Action("check", "Contrôler", "controler")
CAST: Final = "déposé"
ELSEWHERE: Final = Page(
    title="Ailleurs", key="elsewhere", blocks=[Prose("À lire.")], actions=[CHECK, READ]
)


async def submit(_answers: Answers) -> object:
    return CAST


def review() -> Form[object]:
    """As a journey makes it: anew each time."""
    return Form(
        title="Votre choix",
        key="choice",
        fields=[],
        submit=submit,
        submit_label="Déposer",
        busy="Dépôt…",
        actions=[READ, CHECK],
    )


async def reviewed(dialogue: Dialogue) -> object:
    while True:
        answer: object = await dialogue.ask(review())
        if not isinstance(answer, Left):
            return answer
        await dialogue.show(ELSEWHERE)


def stands_on(stage: Stage) -> str:
    """The line of what has the focus."""
    screen = stage.program.screen
    assert isinstance(screen, QuestionScreen)
    assert screen.cursor_spot is not None
    return stage.text.splitlines()[screen.cursor_spot.y].strip()


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (200, 50)])
@pytest.mark.parametrize(
    ("keys", "action"),
    [
        (["tab", "tab", "enter"], CHECK),
        (["tab", "enter"], READ),
        (["f7"], READ),
    ],
)
async def test_enter_behind_escape_does_again_what_led_away_and_casts_nothing(
    size: tuple[int, int], keys: list[str], action: Action
) -> None:
    heard = Heard(reviewed)
    async with on_stage(heard, size=size) as stage:
        for _time in range(2):
            await stage.press(*keys)
            await stage.sees("Ailleurs")
            await stage.press("escape")
            await stage.sees("Votre choix")
            assert action.label in stands_on(stage)
            await stage.press("enter")
            await stage.sees("Ailleurs")
            await stage.press("escape")
            await stage.sees("Votre choix")
            keys = ["enter"]
        await stage.press("shift+tab", *["shift+tab"] * (action is CHECK), "enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == CAST


async def test_a_page_is_left_and_met_again_at_the_same_action() -> None:
    async def journey(dialogue: Dialogue) -> Left:
        while (way := await dialogue.show(ELSEWHERE)) == Took(READ.name):
            await dialogue.browse(listing())
        return way

    heard = Heard(journey)
    async with on_stage(heard) as stage:
        await stage.press("tab", "enter")
        await stage.sees("Premier électeur")
        await stage.press("escape")
        await stage.sees("Ailleurs")
        assert READ.label in stands_on(stage)
        await stage.press("up", "down", "shift+tab", "enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Took(CHECK.name)


def listing() -> Listing:
    async def fetch(_search: str, _after: str) -> Batch:
        return Batch([Row("1", "Premier électeur"), Row("2", "Seconde électrice")])

    return Listing(
        title="Électeurs",
        key="voters",
        fetch=fetch,
        empty="",
        opens=stories.opened,
        actions=[READ, CHECK],
    )


@pytest.mark.parametrize("keys", [["down", "f7"], ["down", "tab", "enter"]])
async def test_the_row_or_the_button_that_had_the_focus_has_it_again(keys: list[str]) -> None:
    async def journey(dialogue: Dialogue) -> Opened | Left:
        while isinstance(way := await dialogue.browse(listing()), Took):
            await dialogue.show(ELSEWHERE)
        return way

    heard = Heard(journey)
    async with on_stage(heard) as stage:
        await stage.sees("Seconde électrice")
        await stage.press(*keys)
        await stage.sees("Ailleurs")
        await stage.press("escape")
        await stage.sees("Seconde électrice")
        if keys[-1] == "f7":
            await stage.press("enter")
            await stage.until(lambda: heard.ended)
            assert heard.answer == Opened("2")
        else:
            assert "Lire la liste" in stands_on(stage) or "Contrôler" in stands_on(stage)
            await stage.press("enter")
            await stage.sees("Ailleurs")


def menu(*, irrevocable: bool = False) -> Menu:
    return Menu(
        title="Votre vote",
        key="vote",
        options=[Option("1", "Première liste"), Option("2", "Seconde liste")],
        actions=[READ, CHECK],
        irrevocable=irrevocable,
    )


async def chosen_from(dialogue: Dialogue, *, irrevocable: bool = False) -> Opened | Left:
    while isinstance(way := await dialogue.choose(menu(irrevocable=irrevocable)), Took):
        await dialogue.show(ELSEWHERE)
    return way


async def test_a_menu_has_the_voter_where_they_stood_in_it() -> None:
    heard = Heard(chosen_from)
    async with on_stage(heard) as stage:
        await stage.press("down", "f7")
        await stage.sees("Ailleurs")
        await stage.press("escape")
        await stage.sees("› 2")
        await stage.press("tab", "tab", "enter")
        await stage.sees("Ailleurs")
        await stage.press("escape")
        await stage.sees("Votre vote")
        assert CHECK.label in stands_on(stage)
        await stage.press("up", "up", "enter")  # the arrows lead from the buttons to the options
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("1")


async def test_a_menu_that_nothing_was_chosen_in_has_nothing_chosen_again() -> None:
    heard = Heard(lambda dialogue: chosen_from(dialogue, irrevocable=True))
    async with on_stage(heard) as stage:
        await stage.press("f7")
        await stage.sees("Ailleurs")
        await stage.press("escape")
        await stage.sees("Votre vote")
        assert "›" not in stage.text
        await stage.press("enter")
        assert not heard.ended


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (200, 50)])
async def test_who_took_an_action_by_its_key_chooses_by_number_again(size: tuple[int, int]) -> None:
    heard = Heard(lambda dialogue: chosen_from(dialogue, irrevocable=True))
    async with on_stage(heard, size=size) as stage:
        await stage.press("f7")
        await stage.sees("Ailleurs")
        await stage.press("escape")
        await stage.sees("Votre vote")
        await stage.press("2")
        await stage.sees("› 2")
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("2")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Numbers work in the list only: the arrow keys lead there."),
        ("fr", "Les numéros ne servent que dans la liste\N{NO-BREAK SPACE}: les flèches y mènent."),
    ],
)
@pytest.mark.parametrize("asked", ["menu", "listing"])
async def test_a_number_on_a_button_does_nothing_and_says_so(
    language: str, told: str, asked: str
) -> None:
    messages.use(language)

    async def journey(dialogue: Dialogue) -> None:
        await (dialogue.choose(menu()) if asked == "menu" else dialogue.browse(listing()))

    async with on_stage(journey) as stage:
        await stage.sees("1")
        await stage.press("tab" if asked == "menu" else "shift+tab", "2")
        await stage.sees(told)
        assert "Contrôler" in stands_on(stage) or "Lire la liste" in stands_on(stage)
        await stage.press("up" if asked == "menu" else "down")
        assert told not in stage.text


async def test_the_search_has_the_focus_and_its_text_again() -> None:
    async def journey(dialogue: Dialogue) -> None:
        while True:
            await dialogue.browse(listing()._replace(search_label="Nom"))
            await dialogue.show(ELSEWHERE)

    async with on_stage(journey) as stage:
        await stage.sees("Seconde électrice")
        await stage.press("slash")
        await stage.enter("sec")
        await stage.press("f7")  # sooner than it is searched for
        await stage.sees("Ailleurs")
        await stage.press("escape")
        await stage.sees("Électeurs", "sec")
        await stage.enter("on")
        await stage.sees("secon")


LONG: Final[list[Block]] = [Prose(f"Ligne {number}.") for number in range(40)]
MAILBOX: Final = "Boîte de réception"


def mail(key: str = "mail") -> Page:
    return Page(title=MAILBOX, key=key, blocks=LONG, actions=[CHECK, READ])


async def test_who_looks_into_what_they_came_from_comes_back_to_their_field() -> None:
    """The mailbox that a visit began from is at hand in it: it is a way there, not the way back."""

    async def journey(dialogue: Dialogue) -> None:
        while await dialogue.show(mail("desk")) == Took(CHECK.name):
            while isinstance(await dialogue.ask(asks_for()), Took):
                await dialogue.show(mail())

    def asks_for() -> Form[object]:
        async def renew() -> str:
            return "Et cinq et un ?"

        return Form(
            title="Mot de passe oublié",
            key="forgotten",
            fields=[
                TextField(parse=str, name="who", label="Identifiant"),
                CaptchaField(
                    name="captcha", label="Captcha", question="Deux et deux ?", renew=renew
                ),
            ],
            submit=submit,
            submit_label="Recevoir un lien",
            busy="Envoi…",
            actions=[READ],
        )

    async with on_stage(journey) as stage:
        await stage.press("enter")
        await stage.sees("Mot de passe oublié")
        await stage.enter("ada@ecole.example")
        await stage.press("enter")
        await stage.enter("zz")
        for _time in range(2):
            await stage.press("f7")
            await stage.sees(MAILBOX)
            await stage.press("escape")
            await stage.sees("ada@ecole.example", "zz")
            assert stage.focused == "captcha"


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_what_came_of_an_act_is_met_at_its_title(size: tuple[int, int]) -> None:
    """As another phrase, where the voter asked for it below the one before."""

    async def journey(dialogue: Dialogue) -> None:
        for number in range(3):
            blocks = [Prose(f"Phrase {number}."), *LONG]
            await dialogue.show(ELSEWHERE._replace(key="", blocks=blocks, is_outcome=True))

    async with on_stage(journey, size=size) as stage:
        await stage.press("tab")
        await stage.until(lambda: in_sight(stage))
        await stage.press("enter")
        await stage.sees("Ailleurs", "Phrase 1.")
        for _frame in range(10):
            await stage.settle()
        assert "Phrase 1." in stage.text


async def test_who_went_on_by_the_usual_way_comes_back_to_it_too() -> None:
    async def journey(dialogue: Dialogue) -> None:
        while True:
            await dialogue.show(ELSEWHERE._replace(blocks=LONG))
            await dialogue.ask(review()._replace(title="Lien", actions=[]))

    async with on_stage(journey, size=(40, 12)) as stage:
        await stage.press("end")
        await stage.until(lambda: in_sight(stage))
        seen = stage.text
        await stage.press("enter")
        await stage.sees("Lien")
        await stage.press("escape")
        await stage.until(lambda: stage.text == seen)


async def test_a_page_without_the_action_that_led_on_shows_what_enter_does() -> None:
    async def journey(dialogue: Dialogue) -> None:
        page = mail()
        while True:
            await dialogue.show(page)
            await dialogue.ask(review()._replace(title="Lien", actions=[]))
            page = page._replace(actions=[CHECK, READ._replace(name="resume")])

    async with on_stage(journey) as stage:
        await stage.press("tab")
        await stage.until(lambda: in_sight(stage))
        await stage.press("enter")
        await stage.sees("Lien")
        await stage.press("escape")
        await stage.sees(MAILBOX)
        await stage.until(lambda: in_sight(stage))
        assert CHECK.label in stands_on(stage)


async def test_a_form_has_the_voter_in_the_field_where_they_were() -> None:
    async def journey(dialogue: Dialogue) -> object:
        while True:
            field = TextField(parse=str, name="one", label="Premier")
            two = TextField(parse=str, name="two", label="Second")
            form = Form(
                title="Saisie",
                key="form",
                fields=[field, two],
                submit=submit,
                submit_label="Envoyer",
                busy="Envoi…",
                actions=[READ],
            )
            left = await dialogue.ask(form)
            if not isinstance(left, Left) or left is BACK:
                return left
            await dialogue.show(ELSEWHERE)

    async with on_stage(Heard(journey)) as stage:
        await stage.press("tab")
        await stage.enter("abc")
        await stage.press("f7")
        await stage.sees("Ailleurs")
        await stage.press("escape")
        await stage.sees("Saisie", "abc")
        assert stage.focused == "two"


async def test_a_page_that_is_opened_anew_begins_where_it_always_does() -> None:
    """Whatever was chosen on the way back from it, it is as it was left."""

    async def journey(dialogue: Dialogue) -> None:
        while True:
            await dialogue.choose(menu())
            while await dialogue.show(ELSEWHERE) == Took(READ.name):
                asked = [Option(YES, "Oui"), Option(NO, "Non")]
                await dialogue.choose(Menu(title="Vraiment ?", options=asked))

    async with on_stage(Heard(journey)) as stage:
        for keys in (["enter"], ["escape"], ["down", "enter"]):  # yes, neither, no
            await stage.press("enter")
            await stage.sees("Ailleurs")
            assert CHECK.label in stands_on(stage)
            await stage.press("tab", "enter")
            await stage.sees("Vraiment")
            await stage.press(*keys)
            await stage.sees("Ailleurs")
            assert READ.label in stands_on(stage)
            await stage.press("escape")
            await stage.sees("Votre vote")


@pytest.mark.parametrize("way", [READ, READ._replace(role=Role.SAVE)], ids=["changed", "saved"])
async def test_who_has_done_something_stands_where_the_page_begins(way: Action) -> None:
    """Behind Esc they stand where they were: nothing has been done."""
    change = review()._replace(title="Téléphone", actions=[])
    page = ELSEWHERE._replace(actions=[CHECK, way])

    async def journey(dialogue: Dialogue) -> None:
        while await dialogue.show(page) == Took(way.name):
            await dialogue.ask(change)

    async with on_stage(Heard(journey)) as stage:
        for key, action in (("escape", way), ("enter", CHECK)):
            await stage.press("f7" if way is READ else "f4")
            await stage.sees("Téléphone")
            await stage.press(key)
            await stage.sees("Ailleurs")
            assert action.label in stands_on(stage)


async def test_who_went_further_than_an_act_stands_where_the_page_begins() -> None:
    change = review()._replace(title="Lien", actions=[])

    async def journey(dialogue: Dialogue) -> None:
        while await dialogue.show(ELSEWHERE) == Took(READ.name):
            await dialogue.ask(change)
            await dialogue.ask(change._replace(title="Code"))

    async with on_stage(Heard(journey)) as stage:
        await stage.press("tab", "enter")
        await stage.sees("Lien")
        await stage.press("enter")
        await stage.sees("Code")
        await stage.press("enter")
        await stage.sees("Ailleurs")
        assert CHECK.label in stands_on(stage)


async def test_a_ballot_is_cast_by_its_button_alone() -> None:
    """Ctrl+S, which sends what one fills in, is one slip away from Ctrl+D or Ctrl+A."""
    heard = Heard(reviewed)
    async with on_stage(heard) as stage:
        await stage.sees("Votre choix")
        await stage.press("ctrl+s")
        await stage.sees("Ctrl+S does nothing on this page.")
        assert not heard.ended
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
        assert heard.answer == CAST


def in_sight(stage: Stage) -> bool:
    """Whether what has the focus is, whole."""
    screen = stage.program.screen
    assert isinstance(screen, QuestionScreen)
    assert screen.focused is not None
    return screen.body.region.contains_region(screen.focused.region)


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (120, 40), (200, 50)])
@pytest.mark.parametrize("news", ["", "Le vote est ouvert. La notice est arrivée."])
async def test_what_has_the_focus_is_in_sight_where_one_comes_back(
    size: tuple[int, int], news: str
) -> None:
    """A journey makes its page anew, and what happened may have taken away what led there."""

    async def journey(dialogue: Dialogue) -> None:
        actions = [READ, CHECK]
        while True:
            page = Page(title="Boîte de réception", key="mail", blocks=LONG, actions=actions)
            if await dialogue.show(page) == Took(CHECK.name):
                await dialogue.choose(menu())
                if news:
                    dialogue.notify(Notice(news))
                    actions = [READ]

    async with on_stage(journey, size=size) as stage:
        await stage.press("tab")
        await stage.until(lambda: in_sight(stage))
        await stage.press("enter")
        await stage.sees("Votre vote")
        await stage.press("escape")
        await stage.sees("Ligne 39.", *news.split(". ")[:1])
        await stage.until(lambda: in_sight(stage))
        assert (READ if news else CHECK).label in stands_on(stage)
        await stage.resize(40, 13)
        await stage.until(lambda: in_sight(stage))
        await stage.press("pageup", "pageup")
        await stage.until(lambda: not in_sight(stage))  # one may read all the same


async def test_who_took_an_action_by_its_key_comes_back_to_what_they_read() -> None:
    async def journey(dialogue: Dialogue) -> None:
        while True:
            await dialogue.show(Page(title="Boîte", key="mail", blocks=LONG, actions=[CHECK, READ]))
            await dialogue.choose(menu())

    async with on_stage(journey) as stage:
        await stage.press("f7")
        await stage.sees("Votre vote")
        await stage.press("escape")
        await stage.sees("Boîte", "Ligne 0.")
        for _frame in range(10):
            await stage.settle()
        assert "Ligne 0." in stage.text
        assert stage.program.focused is not None
        assert stage.program.focused.name == CHECK.name  # Enter takes no button that is not seen


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (120, 40)])
async def test_what_enter_takes_is_in_sight_where_an_act_has_changed_the_page(
    size: tuple[int, int],
) -> None:
    async def journey(dialogue: Dialogue) -> None:
        actions = [CHECK, READ]
        while True:
            page = Page(title="Boîte de réception", key="mail", blocks=LONG, actions=actions)
            if await dialogue.show(page) == Took(READ.name):
                await dialogue.ask(review()._replace(title="Ouvrir le vote", actions=[]))
                dialogue.notify(Notice("Le vote est ouvert."))
                notice = Action("notice", "Lire la notice", "notice")
                actions = [notice, *actions]

    async with on_stage(journey, size=size) as stage:
        await stage.sees("Ligne 0.")
        await stage.press("f7")
        await stage.sees("Ouvrir le vote")
        await stage.press("enter")
        await stage.sees("Le vote est ouvert.", "Lire la notice")
        await stage.until(lambda: in_sight(stage))
        assert "Lire la notice" in stands_on(stage)
