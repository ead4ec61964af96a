"""What the voter's own computer provides: preferences, a key store, files, and a thread that
measures passwords."""
