"""``tui-voter audit``: every screen of the journeys, held against rules of accessibility.

A walk (:mod:`walk`) makes the whole visit against a portal of its own (:mod:`portal`) and
keeps every form, menu, listing and page. They are then looked at as objects
(:mod:`vocabulary`), told by the linear voice (:mod:`heard`), and shown on the full screen
(:mod:`seen`); :mod:`words` looks for what was left untranslated.
"""
