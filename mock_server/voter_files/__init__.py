"""Voters in CSV files: imported, exported, generated."""
