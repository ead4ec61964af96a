"""What several journeys share, one noun per file."""
