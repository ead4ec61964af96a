"""One module per kind of screen, loaded when the first of its kind is shown."""
