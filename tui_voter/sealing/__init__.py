"""The sealing room: Belenios' protocol, version 1, over Ed25519, as docs/protocol.md has it.

Pure functions that client, portal and polling board share. What they read is read strictly: a text
has exactly one form. libsodium (PyNaCl) is loaded by the first point that is computed with.
Nothing here speaks to the user: a :class:`.errors.SealingError` has a ``reason`` of one word.
"""
