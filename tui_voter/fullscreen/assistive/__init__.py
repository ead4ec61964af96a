"""What a screen reader of the desktop is told through its own bus (AT-SPI), beside the terminal."""
