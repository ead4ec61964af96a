"""Mails: written from the election's templates, kept in the outbox, delivered.

A mail is queued in the transaction of the act that it tells of, so neither exists
without the other. Only :mod:`.delivery` sends, where a portal is told to; the outbox is read
with ``mock-portal mailbox`` wherever.
"""
