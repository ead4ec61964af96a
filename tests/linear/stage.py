"""``python -m tests.linear.stage JOURNEY LANGUAGE``: hold a made-up journey on this terminal.

The journeys use the words of the activation guide.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from tui_voter import messages
from tui_voter.conversation.trail import Trail
from tui_voter.countdown import Phase, Span
from tui_voter.dialogue import (
    NO,
    YES,
    Action,
    Answers,
    Batch,
    CaptchaField,
    ChoiceField,
    Countdown,
    CountdownView,
    Dialogue,
    Facts,
    FieldError,
    Form,
    Heading,
    Left,
    LinkField,
    Listing,
    LongTextField,
    Menu,
    Notice,
    Opened,
    Option,
    Page,
    PolicyLine,
    Prose,
    Refused,
    Role,
    Row,
    SecretField,
    Step,
    StrengthView,
    TextField,
    TimeLimit,
    Took,
    Typed,
)
from tui_voter.linear import keyboard, waiting
from tui_voter.linear import run as linear
from tui_voter.secret import Secret

LINK = "https://portail.exemple.fr/activation#" + "k7Qm2x" * 7
PASSWORD = "/quitter-Canari-2022"  # begins like a command, and is none
ANSWER = "Canari jaune"

QUESTIONS = (
    "Le prénom de votre premier professeur",
    "La rue de votre première école",
    "Le titre du premier livre que vous avez aimé",
)


def find_link(text: str) -> str:
    found = re.search(r"https?://\S+", text)
    return found[0] if found else ""


def link_form(submit: Callable[[Answers], Awaitable[str]], value: str = "") -> Form[str]:
    def whole(text: str) -> str:
        if text != LINK:
            raise Refused(
                FieldError(
                    "link",
                    "Ce lien est incomplet : il en manque la fin. Copiez-le en entier.",
                    "lien incomplet",
                )
            )
        return text

    return Form(
        title="Ouvrez votre espace électeur",
        step=Step(1, 4),
        intro=["Vous avez reçu un mail intitulé « Ouverture du portail ». Collez-le ici."],
        fields=[
            LinkField(
                name="link",
                label="Lien unique",
                find=find_link,
                parse=whole,
                value=value,
            )
        ],
        submit=submit,
        submit_label="Continuer",
        busy="Ouverture du lien…",
        actions=[Action("new_link", "Recevoir un nouveau lien", "nouveau")],
        help="Le lien ne sert qu'une fois.",
        can_go_back=False,
    )


def rules(password: Secret, _view: StrengthView | None) -> Sequence[PolicyLine]:
    return [
        PolicyLine("12 caractères ou plus", len(password) >= 12),
        PolicyLine("un chiffre", any(c.isdigit() for c in password.reveal())),
    ]


async def strength(password: Secret) -> StrengthView:
    await asyncio.sleep(0)
    return StrengthView(3, "bonne", "se devinerait en 3 siècles", "Ajoutez un mot, plutôt rare.")


def check_password(password: Secret, _answers: Answers) -> None:
    if len(password) < 12:
        raise Refused(
            FieldError(
                "password",
                f"Trop court : {len(password)} caractères sur 12. Ajoutez un mot.",
                f"{len(password)} sur 12",
            )
        )


def check_again(again: Secret, answers: Answers) -> None:
    if again != answers.typed.secret("password"):
        raise Refused(
            FieldError("again", "The two entries differ. Type both again.", "entries differ")
        )


class Captcha:
    """A captcha whose answer is "7294" and whose other questions can be had."""

    def __init__(self) -> None:
        self.count = 0
        self.lasts = True

    @property
    def question(self) -> str:
        return f"Recopiez en chiffres : sept, deux, neuf, quatre ({self.count})"

    async def renew(self) -> str:
        self.count += 1
        self.lasts = True
        return self.question


def password_form(
    captcha: Captcha, submit: Callable[[Answers], Awaitable[str]] | None = None
) -> Form[str]:
    async def create(answers: Answers) -> str:
        if answers.typed.text("captcha") != "7294":
            raise Refused(
                FieldError(
                    "captcha",
                    "Ce n'est pas la réponse au captcha. Voici une autre question.",
                    "captcha inexact",
                ),
                questions={"captcha": await captcha.renew()},
            )
        return answers.typed.secret("password").reveal()

    return Form(
        title="Créez votre mot de passe",
        step=Step(2, 4),
        fields=[
            SecretField(
                name="password",
                label="Mot de passe",
                rules=rules,
                strength=strength,
                check=check_password,
            ),
            SecretField(
                name="again", label="Encore une fois", repeats="password", check=check_again
            ),
            CaptchaField(
                name="captcha",
                label="Captcha",
                hint="Une personne peut vous aider.",
                help="Une personne peut vous aider.",
                question=lambda: captcha.question if captcha.lasts else "",
                renew=captcha.renew,
            ),
        ],
        submit=submit or create,
        submit_label="Valider",
        busy="Vérification…",
        help="Quelques mots rares font un bon mot de passe.",
        time_left=lambda: "Encore 4 minutes 47 secondes.",
    )


def question_form(submit: Callable[[Answers], Awaitable[str]], value: str = "") -> Form[str]:
    return Form(
        title="Choisissez votre question défi",
        step=Step(3, 4),
        intro=["ATTENTION : vous devrez y répondre si vous oubliez votre mot de passe."],
        fields=[
            ChoiceField(
                parse=str,
                name="question",
                label="Question défi",
                options=[Option(f"q{n}", text) for n, text in enumerate(QUESTIONS, 1)],
                value=value,
            ),
            SecretField(name="answer", label="Réponse secrète", question_field="question"),
        ],
        submit=submit,
        submit_label="Activer mon compte",
        busy="Activation…",
    )


CONFIRMATION = Page(
    title="Votre compte a bien été activé.",
    place="Compte activé",
    step=Step(4, 4),
    blocks=[Prose("Votre question défi et votre réponse secrète ont été enregistrées.")],
    actions=[Action("countdown", "Voir le compte à rebours")],
    can_go_back=False,
)


class Vote:
    """A countdown that the test turns."""

    def __init__(self) -> None:
        self.phase = Phase.BEFORE
        self.syncs = 0
        self.looks = 0
        self.due = False

    def view(self) -> CountdownView:
        if self.phase is Phase.BEFORE:
            return CountdownView(
                self.phase,
                Span(43, 22, 38, 7),
                "Ouverture du vote dans",
                "Ouverture du vote dans 43 jours, 22 heures et 38 minutes.",
                ["Ouvert du jeudi 1er décembre 2022 à 8\u00a0h au jeudi 8 décembre 2022"],
                units=("jours", "heures", "minutes", "secondes"),
            )
        self.looks += 1
        if self.looks == 5 and "LOOKED" in os.environ:
            Path(os.environ["LOOKED"]).touch()
        told = "Le vote est ouvert."
        return CountdownView(
            self.phase, None, told, told, ["Jusqu'à 17\u00a0h"], state="Le vote est ouvert"
        )

    async def sync(self) -> None:
        self.syncs += 1
        self.due = False
        if "SYNCED" in os.environ:
            Path(os.environ["SYNCED"]).touch()  # noqa: ASYNC240 a mark for the test

    def countdown(self) -> Countdown:
        return Countdown(view=self.view, sync_due=self.is_due, sync=self.sync)

    def is_due(self) -> bool:
        return self.due

    def page(self) -> Page:
        return Page(
            title="Je vote",
            blocks=[self.countdown()],
            actions=[Action("out", "Se déconnecter")],
            can_go_back=False,
            time_left=lambda: self.view().spoken,
        )


async def activation(dialogue: Dialogue) -> None:
    """The whole of it: link, password, challenge question, confirmation, countdown."""

    async def open_link(answers: Answers) -> str:
        return answers.typed.text("link")

    async def activate(answers: Answers) -> str:
        assert answers.typed.secret("answer").reveal() == ANSWER
        return answers.typed.text("question")

    dialogue.head(Heading(election="Élections professionnelles 2022"))
    assert await dialogue.ask(link_form(open_link)) == LINK
    dialogue.head(Heading("Élections professionnelles 2022", "portail.exemple.fr"))
    assert await dialogue.ask(password_form(Captcha())) == PASSWORD
    assert await dialogue.ask(question_form(activate)) == "q2"
    dialogue.notify(Notice("Un mail vous le confirme."))
    assert await dialogue.show(CONFIRMATION) == Took("countdown")
    assert await dialogue.show(Vote().page()) == Took("out")


async def password_only(dialogue: Dialogue) -> None:
    await dialogue.ask(password_form(Captcha()))


async def expired(dialogue: Dialogue) -> None:
    """A captcha that has expired when it is asked. Another one comes with SIGUSR1."""
    waiting.HESITATION = 0.01  # type: ignore[misc]  # the test need not wait a second
    comes = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, comes.set)

    class Slow(Captcha):
        async def renew(self) -> str:
            await comes.wait()
            comes.clear()
            return await super().renew()

    captcha = Slow()
    captcha.lasts = False
    await dialogue.ask(password_form(captcha))


async def computing(dialogue: Dialogue) -> None:
    """A captcha that the computer does not answer by itself the first time."""
    tries = 0

    async def compute(_tell: Callable[[float], None]) -> str:
        nonlocal tries
        tries += 1
        if tries == 1:
            await asyncio.Event().wait()
        return "7294"

    form = password_form(Captcha())
    *others, last = form.fields
    assert isinstance(last, CaptchaField)
    await dialogue.ask(form._replace(fields=[*others, last._replace(compute=compute)]))


async def turning(dialogue: Dialogue) -> None:
    """A countdown that opens once this process gets SIGUSR1.

    When the opening was looked at some times, the file named by LOOKED appears.
    """
    vote = Vote()
    keyboard.BETWEEN_LOOKS = 0.02  # type: ignore[misc]  # the test need not wait a second

    def turn() -> None:
        vote.phase = Phase.OPEN

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, turn)
    await dialogue.show(vote.page())


async def slow(dialogue: Dialogue) -> None:
    """A submit that never ends by itself the first time."""
    tries = 0

    async def submit(answers: Answers) -> str:
        nonlocal tries
        tries += 1
        if tries == 1:
            await asyncio.Event().wait()
        return answers.typed.text("name")

    form = Form(
        title="Demande",
        fields=[TextField(parse=str, name="name", label="Nom")],
        submit=submit,
        submit_label="Envoyer",
        busy="Envoi en cours…",
    )
    name = await dialogue.ask(form)
    assert not isinstance(name, Left)
    await dialogue.show(Page(title=f"Bonjour {name}.", blocks=[]))


async def impatient(dialogue: Dialogue) -> None:
    """The same, for a voter to whom any wait is long."""
    waiting.PATIENCE = 0.01  # type: ignore[misc]  # the test need not wait three seconds
    await slow(dialogue)


async def crashing(dialogue: Dialogue) -> None:
    """A mistake in the program, with secrets at hand."""
    password = await dialogue.ask(password_form(Captcha()))
    raise RuntimeError(f"no way with {password}")


async def menu(dialogue: Dialogue) -> None:
    chosen = await dialogue.choose(
        Menu(title="Que voulez-vous ?", options=[Option("a", "Ceci"), Option("b", "Cela")])
    )
    assert isinstance(chosen, Opened)
    told = Page(title=f"Choisi {chosen.key}.", blocks=[Facts([("Choix", chosen.key)])])
    await dialogue.show(told)


async def text_form(dialogue: Dialogue) -> None:
    """Two plain fields; then what they held."""

    async def submit(answers: Answers) -> Answers:
        return answers

    form = Form(
        title="Coordonnées",
        fields=[
            TextField(parse=str, name="first", label="Prénom"),
            TextField(parse=str, name="last", label="Nom"),
        ],
        submit=submit,
        submit_label="Envoyer",
        busy="Envoi…",
    )
    answers = await dialogue.ask(form)
    assert not isinstance(answers, Left)
    await dialogue.show(
        Page(
            title=f"{answers.typed.text('first')}+{answers.typed.text('last')}.",
            blocks=[Prose("Fin")],
        )
    )


def claim_form(
    submit: Callable[[Answers], Awaitable[Any]], value: str = "", limit: int = 2000
) -> Form[Any]:
    return Form(
        title="Formuler une réclamation",
        fields=[
            LongTextField(name="text", label="Votre réclamation", value=value, limit=limit),
            TextField(parse=str, name="phone", label="Téléphone"),
        ],
        submit=submit,
        submit_label="Envoyer la réclamation",
        busy="Envoi…",
    )


async def claim(dialogue: Dialogue) -> None:
    """A long text; then how Python would write it."""

    async def submit(answers: Answers) -> Answers:
        return answers

    answers = await dialogue.ask(claim_form(submit))
    assert not isinstance(answers, Left)
    await dialogue.show(Page(title=repr(answers.typed.text("text")), blocks=[]))


async def long_text_alone(dialogue: Dialogue) -> None:
    """A long text, and nothing behind it; then how Python would write it."""

    async def submit(answers: Answers) -> str:
        return answers.typed.text("text")

    form = Form(
        title="Demande",
        fields=[LongTextField(name="text", label="Texte")],
        submit=submit,
        submit_label="Envoyer",
        busy="Envoi…",
    )
    text = await dialogue.ask(form)
    assert not isinstance(text, Left)
    await dialogue.show(Page(title=repr(text), blocks=[]))


async def unsaved(dialogue: Dialogue) -> None:
    """A page that the voter would leave with a receipt that is not saved."""
    dialogue.head(Heading(losses=lambda: ["The receipt is not saved."]))
    await dialogue.show(Page(title="Accusé", blocks=[Prose("Fin")]))


async def heading_only(dialogue: Dialogue) -> None:
    """The vote opens by SIGUSR1 while a form is open, and only the heading counts."""
    vote = Vote()
    keyboard.BETWEEN_LOOKS = 0.02  # type: ignore[misc]  # the test need not wait a second

    def turn() -> None:
        vote.phase = Phase.OPEN
        vote.due = True

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, turn)
    dialogue.head(Heading(countdown=vote.countdown()))
    await text_form(dialogue)
    await dialogue.show(Page(title=f"{vote.syncs} fois.", blocks=[]))


class Expiring:
    """A session that ends in so many seconds, which the test sets."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.extended = 0

    def left(self) -> float:
        return self.seconds

    def told(self) -> str:
        """In a unit that no voice puts into words."""
        return f"La session dure encore {self.seconds} t."

    async def extend(self) -> Notice:
        self.extended += 1
        self.seconds = 900
        return Notice(self.told(), "prolongée")

    def limit(self) -> TimeLimit:
        return TimeLimit(self.left, self.told, self.extend, lambda: f"{self.seconds} t")


