"""What went wrong, as a page: what happened, what was not harmed, what to do. It never shows a value of a record.

An error this program knows is named; any other is logged by its type alone.
"""

import logging
from dataclasses import dataclass

from aiohttp import web

from keys.errors import KeysError, NotEnoughMemory
from node.api.errors import BadRequest, FileTooLarge, ForeignRequest, NoSession, NotHere, StaleForm, TooLarge
from node.api.i18n import N_
from node.api.i18n import gettext as _
from node.api.port import Condition
from node.api.site import SESSION, render, site_of
from node.crdt.errors import NotAllowed as VoteRefused
from node.ledger.errors import LedgerError
from node.service.errors import NoKey, NotAllowed, NotFound, Refused

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One kind of problem in words. `is_bare` pages show nothing of the node, not even its menu."""

    status: int
    happened: str
    unharmed: str
    advice: str
    is_bare: bool = False


_NOTHING = N_("Nothing was changed.")
_FOREIGN = Problem(
    status=403,
    happened=N_("This request does not come from a page of this node."),
    unharmed=_NOTHING,
    advice=N_("Open the page by the link that the program printed when it started, on the same computer."),
    is_bare=True,
)
_NO_SESSION = Problem(
    status=403,
    happened=N_("This browser has not been let in."),
    unharmed=N_("Nothing was shown and nothing was changed."),
    advice=N_(
        "Use the link that the program printed when it started. It works once; "
        "the command “.venv/bin/apieka page” prints a new one."
    ),
    is_bare=True,
)
_STALE = Problem(
    status=403,
    happened=N_("This form is too old or was made for another browser."),
    unharmed=_NOTHING,
    advice=N_("Go back, copy what you typed, load the page again and send the form once more."),
)
_BAD = Problem(
    status=400,
    happened=N_("The node did not understand this address or form."),
    unharmed=_NOTHING,
    advice=N_("Go back and begin from the page before."),
)
_LARGE = Problem(
    status=413,
    happened=N_("This is more than one form may hold."),
    unharmed=_NOTHING,
    advice=N_(
        "It was not read, so it is not kept here. Send less at once: what is long belongs into an attached paper."
    ),
)
_LARGE_FILE = Problem(
    status=413,
    happened=N_("This file is larger than is taken here."),
    unharmed=_NOTHING,
    advice=N_("Go back and send a smaller file, or the file in parts."),
)
_NOT_HERE = Problem(
    status=404,
    happened=N_("Nothing stands at this address on this node."),
    unharmed=_NOTHING,
    advice=N_("It may not have arrived here yet. Look for it by name."),
)
_NOT_ALLOWED = Problem(
    status=403,
    happened=N_("Your role in this ledger does not allow this."),
    unharmed=_NOTHING,
    advice=N_("Ask a steward of the ledger to do it or to give you the role."),
)
_REFUSED = Problem(
    status=409,
    happened=N_("This cannot be done as things stand now."),
    unharmed=_NOTHING,
    advice=N_("Load the card again and look at what stands there; then try once more."),
)
_SIGNED = Problem(
    status=409,
    happened=N_("This computer cannot sign this now."),
    unharmed=_NOTHING,
    advice=N_(
        "It has signed another proposal, or this one is out of date. "
        "Once one is decided, the others can be proposed and signed anew."
    ),
)
_NO_KEY = Problem(
    status=409,
    happened=N_("No key for writing in this ledger has arrived yet."),
    unharmed=N_("Nothing was written and nothing was lost."),
    advice=N_("The key comes with the next contact with another member. Until then this ledger can only be read."),
)
_MEMORY = Problem(
    status=503,
    happened=N_("This computer has too little free memory for the passphrase."),
    unharmed=_NOTHING,
    advice=N_("Close other programs and try again."),
)
_KEYS = Problem(
    status=409,
    happened=N_("A key, a passphrase or a key file was refused."),
    unharmed=_NOTHING,
    advice=N_("Check what you typed. If the key file is damaged, restore it from a backup."),
)
_UNKNOWN = Problem(
    status=500,
    happened=N_("The program could not finish this."),
    unharmed=N_("What was saved before is safe: a change is stored whole or not at all."),
    advice=N_("Look whether the change is there before you repeat it. If it happens again, restart the node."),
)
_BY_TYPE: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Problem], ...] = (
    (ForeignRequest, _FOREIGN),
    (NoSession, _NO_SESSION),
    (StaleForm, _STALE),
    (FileTooLarge, _LARGE_FILE),
    ((TooLarge, web.HTTPRequestEntityTooLarge), _LARGE),
    ((NotHere, NotFound, web.HTTPNotFound), _NOT_HERE),
    ((BadRequest, LedgerError, web.HTTPClientError, UnicodeError), _BAD),
    (NotAllowed, _NOT_ALLOWED),
    (VoteRefused, _SIGNED),
    (NoKey, _NO_KEY),
    (Refused, _REFUSED),
    (NotEnoughMemory, _MEMORY),
    (KeysError, _KEYS),
)
_OWN = ("node.", "keys.")


async def answer_problem(request: web.Request, error: Exception) -> web.StreamResponse:
    """Return the page that explains an error, or the unlock page where the node locked itself meanwhile."""
    problem = next((problem for types, problem in _BY_TYPE if isinstance(error, types)), _UNKNOWN)
    if problem is _UNKNOWN or problem is _KEYS:
        if site_of(request).port.condition is Condition.LOCKED:
            raise web.HTTPSeeOther("/unlock")
        if not isinstance(error, web.HTTPServiceUnavailable):  # one stream too many: the page works without it
            log.error("a page failed: %s", type(error).__name__)
    context = {
        "title": _("A problem"),
        "happened": _(problem.happened),
        "unharmed": _(problem.unharmed),
        "advice": _(problem.advice),
        "detail": _detail(error),
        "is_bare": problem.is_bare or SESSION not in request or site_of(request).port.condition is not Condition.OPEN,
        "nags": False,
        "here": request.path_qs if request.method == "GET" else "/",
    }
    status = error.status if isinstance(error, web.HTTPException) else problem.status
    return await render(request, "problem.html", context, status=status)


def _detail(error: Exception) -> str:
    """The English line of an error of this program, for whoever helps; it holds no value by their own rule."""
    if isinstance(error, (ForeignRequest, NoSession)) or not type(error).__module__.startswith(_OWN):
        return ""
    return f"{type(error).__name__}: {error}"
