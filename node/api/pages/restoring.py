"""Bringing a node back on an empty computer: a backup, what opens it (passphrase, code or shares), a new passphrase.

Needs no network. Refused: a file that is no backup, what does not open it, a weak passphrase nobody insists on; then
the computer is empty as before.
"""

import asyncio
import tempfile
from pathlib import Path
from typing import Final

from aiohttp import web

from keys.errors import BadKeyFile, BadShare
from keys.shares import join_shares
from node.api.i18n import gettext as _
from node.api.i18n import ngettext
from node.api.pages.safety import new_passphrase_fault
from node.api.port import Condition
from node.api.site import form_of, port_of, render, see, session_of, site_of
from node.api.unlocking import try_secret
from node.api.uploads import UPLOAD
from node.service.errors import Refused
from node.service.recovery import read_recovered

_SHARE_WORDS_MIN: Final = 20  # the shortest share of a node has 59 words; codes and passphrases typed by people fewer


async def show_restoring(request: web.Request) -> web.StreamResponse:
    """Ask for a backup and what opens it."""
    return await _page(request, "")


async def restore(request: web.Request) -> web.StreamResponse:
    """Make the node of a backup anew; what lies in a folder meanwhile is as encrypted as the file."""
    form, site = form_of(request), site_of(request)
    error, entries = new_passphrase_fault(form), 0
    if error:
        return await _page(request, error)
    try:
        secret = await asyncio.to_thread(_secret, form.get("secret", ""))
        with tempfile.TemporaryDirectory(prefix="backup-") as folder:
            file = Path(folder) / "brought"
            await asyncio.to_thread(file.write_bytes, request.get(UPLOAD, b""))

            async def act() -> None:
                nonlocal entries
                entries = await site.safety.restore(file, secret, form.get("new", ""))

            waits = site.attempts.wait_s(site.clock()) > 0  # then it was not even tried
            refused = await try_secret(request, act)
            if refused:
                return await _page(
                    request, refused if waits else _("This does not open that backup. Nothing was changed.")
                )
    except BadShare:
        return await _page(request, _("One of the shares is mistyped, or they do not belong together."))
    except (Refused, BadKeyFile):
        return await _page(request, _("This file is no whole backup of this program. Nothing was changed."))
    told = ngettext("Brought back: %(num)d entry.", "Brought back: %(num)d entries.", entries) % {"num": entries}
    session_of(request).notice(told + " " + _("What is written from now on goes to a new log; meet the others soon."))
    raise see("/")


def _secret(typed: str) -> str:
    """Return what opens a backup: as it was typed, or the code that shares, one a line, give. Raises: BadShare."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if any(len(line.split()) >= _SHARE_WORDS_MIN for line in lines):
        return read_recovered(join_shares(lines)).backup
    return " ".join(lines)


async def _page(request: web.Request, error: str) -> web.Response:
    if port_of(request).condition is not Condition.EMPTY:
        raise see("/")
    return await render(
        request, "restore.html", {"title": _("First steps"), "error": error}, status=422 if error else 200
    )


ROUTES = [
    web.get("/begin/restore", show_restoring),
    web.post("/begin/restore", restore),
]
