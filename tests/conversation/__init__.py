"""The conversation's core alone: no widget, no terminal, no portal."""
