"""The entries of the home page, except for the ballots."""
