"""Text captchas.

Each can be read aloud and answered from its words: no picture, no sound. The families are in
:mod:`.families`, each language in a file of its own (:mod:`.french`, :mod:`.english`), what is
accepted as an answer in :mod:`.answers`, and the open questions, each valid once and for a
limited time, in :mod:`.register`.
"""
