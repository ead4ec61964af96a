"""The entries of the home page, except voting and the voter's ballots."""
