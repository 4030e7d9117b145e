"""The page that asks for the passphrase, and the try itself: one at a time, each wrong one dearer.

A form that arrives after the node locked itself is kept in the page, never in the node, and sent again once it is open.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiohttp import web

from keys.errors import BadPassphrase, WrongPassphrase
from node.api.i18n import gettext as _
from node.api.i18n import ngettext
from node.api.site import render, site_of

KEPT_OUT: Final = frozenset(("token", "passphrase", "resend"))


async def show_unlock(
    request: web.Request, *, error: str = "", resend: Mapping[str, str] | None = None, path: str = "", status: int = 200
) -> web.Response:
    """Return the unlock page. `resend` holds a form that waits for `path` (the request's own by default)."""
    kept = {name: text for name, text in (resend or {}).items() if name not in KEPT_OUT}
    context = {"title": _("Unlock"), "error": error, "kept": kept, "path": (path or request.path_qs) if kept else ""}
    return await render(request, "unlock.html", context, status=status)


async def try_passphrase(request: web.Request, passphrase: str) -> str:
    """Open the node; return what to tell the person where it stays shut, else an empty text."""
    return await try_secret(request, lambda: site_of(request).port.unlock(passphrase))


async def try_secret(request: web.Request, act: Callable[[], Awaitable[object]]) -> str:
    """Do what a passphrase is asked for; return what to tell the person where it is the wrong one, else nothing."""
    site = site_of(request)
    async with site.opening:
        wait_s = site.attempts.wait_s(site.clock())
        if wait_s:
            return ngettext(
                "Too many wrong tries. Wait %(num)d second, then try again.",
                "Too many wrong tries. Wait %(num)d seconds, then try again.",
                wait_s,
            ) % {"num": wait_s}
        try:
            await act()
        except (WrongPassphrase, BadPassphrase):
            site.attempts.failed(site.clock())
            return _("This passphrase does not open the node. Nothing was changed; check the keyboard's language.")
        site.attempts.succeeded()
        return ""