async def expiring(dialogue: Dialogue) -> None:
    """A form under a session that is about to end from SIGUSR1 on."""
    session, vote = Expiring(800), Vote()
    keyboard.BETWEEN_LOOKS = 0.02  # type: ignore[misc]  # the test need not wait a second

    def nearly_over() -> None:
        session.seconds = 100
        vote.due = True

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, nearly_over)
    dialogue.head(Heading(countdown=vote.countdown(), session=session.limit()))
    await text_form(dialogue)


async def accept(_answers: Answers) -> None:
    return None


async def choices(dialogue: Dialogue) -> None:
    """Choices of few and of many, of what can be undone and of what cannot."""

    yes_or_no = [Option(NO, "Non"), Option(YES, "Oui")]
    few = [Option("a", "A"), Option("b", "B"), Option("c", "C")]
    plat = ChoiceField(
        name="plat", label="Plat", options=[Option("one", "1"), Option("two", "2")], parse=str
    )

    async def submit(answers: Answers) -> str:
        return answers[plat]

    async def rows(_search: str, _after: str) -> Batch:
        return Batch([Row("first", "A"), Row("second", "B")])

    told = [
        await dialogue.choose(Menu(title="Few", options=few)),
        await dialogue.choose(Menu(title="Sure", options=yes_or_no)),
        await dialogue.choose(
            Menu(title="Many", options=[Option(letter, letter) for letter in "abcdefghij"])
        ),
        await dialogue.choose(Menu(title="Vote", options=few[:2])),
        await dialogue.choose(Menu(title="Gone", options=yes_or_no, irrevocable=True)),
        await dialogue.ask(
            Form(title="Form", fields=[plat], submit=submit, submit_label="x", busy="…")
        ),
        await dialogue.browse(Listing(title="Rows", fetch=rows, empty="", opens=opened)),
    ]
    said = "+".join(each.key if isinstance(each, Opened) else str(each) for each in told)
    await dialogue.show(Page(title=said, place=said, blocks=()))


