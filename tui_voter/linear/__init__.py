"""The linear voice: one prompt after the other, for speech and braille.

Lines are only appended, and nothing moves or blinks. A screen reader says each new line, and a
braille display shows the cursor's line, which is the prompt.
"""
