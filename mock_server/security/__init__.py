"""Hashing, tokens and keys; attempt limits."""
