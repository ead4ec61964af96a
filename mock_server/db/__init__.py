"""The database: tables, transactions, locks, versions."""
