"""How a voter gets in: by a mailed link, or by signing in."""
