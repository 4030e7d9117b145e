"""Errors of the pages, each shown as a page that says what happened, what was not harmed and what to do.

PageError
├── ForeignRequest   another host, origin or computer asked
├── NoSession        no session, or one of another browser
├── StaleForm        the form's token does not fit the session
├── BadRequest       a form or address that no page of ours makes
├── TooLarge         more was sent than a form may hold
│   └── FileTooLarge a file above the bound of files that are sent
├── NoPicture        a file that is no picture or paper this program draws
├── JoinFailed       an invitation did not lead into a space
└── NotHere          no page or record stands at that address
"""

from enum import Enum


class PageError(Exception):
    """Base of what the pages refuse on purpose; nothing was changed when it is raised."""


class ForeignRequest(PageError):
    """A request that does not come from a page of this node on this computer."""


class NoSession(PageError):
    """A browser that has not been let in by a one-time link."""


class StaleForm(PageError):
    """A form whose token does not fit the session."""


class BadRequest(PageError):
    """A form or an address that no page of ours makes."""


class TooLarge(PageError):
    """More than a form may hold."""


class Fault(Enum):
    """Why a file was not drawn."""

    DAMAGED = "damaged"  # or of no kind that is drawn
    LOCKED = "locked"  # it wants a passphrase
    PAGES = "pages"  # too many
    PIXELS = "pixels"  # too many
    LETTERS = "letters"  # its text is in letters that it does not bring along
    HEAVY = "heavy"  # more time or memory than drawing may take


class FileTooLarge(TooLarge):
    """A file above the bound of files that are sent."""


class NoPicture(PageError):
    """A file that is no picture or paper this program draws."""

    def __init__(self, fault: Fault = Fault.DAMAGED) -> None:
        super().__init__(f"this file cannot be drawn: {fault.value}")
        self.fault = fault


class NotHere(PageError):
    """Nothing stands at that address."""


class Why(Enum):
    """Why an invitation did not lead into a space."""

    NOBODY = "nobody"  # answers at its addresses
    NO_ADDRESS = "no address"
    NOT_LET_IN = "not let in"  # used, revoked, expired, or the line broke


class JoinFailed(PageError):
    """An invitation did not lead into a space."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why
