"""The vote's hours, and the voter's ballots: rolls, candidate lists, claims."""
