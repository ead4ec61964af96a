"""Mails: the election's templates, and the outbox in the database.

A mail is queued in the transaction of the act that it tells of, so neither exists
without the other. Nothing here sends: :mod:`.delivery` does where a portal is told to, and
the outbox is read with ``mock-portal mailbox`` wherever.
"""

from __future__ import annotations
