"""Generated voters, for trying out a portal with as many voters as a ministry has."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from mock_server.core.times import real_time
from mock_server.election.folder import read_folder
from mock_server.election.rolls import name_key
from mock_server.election.voters import Voter
from mock_server.election.voters_csv import write_voters
from tui_voter.contract.languages import Language

_FAMILY_NAMES: Final = """
Abgrall André Aubert Bailly Barbier Baron Benali Benoît Bernard Berthelot Besson Blanc Boucher
Bourgeois Brun Brunet Caron Carpentier Chevalier Clément Colin Collet Cordier Coulibaly Daniel
Delaunay Deschamps Desœuvres Diallo Diop Dubois Dufour Dumas Dumont Dupont Dupuis Durand Étienne
Évrard Faure Fleury Fontaine Fournier François Garcia Garnier Gauthier Gérard Girard Giraud
Guégan Guérin Guillot Haddad Hamon Henry Hervé Hoarau Hubert Humbert Jacquet Joly Julien Kaya
Keïta Kerléo Klein Lambert Laurent Leclerc Lecœur Lefebvre Legrand Lemaître Leroux Leroy Lévêque
Lopez Lucas Mallet Marchand Martin Martinez Mathieu Ménard Mercier Meunier Meyer Michel Millet
Monnier Moreau Morel Moulin Müller Muñoz Navarro Nguyen Nicolas Noël Ollivier Paris Payet Pélissier
Pereira Perez Perrin Petit Philippe Picard Pierre Poirier Poulain Prévost Quéméneur Rémy Renard
Renaud Rey Richard Rivière Robert Robin Roche Roger Rolland Rousseau Roussel Roux Roy Sánchez
Schmitt Schneider Simon Söderlund Tanguy Tessier Thomas Traoré Vasseur Vidal Vincent Weber Xavier
Yılmaz Zimmermann
""".split()  # noqa: SIM905 (a word list reads better than its commas)
_PARTICLES: Final = ("Le ", "De ", "De La ", "d'", "D’", "Du ", "Ben ")
_FIRST_NAMES: Final = """
Adèle Agnès Aïcha Alain Alexandre Alice Aline Amélie Anaïs Andréa Anne Anne-Laure Antoine Arthur
Aurélie Benoît Bérénice Bruno Camille Cécile Céline Charles Chloé Claire Claude Clément Damien
David Denis Édith Élise Élodie Émile Emma Éric Fabien Farida Fatima Florence François Françoise
Gaël Gaëlle Georges Gérard Gilles Guillaume Hélène Henri Hervé Hugo Inès Irène Isabelle Jacques
Jean Jean-Luc Jean-Noël Jeanne Jérôme Joël Julie Juliette Karim Kévin Laëtitia Laure Léa Léo Léon
Louis Loïc Luc Lucie Lydie Maëlle Manon Marc Marie Marie-Ève Marion Martine Mathilde Maxime Mehdi
Mélanie Michel Moussa Nadia Nathalie Nicolas Noémie Océane Odile Olivier Pascal Patrick Paul
Philippe Pierre Quentin Rachid Raphaël Rémi René Romain Sabine Salomé Samuel Sandrine Sébastien
Sofia Solène Sophie Stéphane Sylvie Théo Thérèse Thomas Timothée Valérie Véronique Victor
Virginie Xavier Yann Yannick Yasmine Yves Zoé
""".split()  # noqa: SIM905 (a word list reads better than its commas)
_AFFILIATIONS: Final = tuple(
    f"{kind} {name}"
    for kind in ("Lycée", "Collège", "École", "Rectorat, service")
    for name in (
        "des Neuf-Rochers",
        "du Grand-Quai",
        "de la Pointe-Verte",
        "Marie-Lannic",
        "1",
        "2",
    )
)
_MOST_BALLOTS: Final = 5


def generate_voters(election: Path, path: Path, count: int, *, seed: int = 0) -> int:
    """Write ``count`` voters of an election's folder into a new file. Returns their number. Raises
    :class:`Fault`."""
    ballots = [ballot.id for ballot in read_folder(election, real_time()).ballots]
    return write_voters(path, crowd(count, ballots, seed=seed))


def crowd(count: int, ballots: Sequence[str], *, seed: int = 0) -> Iterator[Voter]:
    """Generated voters, the same for the same seed. All have the first ballot and, as real voters
    do, up to four of the others."""
    chance = random.Random(seed)  # noqa: S311 (nothing secret)
    first, *others = ballots
    for number in range(1, count + 1):
        family_name, given = _family_name(chance), chance.choice(_FIRST_NAMES)
        more = chance.randint(min(1, len(others)), min(len(others), _MOST_BALLOTS - 1))
        local = name_key(family_name, given).replace("ı", "i").replace(" ", ".")
        yield Voter(
            address=f"{local}.{number}@foule.exemple",
            family_name=family_name,
            first_name=given,
            language=Language.FR,
            affiliation=chance.choice(_AFFILIATIONS),
            ballots=(first, *chance.sample(others, more)),
        )


def _family_name(chance: random.Random) -> str:
    """A family name. One in eight is double, one in twelve has a particle."""
    name = chance.choice(_FAMILY_NAMES)
    if chance.random() < 1 / 8:
        return f"{name}-{chance.choice(_FAMILY_NAMES)}"
    if chance.random() < 1 / 12:
        return chance.choice(_PARTICLES) + name
    return name
