"""What people do with a word or a phrase everybody knows is weak; what they make up is not."""

import re
import secrets
import string
from itertools import cycle
from pathlib import Path

import pytest

from tests.ways import some
from tui_voter.machine import spelling, wordlists
from tui_voter.machine.strength import Advice, Strength, folded_words, measure_now
from tui_voter.secret import Secret

DATA = Path(__file__).with_name("data")
VOTER = folded_words(["Anne-Marie", "Bézout", "anne-marie.bezout@ac-exemple.fr"])


def lines(name: str) -> list[str]:
    text = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in text if not line.startswith("#")]


def measured(password: str, words: tuple[str, ...] = ()) -> Strength:
    return measure_now(Secret(password), words)


def accepted(*passwords: str) -> list[str]:
    return [password for password in passwords if measured(password).score > 1]


KNOWN = {
    Advice.SAYING: (
        *("Liberté-Égalité-Fraternité1", "LIBERTE EGALITE FRATERNITE 1!", "To be or not to be 1"),
        *("AuClairDeLaLune1!", "au_clair_de_la_lune_mon_ami_1!", "Vive.la.République.2022!"),
        *("Maître Corbeau, sur un arbre perché, tenait 1", "V1vre-Libre-Ou-Mourir1!"),
    ),
    Advice.EVERYDAY_WORDS: (
        *("Jesuiscomptable75!", "J'aime mon travail 1!", "Mon petit chien est beau 7!"),
        "Ilfaitbeau2022!",
    ),
    Advice.LIKE_COMMON: ("Doudoulili2022!", "doudoulili"),  # in no list
    Advice.KEY_ROW: (
        *("Abcdef-12345-xyz", "fedcba-54321-Zyx", "Abcdef.98765.zyx", "Xyz-789-Abc-123"),
        "Qwe-123-Asd-456",
    ),
    Advice.OWN_NAME: (
        *("Tuozeb-1975!", "B.e.z.o.u.t-1975", "B3zout#1975!", "eiraM_ennA_2022!"),
        *("Bé!zo!ut!19!75!", "Marie-Anne-2026", "Bezout.Marie.1975!", "mBezout-2026-Marie"),
    ),
}


@pytest.mark.parametrize("warning", KNOWN)
def test_what_everybody_knows_is_weak_however_it_is_written(warning: Advice) -> None:
    """And so are the voter's own words, reversed and with signs between."""
    words = VOTER if warning is Advice.OWN_NAME else ()
    told = {password: measured(password, words) for password in KNOWN[warning]}
    assert {password: (it.score <= 1, it.warning) for password, it in told.items()} == (
        dict.fromkeys(told, (True, warning))
    )


def test_a_word_or_what_is_spelt_like_one_is_weak_with_an_ending() -> None:
    for password in (
        *("Choupette2022!", "Tunisie2022!", "Perpignan@2022", "Juventus1897!", "Doudoulili2022!"),
        *("Bernadettou123!", "!Ludivine2022", "Ch0upett3-2022", "Ettepuohc2022!"),
    ):
        strength = measured(password)
        assert strength.score <= 1, password
        assert Advice.ENDING_HELPS_LITTLE in strength.suggestions, password


def test_the_voters_own_name_is_weaker_than_it_is_for_others() -> None:
    """With words of one's own it is no name alone."""
    for name in ("Bézout2026!!", "Bezout-1975", "AnneMarie2026!", "annemariebezout1!"):
        own = measured(name, VOTER)
        assert own.warning is Advice.OWN_NAME, name
        assert own.score <= min(2, measured(name).score), name
    assert measured("Marie-cheval-agrafe-pile7", VOTER).score == 4


def test_what_is_hard_to_guess_stays_strong() -> None:
    phrases = ("cheval correct agrafe pile", "Cheval-Correct-Agrafe-7", "Chien!Rouge7Lampe")
    for password in (*phrases, "xK9#mQ2$vL7!", "4@8({[<369!1|0$57+%2"):
        strength = measured(password)
        assert (strength.score, strength.warning, strength.suggestions) == (4, None, ()), password


def test_passphrases_that_people_make_up_are_accepted() -> None:
    phrases = lines("passphrases.txt")
    assert accepted(*phrases) == phrases


def test_random_passwords_are_accepted() -> None:
    """Chance makes a word now and then: one in tens of thousands may look like one."""
    classes = string.ascii_lowercase, string.ascii_uppercase, string.digits, string.punctuation
    chance = secrets.SystemRandom()
    made = []
    for _ in range(200):
        picked = [chance.choice(each) for each in classes]
        picked += chance.choices("".join(classes), k=8)
        chance.shuffle(picked)
        made.append("".join(picked))
    refused = set(made) - set(accepted(*made))
    assert len(refused) <= 1, refused


