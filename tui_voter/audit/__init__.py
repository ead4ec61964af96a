"""``tui-voter audit``: check every screen of the journeys against accessibility rules.

A walk (:mod:`walk`) makes a complete visit against a fake portal (:mod:`portal`) and keeps every
form, menu, listing and page. These are then checked as objects (:mod:`vocabulary`), in the
linear voice (:mod:`heard`), and on the full screen (:mod:`seen`); :mod:`words` looks for what
was left untranslated.
"""
