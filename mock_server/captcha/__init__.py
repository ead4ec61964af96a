"""Questions that show a person at work, in words alone.

Each can be read aloud and answered from its words: no picture, no sound. The families
are in :mod:`.families`, each language in a file of its own (:mod:`.french`,
:mod:`.english`), what is accepted as an answer in :mod:`.answers`, and the questions that
are out, with the rule "once, and soon", in :mod:`.register`.
"""
