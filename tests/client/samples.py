"""Answers of an honest portal, as JSON can say them."""

from typing import Any

from tui_voter.secret import Secret

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
    "claims_until": "2026-11-20T16:00:00Z",
    "lists_from": "2026-11-02T07:00:00Z",
    "portal_from": "2026-10-13T06:00:00Z",
}
CAPTCHA: dict[str, Any] = {
    "id": "captcha-id",
    "question": "Recopiez en chiffres :\nsept, deux",
    "expires_in": 300,
}
QUESTION = {"id": "first-car", "text": "Quelle était votre première voiture ?"}
_VOTER = {"name": "M••• B•••••", "address": "m•••@exemple.fr", "words": ["Marie", "Bézout"]}
INVITATION: dict[str, Any] = {
    **_VOTER,
    "captcha": CAPTCHA,
    "questions": [QUESTION],
    "election": ELECTION,
    "expires_in": 1200,
}
SIGNED_IN: dict[str, Any] = {"session": "session-token", "expires_in": 900, "election": ELECTION}
RECOVERY: dict[str, Any] = {
    **_VOTER,
    "question": QUESTION["text"],
    "mails_code": True,
    "tries_left": 5,
    "election": ELECTION,
    "expires_in": 3600,
}
DOCUMENT: dict[str, Any] = {"title": "Édito", "text": "# Voter\n\nPourquoi *voter* ?\n"}
_ENTRY = {"id": "1", "group": "Le lien", "question": "Où est-il ?", "answer": "Dans\nle mail."}
FAQ: dict[str, Any] = {"entries": [_ENTRY]}
PROFILE: dict[str, Any] = {
    "identifier": "marie@exemple.fr",
    "family_name": "Bézout",
    "first_name": "Marie",
    "affiliation": "Phare de Cordouan",
    "body": "Gardiens",
    "telephone": "05 56 09 61 00",
    "language": "fr",
    "words": ["Marie", "Bézout"],
    "question_id": "first-car",
    "questions": [QUESTION],
}
_BALLOT: dict[str, Any] = {
    "id": "csa",
    "name": "Comité social",
    "description": "Ce que fait\nle comité.",
    "seats": 10,
    "voters": 1_000_000,
}
BALLOTS: dict[str, Any] = {"ballots": [_BALLOT]}
_ME = {"family_name": "Bézout", "first_name": "Marie", "affiliation": "Phare de Cordouan"}
ROLL_PAGE: dict[str, Any] = {
    "entries": [
        _ME | {"me": True},
        {"family_name": "Fresnel", "first_name": "Augustin", "affiliation": ""},
    ],
    "after": "25.opaque",
}
_LIST: dict[str, Any] = {
    "id": "a",
    "name": "Lumières",
    "union": "Union des phares",
    "candidates": [{"family_name": "Arago", "first_name": "François"}],
    "statement": "Votez\npour nous.",
}
CANDIDATE_LISTS: dict[str, Any] = {"lists": [_LIST]}
CLAIM: dict[str, Any] = {
    "number": "R-0001",
    "kind": "missing_entry",
    "ballot": "Comité social",
    "text": "Je n’y suis\npas.",
    "sent_at": "2026-11-03T09:00:00Z",
    "state": "accepted",
    "answer": "Vous y êtes\nmaintenant.",
    "answered_at": "2026-11-04T09:00:00+01:00",
}
CLAIMS: dict[str, Any] = {"claims": [CLAIM], "ballots": [{"id": "csa", "name": "Comité social"}]}
ASSISTANCE: dict[str, Any] = {
    "number": "A-0001",
    "subject": "Le lien",
    "text": "Il est\nperdu.",
    "sent_at": "2026-11-03T09:00:00Z",
    "answer": "Le voici\nde nouveau.",
    "answered_at": "2026-11-04T09:00:00+01:00",
}
ASSISTANCE_REQUESTS: dict[str, Any] = {"requests": [ASSISTANCE]}
PASSWORD, ANSWER = Secret("Zeppelin-vert 47 girafes"), Secret("Les Vieilles Charrues")
