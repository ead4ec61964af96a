"""The linear voice: one prompt after the other, for speech and braille.

Lines are only appended; nothing moves or blinks: a screen reader says what is new, and a braille
display shows the line with the cursor, the prompt.
"""
