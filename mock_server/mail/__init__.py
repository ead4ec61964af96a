"""Mails: written from templates, kept in the outbox, delivered."""