JOURNEYS = (
    choices,
    activation,
    expiring,
    password_only,
    computing,
    expired,
    turning,
    slow,
    impatient,
    crashing,
    menu,
    text_form,
    claim,
    long_text_alone,
    unsaved,
    heading_only,
)


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

MAIL = f"""De : portail@exemple.fr
Objet : Ouverture du portail élections professionnelles

Bonjour,
voici votre lien : {LINK}

Cordialement"""


class Taken:
    """A journey of one form: what became of it."""

    def __init__(self, form: Form[Any]) -> None:
        self._form = form._replace(key="form")
        self.outcome: object = None
        self.typed = Typed()
        """What stands in the form when the voter comes back to it."""

    async def __call__(self, dialogue: Dialogue) -> None:
        self.outcome = await dialogue.ask(self._form)
        assert isinstance(dialogue.kept, Trail)
        texts = {field.name: field.at_first() for field in self._form.fields}
        self.typed = Typed({**texts, **dialogue.kept.texts(self._form)})


async def take_all(answers: Answers) -> str:
    return repr(answers)


def plain_form(
    submit: Callable[[Answers], Awaitable[object]], value: str = "", limit: int = 254
) -> Form[Any]:
    return Form(
        title="Coordonnées",
        fields=[
            TextField(parse=str, name="first", label="Prénom", value=value, limit=limit),
            TextField(parse=str, name="last", label="Nom"),
        ],
        submit=submit,
        submit_label="Envoyer",
        busy="Envoi…",
        help="Votre nom d'usage.",
    )


