"""Code that several journeys share, one subject per file."""
