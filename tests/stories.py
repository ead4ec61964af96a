"""Made-up places in the portal's own words, to test both voices with and to look at."""

import asyncio
import string
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from tui_voter.countdown import Phase, Span
from tui_voter.dialogue import (
    Action,
    Answers,
    Bar,
    Bars,
    Batch,
    Block,
    CaptchaField,
    ChoiceField,
    Countdown,
    CountdownView,
    Dictation,
    Facts,
    Field,
    FieldError,
    Form,
    Heading,
    Items,
    LinkField,
    Listing,
    LongTextField,
    Menu,
    Notice,
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
    Title,
)
from tui_voter.secret import Secret

HEADING = Heading("Élections professionnelles 2022", "portail.exemple.fr")
WARNING = (
    "Portail d’essai, sur cet ordinateur : la connexion n’est pas chiffrée.",
    *("Connexion locale, non chiffrée.", "ESSAI"),
)
STEPS = ("Lien", "Mot de passe", "Question", "Compte")
LINK = "https://portail.exemple.fr/activation#" + "k7Qm2x" * 7
SECONDS: Final = 43 * 86400 + 22 * 3600 + 38 * 60 + 7
"""Seconds until the vote opens, in every countdown."""
UNITS = ("jours", "heures", "minutes", "secondes")
QUESTIONS = (
    "Quel était le nom de votre premier établissement ?",
    "Dans quelle ville vos parents se sont-ils rencontrés ?",
    "Quel était le surnom de votre meilleur ami d'enfance ?",
    "Quel est le titre du premier livre qui vous a marqué ?",
    "Quel plat cuisinait le mieux l'un de vos grands-parents ?",
)
CLOSE = Action("close", "Fermer", "fermer", Role.CLOSE)
READ = Action("read", "Lire la liste", "lire", Role.READ)
SAVE = Action("save", "Enregistrer dans un fichier", "enregistrer", Role.SAVE)
WRITE = Action("claim", "Formuler une réclamation", "reclamation", Role.WRITE)

Submit = Callable[[Answers], Awaitable[Any]]

# --- Places of any kind


async def taken(answers: Answers) -> Answers:
    return answers


def refuse(*errors: tuple[str, str, str], **questions: str) -> Refused:
    return Refused(*(FieldError(*error) for error in errors), questions=questions)


def refusing(*errors: tuple[str, str, str], **questions: str) -> Submit:
    """A submit that takes no answers."""

    async def submit(_answers: Answers) -> Any:
        raise refuse(*errors, **questions)

    return submit


async def endless(_answers: Answers) -> Any:
    """A submit that does not end."""
    await asyncio.Event().wait()


def form(*fields: Field[Any], **changes: Any) -> Form[Any]:
    """A form of these fields, which takes their answers."""
    return Form(
        title="A form", fields=fields, submit=taken, submit_label="Send", busy="Sending…"
    )._replace(**changes)


def text(name: str, label: str = "", **changes: Any) -> TextField[str]:
    """A field for a line of text that is taken as it is."""
    return TextField(name=name, label=label or name.title(), parse=str)._replace(**changes)


def secret(name: str, **changes: Any) -> SecretField:
    return SecretField(name=name, label=name.title())._replace(**changes)


def options(*labels: str) -> Sequence[Option]:
    """With their numbers as keys."""
    return [Option(f"{number}", label) for number, label in enumerate(labels, 1)]


def choice(name: str, *labels: str, **changes: Any) -> ChoiceField[str]:
    field = ChoiceField(name=name, label=name.title(), parse=str, options=options(*labels))
    return field._replace(**changes)


def menu(*labels: str, **changes: Any) -> Menu:
    return Menu(title="A menu", options=options(*labels))._replace(**changes)


def page(*blocks: Block | str, **changes: Any) -> Page:
    """A page of these blocks and paragraphs."""
    shown = [Prose(block) if isinstance(block, str) else block for block in blocks]
    return Page(title="A page", blocks=shown)._replace(**changes)


def lines(count: int) -> Prose:
    """A text of so many lines."""
    return Prose("\n".join(f"Ligne {number}." for number in range(count)))


async def opened(key: str) -> Page:
    """The page of a row."""
    return Page(title=key, blocks=[])


def listing(*rows: Row, **changes: Any) -> Listing:
    """These rows, which open."""

    async def fetch(_search: str, _after: str) -> Batch:
        return Batch(rows)

    return Listing(title="A list", fetch=fetch, empty="None.", opens=opened)._replace(**changes)


