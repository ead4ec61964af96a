"""The player of a script plays any journey, and says clearly where a script is wrong."""

from collections.abc import Awaitable, Callable

import pytest

from tests.linear.stage import ANSWER, PASSWORD, activation, link_form, menu
from tests.stories import LINK
from tui_voter.audit.player import Disagreement, Reply, choose, fill, leave, play, quit_, take
from tui_voter.dialogue import Dialogue, Took

Journey = Callable[[Dialogue], Awaitable[object]]


async def link_only(dialogue: Dialogue) -> None:
    await dialogue.ask(link_form())


def solve(question: str) -> str:
    return "7294" if "sept, deux, neuf, quatre" in question else ""


async def test_it_plays_the_whole_journey_and_keeps_what_was_said() -> None:
    said = await play(
        activation,
        fill(link="court"),
        fill(link=f"Bonjour, {LINK} merci"),
        fill(password="court", captcha="7294"),
        fill(password=PASSWORD, captcha="1"),
        fill(captcha=solve, renew="captcha"),
        fill(question="2", answer=ANSWER),
        take("countdown"),
        take("out"),
    )
    assert said.shorts == ["lien incomplet", "5 sur 12", "captcha inexact"]
    assert said.notices == ["Un mail vous le confirme."]
    assert said.titles[-1] == "Je vote"
    assert said.headings[-1].host == "portail.exemple.fr"
    assert "se devinerait en 3 siècles" in said.said
    assert sum("Recopiez" in text for text in said.said) == 3
    assert PASSWORD not in "".join(said.said)
    assert not said.was_quit


async def test_leaving_and_quitting() -> None:
    left: list[object] = []

    async def journey(dialogue: Dialogue) -> None:
        left.append(await dialogue.ask(link_form()._replace(key="link")))
        await link_only(dialogue)

    said = await play(journey, leave("new_link", link=LINK), quit_())
    assert left == [Took("new_link")]
    assert said.kept.typed("link").text("link") == LINK
    assert said.was_quit


@pytest.mark.parametrize(
    ("journey", "script", "complaint"),
    [
        (link_only, [], "the script ended, and the journey asks the form"),
        (link_only, [take("x")], "the script says take x, and the journey asks the form"),
        (link_only, [fill(lien=LINK)], r"an answer for 'lien' at .*, which asks \['link'\]"),
        (link_only, [fill()], r"no answer for \['link'\] at the form"),
        (
            *(link_only, [leave()]),
            r"the way <Back.BACK: .*> from .*, which offers \[Took\('new_link'\)\]",
        ),
        (link_only, [fill(link=LINK), take("x")], r"the journey ended before \[take x\]"),
        (link_only, [fill(link=LINK, renew="link")], "a new question for 'link' .* is no captcha"),
        (menu, [choose("c")], r"the way Took\('c'\) from .* offers \[Opened\('a'\), "),
    ],
)
async def test_where_script_and_journey_disagree(
    journey: Journey, script: list[Reply], complaint: str
) -> None:
    with pytest.raises(Disagreement, match=complaint):
        await play(journey, *script)
