"""The vote, from the voting code to the receipt."""
