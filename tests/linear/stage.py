"""Made-up places, in the words of the activation guide; and ``python -m tests.linear.stage JOURNEY
LANGUAGE``, which plays one of the journeys below on this terminal."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from tests import stories
from tests.stories import LINK, STEPS, Expiring, Submit, opened, text
from tui_voter import messages
from tui_voter.conversation.ways import Place
from tui_voter.countdown import Phase, Span
from tui_voter.dialogue import (
    BACK,
    Action,
    Answers,
    Batch,
    Countdown,
    CountdownView,
    Dialogue,
    Facts,
    Field,
    FieldError,
    Form,
    Heading,
    Left,
    Listing,
    LongTextField,
    Menu,
    Notice,
    Opened,
    Option,
    Page,
    Prose,
    Refused,
    Role,
    Row,
    SecretField,
    SignOut,
    Step,
    Text,
    Took,
)
from tui_voter.linear import keyboard, waiting
from tui_voter.linear import run as linear
from tui_voter.secret import Secret

PASSWORD = "/quitter-Canari-2022"  # begins like a command, and is none
ANSWER = "Canari jaune"
MAIL = f"""De : portail@exemple.fr
Objet : Ouverture du portail élections professionnelles

Bonjour,
voici votre lien : {LINK}

Cordialement"""
Station = Place | Heading | Notice | Callable[[], object]


class Visit:
    """A journey of places, to which the voter comes in turn, with headings, notices and calls in
    between; ``answers`` is how they left each place."""

    def __init__(self, *stations: Station) -> None:
        self._stations = stations
        self.answers: list[Any] = []

    async def __call__(self, dialogue: Dialogue) -> None:
        try:
            for station in self._stations:
                await self._come(dialogue, station)
        except SignOut:
            self.answers.append("signed out")

    async def _come(self, dialogue: Dialogue, station: Station) -> None:
        match station:
            case Heading():
                dialogue.head(station)
            case Notice():
                dialogue.notify(station)
            case Form():
                self.answers.append(await dialogue.ask(station))
            case Menu():
                self.answers.append(await dialogue.choose(station))
            case Listing():
                self.answers.append(await dialogue.browse(station))
            case Page():
                self.answers.append(await dialogue.show(station))
            case _:
                station()

    @property
    def outcome(self) -> str:
        """The answers in words."""
        return ", ".join(map(_in_words, self.answers))


def _in_words(answer: object) -> str:
    match answer:
        case Opened(key):
            return f"opens {key}"
        case Took(name):
            return f"takes {name}"
    return "back" if answer == BACK else str(answer)


# --- Forms


def refused(field: str, says: Text, short: str, **more: Any) -> Refused:
    return Refused(FieldError(field, says, short), **more)


NO_ANSWER = FieldError("", "Le portail ne répond pas : réessayez.", "pas de réponse")


def form(*fields: Field[Any], **more: Any) -> Form[Any]:
    """A form whose submit raises the ``refusals``, one after the other, and then returns all that
    was typed, in plain text."""
    refusals = more.pop("refusals", ())
    usual = {"title": "Coordonnées", "key": "form", "submit_label": "Envoyer", "busy": "Envoi…"}
    made = stories.form(*fields, **usual)
    return made._replace(**{"submit": typed_in(made, *refusals), **more})


def typed_in(form: Form[Any], *refusals: Refused) -> Submit:
    due = [*refusals]

    async def submit(answers: Answers) -> str:
        if due:
            raise due.pop(0)
        return ", ".join(_typed(field, answers) for field in form.fields)

    return submit


def _typed(field: Field[Any], answers: Answers) -> str:
    if isinstance(field, SecretField):
        return answers.typed.secret(field.name).reveal()
    return answers.typed.text(field.name)


def changed(form: Form[Any], name: str, **changes: Any) -> Form[Any]:
    """``form`` with these changes to a field."""
    fields = [field._replace(**changes) if field.name == name else field for field in form.fields]
    return form._replace(fields=fields)


def plain_form(value: str = "", limit: int = 254, **more: Any) -> Form[Any]:
    first = text("first", "Prénom", value=value, limit=limit)
    return form(first, text("last", "Nom"), **{"help": "Votre nom d'usage.", **more})


def claim_form(value: str = "", limit: int = 2000, **more: Any) -> Form[Any]:
    long_text = LongTextField(name="text", label="Votre réclamation", value=value, limit=limit)
    title = "Formuler une réclamation"
    return form(long_text, text("phone", "Téléphone"), **{"title": title, **more})


def link_form(value: str = "", **more: Any) -> Form[Any]:
    def whole(text: str) -> str:
        if text != LINK:
            cut = "Ce lien est incomplet : il en manque la fin. Copiez-le en entier."
            raise refused("link", cut, "lien incomplet")
        return text

    usual = changed(stories.link_form(), "link", parse=whole, value=value)
    return usual._replace(submit=typed_in(usual), **more)


def check_password(password: Secret, _answers: Answers) -> None:
    if len(password) < 12:
        short = f"Trop court : {len(password)} caractères sur 12. Ajoutez un mot."
        raise refused("password", short, f"{len(password)} sur 12")


def check_again(again: Secret, answers: Answers) -> None:
    if again != answers.typed.secret("password"):
        raise refused("again", "The two entries differ. Type both again.", "entries differ")


class Captcha:
    """A captcha whose answer is "7294" and whose other questions can be had."""

    def __init__(self, *, lasts: bool = True) -> None:
        self.count = 0
        self.lasts = lasts

    @property
    def question(self) -> str:
        return f"Recopiez en chiffres : sept, deux, neuf, quatre ({self.count})"

    async def renew(self) -> str:
        self.count += 1
        self.lasts = True
        return self.question


def password_form(captcha: Captcha | None = None, **more: Any) -> Form[Any]:
    asked = captcha or Captcha()

    async def create(answers: Answers) -> str:
        if answers.typed.text("captcha") != "7294":
            wrong = "Ce n'est pas la réponse au captcha. Voici une autre question."
            questions = {"captcha": await asked.renew()}
            raise refused("captcha", wrong, "captcha inexact", questions=questions)
        return answers.typed.secret("password").reveal()

    told: Any = {"question": lambda: asked.question if asked.lasts else "", "renew": asked.renew}
    told |= dict.fromkeys(("hint", "help"), "Une personne peut vous aider.")
    usual = stories.password_form(create, compute=None, **told)
    usual = changed(usual, "password", check=check_password)
    return changed(usual, "again", check=check_again)._replace(**more)


def question_form(value: str = "", **more: Any) -> Form[Any]:
    usual = stories.question_form()
    question, _answer = usual.fields
    asked: Any = question._replace(value=value, options=stories.options(*stories.QUESTIONS[:3]))
    answer = SecretField(name="answer", label="Réponse secrète", question_field="question")
    usual = usual._replace(fields=[asked, answer])
    return usual._replace(submit=typed_in(usual), **more)


# --- Menus, listings, pages

INFORMATION, BALLOTS, VOTE = "Mes informations pratiques", "Mes scrutins", "Je vote"
HOME = Menu(
    title="Bienvenue sur votre portail Élections",
    key="home",
    options=[
        Option("edito", "Édito", INFORMATION),
        Option("faq", "Aide en ligne, foire aux questions", INFORMATION),
        Option("rolls", "Listes électorales de mes scrutins", BALLOTS),
        Option("claim", "Formuler une réclamation", BALLOTS),
        Option("vote", "Ouverture du vote", VOTE),
    ],
    actions=[Action("sign_out", "Se déconnecter", role=Role.SIGN_OUT)],
    can_go_back=False,
    filters=True,
)
CONFIRMATION = Page(
    title="Votre compte a bien été activé.",
    place="Compte activé",
    step=Step(4, STEPS),
    blocks=[Prose("Votre question défi et votre réponse secrète ont été enregistrées.")],
    actions=[Action("countdown", "Voir le compte à rebours")],
    can_go_back=False,
)
CLAIM = Action("claim", "Formuler une réclamation", "reclamation")


class Roll:
    """Rows "Électeur 1", "Électeur 2", ..., in batches; the fetches in ``failing`` fail."""

    def __init__(self, count: int, batch: int = 25, failing: Sequence[int] = ()) -> None:
        self._rows = [Row(f"v{n}", f"Électeur {n}", "Lyon") for n in range(1, count + 1)]
        self._batch = batch
        self._failing = failing
        self.fetched: list[tuple[str, str]] = []

    async def fetch(self, search: str, after: str) -> Batch:
        self.fetched.append((search, after))
        if len(self.fetched) in self._failing:
            raise Refused(NO_ANSWER)
        rows = [row for row in self._rows if search in row.label]
        start = int(after or 0)
        end = start + self._batch
        return Batch(rows[start:end], str(end) if end < len(rows) else "", len(rows))

    def listing(self, **more: Any) -> Listing:
        usual = {"title": "Liste électorale", "key": "roll", "fetch": self.fetch}
        usual |= {"empty": "Cette liste électorale est encore vide.", "search_label": "Nom"}
        usual |= {"intro": ["Vérifiez que vous y êtes."], "opens": opened, "actions": [CLAIM]}
        nothing = "Aucun électeur de ce nom n'est sur cette liste."
        return Listing(**{**usual, "nothing_found": nothing, **more})


# --- Time


class Clock:
    """A countdown whose seconds the test sets, with the sentence "Dans N t.", in a unit that no
    voice puts into words."""

    def __init__(self, left: int = 5000, *, due: bool = False) -> None:
        self.left = left
        self.phase = Phase.BEFORE
        self.due = due
        self.syncs = 0

    def set(self, left: int, phase: Phase | None = None) -> Callable[[], None]:
        """What a visit calls to set the clock."""

        def turn() -> None:
            self.left, self.phase = left, phase or self.phase

        return turn

    def view(self) -> CountdownView:
        before = self.phase is Phase.BEFORE
        heading, state = ("Dans", "") if before else ("Vote ouvert. Fin dans", "Vote ouvert")
        told = f"{heading} {self.left} t."
        parts = [*zip(Span.of(self.left), stories.UNITS, strict=True)]
        return CountdownView(self.phase, heading, told, [], parts, state=state)

    def is_due(self) -> bool:
        return self.due

    async def sync(self) -> None:
        self.syncs += 1
        self.due = False
        if "SYNCED" in os.environ:
            Path(os.environ["SYNCED"]).touch()  # noqa: ASYNC240 a mark for the test

    def block(self) -> Countdown:
        return Countdown(view=lambda: self.view(), sync_due=self.is_due, sync=self.sync)

    def heading(self, **more: Any) -> Heading:
        return Heading(countdown=self.block(), **more)


class Vote(Clock):
    """The opening of the vote in days, and then the open vote."""

    def view(self) -> CountdownView:
        return stories.Clock(stories.SECONDS if self.phase is Phase.BEFORE else 0).view()

    def page(self) -> Page:
        return Page(
            title="Je vote",
            blocks=[self.block()],
            actions=[Action("out", "Se déconnecter")],
            can_go_back=False,
            time_left=lambda: self.view().spoken,
        )


# --- Journeys on a terminal


async def activation(dialogue: Dialogue) -> None:
    """The whole of it: link, password, challenge question, confirmation, countdown."""
    dialogue.head(Heading(election="Élections professionnelles 2022"))
    assert await dialogue.ask(link_form()) == LINK
    dialogue.head(Heading("Élections professionnelles 2022", "portail.exemple.fr"))
    assert await dialogue.ask(password_form()) == PASSWORD
    assert await dialogue.ask(question_form()) == f"2, {ANSWER}"
    dialogue.notify(Notice("Un mail vous le confirme."))
    assert await dialogue.show(CONFIRMATION) == Took("countdown")
    assert await dialogue.show(Vote().page()) == Took("out")


async def password_only(dialogue: Dialogue) -> None:
    await dialogue.ask(password_form())


def on_signal(call: Callable[[], object]) -> None:
    """SIGUSR1 calls this from now on."""
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, call)


class Stuck:
    """Work that never ends by itself the first time."""

    def __init__(self) -> None:
        self._is_first = True

    async def work(self, result: str) -> str:
        if self._is_first:
            self._is_first = False
            await asyncio.Event().wait()
        return result


async def computing(dialogue: Dialogue) -> None:
    """A captcha that the computer does not answer by itself the first time."""
    stuck = Stuck()
    asked = changed(password_form(), "captcha", compute=lambda _tell: stuck.work("7294"))
    await dialogue.ask(asked)


async def running_out(dialogue: Dialogue) -> None:
    """A captcha whose time is over once this process gets SIGUSR1, until another is fetched."""
    late: list[FieldError] = []
    keyboard.BETWEEN_LOOKS = 0.02  # type: ignore[misc]  # the test need not wait a second
    on_signal(lambda: late.append(FieldError("captcha", "Le captcha a expiré.", "expiré")))

    async def renew() -> str:
        late.clear()
        return "Recopiez en chiffres : un"

    expired = lambda: late[0] if late else None  # noqa: E731
    await dialogue.ask(changed(password_form(), "captcha", expired=expired, renew=renew))


async def turning(dialogue: Dialogue) -> None:
    """A countdown that opens once this process gets SIGUSR1."""
    vote = Vote()
    keyboard.BETWEEN_LOOKS = 0.02  # type: ignore[misc]  # the test need not wait a second
    on_signal(vote.set(0, Phase.OPEN))
    await dialogue.show(vote.page())


async def slow(dialogue: Dialogue) -> None:
    """A submit that never ends by itself the first time."""
    stuck = Stuck()
    more: Any = {"title": "Demande", "busy": "Envoi en cours…"}
    more |= {"submit": lambda answers: stuck.work(answers.typed.text("name"))}
    await filled_in(dialogue, form(text("name", "Nom"), **more), "Bonjour {}.".format)


async def impatient(dialogue: Dialogue) -> None:
    """The same, for a voter to whom any wait is long."""
    waiting.PATIENCE = 0.01  # type: ignore[misc]  # the test need not wait three seconds
    await slow(dialogue)


async def crashing(dialogue: Dialogue) -> None:
    """A mistake in the program, with secrets at hand."""
    password = await dialogue.ask(password_form())
    raise RuntimeError(f"no way with {password}")


async def menu(dialogue: Dialogue) -> None:
    options = [Option("a", "Ceci"), Option("b", "Cela")]
    chosen = await dialogue.choose(Menu(title="Que voulez-vous ?", options=options))
    assert isinstance(chosen, Opened)
    told = Page(title=f"Choisi {chosen.key}.", blocks=[Facts([("Choix", chosen.key)])])
    await dialogue.show(told)


async def filled_in(dialogue: Dialogue, form: Form[Any], tell: Callable[[str], str] = str) -> None:
    """A form; then a page whose title tells what it held."""
    typed = await dialogue.ask(form)
    assert not isinstance(typed, Left)
    await dialogue.show(Page(title=tell(typed), blocks=[Prose("Fin")]))


async def text_form(dialogue: Dialogue) -> None:
    """Two plain fields; then what they held."""
    await filled_in(dialogue, plain_form(), lambda typed: f"{typed.replace(', ', '+')}.")


async def claim(dialogue: Dialogue) -> None:
    """A long text; then how Python would write it."""
    await filled_in(dialogue, claim_form(), repr)


async def long_text_alone(dialogue: Dialogue) -> None:
    """The same with nothing behind it."""
    await filled_in(dialogue, form(LongTextField(name="text", label="Texte")), repr)


async def expiring(dialogue: Dialogue) -> None:
    """A form under a session that is about to end from SIGUSR1 on, of which all are told."""
    session, vote = Expiring(800), Vote()
    keyboard.BETWEEN_LOOKS = 0.02  # type: ignore[misc]  # the test need not wait a second

    def nearly_over() -> None:
        session.seconds = 100
        vote.due = True
        dialogue.notify(Notice("À table."))

    on_signal(nearly_over)
    dialogue.head(vote.heading(session=session.limit()))
    await text_form(dialogue)


JOURNEYS: Sequence[Callable[[Dialogue], Awaitable[None]]] = (
    *(activation, expiring, password_only, computing, running_out, turning, slow, impatient),
    *(crashing, menu, text_form, claim, long_text_alone),
)


def main() -> int:
    name, language = sys.argv[1:]
    if os.isatty(0):
        os.close(os.open(os.ttyname(0), os.O_RDWR))  # become the owner of the terminal
    messages.use(language)
    journey = {journey.__name__: journey for journey in JOURNEYS}[name]
    if "AS_A_SHELL" in os.environ:
        return as_a_shell_would(lambda: linear.run(journey))
    return linear.run(journey)


def as_a_shell_would(play: Callable[[], int]) -> int:
    """Run ``play`` as a job of its own; each time it stops, wait for Enter and go on."""
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    job = os.fork()
    if not job:
        os.setpgid(0, 0)
        os.tcsetpgrp(0, os.getpid())
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        os._exit(play())
    while True:
        _job, status = os.waitpid(job, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            return os.waitstatus_to_exitcode(status)
        os.tcsetpgrp(0, os.getpgid(0))
        print("Stopped", flush=True)  # noqa: T201 the shell's voice
        sys.stdin.readline()
        os.tcsetpgrp(0, job)
        os.kill(job, signal.SIGCONT)


if __name__ == "__main__":
    sys.exit(main())
