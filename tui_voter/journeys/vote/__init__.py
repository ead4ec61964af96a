"""Voting: opening hours, ballots, rolls, candidate lists, claims and results."""
