"""An election that does not speak the voter's language: its texts are said to be in another."""

import pytest

from tests.scripted.portal import QUESTIONS, FakePortal, Moment, activation_link, recovery_link
from tests.scripted.visits import play_at
from tui_voter import messages
from tui_voter.audit.machine import GOOD
from tui_voter.audit.player import Player, choose, fill, open_row, sees, take
from tui_voter.contract.languages import Language
from tui_voter.dialogue import SEND, CaptchaField, Form, Page, Prose, told

NOTICE = "The election’s own texts are in French."


async def visited(*languages: Language) -> Player:
    return await play_at(
        FakePortal(Moment.EARLY, languages=languages),
        *(fill(link=activation_link()), fill(password=GOOD, captcha="7294")),
        *(fill(question=QUESTIONS[0].id, answer="Reykjavik"), choose(SEND), take("home")),
        *(choose("edito"), take("close"), choose("faq"), open_row(""), take("close")),
    )


async def test_its_language_is_said_before_its_texts() -> None:
    shown = (await visited(Language.FR)).shown
    assert NOTICE in [notice for one in shown for notice in one.notices]
    fields = [field for one in shown if isinstance(one.screen, Form) for field in one.screen.fields]
    (captcha,) = (field for field in fields if isinstance(field, CaptchaField))
    for question in (told(captcha.question), await captcha.renew()):
        assert question.startswith("In French: ")
    assert NOTICE in [field.hint for field in fields if field.name == "question"]
    pages = [one.screen for one in shown if isinstance(one.screen, Page)]
    read = [page.blocks[0] for page in pages if page.place in ("Text", "Answer")]
    assert read == [Prose("This text is in French.")] * 2


@pytest.mark.parametrize("spoken", messages.LANGUAGES)
async def test_an_election_that_speaks_it_says_nothing_of_languages(spoken: str) -> None:
    messages.use(spoken)
    said = "\n".join(text for one in (await visited(*Language)).shown for text in one.texts())
    assert not any(words in said for words in ("in French", "en anglais", "en français"))


async def test_it_is_said_before_the_question_of_a_forgotten_password() -> None:
    portal = FakePortal(Moment.EARLY, languages=(Language.FR,))
    await play_at(portal, fill(link=recovery_link()), sees("In French: "))
