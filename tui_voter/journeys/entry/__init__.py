"""How a voter gets in: with an emailed link, or by signing in."""
