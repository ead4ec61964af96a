"""What a browser gets: small pages that explain where a mailed link belongs."""
