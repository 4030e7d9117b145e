"""The first run: passphrase, pseudonym, the first ledger; and the recovery key until it has left the node."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from keys.errors import BadPassphrase, BadText
from keys.strength import Reason, Strength, strength_bits
from keys.words import new_phrase
from node.api.errors import NotHere
from node.api.i18n import N_
from node.api.i18n import gettext as _
from node.api.limits import NAME_CHARS_MAX
from node.api.links import read_space
from node.api.pages.joining import invitation_fault
from node.api.port import Condition
from node.api.site import form_of, port_of, render, see, session_of, site_of
from node.crdt.ids import Space
from node.ledger.text import inert, tidy_line
from node.service.backup import read_backup_secret
from node.service.effects import Step
from node.service.errors import NotFound, Refused
from node.service.node import Node
from node.service.space import SpaceState
from node.service.spaces import check_name, create_space, read_recovery_key, remove_recovery_key

_FIELDS: Final = ("which", "own", "written", "name", "title", "group", "invitation")
_LEVELS: Final = (  # from how many bits on which words hold; 60 is what keys/ calls strong
    (60, N_("strong")),
    (45, N_("fair; longer is better")),
    (30, N_("weak: fast computers guess it")),
    (0, N_("very weak: it is guessed quickly")),
)
_REASONS: Final = {
    Reason.SHORT: N_("it is short"),
    Reason.REPEATS: N_("something in it repeats"),
    Reason.SEQUENCES: N_("letters or digits stand in order"),
    Reason.LIST_WORDS: N_("it uses words of the open list"),
    Reason.FEW_WORDS: N_("it has few words"),
}


async def show_beginning(request: web.Request) -> web.StreamResponse:
    """Offer a phrase and ask for names."""
    if port_of(request).condition is not Condition.EMPTY:
        raise see("/")
    return await _page(request, dict.fromkeys(_FIELDS, ""), {})


async def begin(request: web.Request) -> web.StreamResponse:
    """Make node and ledger, or say what is still missing."""
    site = site_of(request)
    if site.port.condition is not Condition.EMPTY:
        raise see("/")
    form = form_of(request)
    typed = {name: form.get(name, "") for name in _FIELDS}
    typed |= {name: tidy_line(typed[name]) for name in ("name", "title", "group")}
    verdict = weigh(typed["own"]) if typed["own"] else None
    if form.get("do") == "weigh":
        return await _page(request, {**typed, "which": "own"}, {}, verdict)
    typed["invitation"] = typed["invitation"].strip()
    errors = _errors(typed, verdict, insists=form.get("insist") == "yes")
    if typed["invitation"] and (fault := await invitation_fault(request, typed["invitation"])):
        errors["invitation"] = fault
    if errors:
        return await _page(request, typed, errors, verdict, status=422)
    session = session_of(request)
    passphrase = typed["own"] if typed["which"] == "own" else session.phrase
    async with site.opening:
        if site.port.condition is Condition.EMPTY:
            await site.port.create(name=typed["name"], passphrase=passphrase)
            if not typed["invitation"]:
                await site.port.write(lambda node: create_space(node, title=typed["title"], group=typed["group"]))
    session.phrase, session.invitation = "", typed["invitation"]
    raise see("/join/look" if typed["invitation"] else "/recovery")


def weigh(passphrase: str) -> Strength | None:
    """Return the strength of a passphrase, None for one that nobody can use."""
    try:
        return strength_bits(passphrase)
    except BadPassphrase:
        return None


def strength_words(strength: Strength) -> str:
    """Return a strength in words, with the reasons where it is not strong."""
    level = next(words for bits, words in _LEVELS if strength.bits >= bits)
    reasons = [] if strength.is_strong else [_(_REASONS[reason]) for reason in strength.reasons]
    return "; ".join([_(level), *reasons])


def _errors(typed: Mapping[str, str], verdict: Strength | None, *, insists: bool) -> dict[str, str]:
    errors: dict[str, str] = {}
    if typed["which"] == "own":
        if verdict is None:
            errors["own"] = _("Type a passphrase of at most 1,024 characters, or take the six words.")
        elif not verdict.is_strong and not insists:
            errors["own"] = _(
                "It is too easy to guess. Make it longer, take the six words, or say that you want it anyway."
            )
    elif typed["own"]:
        errors["own"] = _("You typed a passphrase of your own but chose the six words. Choose one of the two.")
    if not typed["written"]:
        errors["written"] = _("Learn it or write it down first, then tick this.")
    for field in ("name",) if typed["invitation"] else ("name", "title"):
        if not _is_name(typed[field]):
            errors[field] = _name_fault()
    if typed["group"] and not _is_name(typed["group"]):
        errors["group"] = _name_fault()
    return errors


def _is_name(text: str) -> bool:
    try:
        check_name(text)
    except Refused:
        return False
    return len(text) <= NAME_CHARS_MAX


def _name_fault() -> str:
    return _("A name has 1 to %(most)d characters.") % {"most": NAME_CHARS_MAX}


async def _page(
    request: web.Request,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    verdict: Strength | None = None,
    *,
    status: int = 200,
) -> web.Response:
    session = session_of(request)
    session.phrase = session.phrase or new_phrase(site_of(request).random)
    context = {
        "title": _("First steps"),
        "phrase": session.phrase,
        "strength_offered": strength_words(strength_bits(session.phrase)),
        "typed": typed,
        "errors": errors,
        "labels": {
            "own": _("Own passphrase"),
            "written": _("The passphrase"),
            "name": _("Your pseudonym"),
            "title": _("Name of the ledger"),
            "group": _("Name of your group"),
            "invitation": _("The invitation you were sent"),
        },
        "verdict": strength_words(verdict) if verdict else "",
        "may_insist": verdict is not None and not verdict.is_strong,
        "chars_max": NAME_CHARS_MAX,
    }
    return await render(request, "begin.html", context, status=status)


async def show_space_form(request: web.Request) -> web.StreamResponse:
    """Ask for the name of the first ledger of a node that has none."""
    return await _space_page(request, {}, "")


async def make_space(request: web.Request) -> web.StreamResponse:
    """Make the first ledger of a node that has none."""
    typed = {name: tidy_line(form_of(request).get(name, "")) for name in ("title", "group")}
    if not _is_name(typed["title"]) or (typed["group"] and not _is_name(typed["group"])):
        return await _space_page(request, typed, _name_fault())
    await port_of(request).write(lambda node: create_space(node, **typed))
    raise see("/recovery")


async def _space_page(request: web.Request, typed: Mapping[str, str], error: str) -> web.Response:
    context = {"title": _("First steps"), "typed": typed, "error": error, "chars_max": NAME_CHARS_MAX}
    return await render(request, "space.html", context, status=422 if error else 200)


# --- the recovery key -------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class ShownKey:
    """The recovery key of one space; `text` is empty once it has left the node."""

    space: str
    title: str
    text: str
    typed: str = ""
    error: str = ""

    @property
    def spaced(self) -> str:
        """Return the key as it is easiest to copy by hand."""
        return in_fours(self.text)

    def __repr__(self) -> str:
        return "ShownKey(<secret>)"


async def show_recovery(request: web.Request) -> web.StreamResponse:
    """Show the recovery keys still on this node."""
    return await _recovery_page(request, asks=False)


async def ask_recovery(request: web.Request) -> web.StreamResponse:
    """Ask for the copy, without showing the key."""
    return await _recovery_page(request, asks=True)


async def check_recovery(request: web.Request) -> web.StreamResponse:
    """Compare the typed copy and remove the key from the node where it is right."""
    form = form_of(request)
    space, typed = read_space(form.get("space", "")), form.get("typed", "")
    try:
        await port_of(request).write(lambda node: remove_recovery_key(node.space(space), typed))
    except (BadText, Refused) as error:
        if isinstance(error, NotFound):
            raise see("/recovery") from None
        wrong = _("This is not the key. Compare it letter by letter; nothing was removed.")
        return await _recovery_page(request, asks=True, wrong=(space, typed, wrong))
    session_of(request).notice(_("The recovery key has left this computer. Keep the paper safe."))
    raise see("/")


async def _recovery_page(
    request: web.Request, *, asks: bool, wrong: tuple[Space, str, str] | None = None
) -> web.Response:
    keys = await port_of(request).read(_read_keys)
    backup_code = await port_of(request).read(_read_backup_code)
    if not keys:
        raise NotHere("no ledger, so no recovery key")
    shown = [_with_error(key, wrong) for key in keys if key.text] or keys
    context = {"title": _("Recovery key"), "keys": shown, "asks": asks, "backup_code": "" if asks else backup_code}
    return await render(request, "recovery.html", context, status=422 if wrong else 200)


def _with_error(key: ShownKey, wrong: tuple[Space, str, str] | None) -> ShownKey:
    if wrong is None or wrong[0].hex() != key.space:
        return key
    return ShownKey(space=key.space, title=key.title, text=key.text, typed=wrong[1], error=wrong[2])


def _read_keys(node: Node) -> Step[list[ShownKey]]:
    keys = []
    for space in node.spaces.values():
        text = yield from _read_key(space)
        keys.append(ShownKey(space=space.space.hex(), title=inert(space.title), text=text))
    return keys


def in_fours(text: str) -> str:
    """Return the text form of a key in groups of four; it reads back the same."""
    prefix, dash, rest = text.partition("-")
    return " ".join([prefix + dash, *(rest[at : at + 4] for at in range(0, len(rest), 4))])


def _read_backup_code(_node: Node) -> Step[str]:
    try:
        return in_fours((yield from read_backup_secret()))
    except NotFound:
        return ""


def _read_key(space: SpaceState) -> Step[str]:
    try:
        return (yield from read_recovery_key(space))
    except NotFound:
        return ""


ROUTES = [
    web.get("/begin", show_beginning),
    web.post("/begin", begin),
    web.get("/space", show_space_form),
    web.post("/space", make_space),
    web.get("/recovery", show_recovery),
    web.get("/recovery/check", ask_recovery),
    web.post("/recovery/check", check_recovery),
]
