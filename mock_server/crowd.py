"""A crowd of made-up voters, to see a portal with as many of them as a ministry has.

For measurements and tests: a real roll is read from ``voters.csv``.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Final

from mock_server.rolls import folded

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
_folded = cache(folded)  # of a name's half: there are thousands, not millions

_ADD_VOTER: Final = """
INSERT INTO voter
    (id, address, address_key, family_name, first_name, affiliation, body, telephone, language)
VALUES (?, ?, ?, ?, ?, ?, '', '', 'fr')
"""
_ADD_ENTRY: Final = "INSERT INTO roll_entry (ballot_id, name_key, voter_id) VALUES (?, ?, ?)"
_COUNT: Final = "UPDATE ballot SET voters = voters + ? WHERE id = ?"


def add_crowd(database: Path, ballot_id: str, count: int, *, seed: int = 0) -> None:
    """Add ``count`` voters to a portal's SQLite file, and to the roll of one ballot, in one
    transaction: on the driver itself, for it is several times as fast. The same seed makes
    the same crowd."""
    with closing(sqlite3.connect(database)) as connection, connection:
        (last,) = connection.execute("SELECT max(id) FROM voter").fetchone()
        entries: list[tuple[str, str, int]] = []

        def voters() -> Iterator[tuple[int, str, str, str, str, str]]:
            for number, (family_name, first_name, affiliation) in enumerate(
                _people(count, random.Random(seed)),  # noqa: S311 (nothing secret)
                start=(last or 0) + 1,
            ):
                key = f"{_folded(family_name)} {_folded(first_name)}"
                entries.append((ballot_id, key, number))
                address = f"{key.replace(' ', '.')}.{number}@foule.exemple"
                yield number, address, address, family_name, first_name, affiliation

        connection.executemany(_ADD_VOTER, voters())
        entries.sort()  # the order of the index, which then grows at its end
        connection.executemany(_ADD_ENTRY, entries)
        connection.execute(_COUNT, (count, ballot_id))


def _people(count: int, chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """Family name, first name, affiliation. One family name in eight is a double one, one
    in twelve has a particle."""
    for _ in range(count):
        family_name = chance.choice(_FAMILY_NAMES)
        if chance.random() < 1 / 8:
            family_name = f"{family_name}-{chance.choice(_FAMILY_NAMES)}"
        elif chance.random() < 1 / 12:
            family_name = chance.choice(_PARTICLES) + family_name
        yield family_name, chance.choice(_FIRST_NAMES), chance.choice(_AFFILIATIONS)