def dressed(saying: str) -> list[str]:
    """A saying as people write it, with an ending."""
    words = re.findall(r"\w+", saying)
    return [
        *(f"{saying} 1!", "".join(word[:1].upper() + word[1:] for word in words) + "2022!"),
        *("-".join(words).capitalize() + "1", "_".join(words).upper() + "a7!"),
    ]


def test_sayings_that_were_noted_without_the_lists_are_met() -> None:
    """At most two of fifty: some of them are in the lists, others are foreseen."""
    sayings = lines("unseen_sayings.txt")
    let_through = [saying for saying in sayings if accepted(*dressed(saying))]
    assert len(let_through) <= 2, let_through


def test_no_saying_of_the_list_is_accepted_however_it_is_dressed() -> None:
    text = (wordlists.FOLDER / "sayings.txt").read_text(encoding="utf-8").splitlines()
    known = [line for line in text if not line.startswith("#")][::13]
    assert len(known) > 200
    assert [password for saying in known for password in accepted(*dressed(saying))] == []


def test_the_table_of_spelling_is_learnt_from_the_lists() -> None:
    assert spelling.FILE.read_bytes() == spelling.learn(spelling.taught())


def test_words_of_one_series_in_any_order_are_one_of_few_each() -> None:
    """Seven figures in words are hardly more than seven figures, and not seven words."""
    assert measured("sept trois un neuf deux huit cinq").score <= 2
    assert measured("girafe trois marmite wagon cobalt huit nuage").score == 4


WEAK = {
    "what French voters use most": (
        *("MotDePasse2026!", "M0td3Passe2026!", "élection2026", "Élections2026!", "2026Scrutin!"),
        *("Académie2026!", "Ministère2022*", "Bonjour2026!!", "P@ssw0rd2026!", "Marseille13!"),
        *("électionélection", "jetaimebebe", "sisilafamille", "mesloulous", "azerty13"),
        *("Soleil123456!", "Chouchou2025$$"),
    ),
    "rows of keys": (
        *("Azertyuiop12345678!", "Qsdfghjklm2022!", "Poiuytreza123!", "Aqwzsxedcrfv1!"),
        *("Azertyuiop1!", "&é\"'(-è_çà12A"),
    ),
    "repeats": (
        *("!!!!!!!!!!!!", "AAAAaaaa1111!!!!", "Lalalalalala1!", "Chatchatchat22!"),
        "aaaaaaaaaaaA1!",
    ),
    "numbers": (
        *("un deux trois quatre cinq six sept", "sept six cinq quatre trois deux un"),
        *("deux quatre six huit dix douze quatorze", "one two three four five six seven"),
        *("TroisQuatreCinqSixSept2025!", "premier deuxieme troisieme quatrieme cinquieme sixieme"),
    ),
    "days and months": (
        *("lundi mardi mercredi jeudi vendredi samedi dimanche", "Lundi-Mardi-Jeudi-3"),
        *("jeudi-vendredi-samedi-dimanche-lundi-mardi-mercredi", "Lun-Mar-Mer-Jeu-Ven-1"),
        "janvier février mars avril mai juin juillet",  # longer than what is measured
    ),
    "other series": (
        *("Printemps.Hiver.2025!", "Rouge-Blanc-Bleu-1", "Vert-Vert-Jaune-Vert-9"),
        *("Mars-Jupiter-Saturne-42", "alpha bravo charlie delta echo foxtrot golf"),
        "do re mi fa sol la si do",
    ),
    "a name, a word and a year": (
        *("PSG-champion-2025!", "OM-champion-2025!", "Juventus.victoire.2024!"),
        *("Mbappe-champion-2024!", "Bretagne_vacances_2025!", "RENAULT-voiture-2023!"),
    ),
}


@pytest.mark.parametrize("habit", WEAK)
def test_what_many_people_do_is_weak(habit: str) -> None:
    assert accepted(*WEAK[habit]) == []


COMMON = {
    *(Advice.TOP_10, Advice.TOP_100, Advice.VERY_COMMON, Advice.LIKE_COMMON, Advice.COMMON_NAME),
    Advice.SAYING,
}


def test_what_is_called_common_is_refused() -> None:
    """And what is taken is called something else."""
    warned = "Grenouille-7-tabouret", "Un deux trois, marmite et wagon"
    phrases = *warned, *lines("passphrases.txt"), *lines("unseen_sayings.txt")
    turns = cycle(some(*([turn] for turn in range(5)), of=[range(5)]))
    for phrase, turn in zip(phrases, turns, strict=False):
        for password in ([phrase, *dressed(phrase)][way] for way in turn):
            strength = measured(password)
            assert strength.score <= 1 or strength.warning not in COMMON, password
    assert measured("Grenouille-7-tabouret").score == 2, "of which there are some"
