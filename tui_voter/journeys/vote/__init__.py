"""The opening hours of the vote, and the voter's ballots: rolls, candidate lists, claims."""
