"""Forms of the activation, those with a captcha and a claim are in sight whole at 80 by 24."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.fullscreen.stage import Stage, on_stage
from tests.fullscreen.stories import Clock, link_form
from tests.walks import scripted, walked
from tests.ways import some
from tui_voter import messages
from tui_voter.audit.heard import present
from tui_voter.audit.record import Screen
from tui_voter.dialogue import (
    Action,
    CaptchaField,
    ChoiceField,
    Dialogue,
    Form,
    Heading,
    Menu,
    Option,
    PolicyLine,
    Role,
    SecretField,
)
from tui_voter.journeys.shared.parsing import one_of
from tui_voter.messages import gettext as _

pytestmark = pytest.mark.slow

IN_THE_LONGER_WORDS = pytest.mark.parametrize("language", some("fr", of=messages.LANGUAGES))
NAMED = Heading("Élections professionnelles 2026", "elections.academie.exemple")
LONG = "Combien de mots y a-t-il dans cette liste : pantalon, poire, mangue, rouge, manteau ?"
"""A question of two lines; demo and real portals have some."""
AID = ""
"""Whom to ask, in three lines."""
WARNED = NAMED._replace(
    warning="Portail d’essai, sur cet ordinateur : la connexion n’est pas chiffrée."
)
QUESTIONS = (
    "Quel a été votre premier concert ?",
    "Quel collègue était là pour vous lors de votre premier poste ?",
    "Quel livre de votre enfance avez-vous relu le plus souvent ?",
    "Quel plat avez-vous appris à cuisiner en premier ?",
    "Quel métier rêviez-vous de faire à dix ans ?",
    "Quel objet perdu regrettez-vous encore ?",
    "Où mène la promenade que vous préférez ?",
    "Quel surnom donniez-vous à un de vos professeurs ?",
)
"""As many as an election has."""


def with_captchas(screens: Iterable[Screen]) -> list[Form[object]]:
    """The forms with a captcha, as the journeys ask them."""
    return [
        form._replace(fields=[*others, captcha._replace(question=LONG, hint=AID)])
        for form in screens
        if isinstance(form, Form) and form.fields
        for *others, captcha in [form.fields]
        if isinstance(captcha, CaptchaField)
    ]


async def step_two(language: str) -> Form[object]:
    forms = with_captchas(await scripted(language))
    return next(form for form in forms if form.title == _("Create your password"))


def whole(stage: Stage) -> bool:
    """Whether the button is in sight, and nothing above it is scrolled away."""
    form = stage.form
    return not form.body.scroll_y and form.body.region.contains_region(form.button.region)


@pytest.mark.parametrize("typed", ["", "soleil", "Zeppelin-vert 47 girafes"])
@pytest.mark.parametrize("heading", [NAMED, WARNED], ids=["portal", "demo"])
@pytest.mark.parametrize("language", messages.LANGUAGES)
async def test_the_button_is_in_sight_without_a_scroll(
    language: str, heading: Heading, typed: str
) -> None:
    asked = await step_two(language)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(heading)
        await present(dialogue, asked)

    async with on_stage(journey) as stage:
        await stage.sees(asked.title, _("Your answer"))
        await stage.enter(typed)
        if typed:
            await stage.until(lambda: "—" not in stage.row(_("Strength")))
        assert whole(stage), stage.text
        await stage.press("enter")
        await stage.press("x", "enter")
        await stage.until(lambda: stage.form.boxes[0].has_class("-fault"))
        assert heading is WARNED or whole(stage), stage.text


@pytest.mark.parametrize("theme", ["visual", "accessible", "terminal"])
@pytest.mark.parametrize("language", messages.LANGUAGES)
async def test_a_password_refused_as_weak_keeps_its_strength_and_advice_in_sight(
    language: str, theme: str
) -> None:
    asked = await step_two(language)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(NAMED)
        await present(dialogue, asked)

    weak = "MotDePasse2026!"
    async with on_stage(journey, theme=theme) as stage:
        await stage.sees(asked.title, _("Your answer"))
        await stage.enter(weak)
        await stage.until(lambda: stage.form.boxes[0].has_class("-weak"))  # it is measured
        await stage.press("enter")
        await stage.until(lambda: stage.form.boxes[0].has_class("-fault"))
        refused = _("Too easy to guess.").partition("{")[0].strip()
        advice = _("Advice: {advice}").partition("{")[0].strip()
        await stage.sees(refused, _("Strength"), advice)
        assert whole(stage), stage.text
        await stage.press("ctrl+u", "x")
        await stage.until(lambda: not stage.form.boxes[0].has_class("-weak"))


@pytest.mark.parametrize("theme", ["visual", "accessible", "terminal"])
@IN_THE_LONGER_WORDS
async def test_every_form_with_a_captcha_has_its_button_in_sight(language: str, theme: str) -> None:
    forms = with_captchas(shown.screen for shown in await walked(language))
    assert len({form.title for form in forms}) > 3

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(WARNED)
        for form in forms:
            await present(dialogue, form)

    async with on_stage(journey, theme=theme) as stage:
        for form in forms:
            await stage.sees(form.title, _("Your answer"))
            assert whole(stage), stage.text
            await stage.until(lambda: stage.program.seen is stage.program.screen)
            await stage.press("escape")


@pytest.mark.parametrize("theme", ["visual", "accessible", "terminal"])
@IN_THE_LONGER_WORDS
async def test_the_challenge_question_is_in_sight_whole_and_says_how_to_choose(
    language: str, theme: str
) -> None:
    met = await walked(language)
    title = _("Choose your challenge question")
    forms = (shown.screen for shown in met if isinstance(shown.screen, Form))
    asked = next(form for form in forms if form.title == title)
    question, *others = asked.fields
    assert isinstance(question, ChoiceField)
    options = [Option(f"{n}", text) for n, text in enumerate(QUESTIONS)]
    chosen = one_of(question.name, {o.key: o for o in options}, _("Choose one."), _("none chosen"))
    question = question._replace(options=options, parse=chosen)
    form = asked._replace(fields=[question, *others])

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(WARNED)
        await present(dialogue, form)

    how = _("Arrows or space bar to choose.")
    async with on_stage(journey, theme=theme) as stage:
        await stage.sees(title, how, f"↑ ↓ {_('choose')}")
        assert whole(stage), stage.text
        await stage.press("enter")  # it may be one too many
        await stage.sees("Choose one.")
        assert "✗" not in stage.text
        assert stage.focused == "question"
        await stage.press("ctrl+s")
        await stage.until(lambda: stage.focused == "question" and "✗" in stage.text)
        assert f"✗ Choose one. {how}" in " ".join(stage.text.split())
        assert QUESTIONS[0] in stage.text
        await stage.press("space")
        assert f"(x) {QUESTIONS[0]}" in stage.text
        assert how not in stage.text
        await stage.press("enter")
        assert f"↑ ↓ {_('choose')}" not in stage.text
        assert whole(stage), stage.text


@pytest.mark.parametrize("theme", ["visual", "accessible", "terminal"])
@pytest.mark.parametrize("language", messages.LANGUAGES)
async def test_a_claim_has_its_button_in_sight(language: str, theme: str) -> None:
    forms = await scripted(language)
    title = _("Make a claim")
    asked = next(form for form in forms if form.title == title)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(WARNED)
        await present(dialogue, asked)

    async with on_stage(journey, theme=theme) as stage:
        await stage.sees(title)
        assert whole(stage), stage.text


@pytest.mark.parametrize("theme", ["visual", "terminal"])
async def test_all_answers_of_a_ballot_are_in_sight_the_blank_vote_too(theme: str) -> None:
    """Six lists, of two lines nearly all: none is to be out of sight because it comes last."""
    long = "« Liste numéro {n}, proche de vous » · Syndicat des écoles et des services"
    names = ["« Tous les métiers, un même cap »", *(long.format(n=n) for n in range(2, 7))]
    ballot = Menu(
        title="Comité social d’administration ministériel",
        text=[
            "6 listes, puis le vote blanc. Vous relirez votre choix avant de voter.",
        ],
        options=[
            *(Option(str(n), name) for n, name in enumerate(names)),
            Option("6", "Vote blanc"),
        ],
        actions=[Action("read", "Candidats", "lire", Role.READ)],
    )

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(WARNED._replace(countdown=Clock(700_000).block()))
        await dialogue.choose(ballot)

    async with on_stage(journey, theme=theme) as stage:
        await stage.sees("Comité social", "1  « Tous", "7  Vote blanc")


@pytest.mark.parametrize("theme", ["visual", "terminal"])
async def test_a_ballot_with_its_translations_is_in_sight_whole(theme: str) -> None:
    messages.use("en")
    long = "“Tous les métiers, un même cap {n}” · “All Trades, One Course” · Union"
    names = [*(long.format(n=n) for n in "12345"), "“Cap” · “Course” · Union"]
    ballot = Menu(
        title="Ministry social committee",
        text=["Official name, in French: Comité social d’administration ministériel"],
        options=[
            *(Option(str(n), name) for n, name in enumerate(names)),
            Option("6", "Vote blanc · Blank vote"),
        ],
        actions=[Action("read", "Candidates", "read", Role.READ)],
    )

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(WARNED._replace(countdown=Clock(700_000).block()))
        await dialogue.choose(ballot)

    async with on_stage(journey, theme=theme) as stage:
        await stage.sees("Ministry social", "1  “Tous", "6  “Cap”", "7  Vote blanc")


async def test_a_rule_that_need_not_be_met_bears_no_verdict() -> None:
    rules = [PolicyLine("7 mots", True), PolicyLine("un chiffre", None)]
    secret = SecretField(name="password", label="Mot de passe", rules=lambda _typed, _view: rules)

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.ask(link_form()._replace(fields=[secret]))

    async with on_stage(journey) as stage:
        await stage.sees("✓ 7 mots", "· un chiffre")


@pytest.mark.parametrize("language", messages.LANGUAGES)
async def test_the_footer_names_first_what_nothing_above_it_does(language: str) -> None:
    asked = await step_two(language)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(WARNED)
        await present(dialogue, asked)

    async with on_stage(journey) as stage:
        await stage.sees(asked.title)
        footer = stage.text.rpartition("─")[2]
        for key in (f"F2 {_('show or hide')}", f"Ctrl+P {_('propose a phrase')}"):
            assert key in footer