def wrong_code(sent: list[str]) -> Form[Any]:
    """A form whose code is refused, whatever else is answered."""

    async def submit(answers: Answers) -> None:
        sent.append(answers.typed.secret("code").reveal())
        raise Refused(
            FieldError("code", "Code inexact, 4 essais restants.", "inexact"),
            again=FieldError("code", "Code déjà refusé : il n’a pas été renvoyé.", "inchangé"),
        )

    return Form(
        title="Serrure",
        fields=[SecretField(name="code", label="Code")],
        submit=submit,
        submit_label="Continuer",
        busy="Vérification…",
    )


async def opened(key: str) -> Page:
    """The page of a row."""
    return Page(title=key, blocks=[])


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

    def listing(self, *, opens: bool = True) -> Listing:
        return Listing(
            title="Liste électorale",
            key="roll",
            fetch=self.fetch,
            empty="Cette liste électorale est encore vide.",
            intro=["Vérifiez que vous y êtes."],
            search_label="Nom",
            nothing_found="Aucun électeur de ce nom n'est sur cette liste.",
            opens=opened if opens else None,
            actions=[CLAIM],
        )


CLAIM = Action("claim", "Formuler une réclamation", "reclamation")

NO_ANSWER = FieldError("", "Le portail ne répond pas : réessayez.", "pas de réponse")


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
