"""``tui-voter audit``: check every screen of the journeys by accessibility rules.

A walk (:mod:`walk`) makes complete visits to the real portal (:mod:`portal`) and records every
form, menu, listing and page. These are then checked as objects (:mod:`vocabulary`), in the linear
voice (:mod:`heard`), and on the full screen (:mod:`seen`). The :mod:`rules` decide on the
:mod:`clauses` of the :mod:`report`.
"""
