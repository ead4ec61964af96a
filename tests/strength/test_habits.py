"""What people do with a word or a phrase everybody knows is weak; what they make up is not."""

from __future__ import annotations

import re
import secrets
import string
from pathlib import Path

import pytest

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


def accepted(password: str) -> bool:
    return measured(password).score > 1


@pytest.mark.parametrize(
    "password",
    [
        "Liberté-Égalité-Fraternité1",
        "LIBERTE EGALITE FRATERNITE 1!",
        "To be or not to be 1",
        "AuClairDeLaLune1!",
        "au_clair_de_la_lune_mon_ami_1!",
        "Maître Corbeau, sur un arbre perché, tenait 1",
        "Vive.la.République.2022!",
        "V1vre-Libre-Ou-Mourir1!",
    ],
)
def test_what_everybody_knows_is_weak_however_it_is_written(password: str) -> None:
    strength = measured(password)
    assert strength.score <= 1
    assert strength.warning is Advice.SAYING


@pytest.mark.parametrize(
    "password",
    [
        "Jesuiscomptable75!",
        "J'aime mon travail 1!",
        "Mon petit chien est beau 7!",
        "Ilfaitbeau2022!",
    ],
)
def test_a_phrase_of_everyday_words_is_weak(password: str) -> None:
    strength = measured(password)
    assert strength.score <= 1
    assert strength.warning is Advice.EVERYDAY_WORDS


@pytest.mark.parametrize(
    "password",
    [
        "Choupette2022!",
        "Tunisie2022!",
        "Perpignan@2022",
        "Juventus1897!",
        "Doudoulili2022!",  # in no list
        "Bernadettou123!",
        "!Ludivine2022",
        "Ch0upett3-2022",
        "Ettepuohc2022!",
    ],
)
def test_a_word_or_what_is_spelt_like_one_is_weak_with_an_ending(password: str) -> None:
    strength = measured(password)
    assert strength.score <= 1
    assert Advice.ENDING_HELPS_LITTLE in strength.suggestions


@pytest.mark.parametrize(
    "password",
    [
        "Azertyuiop12345678!",
        "Qsdfghjklm2022!",
        "Poiuytreza123!",
        "Aqwzsxedcrfv1!",
        "&é\"'(-è_çà12A",
        "!!!!!!!!!!!!",
        "AAAAaaaa1111!!!!",
        "Lalalalalala1!",
        "Chatchatchat22!",
    ],
)
def test_rows_of_keys_and_repeats_are_weak(password: str) -> None:
    assert measured(password).score <= 1


@pytest.mark.parametrize(
    "password",
    ["Tuozeb-1975!", "B.e.z.o.u.t-1975", "B3zout#1975!", "eiraM_ennA_2022!", "Bé!zo!ut!19!75!"],
)
def test_the_voters_own_words_are_met_reversed_and_with_signs_between(password: str) -> None:
    strength = measured(password, VOTER)
    assert strength.score <= 1
    assert strength.warning is Advice.OWN_NAME


def test_passphrases_that_people_make_up_are_accepted() -> None:
    assert [phrase for phrase in lines("passphrases.txt") if not accepted(phrase)] == []


def test_random_passwords_are_accepted() -> None:
    """Chance makes a word now and then: one in tens of thousands may look like one."""
    refused = []
    classes = string.ascii_lowercase, string.ascii_uppercase, string.digits, string.punctuation
    chance = secrets.SystemRandom()
    for _ in range(200):
        picked = [chance.choice(each) for each in classes]
        picked += chance.choices("".join(classes), k=8)
        chance.shuffle(picked)
        refused += [password for password in ["".join(picked)] if not accepted(password)]
    assert len(refused) <= 1, refused


def test_what_resembles_a_word_is_called_so() -> None:
    assert measured("Doudoulili2022!").warning is Advice.LIKE_COMMON
    assert measured("doudoulili").warning is Advice.LIKE_COMMON


