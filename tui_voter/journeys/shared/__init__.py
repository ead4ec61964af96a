"""What the rooms of the journeys have in common, one noun a file."""
