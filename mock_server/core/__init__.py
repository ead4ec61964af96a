"""What every room of the portal may use: settings, errors, time, languages, text for a terminal."""