def test_sayings_that_were_noted_without_the_lists_are_met() -> None:
    """At most two of fifty: some of them are in the lists, others are foreseen."""
    let_through = [
        saying
        for saying in lines("unseen_sayings.txt")
        if any(accepted(f"{written}{ending}") for written, ending in _manners(saying))
    ]
    assert len(let_through) <= 2, let_through


def _manners(saying: str) -> list[tuple[str, str]]:
    words = re.findall(r"\w+", saying)
    return [
        (saying, " 1!"),
        ("".join(word[:1].upper() + word[1:] for word in words), "2022!"),
        ("-".join(words).capitalize(), "1"),
        ("_".join(words).upper(), "a7!"),
    ]


def test_no_saying_of_the_list_is_accepted_however_it_is_dressed() -> None:
    text = (wordlists.FOLDER / "sayings.txt").read_text(encoding="utf-8").splitlines()
    known = [line for line in text if not line.startswith("#")][::13]
    assert len(known) > 200
    dressed = [f"{written}{ending}" for saying in known for written, ending in _manners(saying)]
    assert [password for password in dressed if accepted(password)] == []


def test_the_table_of_spelling_is_learnt_from_the_lists() -> None:
    assert spelling.FILE.read_bytes() == spelling.learn(spelling.taught())


@pytest.mark.parametrize(
    "password",
    [
        "un deux trois quatre cinq six sept",
        "sept six cinq quatre trois deux un",
        "deux quatre six huit dix douze quatorze",
        "one two three four five six seven",
        "TroisQuatreCinqSixSept2025!",
        "premier deuxieme troisieme quatrieme cinquieme sixieme",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "jeudi-vendredi-samedi-dimanche-lundi-mardi-mercredi",
        "Lundi-Mardi-Jeudi-3",
        "Lun-Mar-Mer-Jeu-Ven-1",
        "janvier février mars avril mai juin juillet",  # longer than what is measured
        "Printemps.Hiver.2025!",
        "Rouge-Blanc-Bleu-1",
        "Vert-Vert-Jaune-Vert-9",
        "Mars-Jupiter-Saturne-42",
        "alpha bravo charlie delta echo foxtrot golf",
        "do re mi fa sol la si do",
    ],
)
def test_words_of_one_series_are_weak(password: str) -> None:
    assert measured(password).score <= 1


def test_words_of_one_series_in_any_order_are_one_of_few_each() -> None:
    """Seven figures in words are hardly more than seven figures, and not seven words."""
    assert measured("sept trois un neuf deux huit cinq").score <= 2
    assert measured("girafe trois marmite wagon cobalt huit nuage").score == 4


@pytest.mark.parametrize(
    "password",
    [
        "PSG-champion-2025!",
        "OM-champion-2025!",
        "Juventus.victoire.2024!",
        "Mbappe-champion-2024!",
        "Bretagne_vacances_2025!",
        "RENAULT-voiture-2023!",
    ],
)
def test_a_name_and_a_word_and_a_year_are_weak(password: str) -> None:
    assert measured(password).score <= 1


COMMON = {
    Advice.TOP_10,
    Advice.TOP_100,
    Advice.VERY_COMMON,
    Advice.LIKE_COMMON,
    Advice.COMMON_NAME,
    Advice.SAYING,
}


def test_what_is_called_common_is_refused() -> None:
    """And what is taken is called something else."""
    warned = "Grenouille-7-tabouret", "Un deux trois, marmite et wagon"
    for password in (*warned, *lines("passphrases.txt"), *lines("unseen_sayings.txt")):
        for dressed, ending in [(password, ""), *_manners(password)]:
            strength = measured(f"{dressed}{ending}")
            assert strength.score <= 1 or strength.warning not in COMMON, f"{dressed}{ending}"
    assert measured("Grenouille-7-tabouret").score == 2, "of which there are some"
