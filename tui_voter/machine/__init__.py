"""What the voter's own computer lends: preferences, a key store, files, and a thread that
measures passwords."""
