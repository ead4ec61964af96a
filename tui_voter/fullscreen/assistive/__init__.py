"""The program as seen by the desktop's screen readers, over the accessibility bus (AT-SPI)."""
