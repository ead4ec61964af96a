"""The ways in: opening an emailed link, or signing in."""
