"""What a voter meets on every visit of the audit, kept as text, so that a change shows all that it
changes: ``make traces``.

Each visit is played by its script (:mod:`tui_voter.audit.visits`), in the real front ends and
before the real portal of the demo. After each act the trace keeps the painted frame with the
cursor, or the lines that were said and the prompt. The traces that were accepted are in ``data``.
"""
