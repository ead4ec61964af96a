"""Whatever a terminal answers, and whatever size it says that it has."""
