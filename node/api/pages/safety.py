"""Safety: passphrase, backup, shares for paper, rehearsal, panic. Each form says what it does before it does it."""

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from aiohttp import web

from keys.limits import SHARES_MAX, SHARES_NEEDED_MIN
from keys.shares import split_secret
from node.api.downloads import send_file
from node.api.i18n import gettext as _
from node.api.pages.beginning import strength_words, weigh
from node.api.site import form_of, port_of, render, see, session_of, site_of
from node.api.unlocking import try_secret
from node.crdt.ids import Device
from node.service.effects import Step
from node.service.errors import NotFound, Refused
from node.service.node import Node
from node.service.recovery import gather_recovery

_BACKUP_NAME: Final = "backup.apieka"  # neutral but for its ending, which tells what opens it
_FIRST_OFFER: Final = (5, 3)  # shares made, and needed


# --- the page ---------------------------------------------------------------------------------------------------------
async def show_safety(request: web.Request) -> web.StreamResponse:
    """Say what this computer would give away now, and lead to what can be done about it."""
    return await _page(request, {})


async def _page(request: web.Request, errors: Mapping[str, str]) -> web.Response:
    device = await port_of(request).read(_own_device)
    context = {"title": _("Safety"), "nav": "settings", "errors": errors, "device": device.hex()}
    return await render(request, "safety.html", context, status=422 if errors else 200)


def _own_device(node: Node) -> Step[Device]:
    yield from ()
    return node.device


# --- backup and passphrase --------------------------------------------------------------------------------------------
async def download_backup(request: web.Request) -> web.StreamResponse:
    """Write a backup and hand it to the browser. What lies in a folder meanwhile is as encrypted as the file."""
    site, passphrase = site_of(request), form_of(request).get("passphrase", "")
    with tempfile.TemporaryDirectory(prefix="backup-") as folder:
        file = Path(folder) / _BACKUP_NAME
        error = await try_secret(request, lambda: site.safety.backup(file, passphrase))
        if error:
            return await _page(request, {"backup": error})
        return await send_file(request, file)


async def change_passphrase(request: web.Request) -> web.StreamResponse:
    """Wrap the node's key under another passphrase."""
    form, site = form_of(request), site_of(request)
    new = form.get("new", "")
    error = new_passphrase_fault(form)
    if not error:
        error = await try_secret(request, lambda: site.safety.change_passphrase(form.get("passphrase", ""), new))
    if error:
        return await _page(request, {"change": error})
    session_of(request).notice(_("The passphrase is changed. Backups made before still open with the old one."))
    raise see("/safety")


def new_passphrase_fault(form: Mapping[str, str]) -> str:
    """Return what is wrong with a new passphrase typed twice, nothing where it will do."""
    new, strength = form.get("new", ""), weigh(form.get("new", ""))
    if strength is None:
        return _("Type a passphrase of at most 1,024 characters.")
    if new != form.get("again"):
        return _("These two differ. Nothing was changed.")
    if not strength.is_strong and form.get("insists") != "yes":
        return _("It is too easy to guess (%(words)s). Make it longer, or say that you want it anyway.") % {
            "words": strength_words(strength)
        }
    return ""


# --- shares -----------------------------------------------------------------------------------------------------------
async def ask_shares(request: web.Request) -> web.StreamResponse:
    """Say what shares are and ask how many."""
    return await _shares_page(request, *_FIRST_OFFER)


async def make_shares(request: web.Request) -> web.StreamResponse:
    """Show shares once. They are not kept."""
    form = form_of(request)
    count, needed = _number(form.get("count")), _number(form.get("needed"))
    if not SHARES_NEEDED_MIN <= needed <= count <= SHARES_MAX:
        error = _("At least two must be needed, at most as many as there are, and there are at most 16.")
        return await _shares_page(request, *_FIRST_OFFER, error=error)
    try:
        secret = await port_of(request).write(gather_recovery)
    except (NotFound, Refused):
        error = _("The code for backups has left this computer: shares can be made only where it still is.")
        return await _shares_page(request, count, needed, error=error)
    made = await asyncio.to_thread(split_secret, secret, shares=count, needed=needed)
    return await _shares_page(request, count, needed, sheets=[share.split() for share in made])


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 2 else 0


async def _shares_page(
    request: web.Request, count: int, needed: int, *, error: str = "", sheets: list[list[str]] | None = None
) -> web.Response:
    context = {
        "title": _("Shares on paper"),
        "nav": "settings",
        "count": count,
        "needed": needed,
        "count_max": SHARES_MAX,
        "needed_min": SHARES_NEEDED_MIN,
        "error": error,
        "sheets": sheets or [],
    }
    return await render(request, "shares.html", context, status=422 if error else 200)


# --- rehearsal --------------------------------------------------------------------------------------------------------
async def show_rehearsal(request: web.Request) -> web.StreamResponse:
    """Show how far the rehearsal is, or how the last one went."""
    context = {"title": _("Rehearsal"), "nav": "settings", "work": site_of(request).rehearsing}
    return await render(request, "rehearsal.html", context)


async def begin_rehearsal(request: web.Request) -> web.StreamResponse:
    """Begin a rehearsal, unless one is under way."""
    form_of(request)
    site = site_of(request)
    site.rehearsing.begin(site.safety.rehearse)
    raise see("/safety/rehearsal")


# --- panic ------------------------------------------------------------------------------------------------------------
async def ask_panic(request: web.Request) -> web.StreamResponse:
    """Say what panic destroys and what it cannot, before it is done."""
    return await _panic_page(request, {})


async def panic(request: web.Request) -> web.StreamResponse:
    """Destroy this home. The program ends; what the browser shows next comes from this answer alone."""
    form_of(request)
    site = site_of(request)
    await site.safety.panic()
    site.forget()
    return web.Response(text=_("Destroyed."), content_type="text/plain")


async def choose_second(request: web.Request) -> web.StreamResponse:
    """Choose the second passphrase, or take it back."""
    form, site = form_of(request), site_of(request)
    takes_back = form.get("do") == "none"
    error = "" if takes_back else new_passphrase_fault(form)
    could = False

    async def act() -> None:
        nonlocal could
        second = None if takes_back else form.get("new", "")
        could = await site.safety.choose_second(form.get("passphrase", ""), second)

    if not error:
        error = await try_secret(request, act)
    if not error and not could:
        error = _("This is the passphrase that opens the node: the second one must be another. Nothing was changed.")
    if error:
        return await _panic_page(request, {"second": error})
    notice = _("No second passphrase is chosen now.") if takes_back else _("The second passphrase is chosen.")
    session_of(request).notice(notice)
    raise see("/safety")


async def _panic_page(request: web.Request, errors: Mapping[str, str]) -> web.Response:
    context = {"title": _("Panic"), "nav": "settings", "errors": errors}
    return await render(request, "panic.html", context, status=422 if errors else 200)


ROUTES = [
    web.get("/safety", show_safety),
    web.post("/safety/backup", download_backup),
    web.post("/safety/passphrase", change_passphrase),
    web.get("/safety/shares", ask_shares),
    web.post("/safety/shares", make_shares),
    web.get("/safety/rehearsal", show_rehearsal),
    web.post("/safety/rehearsal", begin_rehearsal),
    web.get("/safety/panic", ask_panic),
    web.post("/safety/panic", panic),
    web.post("/safety/second", choose_second),
]
