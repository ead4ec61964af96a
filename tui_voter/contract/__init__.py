"""The wire contract between the voter client and the portal: one set of shapes and rules for both
sides. JSON over HTTP. What client and portal say to each other about a subject (:mod:`.activation`,
:mod:`.vote` ...) stands in its module; :mod:`.endpoints` is the table of all endpoints.

Tokens and secrets travel in bodies or in the ``Authorization: Bearer`` header, never in
a URL that the client fetches. ``Accept-Language`` chooses the language of texts. Times
are aware, in UTC, of the :data:`YEARS`. Every failure is a :class:`Problem` (RFC 9457,
``application/problem+json``) with a code of the closed set :class:`ErrorCode`.

Activation takes two requests: ``CreatePassword`` keeps the hashed password with the link and
returns a *ticket*; ``Activate`` names that ticket. The link is used up only by ``Activate``, so
a voter whose terminal dies half-way starts again with the same link; a password created anew
replaces the ticket, so nobody activates an account with a password that somebody else put there.

A forgotten password works the same way: an emailed *recovery link* (single use, for
:data:`.rules.RECOVERY_LIFETIME`), the challenge question (:data:`.rules.RECOVERY_TRIES` per
link, and a growing delay, ``too_many``, over all the links of an account), whose right answer
gives a ticket, and the new password, which ends all sessions and opens a new one. No answer
reveals whether an identifier is known.

Searches in a roll are sent in a body, not in a URL: no log says who searched for whom.

An answer may be lost after the portal has acted. What the same request does when it is sent again
is said by :attr:`.endpoint.Endpoint.again`. It is known to be the same by its ticket, by its
captcha, which is never asked twice, by its session, or, for a claim and a request for assistance,
by a ``key`` that the client makes once.
"""
