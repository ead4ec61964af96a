"""The vote: sealing, the booth, casting, mixing, the public urn."""
