"""Mails: written from the election's templates, kept in the outbox, delivered.

An email is queued in the same transaction as what it reports, so neither exists without the
other. Only :mod:`.delivery` sends, where a portal is told to; the outbox is read with
``mock-portal mailbox`` wherever.
"""
