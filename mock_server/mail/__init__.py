"""Mails: written from the election's templates, kept in the outbox, delivered.

An email is queued in the same transaction as what it reports, so neither exists without the other.
Only :mod:`.delivery` sends, if the portal is told where to; ``mock-portal mailbox`` reads the
outbox in any case.
"""
