"""Why a file was not drawn, each in one sentence."""

from typing import Final

from node.api.errors import Fault
from node.api.i18n import N_
from node.api.i18n import gettext as _
from node.api.limits import PAPER_PAGES_MAX

_PICTURE: Final = {
    Fault.DAMAGED: N_(
        "This file is no picture that can be read here. "
        "Photographs and scans are taken as JPEG, PNG or WebP, papers as PDF."
    ),
    Fault.PIXELS: N_("This picture has more pixels than are unpacked here: save it smaller and send it once more."),
    Fault.HEAVY: N_("This picture takes more time or memory than drawing it may take; nothing of it was kept."),
}
_PAPER: Final = {
    Fault.DAMAGED: N_("This PDF is damaged: ask for it once more, or send its pages as pictures."),
    Fault.LOCKED: N_("This PDF is locked with a passphrase: open it, print it into a new PDF and send that."),
    Fault.PAGES: N_("This PDF has more than %(num)d pages: send it in parts."),
    Fault.LETTERS: N_(
        "This PDF does not bring along the letters it is written in, so that they would be missing: "
        "open it, print it into a new PDF and send that."
    ),
    Fault.HEAVY: N_("This PDF takes more time or memory than drawing it may take: send it in parts or as pictures."),
}


def fault_text(fault: Fault, *, is_paper: bool) -> str:
    """Return what happened to a file that was sent, in the browser's language."""
    words = _PAPER if is_paper else _PICTURE
    return _(words.get(fault, words[Fault.DAMAGED])) % {"num": PAPER_PAGES_MAX}
