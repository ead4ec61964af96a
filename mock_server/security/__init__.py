"""Hashing, tokens and keys; how often one may guess."""
