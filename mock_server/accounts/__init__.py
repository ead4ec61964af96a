"""The voters' accounts: links, activation, sign-in, recovery, sessions, profile."""
