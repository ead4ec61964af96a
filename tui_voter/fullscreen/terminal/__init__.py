"""What the full screen asks of the terminal, and of the process that it runs in."""
