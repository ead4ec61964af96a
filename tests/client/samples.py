"""Answers of an honest portal, as JSON can say them."""

from __future__ import annotations

from typing import Any

ELECTION: dict[str, Any] = {
    "name": "Élections professionnelles 2026",
    "organiser": "Ministère des Phares",
    "opens_at": "2026-12-01T07:00:00Z",
    "closes_at": "2026-12-08T16:00:00Z",
    "time_zone": "Europe/Paris",
    "portal_time": "2026-10-18T10:22:00+02:00",
    "languages": ["fr", "en"],
    "policy": {},
    "support": "Une personne répond :\n01 23 45 67 89",
}
CAPTCHA: dict[str, Any] = {
    "id": "captcha-id",
    "question": "Recopiez en chiffres :\nsept, deux",
    "expires_in": 300,
}
INVITATION: dict[str, Any] = {
    "name": "M••• B•••••",
    "address": "m•••@exemple.fr",
    "words": ["Marie", "Bézout"],
    "captcha": CAPTCHA,
    "questions": [{"id": "first-car", "text": "Quelle était votre première voiture ?"}],
    "election": ELECTION,
    "expires_in": 1200,
}
ACTIVATED: dict[str, Any] = {"session": "session-token", "expires_in": 1800, "election": ELECTION}
