"""Why a portal's certificate is not trusted, and what to do about it, in words."""

from __future__ import annotations

from tui_voter.contract.errors import PortalUntrusted, TrustFault
from tui_voter.contract.text import shown
from tui_voter.contract.typed import command
from tui_voter.messages import gettext as _


def untrusted(error: PortalUntrusted) -> tuple[str, str]:
    """Return the sentence about an untrusted portal, and its short form."""
    text, short = _words(error.fault, bool(error.file))
    restart = command("tui-voter", "--ca", _("FILE"))
    return text.format(file=shown(error.file), command=restart), short


def authority_refused(error: PortalUntrusted) -> str:
    """Return why a certificate file named on the command line cannot be used."""
    if error.fault is TrustFault.FILE_MISSING:
        text = _("The file {file} does not exist: check the name after --ca.")
    else:
        text = _file_words(error.fault)
    return text.format(file=shown(error.file))


def _words(fault: TrustFault, has_file: bool) -> tuple[str, str]:
    if fault is TrustFault.UNKNOWN_AUTHORITY and has_file:
        return (
            _(
                "The portal could not prove its identity: its certificate was not issued by an "
                "authority in {file}. Nothing was sent. Do not continue, and tell the help desk, "
                "unless your IT service has given you a newer file. Then start with it: {command}"
            ),
            _("unknown authority"),
        )
    if fault is TrustFault.FILE_MISSING:
        return (
            _(
                "The file {file}, with which this portal is to be checked, no longer exists. "
                "Nothing was sent. Put it back, or start with another one: {command}"
            ),
            _("file missing"),
        )
    if fault in (words := _certificate_words()):
        return words[fault]
    return (
        _("{trouble} This portal is to be checked with it: nothing was sent.").format(
            trouble=_file_words(fault)
        ),
        _("file unusable"),
    )


def _certificate_words() -> dict[TrustFault, tuple[str, str]]:
    """Return what is said of each fault of a portal's certificate."""
    return {
        TrustFault.INVALID: (
            _(
                "The portal could not prove its identity: its certificate is not valid. Nothing "
                "was sent. Do not continue, and tell the help desk."
            ),
            _("identity unproven"),
        ),
        TrustFault.UNKNOWN_AUTHORITY: (
            _(
                "The portal could not prove its identity: this computer does not know the "
                "authority that issued its certificate. Nothing was sent. Ask the IT service of "
                "your school or workplace for this authority’s certificate, a PEM file, then "
                "start with it: {command}"
            ),
            _("unknown authority"),
        ),
        TrustFault.EXPIRED: (
            _(
                "The portal could not prove its identity: its certificate has expired. Nothing "
                "was sent. Check the date of this computer; if it is right, tell the help desk."
            ),
            _("has expired"),
        ),
        TrustFault.NOT_YET_VALID: (
            _(
                "The portal could not prove its identity: its certificate is not valid yet. "
                "Nothing was sent. Check the date of this computer; if it is right, tell the "
                "help desk."
            ),
            _("not valid yet"),
        ),
        TrustFault.ANOTHER_ROOM: (
            _(
                "ALARM: what answers is not the portal of this room code. Nothing was sent. "
                "Compare the code with the trainer’s screen; if it is the same, tell the trainer."
            ),
            _("another portal"),
        ),
        TrustFault.ANOTHER_HOST: (
            _(
                "The portal could not prove its identity: its certificate is that of another "
                "site. Nothing was sent. Compare the portal’s address with the letter from your "
                "elections office; if they are the same, tell the help desk."
            ),
            _("another site"),
        ),
    }


def _file_words(fault: TrustFault) -> str:
    """Return what is wrong with a certificate file that exists, and what to do about it."""
    return {
        TrustFault.FILE_UNREADABLE: _(
            "The file {file} cannot be read: check that it is a certificate file, and that you "
            "are allowed to read it."
        ),
        TrustFault.FILE_NOT_PEM: _(
            "The file {file} is not in PEM format: ask your IT service for the certificate as "
            "text, whose first line says “BEGIN CERTIFICATE”."
        ),
        TrustFault.FILE_WITHOUT_CERTIFICATE: _(
            "The file {file} contains no certificate: ask your IT service for the authority’s "
            "certificate."
        ),
        TrustFault.FILE_DAMAGED: _(
            "The certificate in {file} is damaged: ask your IT service for it again."
        ),
    }[fault]
