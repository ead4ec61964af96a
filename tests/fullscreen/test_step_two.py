"""Forms of the activation, with a captcha or a claim, and ballots fit whole into 80 by 24."""

from collections.abc import Iterable
from typing import Any

import pytest

from tests.fullscreen.stage import Stage, on_stage
from tests.stories import READ, WARNING, Clock, menu
from tests.walks import activated_and_recovered, scripted
from tests.ways import some
from tui_voter import messages
from tui_voter.audit.record import Screen
from tui_voter.audit.rest import come_to_rest
from tui_voter.dialogue import CaptchaField, ChoiceField, Dialogue, Form, Heading, Option
from tui_voter.fullscreen.fields.base import LineBox
from tui_voter.fullscreen.screens.theme import LOOKS
from tui_voter.journeys.shared.parsing import one_of
from tui_voter.messages import gettext as _

pytestmark = pytest.mark.slow

IN_THE_LONGER_WORDS = pytest.mark.parametrize("language", some("fr", of=messages.LANGUAGES))
IN_EVERY_LOOK = pytest.mark.parametrize("theme", LOOKS)
NAMED = Heading("Élections professionnelles 2026", "elections.academie.exemple")
WARNED = NAMED._replace(warning=WARNING)
VOTING = WARNED._replace(countdown=Clock(700_000).block())
LONG = "Combien de mots y a-t-il dans cette liste : pantalon, poire, mangue, rouge, manteau ?"
"""A question of two lines; demo and real portals have some."""
QUESTIONS = [f"Quel collègue était là pour vous lors de votre {n}e poste ?" for n in range(2, 10)]
"""As many as an election has."""


def with_captchas(screens: Iterable[Screen]) -> list[Form[Any]]:
    """The forms with a captcha, as the journeys ask them."""
    return [
        form._replace(fields=[*others, captcha._replace(question=LONG, hint="")])
        for form in screens
        if isinstance(form, Form) and form.fields
        for *others, captcha in [form.fields]
        if isinstance(captcha, CaptchaField)
    ]


def titled(title: str, screens: Iterable[Screen]) -> Form[Any]:
    forms = (screen for screen in screens if isinstance(screen, Form))
    return next(form for form in forms if form.title == title)


def whole(stage: Stage) -> bool:
    """Whether the button is in sight, and nothing above it is scrolled away."""
    form = stage.form
    return not form.body.scroll_y and form.body.region.contains_region(form.button.region)


@IN_THE_LONGER_WORDS
async def test_steps_two_and_three_fit_whole_with_their_answers_in_one_column(
    language: str,
) -> None:
    """With the demo's way on below the button, too; on a large screen a password has a card, whose
    answers stand in the same column."""
    screens = await activated_and_recovered(language)
    for title in (_("Create your password"), _("Choose your challenge question")):
        asked = titled(title, [*with_captchas(screens), *screens])
        asked = asked._replace(actions=[*asked.actions, READ])
        async with on_stage(asked, heading=WARNED) as stage:
            for size in ((80, 24), (120, 40)):
                await stage.resize(*size)
                cards = size == (120, 40) and stage.form.has_class("-judging")
                await stage.until(lambda cards=cards: ("╭" in stage.text) is cards)  # type: ignore[misc]
                await come_to_rest(stage.form)
                assert not stage.form.body.max_scroll_y, stage.text
                lines = {box.line.region.x for box in stage.form.boxes if isinstance(box, LineBox)}
                below = {each.region.x for each in stage.form.query(".button, .rules, .meter")}
                assert len(lines | below) == 1, stage.text


