"""tui-voter: a terminal voter client for professional elections."""

__version__ = "0.1.0"
