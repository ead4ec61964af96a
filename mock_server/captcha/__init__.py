"""Text captchas.

Each can be read aloud and answered from its words: no picture, no sound. The families are in
:mod:`.families`, each language in a file that has its code for a name (:mod:`.fr`, :mod:`.en`), the
rules for accepted answers in :mod:`.answers`, and the open questions, each valid once and for a
limited time, in :mod:`.register`.
"""