# --- The journey


def rules(secret: Secret, view: StrengthView | None) -> Sequence[PolicyLine]:
    text = secret.reveal()
    strong = view is not None and view.score > 1
    return (
        PolicyLine("12 caractères ou plus", len(text) >= 12),
        PolicyLine("une majuscule", any(c.isupper() for c in text)),
        PolicyLine("une minuscule", any(c.islower() for c in text)),
        PolicyLine("un chiffre", any(c.isdigit() for c in text)),
        PolicyLine("un caractère spécial", any(c in string.punctuation for c in text)),
        PolicyLine("une force au moins moyenne", strong)
        if view or not text
        else PolicyLine("force pas encore jugée", None),
    )


async def strength(secret: Secret) -> StrengthView:
    score = min(4, len(secret) // 6)
    word = ("très faible", "faible", "moyenne", "bonne", "très bonne")[score]
    advice = "" if score > 3 else "Ajoutez un mot, plutôt rare."
    return StrengthView(score, word, "se devinerait en 3 siècles", advice)


def link_form(submit: Submit = taken) -> Form[Any]:
    link = LinkField(
        parse=str,
        name="link",
        label="Lien unique",
        hint="Il commence par https://",
        find=lambda text: next((word for word in text.split() if "https://" in word), ""),
    )
    return form(
        link,
        title="Ouvrez votre espace électeur",
        step=Step(1, STEPS),
        intro=(
            "Vous avez reçu un mail intitulé « Ouverture du portail élections professionnelles ». "
            "Collez ici le lien unique qu'il contient, ou le mail entier.",
        ),
        submit=submit,
        submit_label="Ouvrir",
        busy="Ouverture…",
        actions=(Action("new_link", "Demander un nouveau lien", "nouveau", Role.MAIL),),
        help="Le lien unique se trouve dans le mail du 13 octobre.",
        can_go_back=False,
    )


async def renew() -> str:
    return "Quel mot est de trop : chat, chien, table, cheval ?"


async def compute(tell: Callable[[float], None]) -> str:
    """The computer's answer."""
    tell(0.5)
    return "par l’ordinateur"


def captcha(asks: str, /, **changes: Any) -> CaptchaField:
    return CaptchaField(
        name="captcha", label="Captcha", question=asks, renew=renew, compute=compute
    )._replace(**changes)


def password_form(
    submit: Submit = taken,
    *,
    measure: Callable[[Secret], Awaitable[StrengthView]] = strength,
    **of_captcha: Any,
) -> Form[Any]:
    """``of_captcha`` is what differs in its captcha."""
    return form(
        secret("password", label="Mot de passe", rules=rules, strength=measure),
        secret("again", label="Encore une fois", repeats="password"),
        captcha("Recopiez en chiffres : sept, deux, neuf, quatre", **of_captcha),
        title="Créez votre mot de passe",
        step=Step(2, STEPS),
        submit=submit,
        submit_label="Valider",
        busy="Vérification…",
        help="Le mot de passe compte 12 caractères ou plus.",
        time_left=lambda: "Il vous reste 9 minutes 47 secondes.",
    )


def sign_in_form(submit: Submit = taken) -> Form[Any]:
    """What stands over an open form when the session has ended."""
    return form(
        secret("password", label="Mot de passe"),
        captcha("Recopiez en chiffres : un, deux, trois"),
        title="Reconnectez-vous",
        intro=("Votre session a pris fin. Ce que vous avez saisi est toujours là.",),
        submit=submit,
        submit_label="Se connecter",
        busy="Connexion…",
    )


def question_form(submit: Submit = taken) -> Form[Any]:
    return form(
        choice("question", *QUESTIONS, label="Question défi"),
        text("answer", label="Réponse", hint="4 lettres ou chiffres au moins"),
        title="Choisissez votre question défi",
        step=Step(3, STEPS),
        intro=(
            "ATTENTION : la question défi est la question à laquelle vous devrez répondre si vous "
            "oubliez le mot de passe que vous venez de créer. Choisissez donc bien cette question "
            "et la réponse.",
        ),
        submit=submit,
        submit_label="Activer mon compte",
        busy="Activation…",
    )


def claim_form(submit: Submit = taken) -> Form[Any]:
    kinds = ("Je ne figure pas sur la liste", "Une mention me concernant est inexacte")
    hint = "Dites ce qui manque ou ce qui est inexact"
    return form(
        choice("kind", *kinds, label="Objet", value="1"),
        LongTextField(name="text", label="Votre réclamation", hint=hint, limit=2000),
        title="Formuler une réclamation",
        intro=("Les réclamations sont possibles jusqu’au mardi 29 novembre 2022 à 17 h.",),
        submit=submit,
        submit_label="Envoyer",
        busy="Envoi…",
    )


def mailbox_page() -> Page:
    mail = (
        ("De", "Portail élections <ne-pas-repondre@exemple.fr>"),
        ("À", "camille.martin@exemple.fr"),
        ("Objet", "Ouverture du portail élections professionnelles"),
    )
    return page(
        Facts(mail),
        "Bonjour Camille Martin,\n\nVotre espace électeur peut être ouvert avec ce lien, "
        f"à usage unique :\n\n{LINK}\n\nIl reste valable jusqu'au 8 décembre.",
        title="Votre boîte aux lettres",
        actions=(
            Action("take", "Reprendre ce lien", "lien"),
            Action("other", "Écrire soi-même le lien", "autre"),
        ),
        can_go_back=False,
    )


def recognise_menu(host: str = "portail-elections.exemple:8443") -> Menu:
    return Menu(
        title="Reconnaissez-vous ce portail ?",
        text=(
            Dictation([(host, f"Lettre par lettre : {' '.join(host)}")]),
            "Comparez-le avec celui de la lettre.",
        ),
        options=(Option("no", "Non, ne rien envoyer"), Option("yes", "Oui, c’est le mien")),
        chosen="no",
    )


def confirm_menu() -> Menu:
    return menu(
        "Le garder",
        "En choisir un autre",
        title="Ce mot de passe est faible",
        text=("Il serait deviné en quelques heures. Un mot de plus le rendrait sûr.",),
    )


INFORMATION = "Mes informations pratiques"
HOME = (
    *((INFORMATION, "Édito"), (INFORMATION, "Aide en ligne, questions fréquentes")),
    *((INFORMATION, "Demande d’assistance"), (INFORMATION, "Parcours électeur")),
    *((INFORMATION, "Parcours de vote"), (INFORMATION, "Réassorts")),
    ("Mes scrutins", "Listes électorales de mes scrutins"),
    ("Mes scrutins", "Mes scrutins et leurs candidats"),
    ("Mes scrutins", "Formuler une réclamation"),
    ("Mon compte", "Mes informations personnelles"),
    ("Je vote", "Ouverture du vote, compte à rebours"),
)


def home_menu(spotlight: str = "") -> Menu:
    return Menu(
        spotlight=spotlight,
        title="Bienvenue sur votre portail Élections",
        options=[Option(str(n), text, section) for n, (section, text) in enumerate(HOME, 1)],
        actions=(Action("sign_out", "Se déconnecter", "deconnexion", Role.SIGN_OUT),),
        filters=True,
    )


FAMILY_NAMES = (
    *("Abadie", "Benali", "Carpentier", "Da Silva", "Étienne", "Fournier", "Girard", "Haddad"),
    *("Imbert", "Jacquet", "Keller", "Lefèvre", "Martin", "Nguyen", "Olivier", "Perrin", "Quéré"),
    *("Roussel", "Seguin", "Traoré"),
)
FIRST_NAMES = ("Alix", "Camille", "Dominique")
SCHOOLS = (
    *("Lycée Jean-Moulin, Lyon", "Collège Marie-Curie, Villeurbanne"),
    "Rectorat, direction des systèmes d’information et de l’innovation numérique",
)
ROLL = [
    Row(f"{family}-{first}", f"{family.upper()} {first}", SCHOOLS[(n + m) % len(SCHOOLS)])
    for n, family in enumerate(FAMILY_NAMES)
    for m, first in enumerate(FIRST_NAMES)
]
"""Sixty voters who do not exist."""


class Roll:
    """An electoral roll in batches; ``asked`` keeps every fetch."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def fetch(self, search: str, after: str) -> Batch:
        self.asked.append((search, after))
        found = [row for row in ROLL if search.casefold() in row.label.casefold()]
        start = next((n + 1 for n, row in enumerate(found) if row.key == after), 0)
        rows = found[start : start + 25]
        return Batch(rows, rows[-1].key if start + 25 < len(found) else "")


def roll_listing(**changes: Any) -> Listing:
    return Listing(
        title="Liste électorale : comité social d’administration de l’académie",
        key="roll",
        intro=("Les électeurs de ce scrutin, par ordre alphabétique.",),
        fetch=Roll().fetch,
        search_label="Nom",
        empty="Cette liste ne compte encore aucun électeur.",
        nothing_found="Aucun électeur de cette liste ne porte ce nom.",
        actions=(WRITE, SAVE),
        help="La recherche porte sur le début du nom ou du prénom.",
    )._replace(**changes)


def phrase_page() -> Page:
    words = ["abeille", "lucarne", "galaxie", "menthe", "tiroir", "volcan", "guitare", "zeste"]
    return page(
        Dictation([(word, " ".join(word)) for word in words]),
        "Tirée au sort : personne d’autre ne l’a, et elle n’est conservée nulle part. "
        "Saisissez-la vous-même comme mot de passe, avec une espace entre deux mots.",
        title="Une phrase pour vous",
        place="Phrase",
        actions=(CLOSE, Action("another", "Une autre phrase", "phrase", Role.RENEW)),
        confidential=True,
        is_outcome=True,
    )


def results_page() -> Page:
    def bar(label: str, votes: str, part: str, share: float) -> Bar:
        said = f"{votes} voix, {part}\u00a0%"
        return Bar(label, (f"{votes} voix", f"{part}\u00a0%"), said, share)

    turnout = "3 000 sur 4 000 inscrits, 75\u00a0%"
    return page(
        Bars((Bar("Votants", (turnout,), turnout, 0.75),)),
        Facts((("Suffrages exprimés", "2 734"), ("Votes blancs", "266"))),
        Title("Voix par liste et part des suffrages exprimés", 2),
        Bars(
            (
                bar("Pour un service public de proximité", "1 234", "45,1", 0.451),
                bar("Agir ensemble", "1 500", "54,9", 0.549),
                bar("Écoles et territoires", "0", "0", 0.0),
            )
        ),
        title="Résultat : comité social d’administration",
        actions=(CLOSE, SAVE),
    )


def statement_page() -> Page:
    return page(
        Facts((("Liste", "Agir ensemble"), ("Union", "Fédération fictive de l’enseignement"))),
        Title("Pour un service public qui tient parole"),
        Items(("un remplacement de chaque absence ;", "des salles où l’on s’entend.")),
        Title("Comment nous le ferons", 2),
        Items(("En vous écoutant.", "En écrivant ce qui a été dit.", "En revenant."), True),
        *(
            f"Paragraphe {n}. Nos élus publient chaque vote et chaque compte rendu."
            for n in range(1, 9)
        ),
        title="Profession de foi",
        actions=(SAVE,),
    )


class Clock:
    """A countdown whose time the test moves."""

    def __init__(self, seconds: int = SECONDS) -> None:
        self.seconds = seconds
        self.due = False
        self.found: int | None = None
        """Seconds that are left by the portal's clock, if that says otherwise."""
        self.looks = 0
        self.fault: Exception | None = None

    def view(self) -> CountdownView:
        if self.fault is not None:
            raise self.fault
        self.looks += 1
        if self.seconds <= 0:
            told = "Le vote est ouvert"
            return CountdownView(Phase.OPEN, told, f"{told}.", (), state=told)
        left = Span.of(self.seconds)
        days, hour, minute, _second = left
        return CountdownView(
            Phase.BEFORE,
            "Ouverture du vote dans",
            f"Ouverture du vote dans {days} jours, {hour} heures et {minute} minutes.",
            (
                (
                    "Ouvert du jeudi 1er\u00a0décembre 2022 à 8\u00a0h\n"
                    "au jeudi 8\u00a0décembre 2022 à 17\u00a0h (heure de Paris)",
                    (
                        ("Ouverture, heure de Paris", "jeudi 1er décembre 2022", "8\u00a0h"),
                        ("Clôture, heure de Paris", "jeudi 8 décembre 2022", "17\u00a0h"),
                    ),
                ),
                ("Horloge du portail vérifiée il y a 2 min ; la vôtre retarde de 3 s.", ()),
            ),
            parts=[*zip(left, UNITS, strict=True)],
            passed=("13\u00a0octobre à 8\u00a0h", 0.25, "1er\u00a0décembre à 8\u00a0h"),
            brief=f"Ouverture dans {days} j {hour} h {minute} min",
        )

    def block(self) -> Countdown:
        return Countdown(self.view, self.sync_due, self.sync)

    def sync_due(self) -> bool:
        return self.due

    async def sync(self) -> None:
        self.due = False
        self.seconds = self.seconds if self.found is None else self.found


def countdown_page(clock: Clock) -> Page:
    return page(clock.block(), title="Je vote", actions=(Action("done", "Terminer", "fin"),))


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