@IN_EVERY_LOOK
@IN_THE_LONGER_WORDS
async def test_a_weak_password_keeps_its_strength_and_advice_in_sight(
    language: str, theme: str
) -> None:
    forms = with_captchas(await scripted(language))  # which is spoken from now on
    asked = titled(_("Create your password"), forms)
    async with on_stage(asked, heading=NAMED, theme=theme) as stage:
        await stage.sees(_("Create your password"), _("Your answer"))
        unmoved = stage.form.button.region
        await stage.enter("MotDePasse2026!")
        await stage.until(lambda: stage.form.boxes[0].has_class("-weak"))  # it is measured
        await come_to_rest(stage.form)
        assert theme == "accessible" or stage.form.button.region == unmoved, stage.text
        await stage.press("enter")
        await stage.until(lambda: stage.form.boxes[0].has_class("-fault"))
        advice = _("Advice: {advice}").partition("{")[0].strip()
        await stage.sees(_("Strength"), _("Too easy to guess."), advice)
        assert whole(stage), stage.text
        await stage.press("ctrl+u", "x")
        await stage.until(lambda: not stage.form.boxes[0].has_class("-weak"))


@IN_EVERY_LOOK
@IN_THE_LONGER_WORDS
async def test_forms_with_a_captcha_and_claims_have_their_button_in_sight(
    language: str, theme: str
) -> None:
    forms = with_captchas(await activated_and_recovered(language))
    assert len({form.title for form in forms}) > 3
    forms.append(titled(_("Make a claim"), await scripted(language)))

    async def journey(dialogue: Dialogue) -> None:
        for form in forms:
            await dialogue.ask(form)

    async with on_stage(journey, heading=WARNED, theme=theme) as stage:
        for form in forms:
            await stage.sees(form.title)
            assert whole(stage), stage.text
            await stage.until(lambda: stage.program.seen is stage.program.screen)
            await stage.press("escape")


@IN_EVERY_LOOK
@IN_THE_LONGER_WORDS
async def test_the_challenge_question_is_whole_and_says_how_to_choose(
    language: str, theme: str
) -> None:
    screens = await activated_and_recovered(language)
    title, how = _("Choose your challenge question"), _("Arrows or space bar to choose.")
    asked = titled(title, screens)
    question, *others = asked.fields
    assert isinstance(question, ChoiceField)
    options = [Option(f"{n}", text) for n, text in enumerate(QUESTIONS)]
    chosen = one_of(question.name, {o.key: o for o in options}, _("Choose one."), _("none chosen"))
    asked = asked._replace(fields=[question._replace(options=options, parse=chosen), *others])
    async with on_stage(asked, heading=WARNED, theme=theme) as stage:
        await stage.sees(title, how, f"↑ ↓ {_('choose')}")
        assert whole(stage), stage.text
        await stage.press("enter", sees="Choose one.")  # it may be one too many
        assert "✗" not in stage.text
        await stage.press("ctrl+s")
        await stage.until(lambda: stage.focused == "question" and "✗" in stage.text)
        assert f"✗ Choose one. {how}" in " ".join(stage.text.split())
        await stage.press("space")
        assert f"(x) {QUESTIONS[0]}" in stage.text
        assert how not in stage.text
        await stage.press("enter")
        assert f"↑ ↓ {_('choose')}" not in stage.text
        assert whole(stage), stage.text


SHORT = "« Tous les métiers, un même cap »"
NAMES = [f"« Liste numéro {n}, proche de vous » · Syndicat des écoles" for n in range(2, 7)]
IN_TWO = [f"“Tous les métiers, un même cap {n}” · “All Trades, One Course”" for n in range(1, 6)]
TOLD = "6 listes, puis le vote blanc. Vous relirez votre choix avant de voter."


@pytest.mark.parametrize("theme", ["visual", "terminal"])
@pytest.mark.parametrize(
    "names",
    [
        [SHORT, *(f"{name} et des services" for name in NAMES), "Vote blanc"],
        [*(f"{name} · Union" for name in IN_TWO), "“Cap” · “Course”", "Vote blanc · Blank vote"],
    ],
    ids=["two lines", "translated"],
)
async def test_all_answers_of_a_ballot_are_in_sight(names: list[str], theme: str) -> None:
    """None is to be out of sight because it comes last."""
    title = "Comité social d’administration ministériel"
    ballot = menu(*names, title=title, text=[TOLD], actions=[READ])
    async with on_stage(ballot, heading=VOTING, theme=theme) as stage:
        await stage.sees("Comité social", *(f"{n}  {names[n - 1][:6]}" for n in range(1, 8)))
