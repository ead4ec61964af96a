"""What is written for the eye, and misheard: signs that a reader names, spells or drops, and times
that it spells. What is said instead, and how one hears that the trap is gone."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import pytest

from tui_voter.contract.languages import Language

ESPEAK: Final = shutil.which("espeak-ng") or ""
listened_to = pytest.mark.skipif(not ESPEAK, reason="espeak-ng is not installed")


class Trap(NamedTuple):
    """``sign`` finds it in a text, as in ``written``; it is said as ``heard``. Where espeak-ng
    falls into it too, it makes the phonemes ``misheard`` of what is written."""

    sign: str
    written: str
    heard: str
    misheard: str = ""


EVERYWHERE: Final = (
    Trap(r"•", "c•••••@exemple.fr", ""),
    Trap(r"·", "Identifiant : x · Portail : y", "Identifiant : x. Portail : y"),
    Trap(r" \(|\)$", "Lycée du Quai (Port-Ajonc)", "Lycée du Quai, Port-Ajonc"),
    *(Trap(r"[?!],", "Quelle ville ?, choisi", ""), Trap(r"[→⇒➜]", "Menu → Vote", "Menu, Vote")),
    Trap(r"[✓✔✗✘×▲▼■□●○◆★☑☐]", "✓ Voté", ""),
    Trap(r"(?<!^)(?<!\d) [-–—] ", "Aide en ligne - Questions", "Aide en ligne, Questions"),
    Trap(r"-{3}", "-----BEGIN CERTIFICATE-----", ""),
)
"""In each language. What has no ``heard`` is no matter of the voice alone: no text has it."""

FRENCH: Final = (
    Trap(r"\b\d{1,2} ?h\b|\dh\d", "à 08h00", "à 8 heures", "_!'aS"),
    Trap(r"\b\d{1,2} ?h\b|\dh\d", "de 8 h à 17 h", "de 8 heures à 17 heures", "_!'aS"),
    Trap(r"\d ?h/\d", "24h/24", "24 heures sur 24", "_!'aS"),
    Trap(r"\b\d+ ?j\b(?!’)", "7j/7", "7 jours sur 7", "Z'i"),
    Trap(r"\b\d+ ?min\b", "il reste 5 min", "il reste 5 minutes"),
    Trap(r"\b\d+ s\b(?!’)", "dans 30 s", "dans 30 secondes", "_!'Es"),
    Trap(r"\b0\d [a-zéû]+\b(?=.*\d{4}|$)", "le 01 décembre", "le 1er décembre", "zero"),
    Trap(r"\b1 (?:jan|déc|oct)", "le 1 décembre 2022", "le 1er décembre 2022"),
    Trap(r"\d/\d\d/\d", "le 01/12/2022", "le 1er décembre 2022", "d'uz"),
    Trap(r"\bdéc\.|\bjanv\.", "8 déc. 2022", "8 décembre 2022"),
    Trap(r"\b\d+(?:e|re|ème)\b", "le 2e groupe", "le deuxième groupe", "_!'@"),
    Trap(r"(?i)vingt-|-et-|-(?:deux|neuf)\b", "vingt-trois", "vingt trois"),
    Trap(r"(?i)vingt-|-et-|-(?:deux|neuf)\b", "Soixante-et-onze", "Soixante et onze"),
    Trap(r"[nN]°", "bulletin n° 12", "bulletin numéro 12", "_!'En"),
    Trap(r"\bp\. ex\.", "p. ex. Dupont", "par exemple Dupont", "p'e 'Eks"),
    Trap(r"c\.-à-d\.", "demain, c.-à-d. mardi", "demain, c’est-à-dire mardi"),
    Trap(r"\w\(s\)", "3 jour(s)", "3 jours", "_!'Es"),
)
_CLOCK: Final = r"\b0\d:|\b\d\d?:\d\d\b(?! [ap]m)"

ENGLISH: Final = (
    Trap(_CLOCK, "from 08:00 to 17:00", "from 8 am to 5 pm", "z'i@roU z'i@roU"),
    Trap(_CLOCK, "at 17:05", "at 5:05 pm", "s'Ev@nt,i:n"),
    Trap(_CLOCK, "from 00:00 to 12:00", "from midnight to noon", "z'i@roU z'i@roU"),
    Trap(r"\b\d+ ?h\b", "3 h ago", "3 hours ago", "'eItS"),
    Trap(r"\b\d+ ?min\b", "1 min left", "1 minute left"),
    Trap(r"\b\d+ s\b", "in 5 s", "in 5 seconds", "'Es"),
    Trap(r"\bDec\.|\bDec \d", "8 Dec. 2022", "8 December 2022"),
    Trap(r"\be\.g\.|\bi\.e\.", "a name, e.g. dup", "a name, for example dup"),
    Trap(r"\be\.g\.|\bi\.e\.", "tomorrow, i.e. Tuesday", "tomorrow, that is Tuesday"),
    Trap(r"\bNo\. \d", "Ballot No. 5", "Ballot number 5"),
    Trap(r"\w-(?:one|two|three|four|nine)\b", "twenty-three", "twenty three"),
    Trap(r"\w\(s\)", "3 day(s)", "3 days", "_:_: 'Es"),
)
TRAPS: Final[Mapping[Language, Sequence[Trap]]] = {
    Language.FR: (*EVERYWHERE, *FRENCH),
    Language.EN: (*EVERYWHERE, *ENGLISH),
}


def trapped(lines: Iterable[str], language: str) -> list[str]:
    """The lines with something that is misheard, each behind the sign of it."""
    signs = {trap.sign: re.compile(trap.sign) for trap in TRAPS[Language(language)]}
    return sorted(
        f"{found[0]!r} in: {line}"
        for line in lines
        for sign in signs.values()
        if (found := sign.search(line))
    )


def phonemes(text: str, language: str) -> str:
    """How the speech synthesiser of most screen readers on Linux says ``text``."""
    command = (ESPEAK, "-q", "-x", "-v", language, "--", text)
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
