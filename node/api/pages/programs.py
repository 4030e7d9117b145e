"""Access for programs of this computer: the tokens there are, making one (shown once), revoking."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from aiohttp import web

from node.api.errors import NotHere
from node.api.i18n import day_text
from node.api.i18n import gettext as _
from node.api.limits import NAME_CHARS_MAX
from node.api.site import form_of, port_of, render, see, session_of
from node.api.v1.door import PREFIX
from node.ledger.text import inert, tidy_line
from node.service.effects import Step
from node.service.errors import Refused
from node.service.limits import TOKENS_MAX
from node.service.node import Node
from node.service.tokens import Scope, Token, make_token, revoke_token

_SCOPES: Final = {"read": Scope.READ, "write": Scope.WRITE}
_DAYS: Final = (1, 7, 30, 90, 365)
_DAYS_TAKEN: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenLine:
    """One token as it is listed."""

    id: str
    name: str
    may_write: bool
    made: str
    expires: str
    has_ended: bool


async def show_tokens(request: web.Request) -> web.StreamResponse:
    """List the tokens and show the form that makes one."""
    return await _page(request)


async def make(request: web.Request) -> web.StreamResponse:
    """Make a token and show it, once."""
    form, port = form_of(request), port_of(request)
    name, scope = tidy_line(form.get("name", "")), _SCOPES.get(form.get("scope", ""), Scope.READ)
    days = form.get("days", "")
    if not name or len(name) > NAME_CHARS_MAX:
        return await _page(request, error=_("Give it a name, so that you know later which program it was for."))
    if days not in map(str, _DAYS):
        return await _page(request, error=_("Choose how long it holds."))
    try:
        text = await port.write(lambda node: make_token(node, name=name, scope=scope, days=int(days), now=port.now()))
    except Refused:
        return await _page(request, error=_("There are too many tokens. Revoke one that is not needed any more."))
    return await _page(request, made=text)


async def revoke(request: web.Request) -> web.StreamResponse:
    """Let a token open nothing any more."""
    id = form_of(request).get("id", "")
    try:
        raw = bytes.fromhex(id)
    except ValueError:
        raise NotHere("not an id") from None
    await port_of(request).write(lambda node: revoke_token(node, raw))
    session_of(request).notice(_("Revoked. The program that used it gets nothing from now on."))
    raise see("/tokens")


async def _page(request: web.Request, *, error: str = "", made: str = "") -> web.Response:
    port = port_of(request)
    tokens = await port.read(_tokens)
    now = port.now()
    context = {
        "title": _("Access for programs"),
        "nav": "settings",
        "tokens": [_line(token, now) for token in tokens],
        "error": error,
        "made": made,
        "form": form_of(request) if error else {},
        "days": _DAYS,
        "days_taken": _DAYS_TAKEN,
        "chars_max": NAME_CHARS_MAX,
        "is_full": len(tokens) >= TOKENS_MAX,
        "base": f"{request.scheme}://{request.host}{PREFIX}",
    }
    return await render(request, "tokens.html", context, status=422 if error else 200)


def _tokens(node: Node) -> Step[list[Token]]:
    yield from ()
    return sorted(node.tokens.values(), key=lambda token: (-token.made, token.id))


def _line(token: Token, now: int) -> TokenLine:
    return TokenLine(
        id=token.id.hex(),
        name=inert(token.name),
        may_write=token.scope is Scope.WRITE,
        made=_day(token.made),
        expires=_day(token.expires),
        has_ended=now >= token.expires,
    )


def _day(time: int) -> str:
    return day_text(datetime.fromtimestamp(time, UTC).date())


ROUTES = [
    web.get("/tokens", show_tokens),
    web.post("/tokens", make),
    web.post("/tokens/revoke", revoke),
]
